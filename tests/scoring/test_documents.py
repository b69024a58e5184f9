"""YAML read strictly: plain values with the line of every key; nothing hostile grows or hides."""

from datetime import date
from decimal import Decimal

import pytest

from mingheng.scoring.documents import MAX_BYTES, MAX_DEPTH, Document, dotted, read_document, read_text, scalar


def read(text):
    document = read_text(text, Document(file="a.yaml"))
    return document.value, [(problem.code, problem.place.key, problem.place.line) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0.50", Decimal("0.50")),
        ("-0.125", Decimal("-0.125")),
        ("007", "007"),
        (".5", ".5"),
        ("5.", "5."),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1234567890123456789", "1234567890123456789"),
        ("80%", "80%"),
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-02-30", "2026-02-30"),
        ("2026-3-1", "2026-3-1"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("是", "是"),
    ],
)
def test_plain_scalars(text, value):
    result = scalar(text)
    assert (result, type(result)) == (value, type(value))


def test_quoted_scalars_are_texts():
    assert read("a: '12'\nb: \"true\"\nc: |\n  1\n")[0] == {"a": "12", "b": "true", "c": "1\n"}


def test_mappings_and_lists_with_the_line_of_every_key():
    document = read_text("a:\n  - b: 1\n    c: [2, 3]\n\nd: {e: 4}\n", Document(file="a.yaml"))
    assert document.value == {"a": [{"b": 1, "c": [2, 3]}], "d": {"e": 4}}
    assert [str(document.place(path)) for path in [("a", 0, "c", 1), ("d", "e"), ("d", "x", "y"), ()]] == [
        "a.yaml 第3行 a[1].c[2]",
        "a.yaml 第5行 d.e",
        "a.yaml 第5行 d.x.y",
        "a.yaml 第1行",
    ]
    assert str(Document(file="b.yaml").place(("a",))) == "b.yaml a"


def test_path_counts_from_one():
    assert [dotted(path) for path in [(), ("a",), ("a", 0, "b"), (1, 2)]] == ["", "a", "a[1].b", "[2][3]"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~\n"])
def test_nothing_is_no_value(text):
    assert read(text) == (None, [])


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("a: &x 1\nb: *x\n", {"a": None, "b": None}, [("yaml_forbidden", "a", 1), ("yaml_forbidden", "b", 2)]),
        ("a: &x [1, {b: 2}]\nc: 3\n", {"a": None, "c": 3}, [("yaml_forbidden", "a", 1)]),
        ("a: !!python/object:x {b: 1}\nc: 3\n", {"a": None, "c": 3}, [("yaml_forbidden", "a", 1)]),
        ("a: !!str 3\n", {"a": None}, [("yaml_forbidden", "a", 1)]),
        ("a: 1\n? [1, 2]\n: 3\nb: 4\n", {"a": 1, "b": 4}, [("yaml_forbidden", "", 1)]),
        ("!x a: 1\nb: 2\n", {"b": 2}, [("yaml_forbidden", "", 1)]),
        ("a: 1\nb: 2\na: 3\n", {"a": 3, "b": 2}, [("key_repeated", "a", 3)]),
        ("<<: {a: 1}\n", {"<<": {"a": 1}}, []),
        ("a: 1\n---\nb: 2\n", None, [("yaml_broken", "", 1)]),
        ("a: *x\n", {"a": None}, [("yaml_forbidden", "a", 1)]),
    ],
)
def test_what_is_not_plain_is_refused(text, value, expected):
    assert read(text) == (value, expected)


@pytest.mark.parametrize(
    "text", ["a: [1\n", "a: b: c\n", "a: \x01\n", "a: 'b\n", "a:\n\t- b\n", "a: @b\n", "a: 1\n b: 2\n"]
)
def test_what_is_no_yaml_is_one_problem_with_its_line(text):
    value, problems = read(text)
    ((code, key, line),) = problems
    assert (value, code.split("_")[0], key) == (None, "yaml", "")
    assert 1 <= line <= 3


def test_deep_nesting_is_refused_and_the_rest_is_read():
    deep = "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5)
    value, problems = read(f"a: {deep}\nb: 1\n")
    assert value["b"] == 1
    assert [code for code, _, _ in problems] == ["yaml_forbidden"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_bottomless_nesting_ends_with_a_problem(opening):
    assert read(opening * 5_000)[1] != []


def test_laughing_documents_do_not_grow():
    lines = ["a0: &a0 [x]"] + [f"a{place}: &a{place} [*a{place - 1}, *a{place - 1}]" for place in range(1, 30)]
    value, problems = read("\n".join(lines))
    assert set(value.values()) == {None}
    assert len(problems) == 30


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfea\x00", "file_not_utf8"),
        ("标题: 甲".encode("gb18030"), "file_not_utf8"),
        (b"#" * (MAX_BYTES + 1), "file_too_large"),
    ],
    ids=["utf-16", "gb18030", "huge"],
)
def test_files_that_are_no_text_of_ours(tmp_path, content, expected):
    (tmp_path / "a.yaml").write_bytes(content)
    document = read_document(tmp_path / "a.yaml")
    assert (document.value, [problem.code for problem in document.problems]) == (None, [expected])


def test_file_that_is_not_there(tmp_path):
    problems = read_document(tmp_path / "a.yaml").problems
    assert [str(problem) for problem in problems] == [
        "错误 a.yaml：文件打不开（No such file or directory）。请检查文件是否存在、是否有读取权限。"
    ]
