"""What the page of an entry asks before it is submitted, a sheet and the interface ask too, in the same words."""

from datetime import timedelta
from itertools import product

import pytest

from mingheng.ledger.forms import EntryForm
from mingheng.ledger.models import Entry
from mingheng.vault.identifiers import new_id
from tests.api.desk import System, new_entry, problem
from tests.ledger.desk import HELD, draft, meeting, submitted, typed
from tests.ledger.sheets_desk import book, check, line, places

ABSENT = "赵文华、钱立、孙明"
DOUBTS = ("is_unusual", "is_untitled", "has_no_expected", "has_no_attended", "has_too_many", "has_twin")
CASES = [dict(zip(DOUBTS, case, strict=True)) for case in product((False, True), repeat=len(DOUBTS))]


def sent_of(case, day):
    """What is said of a record with these doubts, as everybody who submits it would write it."""
    return {
        "type": "支部党员大会",
        "title": "" if case["is_untitled"] else "学习讨论",
        "held_on": day.isoformat(),
        "expected": "" if case["has_no_expected"] else "12",
        "attended": "" if case["has_no_attended"] else "10",
        "absent": ABSENT if case["has_too_many"] else "",
    }


def asked_by_form(unit, sent):
    """The fields and questions of the page, without its own words on how to confirm."""
    entry = Entry(pk=new_id(), unit=unit, kind="meeting")
    form = EntryForm(entry, typed(topics=[], minutes="", **sent), is_final=True)
    form.is_valid()
    told = [(form.kind.fields[code].heading, str(text)) for code, texts in form.errors.items() for text in texts]
    assert all(text.endswith("确实无误的，请勾选“已经核对，确实如此”，再提交。") for _label, text in told)
    return sorted((label, text.partition("确实无误的")[0]) for label, text in told)


def asked_by_interface(system, unit, sent):
    """The fields and questions of the answer; none where it was taken."""
    values = {code: text or None for code, text in sent.items()} | {"topics": None, "minutes": None}
    values |= {code: int(values[code]) for code in ("expected", "attended") if values[code]}
    values["absent"] = values["absent"] and values["absent"].split("、")
    answer = system.post("entries", new_entry(unit, submit=True, **values))
    assert answer.status_code == 201 or problem(answer)[:2] == (422, "unconfirmed")
    return sorted((one["label"], one["message"]) for one in answer.json().get("errors", []))


@pytest.mark.usefixtures("own_home")
def test_the_three_doors_ask_the_same_of_every_doubtful_record(county, clerk, tmp_path):
    days = [HELD - timedelta(number) for number in range(len(CASES))]
    units = [county.one if case["is_unusual"] else county.one_first for case in CASES]
    sent = [sent_of(case, day) for case, day in zip(CASES, days, strict=True)]
    for case, unit, day, one in zip(CASES, units, days, sent, strict=True):
        if case["has_twin"]:
            submitted(unit, clerk, meeting(held_on=day, title=one["title"] or None, attended=9))
    path = book(
        tmp_path / "a.xlsx",
        *(line(unit.code, **one, topics="") for unit, one in zip(units, sent, strict=True)),
    )
    _intake, checked = check(path)
    assert (places(checked), len(checked.rows)) == ([], len(CASES))
    in_sheet = [
        sorted((one.column.replace("活动/会议主题", "主题"), one.text) for one in checked.questions if one.row == row)
        for row in range(3, 3 + len(CASES))
    ]
    on_page = [asked_by_form(unit, one) for unit, one in zip(units, sent, strict=True)]
    system = System(county.top)
    by_interface = [asked_by_interface(system, unit, one) for unit, one in zip(units, sent, strict=True)]
    assert in_sheet == on_page == by_interface
    assert [bool(asked) for asked in on_page] == [any(_raised(case)) for case in CASES]


def _raised(case) -> list[bool]:
    """Numbers meet or do not only where both are there."""
    has_both = not (case["has_no_expected"] or case["has_no_attended"])
    return [*(case[doubt] for doubt in DOUBTS if doubt != "has_too_many"), case["has_too_many"] and has_both]


def test_a_question_has_a_word_of_its_own_and_comes_after_what_is_wrong(county, system):
    sent = new_entry(county.one_first, submit=True, title=None)
    faulty = sent | {"values": {code: value for code, value in sent["values"].items() if code != "type"}}
    assert problem(system.post("entries", faulty)) == (422, "invalid", ["/values/type"])
    answer = system.post("entries", sent)
    assert (problem(answer), Entry.objects.count()) == ((422, "unconfirmed", ["/values/title"]), 0)
    assert answer.json()["errors"][0]["message"] == "没有填写主题。请核对是否漏填。"
    assert system.post("entries", sent | {"confirmed": True}).json()["state"] == "submitted"


def test_a_draft_is_asked_about_when_it_is_submitted_and_not_before(county, system, clerk):
    submitted(county.one_first, clerk)
    assert system.post("entries", new_entry(county.one_first)).json()["state"] == "draft"
    entry = draft(county.one_first, clerk)
    path = f"entries/{entry.pk}/submit"
    assert problem(system.post(path, if_match='"1"')) == (422, "unconfirmed", ["/values/title"])
    assert system.post(path, {"confirmed": True}, if_match='"1"').json()["state"] == "submitted"
