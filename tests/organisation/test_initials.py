"""Organisations, people and accounts are found by the first letters of their names' pinyin."""

from datetime import date

import pytest

from mingheng.accounts.models import Account
from mingheng.accounts.queries import accounts_for
from mingheng.audit.actors import COMMAND
from mingheng.ledger.queries import placements_within
from mingheng.organisation.domain import rename_unit
from mingheng.organisation.models import Placement
from mingheng.organisation.outline import named_like
from mingheng.people.domain import add_person, correct_person
from mingheng.people.models import Membership, Person
from mingheng.people.queries import search_members
from mingheng.people.sealed import PersonDetails
from mingheng.pinyin import initials_of
from tests.organisation.county import County
from tests.people import make_account

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("县水利局第一支部", "xsljdyzb"),
        ("重庆", "cq"),
        ("重点办", "zdb"),
        ("行政审批局", "xzspj"),
        ("银行支部", "yhzb"),
        ("Ａ座·2号楼（临时）支部", "z2hllszb"),
        ("A座2号", "az2h"),
        ("", ""),
    ],
)
def test_a_name_has_the_letters_with_which_its_words_are_read(name, initials):
    assert initials_of(name) == initials


def codes(placements) -> list[str]:
    return sorted(placement.unit.code for placement in placements)


def test_organisations_are_found_by_initials_and_still_by_words():
    county = County()
    reach = {county.top.pk}
    assert {words: codes(named_like(words, DAY)) for words in ("jjdy", "JJD", "yjdyd", "乙局第一", "zzz")} == {
        "jjdy": ["A-1"],
        "JJD": ["A-1", "A-2"],
        "yjdyd": ["B-1"],
        "乙局第一": ["B-1"],
        "zzz": [],
    }
    assert codes(placements_within(reach, words="jjdy")) == ["A-1"]


def test_initials_follow_the_name_when_it_changes_and_history_keeps_its_own():
    county = County()
    rename_unit(county.one_first, "丙局第一党支部", on=date(2026, 2, 1), by=COMMAND)
    known = Placement.objects.filter(unit=county.one_first).order_by("starts_on")
    assert list(known.values_list("initials", flat=True)) == ["jjdydzb", "bjdydzb"]
    assert codes(named_like("bjdy", DAY)) == ["A-1"]
    assert codes(named_like("bjdy", date(2026, 1, 1))) == []


def test_a_person_is_found_by_initials_also_after_a_correction():
    county = County()
    person = add_person(county.one_first, PersonDetails(name="赵文华"), starts_on=date(2025, 1, 1), by=COMMAND)
    members = Membership.objects.all()
    assert [one.person for one in search_members(members, "zwh")] == [person]
    correct_person(Person.objects.get(), PersonDetails(name="钱文华"), reason="户口本上的姓名", by=COMMAND)
    assert [[one.person for one in search_members(members, words)] for words in ("zwh", "qwh")] == [[], [person]]


def test_an_account_is_found_by_the_initials_of_its_holder():
    asker = make_account("admin", display_name="系统管理员")
    make_account("u17", display_name="周敏")
    Account.objects.update(created_by=asker)
    reach = frozenset({County().top.pk})
    assert [one.username for one in accounts_for(asker, reach, search="zm")] == ["u17"]
