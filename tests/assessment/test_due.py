"""Where a due item leads: the form, with what the rule asks for chosen in it."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from mingheng.assessment.due import address_of
from mingheng.assessment.frozen import read_rulebook
from mingheng.assessment.models import OpenRequirement
from mingheng.content import bundled_rulebooks
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Unit
from mingheng.policy import Role
from mingheng.scoring import Record, project
from tests.assessment.test_pages import browser
from tests.assessment.world import Scene, run_all

RULES = read_rulebook(bundled_rulebooks()["demo-2026"])[0].rules


def chosen_for(rule: str) -> tuple[str, dict[str, str]]:
    row = OpenRequirement(unit_id=7, subject=Unit(code="U1"), code=rule)
    parts = urlsplit(address_of(RULES[rule], row))
    return parts.path, dict(parse_qsl(parts.query))


@pytest.mark.parametrize(
    ("rule", "path", "chosen"),
    [
        ("lectures", "/ledger/new/7/meeting/", {"type": "党课"}),
        ("secretary_lecture", "/ledger/new/7/meeting/", {"lecturer_role": "党组织书记", "type": "党课"}),
        ("annual_plan", "/ledger/new/7/filing/", {"type": "计划"}),
    ],
)
def test_what_the_rule_asks_for_is_chosen_in_the_form(rule, path, chosen):
    assert chosen_for(rule) == (path, chosen)
    record = Record(subject="U1", values={**chosen, **days_of(path)})
    assert set(RULES[rule].measure.of) & {row.kind for row in project(all_kinds()[path.split("/")[-2]], [record])}


def days_of(path: str) -> dict[str, date]:
    kind = all_kinds()[path.split("/")[-2]]
    return {spec.day: date(2026, 9, 1) for spec in kind.facts}


def test_nothing_is_chosen_where_several_choices_count_or_none_matters():
    assert chosen_for("study_sessions") == ("/ledger/new/7/study/", {})
    assert chosen_for("outreach") == ("/ledger/new/7/activity/", {})


def test_a_topic_is_no_choice_for_the_whole_record():
    assert chosen_for("ideology_topics") == ("/ledger/new/7/meeting/", {})


@pytest.mark.django_db
def test_the_page_of_what_is_due_leads_to_the_list_of_all_that_has_run_out(stand_on):
    stand_on(date(2026, 9, 20))
    scene = Scene(has_reorganisations=False)
    scene.start(("meeting",))
    run_all()
    client = browser(scene, Role.LEADER, "U3")
    full = client.get(reverse("reminders:todo")).context["full_lists"]
    count = client.get(full[0].address).context["listing"].count
    listed = OpenRequirement.objects.filter(subject=scene.units["U3"], due_on__lt=date(2026, 9, 20)).count()
    assert (count, [one.text for one in full]) == (
        listed,
        [f"已逾期的考核要求共{listed}项，其中逾期超过45天的不再列为待办。"],
    )
    assert browser(scene, Role.MEMBER, "U3").get(reverse("reminders:todo")).context["full_lists"] == []
