"""A site is founded once, and those who are to run it get links that nobody else can read."""

import re
import stat

from tests.operations.sites import COMMITTEE, FOUNDING, PEOPLE, SIGN_IN, Client, Site

STATE = """
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant, Placement
print([place.name for place in Placement.objects.all()])
print(sorted(f"{one.account.username} {one.role}" for one in Grant.objects.select_related("account")))
print(sorted(one.username for one in Account.objects.filter(needs_second_factor=True)))
print({one.password for one in Account.objects.all()})
"""


def test_founding_makes_the_committee_and_four_administrators_without_passwords(site):
    assert site.script(STATE).splitlines() == [
        f"['{COMMITTEE}']",
        "['lier system_admin', 'wangsan security_admin', 'zhangyi committee_admin', "
        "'zhaosi audit_admin', 'zhaosi discipline_officer']",
        "['lier', 'wangsan', 'zhangyi', 'zhaosi']",
        "{''}",
    ]


def test_what_is_kept_is_readable_by_its_owner_only(sqlite_site):
    kept = [path for path in sqlite_site.home.rglob("*") if "static" not in path.parts]
    assert [path.name for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_the_slips_hold_a_link_for_each_person_and_the_links_open(sqlite_site):
    slips = (sqlite_site.home / "设置链接.txt").read_text(encoding="utf-8")
    links = re.findall(r"http://127\.0\.0\.1:8000(\S+)", slips)
    assert [one.partition(":")[2] in slips for one in PEOPLE] == [True] * 4
    server = sqlite_site.serve()
    try:
        assert [Client(server.port).get(link)[0] for link in links] == [200] * 4
    finally:
        assert server.end() == 0


def test_a_second_founding_is_refused_and_changes_nothing(site):
    before = site.script(STATE)
    result = site.run(*FOUNDING)
    assert (result.returncode, result.stdout) == (5, "")
    assert "已经设立了系统，不能再次设立" in result.stderr
    assert site.script(STATE) == before


def test_what_is_not_given_is_asked(tmp_path):
    site = Site(tmp_path / "home")
    answers = ["示范市直属机关工作委员会", *(part for one in PEOPLE for part in reversed(one.split(":"))), ""]
    result = site.run("init", typed="\n".join(answers) + "\n")
    assert result.returncode == 0, result.stderr
    assert "示范市直属机关工作委员会" in site.script(STATE)
    assert "http://127.0.0.1:8000/set-up/" in result.stdout


def test_one_person_for_two_posts_is_refused_before_anything_is_made(tmp_path):
    site = Site(tmp_path / "home")
    same = [word.replace("lier", "zhangyi") for word in FOUNDING]
    result = site.run(*same)
    assert result.returncode == 5
    assert "两个岗位用了同一个用户名" in result.stderr
    assert not site.home.exists()


def test_a_founding_that_was_interrupted_can_be_begun_again(tmp_path):
    site = Site(tmp_path / "home")
    assert site.run(*FOUNDING, "--code", "不是编码").returncode == 5
    keys = (site.home / "keys" / "index.key").read_bytes()
    site.done(*FOUNDING)
    assert (site.home / "keys" / "index.key").read_bytes() == keys


def test_the_units_sheet_can_be_reached_by_the_committees_administrator(sqlite_site):
    sqlite_site.script(SIGN_IN, "zhangyi", "a key of the test")
    server = sqlite_site.serve()
    try:
        assert Client(server.port, "a key of the test").get("/")[0] == 200
    finally:
        server.end()
