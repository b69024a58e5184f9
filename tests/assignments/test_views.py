"""The pages of assignments, as the 工委, an office and a branch meet them."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng.assignments.models import Assignment, Recipient, Reply, Wanted
from mingheng.ledger.domain import accept as accept_entry
from mingheng.ledger.models import Entry, TypedForm
from tests.assignments.desk import DUE, TODAY, acts, drafted, given, received, recipient_of, replied, typed
from tests.ledger.desk import PDF, accepted, actor, draft, meeting, submitted
from tests.ledger.desk import typed as typed_meeting
from tests.ledger.test_views import text_of, value_of
from tests.site.asking import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

ENTERED = "记录已提交并勾好；请再点“回复”，任务才算答复。"
RESTORED = "上次没有保存的内容已恢复"


def said_in_green(page) -> list[str]:
    return re.findall(r'<p class="notice (?:good|success)">(.*?)</p>', page.content.decode())


def url_of_entry(entry) -> str:
    return reverse("ledger:entry", args=[entry.pk])


def url(name: str, about) -> str:
    return reverse(f"assignments:{name}", args=[about.pk])


def test_the_committee_writes_gives_out_reminds_accepts_and_closes(at, county):
    committee, clerk = at("committee"), at("clerk")
    new = reverse("assignments:new")
    form = committee.get(new)
    sent = typed(key=value_of(form, "key"), giver=county.top.pk, attached=[SimpleUploadedFile("通知.pdf", PDF)])
    answer = committee.post(new, sent)
    assignment = Assignment.objects.get()
    assert answer.url == url("assignment", assignment)
    give_out = url("give_out", assignment)
    assert "甲局机关党委" in text_of(committee.get(give_out))
    committee.post(give_out, {"read_at": 1, "classes": ["一类单位"], "units": [county.two.pk]})
    assert set(assignment.recipients.values_list("unit__code", flat=True)) == {"A", "B"}

    own = recipient_of(assignment, county.one)
    inbox = text_of(clerk.get(reverse("assignments:inbox")))
    assert [word for word in ("报送上半年党建工作总结", "2026-001", "待签收") if word not in inbox] == []
    clerk.post(url("receive", own), {"read_at": own.version})
    committee.post(url("remind_all", assignment), {"read_at": 2})
    page = text_of(clerk.get(url("recipient", own)))
    assert "交办单位2026年6月1日提醒过本单位，共1次" in page
    page = text_of(committee.get(url("recipient", own)))
    assert ("共提醒1次，甲局机关党委还没有回复" in page, "提醒过本单位" in page) == (True, False)
    own.refresh_from_db()
    answer = clerk.post(url("reply", own), {"read_at": own.version, "text": "总结已报"})
    assert answer.url == url("recipient", own)

    shown = text_of(committee.get(url("assignment", assignment)))
    assert "共2个，已认可0，待认可1，逾期0" in shown
    own.refresh_from_db()
    committee.post(url("accept", own), {"read_at": own.version})
    closed = committee.post(url("close", assignment), {"read_at": 2, "words": "按时报齐"})
    assert closed.url == url("assignment", assignment)
    assert "已办结：按时报齐" in text_of(committee.get(closed.url))
    assert len(acts()) == 7


def test_the_same_new_form_sent_twice_makes_one_assignment(at, county):
    committee, new = at("committee"), reverse("assignments:new")
    sent = typed(key=value_of(committee.get(new), "key"), giver=county.top.pk)
    answers = [committee.post(new, sent).url for _ in range(2)]
    assert answers == [url("assignment", Assignment.objects.get())] * 2


def test_faults_of_the_form_are_told_beside_their_fields_and_nothing_is_lost(at, county):
    committee, new = at("committee"), reverse("assignments:new")
    sent = typed(key=value_of(committee.get(new), "key"), giver=county.top.pk, due_on="六月", title="", wanted="entry")
    form = committee.post(new, sent).context["form"]
    assert (sorted(form.errors), form["text"].value()) == (["due_on", "title"], "请报送总结。")
    form = committee.post(new, sent | {"due_on": "2026-06-10", "title": "题目"}).context["form"]
    assert (sorted(form.errors), Assignment.objects.count()) == (["kind"], 0)


@pytest.mark.parametrize(
    "wrong",
    [{"due_on": "2026-02-30"}, {"title": "长" * 201}, {"text": ""}, {"attached": SimpleUploadedFile("a.exe", PDF)}],
)
def test_of_a_refused_form_everything_is_kept_and_a_file_is_asked_for_again(at, county, wrong):
    committee, new = at("committee"), reverse("assignments:new")
    sent = typed(key=value_of(committee.get(new), "key"), giver=county.top.pk, duty="第一责任人责任")
    sent |= {"attached": SimpleUploadedFile("通知.pdf", PDF)} | wrong
    page = committee.post(new, sent)
    kept = [
        name
        for name in ("title", "document_number", "text", "due_on", "duty")
        if name not in page.context["form"].errors
    ]
    assert [page.context["form"][name].value() for name in kept] == [sent[name] for name in kept]
    (fault,) = page.context["form"].errors
    assert (fault, "附件需要重新选择。" in text_of(page), Assignment.objects.count()) == (*wrong, True, 0)
    assert fault == "attached" or page.context["form"][fault].value() == wrong[fault]


def test_who_is_too_late_to_choose_units_keeps_the_ticks_and_can_send_them_again(at, county, people):
    assignment = drafted(county.top, people.committee)
    give_out_url, committee = url("give_out", assignment), at("committee")
    committee.post(give_out_url, {"read_at": 1, "units": [county.two.pk]})
    late = committee.post(give_out_url, {"read_at": 1, "units": [county.one.pk]})
    assert (late.status_code, late.context["form"]["units"].value()) == (409, [str(county.one.pk)])
    again = {"read_at": value_of(late, "read_at"), "units": [county.one.pk]}
    assert committee.post(give_out_url, again).url == url("assignment", assignment)
    assert assignment.recipients.count() == 2


def test_a_second_click_on_reply_answers_like_the_first_and_another_text_is_kept_on_the_page(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    sent = {"read_at": recipient.version, "text": "总结已报"}
    clerk = at("clerk")
    assert [clerk.post(url("reply", recipient), sent).status_code for _ in range(2)] == [302, 302]
    lost = at("colleague").post(url("reply", recipient), sent | {"text": "我也写了一份"})
    assert (lost.status_code, "我也写了一份" in lost.content.decode()) == (409, True)
    assert Reply.objects.get().text == "总结已报"


def test_the_same_words_with_a_file_are_no_second_click_unless_the_file_is_there(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    clerk, answers = at("clerk"), []
    for names in ([], ["总结.pdf"]):
        files = [SimpleUploadedFile(name, PDF, "application/pdf") for name in names]
        sent = {"read_at": recipient.version, "text": "总结已报", "attached": files}
        answers.append(clerk.post(url("reply", recipient), sent))
    first, late = answers
    told = ("附件需要重新选择。" in text_of(late), Reply.objects.get().papers.count())
    assert (first.status_code, late.status_code, *told) == (302, 409, True, 0)


def test_a_second_click_on_a_reply_with_a_file_answers_like_the_first(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    clerk, sent = at("clerk"), {"read_at": recipient.version, "text": "总结已报"}
    answers = [
        clerk.post(url("reply", recipient), sent | {"attached": SimpleUploadedFile("总结.pdf", PDF)}) for _ in range(2)
    ]
    assert ([one.status_code for one in answers], Reply.objects.get().papers.count()) == ([302, 302], 1)


def test_a_colleague_of_the_same_name_is_somebody_else(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    people.colleague.display_name = people.clerk.display_name
    people.colleague.save()
    sent = {"read_at": recipient.version, "text": "总结已报"}
    assert [at(name).post(url("reply", recipient), sent).status_code for name in ("clerk", "colleague")] == [302, 409]


def test_an_entry_is_ticked_and_shown_with_its_state(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    entry, foreign = submitted(county.one_first, people.branch), submitted(county.two_first, people.outsider)
    clerk = at("clerk")
    page = clerk.get(url("reply", recipient))
    assert [row.entry for row in page.context["form"].offer.rows] == [entry]
    refused = clerk.post(url("reply", recipient), {"read_at": recipient.version, "entries": [foreign.pk]})
    assert (refused.status_code, Reply.objects.count()) == (200, 0)
    clerk.post(url("reply", recipient), {"read_at": recipient.version, "entries": [entry.pk]})
    shown = text_of(at("committee").get(url("recipient", recipient)))
    assert [word for word in ("学习讨论", "甲局第一党支部", "待审核") if word not in shown] == []


def test_beside_the_acceptance_it_is_said_how_many_entries_of_the_newest_reply_are_not_accepted(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    waiting = [submitted(county.one_first, people.branch, meeting(title=title)) for title in ("甲", "乙")]
    done = accepted(county.one_first, people.branch, people.admin, meeting(title="丙"))
    keys = [one.pk for one in (*waiting, done)]
    at("clerk").post(url("reply", recipient), {"read_at": recipient.version, "entries": keys})
    pages = (url("recipient", recipient), f"{reverse('assignments:unanswered')}?show=replied")

    def told() -> list[list[str]]:
        return [
            re.findall(r"引用的记录有(\d)条还没有审核", at("committee").get(page).content.decode()) for page in pages
        ]

    assert told() == [["2"], ["2"]]
    for entry in waiting:
        accept_entry(entry, read_at=entry.version, by=actor(people.admin))
    assert told() == [[], []]


def test_a_new_entry_leads_back_to_the_reply_where_it_is_ticked(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(
        given(county.top, people.committee, county.one_first, **matter), county.one_first, people.branch
    )
    branch, back = at("branch"), url("reply", recipient)
    way = f"{reverse('ledger:new_entry', args=[county.one_first.pk, 'meeting'])}?next={back}"
    assert branch.post(back, {"read_at": recipient.version, "enter": "1"}).url == way
    form = branch.get(way)
    answer = branch.post(way, typed_meeting(key=value_of(form, "key"), submit="1"))
    assert answer.url.startswith(f"{back}?entry=")
    page = branch.get(answer.url)
    (ticked,) = page.context["form"]["entries"].value()
    assert (answer.url, said_in_green(page)) == (f"{back}?entry={ticked}", [ENTERED])


def test_what_was_written_and_ticked_is_there_again_after_an_entry_was_filled_in_on_the_way(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    assignment = given(county.top, people.committee, county.one_first, **matter)
    recipient = received(assignment, county.one_first, people.branch)
    earlier = submitted(county.one_first, people.branch)
    branch, back = at("branch"), url("reply", recipient)
    sent = {"read_at": recipient.version, "text": "第一句\n第二句", "entries": [earlier.pk], "words": "学", "kind": ""}
    assert 'name="enter"' in branch.get(back).content.decode()
    way = branch.post(back, sent | {"enter": "1", "attached": SimpleUploadedFile("照片.pdf", PDF)}).url
    answer = branch.post(way, typed_meeting(key=value_of(branch.get(way), "key"), title="补开的会", submit="1"))
    page = branch.get(answer.url)
    form, entered = page.context["form"], Entry.objects.get(title="补开的会")
    assert [form[name].value() for name in ("text", "words", "entries")] == [
        "第一句\n第二句",
        "学",
        [earlier.pk, entered.pk],
    ]
    assert (page.content.decode().count(" checked>"), "附件需要重新选择。" in text_of(page)) == (2, True)
    assert (Reply.objects.count(), RESTORED in text_of(page)) == (0, False)
    branch.post(back, {"read_at": recipient.version, "text": "办好了", "entries": [earlier.pk, entered.pk]})
    assert (Reply.objects.get().links.count(), TypedForm.objects.count()) == (2, 0)


def test_what_was_written_is_there_without_an_entry_too_for_its_writer_alone_until_it_is_thrown_away(
    at, county, people
):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    clerk, back = at("clerk"), url("reply", recipient)
    clerk.post(back, {"read_at": recipient.version, "text": "写了一半", "enter": "1"})
    pages = [at(name).get(back) for name in ("clerk", "colleague")]
    assert [(page.context["form"]["text"].value(), RESTORED in text_of(page)) for page in pages] == [
        ("写了一半", True),
        ("", False),
    ]
    assert "写了一半" not in TypedForm.objects.get().sealed
    assert clerk.post(back, {"forget": "1"}).url == back
    assert (TypedForm.objects.count(), clerk.get(back).context["form"]["text"].value()) == (0, "")


def test_more_than_a_form_holds_is_not_lost_on_the_way_to_an_entry(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    sent = {"read_at": recipient.version, "text": "长" * 200_001, "enter": "1"}
    form = at("clerk").post(url("reply", recipient), sent).context["form"]
    assert (list(form.errors), form["text"].value(), TypedForm.objects.count()) == (["text"], sent["text"], 0)


def test_a_draft_on_the_way_to_a_reply_keeps_the_way(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    assignment = given(county.top, people.committee, county.one_first, **matter)
    branch, back = at("branch"), url("reply", received(assignment, county.one_first, people.branch))
    way = f"{reverse('ledger:new_entry', args=[county.one_first.pk, 'meeting'])}?next={back}"
    form = branch.get(way)
    assert f'href="{back}">取消' in form.content.decode()
    saved = branch.post(way, typed_meeting(key=value_of(form, "key"), draft="1"))
    entry = Entry.objects.get()
    assert saved.url == f"{url_of_entry(entry)}?next={back}"
    page = branch.get(saved.url)
    assert (page.content.decode().count(f'href="{back}"'), "返回原来的页面" in text_of(page)) == (1, True)
    edit, submit = page.context["work"]["edit_entry"], page.context["work"]["submit_entry"]
    saved = branch.post(edit, typed_meeting(read_at=entry.version, title="改过的", draft="1"))
    assert saved.url == f"{url_of_entry(entry)}?next={back}"
    assert branch.post(submit, {"read_at": entry.version + 1}).url == f"{back}?entry={entry.pk}"
    assert said_in_green(branch.get(f"{back}?entry={entry.pk}"))[-1] == ENTERED


def test_the_way_back_keeps_its_own_question_and_brings_the_entry(at, county, people):
    assignment = given(county.top, people.committee, county.one_first)
    branch, back = at("branch"), f"{url('reply', received(assignment, county.one_first, people.branch))}?kind=meeting"
    entry = draft(county.one_first, people.branch)
    way = urlencode({"next": f"{back}#entries"})
    answer = branch.post(f"{reverse('ledger:submit_entry', args=[entry.pk])}?{way}", {"read_at": entry.version})
    assert answer.url == f"{back}&entry={entry.pk}#entries"
    assert branch.get(answer.url).context["form"]["entries"].value() == [entry.pk]


@pytest.mark.parametrize(
    "foreign",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "/%5Cexample.org/", "/%09/example.org/"],
)
def test_the_way_back_from_an_entry_stays_on_this_site(at, county, people, foreign):
    page = at("branch").get(f"{url_of_entry(submitted(county.one_first, people.branch))}?next={foreign}")
    assert (page.context["way_back"], "example.org" in page.content.decode()) == ("", False)


def test_what_is_passed_on_comes_to_the_branch_and_its_answer_to_the_office(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    answer = at("clerk").post(
        url("pass_on", recipient),
        {"read_at": recipient.version, "units": [county.one_first.pk], "due_on": "2026-06-05", "note": "请一支部办"},
    )
    assert answer.url == url("recipient", recipient)
    below = recipient_of(recipient.assignment, county.one_first)
    inbox = at("branch").get(reverse("assignments:inbox")).context["listing"].rows
    assert [(row.asker_name, row.recipient) for row in inbox] == [("甲局机关党委", below)]
    replied_below = received(recipient.assignment, county.one_first, people.branch)
    at("branch").post(url("reply", below), {"read_at": replied_below.version, "text": "一支部的情况"})
    below.refresh_from_db()
    assert at("admin").post(url("accept", below), {"read_at": below.version}).status_code == 302
    assert recipient_of(recipient.assignment, county.one_first).progress == "answered"


def test_a_unit_sees_its_own_thread_and_no_answer_of_another_one(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    foreign = replied(assignment, county.two, people.outsider, "乙局的秘密答复")
    clerk = at("clerk")
    for name in ("recipient", "reply", "pass_on"):
        assert clerk.get(url(name, foreign)).status_code == 404
    assert clerk.get(url("assignment", assignment)).status_code == 404
    own = recipient_of(assignment, county.one)
    for address in (url("recipient", own), reverse("assignments:inbox"), reverse("assignments:unanswered"), "/"):
        page = clerk.get(address).content.decode()
        assert ("乙局" in page, "秘密" in page) == (False, False), address


def test_a_file_of_another_unit_s_reply_is_not_had_through_one_s_own_thread(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    foreign = received(assignment, county.two, people.outsider)
    file = SimpleUploadedFile("乙局.pdf", PDF)
    at("outsider").post(url("reply", foreign), {"read_at": foreign.version, "text": "附件", "attached": [file]})
    paper = foreign.replies.get().papers.get()
    own = recipient_of(assignment, county.one)
    asked = [
        at(name).get(reverse("assignments:recipient_paper", args=[through.pk, paper.pk]))
        for name, through in (("clerk", own), ("clerk", foreign), ("outsider", foreign))
    ]
    asked.append(at("committee").get(reverse("assignments:paper", args=[assignment.pk, paper.pk])))
    assert [answer.status_code for answer in asked] == [404, 404, 200, 200]
    assert [content_of(answer) for answer in asked[2:]] == [PDF, PDF]


def test_who_only_reads_sees_the_thread_and_can_do_nothing(at, county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    leader = at("leader")
    page = leader.get(url("recipient", recipient))
    assert (page.status_code, page.context["steps"]) == (200, frozenset())
    refused = leader.post(url("reply", recipient), {"read_at": recipient.version, "text": "代写"})
    assert (refused.status_code, Reply.objects.count()) == (404, 0)


def test_who_has_not_answered_stands_by_days_overdue_with_the_last_reminder(at, county, people, settings):
    late = given(county.top, people.committee, county.one, county.two, due_on=TODAY + timedelta(days=2))
    given(county.top, people.committee, county.two, title="另一件", due_on=DUE)
    replied(late, county.two, people.outsider)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=5)
    committee, address = at("committee"), reverse("assignments:unanswered")
    rows = committee.get(address).context["listing"].rows
    assert [(row.unit_name, row.days_late, row.can_remind) for row in rows] == [
        ("甲局机关党委", 3, True),
        ("乙局党总支", 0, True),
    ]
    committee.post(url("remind", rows[0].recipient), {"read_at": rows[0].recipient.version})
    rows = committee.get(f"{address}?show=overdue").context["listing"].rows
    assert [(row.unit_name, row.recipient.reminded_on, row.can_remind) for row in rows] == [
        ("甲局机关党委", TODAY + timedelta(days=5), False)
    ]
    replies = committee.get(f"{address}?show=replied").context["listing"].rows
    assert [row.unit_name for row in replies] == ["乙局党总支"]
    assert committee.get(f"{address}?words=另一").context["listing"].count == 1


QUERIES = {"given": 6, "unanswered": 8, "inbox": 8}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_often_for_three_as_for_one(at, county, people, django_assert_num_queries, count):
    for number in range(count):
        given(county.top, people.committee, county.one, county.two, title=f"第{number}件")
    committee, clerk = at("committee"), at("clerk")
    for browser, name in ((committee, "given"), (committee, "unanswered"), (clerk, "inbox")):
        browser.get(reverse(f"assignments:{name}"))
        with django_assert_num_queries(QUERIES[name]):
            browser.get(reverse(f"assignments:{name}"))


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("", ["乙", "甲", "草"]),
        ("state=draft", ["草"]),
        ("words=2026-001", ["甲"]),
        ("words=乙", ["乙"]),
        ("sort=due", ["甲", "乙", "草"]),
        ("state=ready", ["乙"]),
    ],
)
def test_the_list_of_the_giver_is_filtered_and_ordered(at, county, people, question, titles):
    given(county.top, people.committee, county.one, title="甲", due_on=TODAY)
    second = given(county.top, people.committee, county.two, title="乙", wanted=Wanted.RECEIPT)
    received(second, county.two, people.outsider)
    drafted(county.top, people.committee, title="草", due_on=DUE + timedelta(days=9))
    rows = at("committee").get(f"{reverse('assignments:given')}?{question}").context["listing"].rows
    assert sorted(one.title for one, *_ in rows) == sorted(titles)
    if question:
        assert [one.title for one, *_ in rows] == titles


def test_an_assignment_of_an_office_goes_to_its_branches_and_is_not_seen_beside_it(at, county, people):
    assignment = given(county.one, people.admin, county.one_first, county.one_second)
    assert [at(name).get(url("assignment", assignment)).status_code for name in ("admin", "committee", "outsider")] == [
        200,
        200,
        404,
    ]
    assert Recipient.objects.count() == 2
    assert actor(people.admin).name == assignment.given_by
