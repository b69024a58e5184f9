"""The pages of the ledger, as a clerk and a reviewer meet them."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng.assessment.domain import start_cycle
from mingheng.assessment.passes import run_due
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.content import bundled_rulebooks
from mingheng.ledger.domain import save_draft, send_back
from mingheng.ledger.models import Entry, Evidence
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import Content, content_of
from mingheng.organisation import unit_fields
from tests.ledger.desk import JPEG, PDF, TODAY, accepted, actor, draft, meeting, package, submitted, typed
from tests.ledger.pages import text_of, value_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def new_url(unit) -> str:
    return reverse("ledger:new_entry", args=[unit.pk, "meeting"])


def acts() -> int:
    return Event.objects.filter(action__startswith="ledger.").count()


def test_a_clerk_of_one_branch_comes_straight_to_the_form_and_submits(at, county):
    clerk = at("clerk")
    chosen = clerk.get(reverse("ledger:choose_unit"), {"kind": "meeting"})
    assert chosen.url == new_url(county.one_first)
    form = clerk.get(chosen.url)
    key = value_of(form, "key")
    answer = clerk.post(chosen.url, typed(key=key, submit="1", evidence=[SimpleUploadedFile("签到.pdf", PDF)]))
    entry = Entry.objects.get()
    assert answer.url == reverse("ledger:entry", args=[entry.pk])
    assert (entry.state, entry.title, entry.entered_on) == ("submitted", "学习讨论", TODAY)
    assert content_of(latest_version(entry)) == meeting()
    assert entry.evidence.get().file_name == "签到.pdf"
    page = text_of(clerk.get(answer.url))
    wanted = ["待审核", "甲局第一党支部", "意识形态、党风廉政", "赵文华、钱立", "签到.pdf", "计入 甲局机关党委", "12天"]
    assert [word for word in wanted if word not in page] == []
    assert acts() == 1


def test_who_may_write_for_several_organisations_finds_one_by_name_or_code(at, county):
    admin = at("admin")
    url, asked = reverse("ledger:choose_unit"), {"kind": "meeting"}
    links = {
        words: re.findall(r'href="(/ledger/new/\d+/meeting/)"', admin.get(url, asked | {"q": words}).content.decode())
        for words in ("", "第二", "A", "乙局")
    }
    assert links == {
        "": [new_url(county.one), new_url(county.one_first), new_url(county.one_second)],
        "第二": [new_url(county.one_second)],
        "A": [new_url(county.one)],
        "乙局": [],
    }


def test_a_kind_that_is_not_offered_has_no_form(at, county):
    assert at("clerk").get(reverse("ledger:new_entry", args=[county.one_first.pk, "sanction"])).status_code == 404


def test_a_list_has_30_rows_a_page_and_keeps_its_conditions_from_page_to_page(at, county, people):
    for number in range(32):
        draft(county.one_first, people.clerk, Content({"title": f"第{number}次"}))
    page = at("clerk").get(reverse("ledger:entries"), {"words": "次"}).content.decode()
    assert len(re.findall(r"第\d+次(?=</a>)", page)) == 30
    assert "?words=%E6%AC%A1&amp;page=2" in page
    second = at("clerk").get(reverse("ledger:entries"), {"words": "次", "page": 2}).content.decode()
    assert len(re.findall(r"第\d+次(?=</a>)", second)) == 2


def test_a_draft_is_saved_as_far_as_it_is_filled_in(at, county):
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    clerk.post(new_url(county.one_first), {"read_at": 0, "key": key, "title": "先记一笔", "draft": "1"})
    entry = Entry.objects.get()
    assert (entry.state, entry.title, entry.happened_on) == ("draft", "先记一笔", None)
    form = clerk.get(reverse("ledger:edit_entry", args=[entry.pk]))
    assert (value_of(form, "title"), value_of(form, "read_at")) == ("先记一笔", "1")


def test_a_second_click_has_one_effect_and_the_same_answer(at, county):
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    answers = [clerk.post(new_url(county.one_first), typed(key=key, submit="1")) for _ in range(5)]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert (Entry.objects.count(), Entry.objects.get().versions.count(), acts()) == (1, 1, 1)


def test_a_second_click_on_an_edit_a_submission_and_an_acceptance_has_one_effect(at, county, people):
    entry = draft(county.one_first, people.clerk)
    clerk, admin = at("clerk"), at("admin")
    edit, submit_url, accept_url = (
        reverse(f"ledger:{name}", args=[entry.pk]) for name in ("edit_entry", "submit_entry", "accept_entry")
    )
    before = acts()
    for _ in range(2):
        assert clerk.post(edit, typed(read_at=1, title="改过", draft="1")).status_code == 302
    for _ in range(2):
        assert clerk.post(submit_url, {"read_at": 2}).status_code == 302
    first, second = (admin.post(accept_url, {"read_at": 3}) for _ in range(2))
    assert (first.status_code, second.status_code, second.url) == (200, 302, reverse("ledger:entry", args=[entry.pk]))
    assert (Entry.objects.get().state, Entry.objects.get().latest, acts() - before) == ("accepted", 2, 3)


def test_the_same_key_with_another_text_overwrites_nothing_and_loses_nothing(at, county):
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    clerk.post(new_url(county.one_first), typed(key=key, draft="1"))
    again = clerk.post(new_url(county.one_first), typed(key=key, draft="1", title="退回浏览器又改"))
    assert (again.status_code, value_of(again, "title")) == (409, "退回浏览器又改")
    assert Entry.objects.get().title == "学习讨论"


def test_a_file_that_comes_with_an_outdated_page_is_not_dropped_in_silence(at, county, people):
    entry = draft(county.one_first, people.clerk)
    clerk, url = at("clerk"), reverse("ledger:edit_entry", args=[entry.pk])
    clerk.post(url, typed(read_at=1, title="改过", draft="1"))
    again = clerk.post(url, typed(read_at=1, title="改过", draft="1", evidence=[SimpleUploadedFile("a.pdf", PDF)]))
    assert (again.status_code, entry.evidence.count()) == (409, 0)
    assert "附件需要重新选择" in text_of(again)


def test_a_forged_key_is_refused_and_the_text_is_kept(at, county, people):
    other = draft(county.two_first, people.outsider)
    answer = at("clerk").post(new_url(county.one_first), typed(key=other.pk, draft="1"))
    assert (answer.status_code, value_of(answer, "title"), Entry.objects.count()) == (200, "学习讨论", 1)
    assert "表单已经失效" in text_of(answer)


def test_a_key_for_one_organisation_opens_no_entry_of_another(at, county):
    admin = at("admin")
    key = value_of(admin.get(new_url(county.one_first)), "key")
    admin.post(new_url(county.one_first), typed(key=key, draft="1"))
    answer = admin.post(new_url(county.one_second), typed(key=key, draft="1", title="另一个支部的"))
    assert (answer.status_code, value_of(answer, "title")) == (200, "另一个支部的")
    assert [(entry.unit_id, entry.title) for entry in Entry.objects.all()] == [(county.one_first.pk, "学习讨论")]


def test_two_clerks_on_one_record_see_both_texts_and_save_on_top(at, county, people):
    entry = draft(county.one_first, people.clerk)
    url = reverse("ledger:edit_entry", args=[entry.pk])
    clerk, colleague = at("clerk"), at("colleague")
    form = clerk.get(url)
    colleague.post(url, typed(read_at=1, title="同事的主题", attended="11", draft="1"))
    mine = typed(read_at=value_of(form, "read_at"), title="我的主题", draft="1")
    conflict = clerk.post(url, mine)
    assert conflict.status_code == 409
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", conflict.content.decode(), re.DOTALL)
    different = [heading for heading, rest in rows if "不同" in rest]
    assert different == ["主题", "实到"]
    page = text_of(conflict)
    assert [word for word in ("colleague 保存了另一版", "同事的主题", "我的主题") if word not in page] == []
    assert (value_of(conflict, "title"), value_of(conflict, "read_at")) == ("我的主题", "2")
    saved = clerk.post(url, typed(read_at=2, title="合并的主题", attended="11", draft="1"))
    assert (saved.status_code, Entry.objects.get().title, Entry.objects.get().latest) == (302, "合并的主题", 3)


def test_what_was_typed_into_an_entry_that_was_accepted_meanwhile_is_shown_as_a_correction(at, county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    answer = at("clerk").post(reverse("ledger:edit_entry", args=[entry.pk]), typed(read_at=1, title="晚了", draft="1"))
    assert (answer.status_code, value_of(answer, "title")) == (409, "晚了")
    assert reverse("ledger:correct_entry", args=[entry.pk]) in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-02-30", "日历上没有“2026-02-30”这一天。请核对年月日。"),
        ("明天", "“明天”不是日期。请按2026-03-15的样子填写年月日。"),
        ("2026-06-02", "日期 2026-06-02 还没有到。"),
    ],
)
def test_an_impossible_day_is_kept_as_it_was_typed_with_a_sentence(at, county, day, sentence):
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    answer = clerk.post(new_url(county.one_first), typed(key=key, held_on=day, submit="1"))
    assert (value_of(answer, "held_on"), value_of(answer, "title")) == (day, "学习讨论")
    assert sentence in text_of(answer)
    assert Entry.objects.count() == 0


def test_a_submission_from_the_page_shows_everything_that_is_missing(at, county, people):
    entry = draft(county.one_first, people.clerk, Content({"title": "先记一笔"}))
    answer = at("clerk").post(reverse("ledger:submit_entry", args=[entry.pk]), {"read_at": 1})
    page = text_of(answer)
    wanted = ["必填栏“类型”是空的", "必填栏“召开日期”是空的", "没有填写应到、实到", "有3处需要改正"]
    assert [sentence for sentence in wanted if sentence not in page] == []
    assert value_of(answer, "title") == "先记一笔"


def test_a_formula_and_a_script_in_a_title_are_text_everywhere(at, county):
    title = '=HYPERLINK("http://x")<script>alert(1)</script>'
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    clerk.post(new_url(county.one_first), typed(key=key, title=title, submit="1"))
    assert Entry.objects.get().title == title
    for name in ("clerk", "admin"):
        page = at(name).get(reverse("ledger:entries")).content.decode()
        assert ("<script>alert" in page, title in unescape(page)) == (False, True)


def test_after_signing_out_nothing_is_saved_and_the_page_says_so(at, county, people):
    entry = draft(county.one_first, people.clerk)
    clerk = at("clerk")
    clerk.cookies.clear()
    answer = clerk.post(reverse("ledger:edit_entry", args=[entry.pk]), typed(read_at=1, title="退出以后"))
    assert (answer.status_code, Entry.objects.get().title) == (401, "学习讨论")
    shown = clerk.get(reverse("ledger:entry", args=[entry.pk]))
    assert (shown.status_code, shown.url.partition("?")[0]) == (302, reverse("accounts:sign_in"))


def test_a_reviewer_accepts_several_sees_the_essentials_and_not_his_own(at, county, people):
    good = [submitted(county.one_first, people.clerk, meeting(title=f"第{number}次")) for number in (1, 2)]
    own = submitted(county.one_second, people.admin, meeting(title="自己的"))
    admin = at("admin")
    page = admin.get(reverse("ledger:waiting"))
    shown = text_of(page)
    wanted = ["第1次", "支部党员大会", "应到 12 人", "实到 10 人", "甲局第一党支部", "您自己填的，由他人采纳"]
    assert [word for word in wanted if word not in shown] == []
    boxes = sorted(set(re.findall(r'name="entry" value="([^"]+)"', page.content.decode())))
    assert boxes == sorted(f"{entry.pk}:1" for entry in good)
    answer = admin.post(reverse("ledger:accept_several"), {"entry": [*boxes, f"{own.pk}:1"]})
    assert "已采纳 2 条" in text_of(answer)
    assert "这一版是您自己填写的" in text_of(answer)
    assert set(Entry.objects.filter(state="accepted")) == set(good)


def test_after_acceptance_the_changed_lines_are_shown_to_those_who_may_see_the_score(at, county, people):
    start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    run_due(COMMAND)
    entry = submitted(county.one_first, people.clerk)
    decided = text_of(at("admin").post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": 1}))
    url = reverse("ledger:entry", args=[entry.pk])
    admin, clerk = text_of(at("admin").get(url)), text_of(at("clerk").get(url))
    for page in (decided, admin):
        assert [
            word for word in ("甲局机关党委 截至 2026-06-01", "总分", "党员大会到会率 — → 1.5 分") if word not in page
        ] == []
    assert ("总分" in clerk, "它不在您的查看范围内" in clerk) == (False, True)


def test_entries_out_of_reach_cannot_be_accepted_among_several(at, county, people):
    foreign = submitted(county.two_first, people.clerk)
    answer = at("admin").post(reverse("ledger:accept_several"), {"entry": f"{foreign.pk}:1"})
    assert (answer.status_code, Entry.objects.get().state) == (302, "submitted")


@pytest.mark.parametrize("act", ["accept_several", "send_back_several"])
def test_with_a_version_that_no_entry_has_nothing_is_decided(at, county, people, act):
    entry = submitted(county.one_first, people.clerk)
    sent = {"entry": f"{entry.pk}:{'9' * 5_000}", "reason": "缺签到表"}
    answer = at("admin").post(reverse(f"ledger:{act}"), sent, follow=True)
    assert (Entry.objects.get().state, "刚刚" in text_of(answer)) == ("submitted", True)


def test_an_entry_that_was_sent_back_tells_why_and_can_be_submitted_again(at, county, people):
    entry = submitted(county.one_first, people.clerk)
    at("admin").post(reverse("ledger:send_back_entry", args=[entry.pk]), {"read_at": 1, "reason": "缺签到表"})
    page = text_of(at("clerk").get(reverse("ledger:entry", args=[entry.pk])))
    assert [word for word in ("admin 退回了这条记录：缺签到表", "继续填写", "提交审核") if word not in page] == []


def test_while_it_is_put_right_an_entry_still_tells_why_it_was_sent_back(at, county, people):
    entry = submitted(county.one_first, people.clerk)
    send_back(entry, reason="缺签到表", read_at=1, by=actor(people.admin))
    save_draft(entry, meeting(title="改了一半"), read_at=2, by=actor(people.clerk))
    page = text_of(at("clerk").get(reverse("ledger:entry", args=[entry.pk])))
    assert "admin 退回了这条记录：缺签到表" in page


def test_a_correction_keeps_the_accepted_version_until_it_is_accepted(at, county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    url = reverse("ledger:correct_entry", args=[entry.pk])
    clerk = at("clerk")
    form = clerk.get(url)
    sent = typed(
        read_at=value_of(form, "read_at"), attended="11", absent="钱立", correction_reason="漏记一人", submit="1"
    )
    answers = [clerk.post(url, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    entry.refresh_from_db()
    assert (entry.state, entry.accepted, entry.latest) == ("submitted", 1, 2)
    assert "现在计入的仍是第1版" in text_of(clerk.get(answers[0].url))
    done = at("admin").post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": entry.version})
    assert (done.status_code, Entry.objects.get().accepted) == (200, 2)


def test_a_withdrawn_entry_says_why(at, county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    url = reverse("ledger:withdraw_entry", args=[entry.pk])
    refused = at("admin").post(url, {"read_at": entry.version, "reason": ""})
    assert (refused.status_code, Entry.objects.get().state) == (302, "accepted")
    at("admin").post(url, {"read_at": entry.version, "reason": "会议没有开"})
    page = text_of(at("clerk").get(reverse("ledger:entry", args=[entry.pk])))
    assert "admin 撤回了这条记录，不再计入：会议没有开" in page


def test_evidence_is_saved_to_disk_by_the_browser_and_never_shown(at, county, people):
    entry = draft(county.one_first, people.clerk)
    clerk = at("clerk")
    files = [SimpleUploadedFile("签到 “表”.pdf", PDF), SimpleUploadedFile("现场.jpg", JPEG)]
    clerk.post(reverse("ledger:add_evidence", args=[entry.pk]), {"read_at": 1, "evidence": files})
    evidence = Evidence.objects.order_by("pk")[0]
    answer = at("leader").get(reverse("ledger:evidence_file", args=[entry.pk, evidence.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%AD%BE%E5%88%B0%20%E2%80%9C%E8%A1%A8%E2%80%9D.pdf"
    )
    clerk.post(reverse("ledger:remove_evidence", args=[entry.pk, evidence.pk]), {"read_at": 1})
    gone = clerk.get(reverse("ledger:evidence_file", args=[entry.pk, evidence.pk]))
    assert (gone.status_code, Evidence.objects.count()) == (404, 2)


def test_a_file_of_another_entry_is_not_found_through_this_one(at, county, people):
    own, foreign = draft(county.one_first, people.clerk), draft(county.two_first, people.outsider)
    outsider = at("outsider")
    files = [SimpleUploadedFile("a.pdf", PDF)]
    outsider.post(reverse("ledger:add_evidence", args=[foreign.pk]), {"read_at": 1, "evidence": files})
    answer = at("clerk").get(reverse("ledger:evidence_file", args=[own.pk, Evidence.objects.get().pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("现场.jpg", JPEG + bytes(50 * 1024 * 1024), "“现场.jpg”有 50.0 MB，超过每个文件 20 MB 的上限"),
        ("宏.docx", package({"word/vbaProject.bin": b"x"}), "“宏.docx”带有宏或控件"),
    ],
    ids=["50 MB", "macro"],
)
def test_a_refused_file_takes_nothing_of_what_was_typed_with_it(at, county, name, content, sentence):
    clerk = at("clerk")
    key = value_of(clerk.get(new_url(county.one_first)), "key")
    sent = typed(key=key, submit="1", evidence=[SimpleUploadedFile(name, content)])
    answer = clerk.post(new_url(county.one_first), sent)
    assert sentence in text_of(answer)
    assert (value_of(answer, "title"), Entry.objects.count()) == ("学习讨论", 0)


@pytest.mark.parametrize(
    ("name", "is_plain"),
    [("clerk", True), ("admin", True), ("committee", True), ("leader", False), ("discipline", False)],
)
def test_names_and_minutes_are_shown_to_those_who_work_with_them_only(at, county, people, name, is_plain):
    entry = draft(county.one_first, people.clerk)
    save_draft(entry, meeting(absent=("赵文华",)), read_at=1, by=actor(people.clerk))
    page = text_of(at(name).get(reverse("ledger:entry", args=[entry.pk])))
    assert ("赵文华" in page, "第一项议程" in page, "1 项，内容不予显示" in page) == (is_plain, is_plain, not is_plain)


def _routes(entry, county) -> dict[str, tuple[str, str]]:
    names = {
        "edit": "edit_entry",
        "submit": "submit_entry",
        "accept": "accept_entry",
        "send_back": "send_back_entry",
        "withdraw": "withdraw_entry",
        "support": "add_evidence",
    }
    acts = {short: ("post", reverse(f"ledger:{name}", args=[entry.pk])) for short, name in names.items()}
    pages = {"list": "entries", "choose": "choose_unit", "waiting": "waiting"}
    shown = {short: ("get", reverse(f"ledger:{name}")) for short, name in pages.items()}
    own = {"page": ("get", reverse("ledger:entry", args=[entry.pk])), "new": ("get", new_url(county.one_first))}
    return acts | shown | own


ALLOWED = {
    "clerk": {"edit", "submit", "support", "list", "choose", "page", "new"},
    "admin": {
        "edit",
        "submit",
        "support",
        "list",
        "choose",
        "page",
        "new",
        "accept",
        "send_back",
        "withdraw",
        "waiting",
    },
    "committee": {"list", "page", "accept", "send_back", "withdraw", "waiting"},
    "leader": {"list", "page"},
    "discipline": {"list", "page"},
    "outsider": {"list", "choose", "waiting"},
}


@pytest.mark.parametrize("name", ALLOWED)
def test_each_person_comes_exactly_where_the_policy_lets_him(at, county, people, name):
    entry = submitted(county.one_first, people.colleague)
    client = at(name)
    # 409: the person may come here, only the entry is in another state.
    open_to = {
        short
        for short, (method, url) in _routes(entry, county).items()
        if getattr(client, method)(url).status_code not in (403, 404)
    }
    assert open_to == ALLOWED[name]


def test_an_outsider_sees_nothing_of_an_entry_not_even_that_it_exists(at, county, people):
    entry = submitted(county.one_first, people.clerk)
    outsider = at("outsider")
    there, absent = (
        outsider.get(reverse("ledger:entry", args=[entry_id])).status_code for entry_id in (entry.pk, "a" * 20)
    )
    listed = text_of(outsider.get(reverse("ledger:entries"), {"words": "学习"}))
    assert (there, absent, "学习讨论" in listed) == (404, 404, False)


def test_a_list_is_narrowed_by_unit_state_days_and_words(at, county, people):
    draft(county.one_first, people.clerk, meeting(title="甲一草稿"))
    submitted(county.one_second, people.clerk, meeting(title="甲二待审"))
    admin = at("admin")

    def titles(**conditions: object) -> list[str]:
        page = admin.get(reverse("ledger:entries"), conditions).content.decode()
        return sorted(re.findall(r"甲[一二](?:草稿|待审)(?=</a>)", page))

    assert titles() == ["甲一草稿", "甲二待审"]
    assert titles(unit=county.one_second.code) == ["甲二待审"]
    assert titles(state="draft") == ["甲一草稿"]
    assert titles(words="待审") == ["甲二待审"]
    assert titles(since="2026-05-21") == []
    assert titles(until="2026年5月20日") == ["甲一草稿", "甲二待审"]
    assert titles(unit=county.two_first.code, since="2026-02-30") == ["甲一草稿", "甲二待审"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["entries", "waiting"])
def test_lists_ask_the_database_equally_often_for_one_row_and_for_three(
    at, county, people, name, count, django_assert_num_queries
):
    for number in range(count):
        unit = (county.one_first, county.one_second)[number % 2]
        submitted(unit, people.clerk, meeting(title=f"第{number}次"))
    admin = at("admin")
    expected = {"entries": 12, "waiting": 12}[name]
    with django_assert_num_queries(expected):
        admin.get(reverse(f"ledger:{name}"))


def test_after_a_refused_send_back_the_reason_is_not_lost(at, county, people):
    entry = submitted(county.one_first, people.clerk)
    send_back(entry, reason="先到一步", read_at=1, by=actor(people.committee))
    admin = at("admin")
    answer = admin.post(
        reverse("ledger:send_back_entry", args=[entry.pk]), {"read_at": 1, "reason": "我写的原因"}, follow=True
    )
    assert "我写的原因" in text_of(answer)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("A-2", ["甲二待审"]),
        ("甲局", ["甲一草稿", "甲二待审"]),
        ("jjdedzb", ["甲二待审"]),
        ("第二", ["甲二待审"]),
        ("没有这个", []),
    ],
)
def test_among_many_organisations_one_is_named_and_not_chosen(at, county, people, monkeypatch, asked, expected):
    draft(county.one_first, people.clerk, meeting(title="甲一草稿"))
    submitted(county.one_second, people.clerk, meeting(title="甲二待审"))
    few, page = reverse("ledger:entries"), at("admin")
    assert f'<option value="{county.one_second.code}"' in page.get(few).content.decode()
    monkeypatch.setattr(unit_fields, "MOST_OFFERED", 2)
    shown = page.get(few, {"unit": asked}).content.decode()
    assert '<option value="A-2"' not in shown
    assert f'value="{asked}"' in shown
    assert sorted(re.findall(r"甲[一二](?:草稿|待审)(?=</a>)", shown)) == expected
