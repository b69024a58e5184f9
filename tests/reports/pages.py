"""Read a written page back: its elements, their attributes and their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "img", "hr", "input"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", name: str = "") -> Iterator[Element]:
        """Every element below, by tag and by one of its classes."""
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag) and (not name or name in child.attributes.get("class", "").split()):
                    yield child
                yield from child.all(tag, name)

    def first(self, tag: str = "", name: str = "") -> Element:
        return next(self.all(tag, name))

    def below(self, tag: str = "") -> list[Element]:
        return [child for child in self.children if isinstance(child, Element) and tag in ("", child.tag)]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def own_text(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str)).strip()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read_page(path: Path) -> Element:
    """The page as a tree; elements that do not nest are an error."""
    builder = _Builder()
    builder.feed(path.read_text(encoding="utf-8"))
    builder.close()
    assert builder.open == [builder.root]
    return builder.root


def identified(page: Element) -> dict[str, Element]:
    """The elements that have an id, by it."""
    return {one.attributes["id"]: one for one in page.all() if "id" in one.attributes}
