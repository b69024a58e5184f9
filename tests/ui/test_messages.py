"""What people read can be translated: Chinese text is a message id, in templates and in the modules behind the pages."""

import ast
import re
from pathlib import Path

import pytest

import mingheng

ROOT = Path(mingheng.__file__).parent
PARTS = (
    "site",
    "api",
    "books",
    "feedback",
    "assignments",
    "assessment",
    "ledger",
    "facts",
    "people",
    "reminders",
    "regulations",
    "organisation",
    "accounts",
    "audit",
    "vault",
    "ui",
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
BEHIND_PAGES = re.compile(
    r"(^|/)(views|(\w+_)?forms|controls|listed|listing|domain|permissions|queries|frame|demonstration)(/|\.py$)"
)

TEMPLATES_NOT_YET = frozenset[str]()
"""Templates whose text is not marked. The list may only become shorter."""

MODULES_NOT_YET = frozenset({"ledger/queries.py"})
"""Modules with texts that are not marked. The list may only become shorter."""

WORDS_OF_DATA = {
    "ledger/controls.py": {"是", "否"},
    "people/forms.py": {
        "书记",
        "副书记",
        "组织委员",
        "宣传委员",
        "纪检委员",
        "统战委员",
        "青年委员",
        "保密委员",
        "委员",
        "专职副书记",
        "专职党务干部",
        "党小组组长",
    },
}
"""Chinese that is content, not a message: what is recorded, or what clerks type."""

TEMPLATES = {
    path.relative_to(ROOT).as_posix(): path for part in PARTS for path in sorted((ROOT / part).glob("templates/**/*.*"))
}
MODULES = {
    path.relative_to(ROOT).as_posix(): path
    for part in PARTS
    for path in sorted((ROOT / part).rglob("*.py"))
    if BEHIND_PAGES.search(path.relative_to(ROOT).as_posix()) and "migrations" not in path.parts
}


def unmarked_in_template(source: str) -> list[str]:
    """The lines of a template in which Chinese stands outside of a tag that translates it."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "", match[0])

    for pattern in (
        r"{#.*?#}",
        r"{% comment.*?{% endcomment %}",
        r"{% block(?:translate|trans)\b.*?{% end\s*block(?:translate|trans) %}",
        r'[=!]= "[^"]*"',
        r"{% trans(?:late)? (?:\"[^\"]*\"|'[^']*').*?%}",
        r"""\b_\((?:"[^"]*"|'[^']*')\)""",
    ):
        source = re.sub(pattern, blank, source, flags=re.DOTALL)
    return [line.strip() for line in source.splitlines() if CHINESE.search(line)]


def unmarked_in_module(source: str) -> list[str]:
    """The Chinese texts of a module outside of a gettext call, without docstrings."""
    tree = ast.parse(source)
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in GETTEXT:
                marked |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in texts if CHINESE.search(node.value) and id(node) not in marked]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_text_of_a_template_is_marked_for_translation(name):
    unmarked = unmarked_in_template(TEMPLATES[name].read_text(encoding="utf-8"))
    if name in TEMPLATES_NOT_YET:
        assert unmarked, f"{name} is complete: take it off the list"
    else:
        assert unmarked == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_text_of_a_module_behind_a_page_is_marked_for_translation(name):
    unmarked = unmarked_in_module(MODULES[name].read_text(encoding="utf-8"))
    rest = [text for text in unmarked if text not in WORDS_OF_DATA.get(name, set())]
    if name in MODULES_NOT_YET:
        assert rest, f"{name} is complete: take it off the list"
    else:
        assert rest == []


def test_exceptions_are_still_needed():
    assert set(TEMPLATES) >= TEMPLATES_NOT_YET
    assert set(MODULES) >= MODULES_NOT_YET
    for name, words in WORDS_OF_DATA.items():
        assert words <= set(unmarked_in_module(MODULES[name].read_text(encoding="utf-8"))), name


def test_what_is_not_marked_is_found():
    template = """{% translate "甲" %}{# 乙 #}{% empty _("丙") %}{% blocktranslate with n=x trimmed %}丁
    {{ n }}{% endblocktranslate %}{% comment %}戊{% endcomment %}
    <p>己</p>
    {% if x == "辛" %}{% empty "庚" %}"""
    assert unmarked_in_template(template) == ["<p>己</p>", '{% if x  %}{% empty "庚" %}']
    module = (
        '"""甲"""\nx = _("乙" "丙")\ny = "丁"\nz = f"戊{x}"\ndef f():\n    """己"""\n    return gettext_lazy("庚")\n'
    )
    assert unmarked_in_module(module) == ["丁", "戊"]
