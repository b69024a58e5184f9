"""What is written is read again as it was, and what is sensitive is sealed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingheng.ledger.forms import COMMON_FIELDS, EntryForm, initial_of
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.record_kinds import all_kinds, kind_of, own_fields
from mingheng.ledger.values import Content, from_json, masked_values, read_values, title_of, to_json, write_values
from mingheng.organisation.models import Unit
from mingheng.sheets.record_columns import offered
from mingheng.vault import Unreadable
from tests.ledger.desk import meeting

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool)
_KINDS = sorted(all_kinds().values(), key=lambda one: one.code)
_NAMES = st.text("赵钱孙李周吴郑王", min_size=1, max_size=4)


def _values_of(column):
    return {
        "text": _TEXT,
        "person": _TEXT,
        "subject": _TEXT,
        "date": st.dates(min_value=date(1921, 7, 1), max_value=date(2999, 12, 31)),
        "count": st.integers(0, 1_000_000),
        "number": st.decimals(-1_000_000, 1_000_000, places=3),
        "flag": st.booleans(),
        "choice": st.sampled_from(offered(column) or ("一",)),
        "list": st.lists(st.sampled_from(offered(column)) if column.choices else _NAMES, min_size=1, unique=True).map(
            tuple
        ),
    }[column.type]


@st.composite
def _contents(draw):
    kind = draw(st.sampled_from(_KINDS))
    values = {
        column.code: draw(_values_of(column)) for column in own_fields(kind) if draw(st.booleans()) or column.required
    }
    return kind, Content(values, draw(st.none() | st.just(2025)), draw(st.none() | st.integers(1, 12)))


@given(_contents())
def test_values_of_every_kind_are_read_again_as_they_were_written(drawn):
    kind, content = drawn
    assert from_json(kind, to_json(content.values)) == content.values


@given(_contents())
def test_sealed_values_are_read_again_and_stand_nowhere_in_plain_text(drawn):
    kind, content = drawn
    version = EntryVersion(entry=Entry(kind=kind.code), number=3)
    write_values(version, content)
    assert read_values(version) == content.values
    stored = from_json(kind, version.values)
    assert stored == {code: value for code, value in content.values.items() if not kind.fields[code].sensitive}


@pytest.mark.django_db
@given(_contents())
def test_a_form_that_begins_with_a_content_sends_the_same_content(drawn):
    kind, content = drawn
    form = EntryForm(Entry(kind=kind.code, unit=Unit(pk=1, code="A-1")), initial_of(kind, content, 1))
    assert form.is_valid(), form.errors
    # Boxes are ticked in the order of the list, whatever order they were written in.
    ordered = {
        code: tuple(word for word in offered(kind.fields[code]) if word in value)
        if isinstance(value, tuple) and kind.fields[code].choices
        else value
        for code, value in content.values.items()
    }
    assert form.content() == Content(ordered, content.year, content.month)


def test_numbers_keep_every_digit():
    kind = next(kind for kind in all_kinds().values() for column in kind.fields.values() if column.type == "number")
    code = next(code for code, column in kind.fields.items() if column.type == "number")
    assert str(from_json(kind, to_json({code: Decimal("0.100")}))[code]) == "0.100"


def test_a_sealed_text_does_not_open_in_another_version():
    version = EntryVersion(entry=Entry(pk="a" * 20, kind="meeting"), number=1)
    write_values(version, meeting())
    version.number = 2
    with pytest.raises(Unreadable):
        read_values(version)


def test_who_may_not_read_sees_that_something_is_there_and_not_what():
    version = EntryVersion(entry=Entry(kind="meeting"), number=1)
    write_values(version, meeting())
    masked = masked_values(version)
    assert (masked["absent"], masked["minutes"]) == ("2 项，内容不予显示", "已填写，内容不予显示")
    assert masked["title"] == "学习讨论"


def test_an_entry_without_a_title_is_called_by_its_type_and_a_long_title_is_cut():
    kind = kind_of("meeting")
    assert title_of(kind, {"type": "党课"}) == "党课"
    assert title_of(kind, {}) == ""
    assert title_of(kind, {"title": "长\n" * 300}) == " ".join("长" * 300)[:200]


def test_no_kind_has_a_field_that_is_called_like_one_of_the_form_itself():
    assert [(kind.code, code) for kind in all_kinds().values() for code in kind.fields if code in COMMON_FIELDS] == []
