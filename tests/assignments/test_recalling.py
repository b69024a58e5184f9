"""A reply that nobody has decided on is taken back by the unit that sent it: not answered again, and nothing is lost."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from mingheng.assignments.domain import NotNow, accept, close, pass_on, recall, release, reply, send_back
from mingheng.assignments.due import due_items
from mingheng.assignments.models import Progress, Reply, Wanted
from mingheng.assignments.queries import recipient_rows, unanswered_within
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.policy import Role
from mingheng.reminders.domain import remind
from mingheng.reminders.models import Reminder
from tests.assignments.desk import DUE, TODAY, acts, given, received, recipient_of, replied, step_kinds
from tests.ledger.desk import PDF, actor, person, submitted
from tests.ledger.pages import text_of
from tests.reminders.office import Postbox, want

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
NOT_ANSWERED = "第1次回复已经取回修改，现在算没有回复"


def url(name: str, recipient) -> str:
    return reverse(f"assignments:{name}", args=[recipient.pk])


def offers_it(client, recipient) -> bool:
    return url("recall", recipient) in client.get(url("recipient", recipient)).content.decode()


@pytest.fixture
def answered(county, people):
    """The reply of the office, which waits for the 工委."""
    return replied(given(county.top, people.committee, county.one, county.two), county.one, people.clerk, "总结已报")


def test_one_click_takes_it_back_with_one_event_and_leads_to_the_form(at, answered):
    clerk = at("clerk")
    assert offers_it(clerk, answered)
    answers = [clerk.post(url("recall", answered), {"read_at": answered.version}).url for _ in range(2)]
    assert answers == [url("reply", answered)] * 2
    found = recipient_of(answered.assignment, answered.unit)
    assert (found.progress, found.replied_on) == ("received", None)
    events = Event.objects.filter(action="assignments.recipient.recalled", object_key=str(answered.pk))
    assert [event.actor_name for event in events] == ["clerk"]
    assert step_kinds(found) == ["given", "received", "replied", "recalled"]
    page = text_of(clerk.get(url("reply", answered)))
    assert ("回复已取回，这件任务又算没有回复" in page, "这是取回的回复" in page) == (True, True)


def test_both_sides_read_on_the_thread_that_it_was_taken_back_and_what_it_said(at, answered, people):
    recall(answered, read_at=answered.version, by=actor(people.clerk))
    pages = [text_of(at(name).get(url("recipient", answered))) for name in ("clerk", "committee")]
    told = ("第1次回复", "已取回", "总结已报", "取回回复 clerk")
    assert [[word for word in told if word not in page] for page in pages] == [[], []]
    # To each side in its own words.
    notices = (NOT_ANSWERED, "甲局机关党委已经取回第1次回复修改，现在算没有回复，等其再次回复。")
    assert [[notice in page for notice in notices] for page in pages] == [[True, False], [False, True]]


def test_the_form_begins_with_what_was_sent_for_a_colleague_too_and_files_go_along(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting", "wants_file": True}
    asked = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    entry, clerk, colleague = submitted(county.one_first, people.branch), at("clerk"), at("colleague")
    sent = {"read_at": asked.version, "text": "一句\n两句", "entries": [entry.pk]}
    clerk.post(url("reply", asked), sent | {"attached": SimpleUploadedFile("签到表.pdf", PDF)})
    paper = Reply.objects.get().papers.get()
    clerk.post(url("recall", asked), {"read_at": asked.version + 1})
    form = colleague.get(url("reply", asked)).context["form"]
    begun = {name: form[name].value() for name in ("text", "entries", "papers")}
    assert begun == {"text": "一句\n两句", "entries": [entry.pk], "papers": [paper.pk]}
    searched = colleague.post(url("reply", asked), begun | {"read_at": asked.version + 2, "words": "党", "search": "1"})
    assert searched.context["form"]["papers"].value() == [str(paper.pk)]
    second = begun | {"read_at": asked.version + 2, "text": "改过"}
    assert [colleague.post(url("reply", asked), second).status_code for _ in range(2)] == [302, 302]
    again = Reply.objects.get(number=2)
    assert (again.text, [one.entry for one in again.links.all()]) == ("改过", [entry])
    assert [(one.file_name, one.digest) for one in again.papers.all()] == [(paper.file_name, paper.digest)]
    assert "papers" not in clerk.get(url("reply", asked)).context["form"].fields


def test_a_file_that_is_unticked_does_not_go_along(at, county, people):
    asked = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    clerk, sent = at("clerk"), {"read_at": asked.version, "text": "报了"}
    clerk.post(url("reply", asked), sent | {"attached": SimpleUploadedFile("发错的.pdf", PDF)})
    clerk.post(url("recall", asked), {"read_at": asked.version + 1})
    clerk.post(url("reply", asked), {"read_at": asked.version + 2, "text": "报了"})
    assert [reply.papers.count() for reply in Reply.objects.order_by("number")] == [1, 0]


def test_what_was_kept_on_the_way_to_an_entry_goes_before_what_was_taken_back(at, county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    asked = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    entry = submitted(county.one_first, people.branch)
    reply(asked, text="旧的", entries=[entry], read_at=asked.version, by=actor(people.clerk))
    recall(asked, read_at=asked.version, by=actor(people.clerk))
    at("clerk").post(url("reply", asked), {"read_at": asked.version, "text": "写了一半", "enter": "1"})
    texts = [at(name).get(url("reply", asked)).context["form"]["text"].value() for name in ("clerk", "colleague")]
    assert texts == ["写了一半", "旧的"]


@pytest.mark.parametrize("decide", [accept, send_back, release])
def test_what_was_decided_meanwhile_stays_so_and_the_page_says_so(at, answered, people, decide):
    read_at, reason = answered.version, {} if decide is accept else {"reason": "缺数据"}
    decide(answered, **reason, read_at=read_at, by=actor(people.committee))
    before, state = acts(), answered.progress
    told = text_of(at("clerk").post(url("recall", answered), {"read_at": read_at}, follow=True))
    label = str(Progress(state).label)
    said = "退回补充：缺数据" if decide is send_back else f"不能取回：这件任务现在是“{label}”"
    assert (said in told or f"{label}：缺数据" in told, acts()) == (True, before)
    assert recipient_of(answered.assignment, answered.unit).progress == state
    with pytest.raises(NotNow, match=f"现在是“{label}”"):
        recall(answered, read_at=answered.version, by=actor(people.clerk))


def test_of_an_acceptance_and_a_taking_back_at_one_moment_the_later_one_changes_nothing(answered, people):
    slow, before = recipient_of(answered.assignment, answered.unit), answered.version
    accept(answered, read_at=before, by=actor(people.committee))
    with pytest.raises(Outdated):
        recall(slow, read_at=before, by=actor(people.clerk))
    assert (acts()[-1], step_kinds(answered)[-1]) == ("assignments.recipient.answered", "answered")


def test_what_a_colleague_took_back_and_sent_anew_is_neither_taken_back_nor_accepted_from_an_old_page(answered, people):
    read_at = answered.version
    recall(answered, read_at=read_at, by=actor(people.colleague))
    reply(answered, text="同事改过的", read_at=answered.version, by=actor(people.colleague))
    for act, by in ((recall, people.clerk), (accept, people.committee)):
        with pytest.raises(Outdated):
            act(recipient_of(answered.assignment, answered.unit), read_at=read_at, by=actor(by))
    assert recipient_of(answered.assignment, answered.unit).progress == "replied"


def test_what_has_ended_is_not_taken_back(answered, people):
    close(answered.assignment, note="够了", read_at=answered.assignment.version, by=actor(people.committee))
    with pytest.raises(NotNow, match="不用再办理"):
        recall(recipient_of(answered.assignment, answered.unit), read_at=answered.version, by=actor(people.clerk))


def test_a_clerk_of_another_unit_does_not_take_it_back_nor_does_a_branch_below_or_the_giver(
    at, answered, county, people
):
    people.beside = person("beside", county.two, Role.UNIT_CLERK)
    names = ("beside", "outsider", "branch", "leader", "committee")
    asked = {name: at(name).post(url("recall", answered), {"read_at": answered.version}).status_code for name in names}
    assert (asked, acts()[-1]) == (dict.fromkeys(names, 404), "assignments.recipient.replied")
    shown = {name: offers_it(at(name), answered) for name in ("clerk", "colleague", "admin", "leader", "committee")}
    assert shown == {"clerk": True, "colleague": True, "admin": True, "leader": False, "committee": False}


def test_who_would_accept_it_sends_it_back_and_takes_back_only_the_own_reply(at, county, people):
    assignment = given(county.one, people.admin, county.one_first, county.one_second)
    of_branch = replied(assignment, county.one_first, people.branch)
    own = replied(assignment, county.one_second, people.admin)
    assert [offers_it(at("admin"), one) for one in (of_branch, own)] == [False, True]
    assert [at("admin").get(url("recipient", one)).context["steps"] & {"accept"} for one in (of_branch, own)] == [
        {"accept"},
        set(),
    ]
    assert "要由另一位管理员或上级来认可" in text_of(at("admin").get(url("recipient", own)))
    row = at("admin").get(f"{reverse('assignments:unanswered')}?show=replied").content.decode()
    assert ([url("accept", one) in row for one in (of_branch, own)], "您自己回复的" in row) == ([True, False], True)


def test_what_was_sent_back_before_is_so_again_with_the_day_of_the_reply_before(at, answered, people, settings):
    by_clerk = actor(people.clerk)
    send_back(answered, reason="缺数据", read_at=answered.version, by=actor(people.committee))
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=3)
    for text in ("补充一", "补充二"):
        reply(answered, text=text, read_at=answered.version, by=by_clerk)
        recall(answered, read_at=answered.version, by=by_clerk)
        assert (answered.progress, answered.replied_on) == ("sent_back", TODAY)
    (row,) = recipient_rows([recipient_of(answered.assignment, answered.unit)])
    assert row.note == "总结已报"
    page = text_of(at("clerk").get(url("recipient", answered)))
    assert ("待补充：缺数据（committee）" in page, "第3次回复已经取回修改" in page) == (True, True)
    assert at("clerk").get(url("reply", answered)).context["form"]["text"].value() == "补充二"


def test_every_level_takes_back_its_own_reply_and_leaves_those_of_the_others(county, people):
    assignment = given(county.top, people.committee, county.one)
    office, by_clerk = received(assignment, county.one, people.clerk), actor(people.clerk)
    pass_on(office, [county.one_first, county.one_second], read_at=office.version, by=by_clerk)
    branch = replied(assignment, county.one_first, people.branch)
    beside = replied(assignment, county.one_second, people.colleague)
    accept(beside, read_at=beside.version, by=actor(people.admin))
    reply(office, text="本单位的", read_at=office.version, by=by_clerk)

    def progress() -> list[str]:
        return [recipient_of(assignment, one.unit).progress for one in (office, branch, beside)]

    recall(branch, read_at=branch.version, by=actor(people.branch))
    assert progress() == ["replied", "received", "answered"]
    reply(branch, text="改好了", read_at=branch.version, by=actor(people.branch))
    recall(office, read_at=office.version, by=by_clerk)
    assert progress() == ["received", "replied", "answered"]


def test_it_is_due_and_missing_again_and_stands_nowhere_among_the_replies(at, answered, county, people, settings):
    committee = at("committee")

    def shown() -> list[list[int]]:
        lists = (f"{reverse('assignments:unanswered')}{which}" for which in ("", "?show=replied"))
        return [[row.recipient.unit_id for row in committee.get(one).context["listing"].rows] for one in lists]

    assert [item.unit_id for item in due_items(TODAY)] == [county.two.pk]
    assert shown() == [[county.two.pk], [county.one.pk]]
    recall(answered, read_at=answered.version, by=actor(people.clerk))
    titles = {item.unit_id: item.title[:4] for item in due_items(TODAY)}
    assert titles == {county.one.pk: "回复任务", county.two.pk: "签收任务"}
    assert shown() == [[county.one.pk, county.two.pk], []]
    settings.MINGHENG_FIXED_DAY = DUE + timedelta(days=2)
    assert [one.days_late(DUE + timedelta(days=2)) for one in unanswered_within([county.top.pk])] == [2, 2]
    (row,) = recipient_rows([recipient_of(answered.assignment, county.one)])
    assert (row.note, row.replier_id, row.can_remind) == ("", None, True)


def test_the_reminder_is_asked_again_exactly_once_for_each_stage(county, people, settings):
    want(people.clerk, email="clerk@example.org")
    answered = replied(given(county.top, people.committee, county.one), county.one, people.clerk)

    def told() -> int:
        remind(by=COMMAND, channels=[Postbox()])
        return Reminder.objects.filter(account=people.clerk).count()

    settings.MINGHENG_FIXED_DAY = DUE
    assert told() == 0
    recall(answered, read_at=answered.version, by=actor(people.clerk))
    assert [told(), told()] == [1, 1]
    # Answered and taken back on the same day: that stage was told, and is not told twice.
    reply(answered, text="办了", read_at=answered.version, by=actor(people.clerk))
    recall(answered, read_at=answered.version, by=actor(people.clerk))
    assert told() == 1
    settings.MINGHENG_FIXED_DAY = DUE + timedelta(days=1)
    assert [told(), told()] == [2, 2]


QUERIES = 18


@pytest.mark.parametrize("count", [1, 2])
def test_the_thread_asks_as_often_for_two_below_who_took_it_back_as_for_one(
    at, county, people, django_assert_num_queries, count
):
    asked = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    pass_on(asked, [county.one_first, county.one_second], read_at=asked.version, by=actor(people.clerk))
    for unit in (county.one_first, county.one_second)[:count]:
        below = replied(asked.assignment, unit, people.branch)
        recall(below, read_at=below.version, by=actor(people.branch))
    clerk = at("clerk")
    clerk.get(url("recipient", asked))
    with django_assert_num_queries(QUERIES):
        clerk.get(url("recipient", asked))


def test_the_supervision_form_names_no_words_that_were_taken_back(at, answered, people):
    address = reverse("assignments:supervision_form", args=[answered.assignment_id])

    def is_named() -> bool:
        document = Document(BytesIO(b"".join(at("committee").get(address))))
        return "总结已报" in [cell.text for table in document.tables for row in table.rows for cell in row.cells]

    before = is_named()
    recall(answered, read_at=answered.version, by=actor(people.clerk))
    assert (before, is_named()) == (True, False)
