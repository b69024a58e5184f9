"""Whatever the bytes, there is a list of problems and never a traceback."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng.scoring import load_rulebook
from mingheng.scoring.documents import Document, read_text
from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data

SETTINGS = settings(max_examples=150)

CELLS = st.sampled_from(
    [
        "001",
        "党课",
        "2026-03-01",
        "2026-02-30",
        "5",
        "=1",
        "1e400",
        "٣",
        "９９９９９９９９９",
        "\x00",
        '"',
        "45000",
        "9" * 400,
    ]
) | st.text(max_size=8)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=6)

WORDS = (
    *("rulebook:", " id: x", "- ", "{", "}", "[", "]", "&a ", "*a", "!!python/object ", "rules:", "nodes:", ": ", "\n"),
    *(
        "measure: {take: count, of: a.b}",
        "shape: {form: flat}",
        "1/3",
        "2026-02-30",
        "'",
        '"',
        "\t",
        "|",
        "💥",
        "9" * 30,
    ),
)
YAML = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)


def read(folder: Path, kinds, rulebook) -> None:
    for partial in (False, True):
        try:
            problems = read_data(folder, kinds, rulebook, partial=partial).problems
        except FaultyInput as fault:
            problems = fault.problems
        assert all(str(problem) for problem in problems)


@SETTINGS
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(folder, kinds, rulebook, content):
    (folder / "meeting.csv").write_bytes(content)
    read(folder, kinds, rulebook)


@SETTINGS
@given(table=TABLES, head=st.booleans())
def test_any_cells_are_read_or_refused(folder, kinds, rulebook, table, head):
    lines = [["单位", "类型", "召开日期", "应到", "议题", "编号"], *table] if head else table
    text = "\n".join(",".join(line) for line in lines)
    (folder / "meeting.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    read(folder, kinds, rulebook)


@SETTINGS
@given(table=TABLES)
def test_any_register_is_read_or_refused(folder, kinds, rulebook, table):
    lines = [["编号", "名称", "类别", "上级", "成立日期", "党员人数"], *table]
    text = "\n".join(",".join(line) for line in lines)
    (folder / "考核对象.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    read(folder, kinds, rulebook)


@SETTINGS
@given(content=st.binary(max_size=300) | YAML.map(str.encode))
def test_any_rulebook_is_loaded_or_refused(tmp_path, content):
    (tmp_path / "rulebook.yaml").write_bytes(content)
    rulebook, problems = load_rulebook(tmp_path)
    assert rulebook is not None or problems
    assert all(str(problem) for problem in problems)


@SETTINGS
@given(text=YAML | st.text(max_size=100))
def test_any_yaml_is_read_or_refused(text):
    document = read_text(text, Document(file="x.yaml"))
    assert all(str(problem) for problem in document.problems)
