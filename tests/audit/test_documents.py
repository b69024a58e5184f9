"""What the pages on the audit say of tables and findings is what the verifier holds."""

import inspect
import re
from pathlib import Path

import pytest

from mingheng.audit import checkpoints, verifier

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {
    name: (DOCS / name).read_text(encoding="utf-8").replace("\u3001", ", ") for name in ("audit.md", "audit.zh-CN.md")
}


@pytest.mark.parametrize("page", PAGES)
def test_the_table_of_what_is_not_audited_names_the_reviewed_list(page):
    rows = re.findall(r"^\| (`.*?`) \|", PAGES[page], re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(verifier.UNAUDITED)


@pytest.mark.parametrize("page", PAGES)
def test_what_the_page_says_the_verifier_finds_with_a_witness_it_says(page):
    said = re.findall(r"日志[^|\n]*(?= \|$)", PAGES[page], re.MULTILINE)
    sentences = inspect.getsource(verifier).replace("{head['size']}", "N")
    assert (len(said), [one for one in said if f'{one}"' not in sentences]) == (2, [])


def test_the_pages_name_the_numbers_after_which_the_log_is_signed():
    assert (checkpoints.EVENTS, checkpoints.AGE.total_seconds() / 60) == (1000, 5)
    assert "1,000 events, five minutes" in PAGES["audit.md"]
    assert "满1000条事件签一次；有操作而距上次满五分钟签一次" in PAGES["audit.zh-CN.md"]
