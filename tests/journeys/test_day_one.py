"""The first day of an office: from `mingheng init` in an empty folder to a running assessment."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from mingheng.accounts.second_factor import code_at, current_step
from tests.journeys.walking import faults_of
from tests.operations.sites import FOUNDING, Site

PASSWORD = "yi sheng ri chu shi shi"
UNITS = [
    {
        "编号": "A01",
        "党组织名称": "示范县档案馆",
        "组织类型": "机关党委",
        "上级党组织": "0",
        "单位类别": "一类单位",
        "是否考核对象": "是",
    },
    {"编号": "A0101", "党组织名称": "示范县档案馆第1党支部", "组织类型": "党支部", "上级党组织": "A01"},
]
MEMBERS = [
    {"姓名": name, "所在党组织": "示范县档案馆第1党支部", "党员类型": "正式", "转为正式党员日期": "2020-07-01"}
    for name in ("孙示范", "李示例", "周样本")
]


@pytest.fixture
def office(tmp_path):
    """A site that was founded a moment ago: its address, and what `init` has printed for the four."""
    site = Site(tmp_path / "home")
    said = site.done(*FOUNDING)
    server = site.serve()
    yield f"http://127.0.0.1:{server.port}", re.findall(r"(\S+)（用户名 (\S+)）\s+http://[^/]+(/set-up/\S+)", said)
    assert server.end() == 0


def begin(tab, username: str, link: str) -> None:
    """Set a password, bind a phone, keep the recovery codes, and be signed in."""
    page = tab.page
    tab.go(link)
    page.fill("[name=new_password]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    tab.follow("main .primary")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    tab.follow("main .primary")
    page.get_by_role("heading", name="绑定动态口令").wait_for()
    assert faults_of(tab) == []
    secret = page.locator("figure code").inner_text().replace(" ", "")
    page.fill("[name=code]", code_at(secret, current_step()))
    tab.follow("main .primary")
    page.get_by_role("heading", name="恢复码").wait_for()
    assert (page.locator("li.code").count(), faults_of(tab)) == (10, [])
    tab.follow("text=已保存，继续")
    page.get_by_role("heading", name="首页").wait_for()


def filled(template: bytes, rows: list[dict[str, str]], day_column: str) -> dict:
    """The template with these rows below its headings, as a file to choose."""
    headings = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(0).to_python()[0]
    content = BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, start=1):
            row = {day_column: "2026-01-01"} | row
            assert set(row) <= set(headings)
            sheet.write_row(number, 0, [row.get(heading, "") for heading in headings])
    return {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


def bring(tab, number: int, rows: list[dict[str, str]], day_column: str) -> None:
    """Download a template, fill it, have it checked, import it."""
    page = tab.page
    tab.go("/people/imports/")
    card = page.locator("main section.card").nth(number)
    with page.expect_download() as downloading:
        card.get_by_role("link", name="下载模板").click()
    card.locator("[type=file]").set_input_files(filled(downloading.value.path().read_bytes(), rows, day_column))
    tab.follow(card.get_by_role("button", name="检查"))
    assert faults_of(tab) == []
    tab.follow(f"text=导入这{len(rows)}条")
    page.get_by_text(re.compile(f"已导入{len(rows)}")).first.wait_for()


def open_steps(tab) -> list[str]:
    """What is still to be done, as the start page says."""
    tab.go("/")
    rows = tab.page.locator("ol.steps li")
    return [row.locator("strong").inner_text() for row in rows.all() if "待办" in row.inner_text()]


def test_an_office_comes_from_an_empty_folder_to_a_running_assessment(office, tab_of):
    address, slips = office
    tabs = {}
    for called, username, link in slips:
        tabs[username] = tab_of(address, viewport={"width": 1440, "height": 900})
        begin(tabs[username], username, link)
        assert tabs[username].page.locator(".account summary").inner_text() == called.split("：")[-1]
    chief = tabs[slips[0][1]]
    assert open_steps(chief) == ["导入单位和党组织", "导入党员名册", "启动考核周期", "为各单位开设账号"]
    bring(chief, 0, UNITS, "建立时间")
    bring(chief, 1, MEMBERS, "加入本支部日期")
    assert open_steps(chief) == ["启动考核周期", "为各单位开设账号"]
    chief.follow("ol.steps a >> text=启动考核周期")
    chief.follow("text=启动考核周期 >> nth=-1")
    chief.page.select_option("[name=rulebook]", "demo-2026")
    assert faults_of(chief) == []
    chief.follow("main form .primary")
    assert chief.page.url == f"{address}/scores/cycle/"
    assert open_steps(chief) == ["为各单位开设账号"]
    # How it stands, and its score.
    assert chief.page.locator("main").get_by_text("示范县档案馆", exact=True).count() == 2
    # The links on the slips have had their use.
    assert chief.go(slips[0][2]).status == 404
    assert [one for tab in tabs.values() for one in tab.faults if "404" not in one] == []
