"""Read rendered HTML back: its elements in order, and what a browser would not forgive."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    above: tuple[str, ...]
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(one.tag for one in self.open))
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert [one.tag for one in self.open[-1:]] == [tag], f"</{tag}> closes another element"
        self.open.pop()

    def handle_data(self, text):
        for one in self.open:
            one.text += text


def elements(html: str) -> list[Element]:
    """Every element; elements that do not nest are an error."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader.found


def faults_of(html: str) -> list[str]:
    """What no page of the site may have."""
    found = elements(html)
    ids = [one.attributes["id"] for one in found if "id" in one.attributes]
    faults = [f"id {one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    faults += [f"{sum(one.tag == 'h1' for one in found)} h1"] if sum(one.tag == "h1" for one in found) != 1 else []
    labelled = {one.attributes["for"] for one in found if one.tag == "label" and "for" in one.attributes}
    for one in found:
        attributes = one.attributes
        if one.tag == "style" or "style" in attributes:
            faults.append(f"<{one.tag}> has a style")
        if one.tag == "script" and not attributes.get("src"):
            faults.append("a script stands in the page")
        faults += [f"<{one.tag} {name}>" for name in attributes if name.startswith("on")]
        is_control = one.tag in ("select", "textarea") or (one.tag == "input" and attributes.get("type") != "hidden")
        if (
            is_control
            and "hidden" not in attributes
            and "label" not in one.above
            and attributes.get("id") not in labelled
            and not attributes.get("aria-label")
        ):
            faults.append(f"{attributes.get('name')} has no label")
        if one.tag in ("a", "button", "summary") and not one.text.strip() and not attributes.get("aria-label"):
            faults.append(f"<{one.tag}> says nothing")
        if (
            one.tag == "form"
            and attributes.get("method", "get").lower() == "post"
            and "csrfmiddlewaretoken" not in html
        ):
            faults.append("a form without token")
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            faults += [f"{name} points at {target}" for target in attributes.get(name, "").split() if target not in ids]
    return faults
