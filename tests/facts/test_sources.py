"""The names by which facts and changes of scores tell the row of truth that they come from."""

import pytest

from mingheng.facts.sources import EntrySource, prefix_of


def test_a_version_of_an_entry_is_named_and_read_again():
    source = EntrySource("01JABC", 12)
    assert (source.text, prefix_of("01JABC")) == ("entry:01JABC:12", "entry:01JABC")
    assert EntrySource.read(source.text) == source


OTHERS = ("", "entry", "entry:01JABC", "entry:01JABC:", "entry::1", "register:01JABC:1")
UNREADABLE = tuple(f"entry:01JABC:{number}" for number in ("x", "01", "0", "-1", "1:2", "1\n", "１", "1" * 5000))


@pytest.mark.parametrize("text", OTHERS + UNREADABLE)
def test_any_other_name_is_no_version_of_an_entry(text):
    assert EntrySource.read(text) is None
