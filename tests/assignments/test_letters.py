"""The reminder letter and the supervision form, read back from the file: what they say, and how it is set."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from mingheng.assessment.domain import start_cycle
from mingheng.assessment.frozen import rulebook_of
from mingheng.assignments.domain import remind
from mingheng.assignments.letters import WAITED_FOR
from mingheng.audit.actors import COMMAND
from mingheng.content import bundled_rulebooks
from tests.assignments.desk import TODAY, given, recipient_of, replied
from tests.ledger.desk import actor

pytestmark = pytest.mark.django_db
MATTER = {"document_number": "示工委发〔2026〕5号", "duty": "第一责任人责任", "due_on": TODAY + timedelta(days=2)}


@pytest.fixture
def overdue(county, people, settings):
    """One has answered, one has not, and the day has passed."""
    assignment = given(county.top, people.committee, county.one, county.two, **MATTER)
    replied(assignment, county.one, people.clerk, "总结已报。")
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=5)
    return assignment


def word(answer):
    return Document(BytesIO(answer.content))


def test_the_letter_says_who_has_not_answered_what_and_since_when(at, overdue):
    answer = at("committee").get(reverse("assignments:reminder_letter", args=[overdue.pk]))
    assert [paragraph.text for paragraph in word(answer).paragraphs] == [
        "关于尽快回复“报送上半年党建工作总结”的提醒函",
        "任务编号：2026-001",
        "乙局党总支：",
        "2026年6月1日，示范县直属机关工委交办了“报送上半年党建工作总结”（示工委发〔2026〕5号），"
        "要求于2026年6月3日前回复。截至2026年6月6日，你单位尚未回复，已逾期3天。",
        "请收到本函后抓紧办理，及时在系统中回复；确有困难不能按时办结的，请书面说明原因和预计办结时间。",
        "特此函告。",
        "示范县直属机关工委",
        "2026年6月6日",
    ]
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''%E6%8F%90%E9%86%92%E5%87%BD-2026-001.docx")


def test_one_letter_goes_to_several_and_names_only_those_who_are_asked_for(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    address, committee = reverse("assignments:reminder_letter", args=[assignment.pk]), at("committee")
    one = recipient_of(assignment, county.two)
    letters = [word(committee.get(f"{address}{question}")) for question in ("", f"?recipient={one.pk}")]
    assert [letter.paragraphs[2].text for letter in letters] == ["乙局党总支、甲局机关党委：", "乙局党总支："]
    assert "各单位尚未回复。" in letters[0].paragraphs[3].text


def test_there_is_no_letter_to_nobody_and_none_for_a_draft(at, county, people):
    assignment = given(county.top, people.committee, county.one)
    replied(assignment, county.one, people.clerk)
    assert at("committee").get(reverse("assignments:reminder_letter", args=[assignment.pk])).status_code == 404


def test_there_is_no_letter_to_a_number_that_no_recipient_has(at, overdue):
    named = {"recipient": "9" * 5_000}
    assert at("committee").get(reverse("assignments:reminder_letter", args=[overdue.pk]), named).status_code == 404


def test_the_supervision_form_has_a_row_for_every_unit_and_those_who_have_answered_apart(at, overdue, county, people):
    two = recipient_of(overdue, county.two)
    remind(two, read_at=two.version, by=actor(people.committee))
    document = word(at("committee").get(reverse("assignments:supervision_form", args=[overdue.pk])))
    _matter, waited_for, settled = document.tables
    assert [[[cell.text for cell in row.cells] for row in one.rows] for one in document.tables] == [
        [
            ["项目", "内容"],
            ["督办事项", "报送上半年党建工作总结"],
            ["要求", "请报送总结，附工作数据。"],
            ["依据", "文号：示工委发〔2026〕5号\n对应职责：第一责任人责任"],
        ],
        [
            ["责任单位", "完成时限", "进展", "反馈"],
            ["乙局党总支", "2026年6月3日", "待签收\n逾期3天", ""],
        ],
        [
            ["责任单位", "完成时限", "进展", "反馈"],
            ["甲局机关党委", "2026年6月3日", "已回复待认可\n2026年6月1日回复", "总结已报。"],
        ],
    ]
    assert [sum(round(column.width.mm) for column in one.columns) for one in document.tables] == [156] * 3
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "督办单",
        "任务编号：2026-001",
        "尚待回复或补充的单位：",
        "已回复或免予回复的单位：",
        "示范县直属机关工委",
        "2026年6月6日",
    ]
    assert [one.rows[0]._tr.trPr.findall(qn("w:tblHeader")) != [] for one in (waited_for, settled)] == [True, True]


def test_the_grounds_name_the_indicator_as_one(at, county, people):
    cycle = start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    code, rule = next(iter(rulebook_of(cycle).rules.items()))
    assignment = given(county.top, people.committee, county.one, cycle=cycle, indicator=code)
    document = word(at("committee").get(reverse("assignments:supervision_form", args=[assignment.pk])))
    assert document.tables[0].rows[-1].cells[1].text == f"对应指标：{rule.label}"
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text.endswith("：")] == [WAITED_FOR]


def test_the_paper_is_set_as_official_papers_are(at, overdue):
    document = word(at("committee").get(reverse("assignments:reminder_letter", args=[overdue.pk])))
    (section,) = document.sections
    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in (*sizes, *margins)] == [210, 297, 37, 35, 28, 26]
    title, text, closing = (document.paragraphs[index] for index in (0, 3, -1))
    assert [look_of(paragraph) for paragraph in (title, text, closing)] == [
        ("方正小标宋简体", Pt(22), WD_ALIGN_PARAGRAPH.CENTER, Pt(35), None),
        ("仿宋_GB2312", Pt(16), WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(28), Pt(32)),
        ("仿宋_GB2312", Pt(16), WD_ALIGN_PARAGRAPH.RIGHT, Pt(28), None),
    ]
    feet = [foot._element.xml for foot in (section.footer, section.even_page_footer)]
    assert [("PAGE" in foot, 'w:jc w:val="right"' in foot) for foot in feet] == [(True, True), (True, False)]
    # 落款: the day four signs from the right, the issuer in the middle above it.
    issuer, day = (paragraph.paragraph_format.right_indent for paragraph in document.paragraphs[-2:])
    assert (issuer, day) == (Pt(64) - (Pt(16 * 9) - Pt(16 * 3 + 8 * 6)) // 2, Pt(64))
    assert document.settings.odd_and_even_pages_header_footer is True


def look_of(paragraph):
    style = paragraph.style
    layout = style.paragraph_format
    font = style.element.rPr.rFonts.get(qn("w:eastAsia"))
    return font, style.font.size, layout.alignment, layout.line_spacing, layout.first_line_indent


def test_who_only_reads_makes_no_papers(at, overdue):
    for name in ("reminder_letter", "supervision_form"):
        assert at("leader").get(reverse(f"assignments:{name}", args=[overdue.pk])).status_code == 404
