"""Walk through the site as somebody: which pages the links lead to, and what is wrong with a page."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

THEMES = ("light", "dark")
WIDTHS = (1440, 390)

_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
_RAW = re.compile(
    r"【|\{\{|\{%|%\(\w+\)|\b(?:None|True|False|nan|undefined|null)\b|&(?:amp|lt|gt|quot|#\d+);|\b[a-z]+(?:_[a-z]+)+\b"
    r"|\b(?:draft|submitted|sent_back|accepted|withdrawn)\b"
    r"|\b(?:accounts|api|assessment|assignments|audit|books|feedback|ledger|organisation|people|reminders|site)\.\w+\.\w+"
)
"""What a template shows when something was forgotten: its own marks, Python's words, codes that are not words. What
stands in type-writer letters is meant as code."""

_TEXT = """() => {
    const code = Array.from(document.querySelectorAll('code, .code, pre'));
    code.forEach((one) => { one.style.display = 'none'; });
    const read = document.body.innerText;
    code.forEach((one) => { one.style.display = ''; });
    return [document.title, read].concat(
        Array.from(document.querySelectorAll('[aria-label], [placeholder], [title]'),
            (one) => ['aria-label', 'placeholder', 'title'].map((name) => one.getAttribute(name) || '').join(' '))
    ).join('\\n');
}"""
_OPEN = """() => {
    document.querySelectorAll('main details:not(.line)').forEach((one) => { one.open = true; });
    const line = document.querySelector('main details.line');
    if (line) { line.open = true; }
    return line !== null;
}"""
_WIDE = """() => document.documentElement.scrollWidth > window.innerWidth
    ? Array.from(document.querySelectorAll('body *'))
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1 && !one.closest('.scroll'))
        .map((one) => one.outerHTML.slice(0, 120)).slice(0, 3).concat('wider than the window')
    : []"""


@dataclass
class Watched:
    """A tab of a browser, and what went wrong in it."""

    page: object
    address: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str):
        return self.page.goto(self.address + path)

    def follow(self, what) -> None:
        """Press what leads to another page, named by a selector or found before, and wait until that page is there."""
        with self.page.expect_navigation():
            self.page.click(what) if isinstance(what, str) else what.click()

    def close(self) -> None:
        self.page.context.close()


def watched(browser, address: str, **options) -> Watched:
    """A new browser profile with one tab. Whatever it asks for elsewhere, and every complaint, is a fault."""
    page = browser.new_context(locale="zh-CN", **options).new_page()
    tab = Watched(page, address)
    page.on("console", lambda said: tab.faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: tab.faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else tab.faults.append(asked.url))
    return tab


def take_role(tab: Watched, username: str) -> None:
    """Take a role of the demonstration, by its button."""
    tab.go("/sign-in/")
    tab.follow(f"form[action='/demo/{username}/'] button")
    assert tab.page.url == f"{tab.address}/"


def faults_of(tab: Watched) -> list[str]:
    """What is wrong with the page as it stands, everything opened that opens."""
    page = tab.page
    if page.evaluate(_OPEN):
        page.wait_for_selector("main details.line .basis")
    found = [] if page.locator("h1").count() == 1 else [f"{page.locator('h1').count()} headings of the first level"]
    found += [] if page.title().strip() else ["no title"]
    found += sorted({f"raw: {one}" for one in _RAW.findall(page.evaluate(_TEXT))})
    found += page.evaluate(_WIDE)
    for one in axe.Axe().run(page).response["violations"]:
        found.append(f"{one['id']}: {one['nodes'][0]['html'][:200]}")
    found += tab.faults
    tab.faults = []
    return found


def route_of(path: str) -> str:
    """The route of an address; empty for what is no page: static files, the demonstration's switch."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def pages_by_links(tab: Watched, examples: int = 1, known: Container[str] = ()) -> dict[str, list[str]]:
    """Of every route that links lead to from the start page, the first addresses that can be read as a page.

    Pages of known routes are not opened, nor what only they lead to.
    """
    found: dict[str, list[str]] = {}
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        if len(found.get(route_of(path), [])) >= examples or (path != "/" and route_of(path) in known):
            continue
        answer = tab.page.context.request.get(tab.address + path)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        if route_of(urlsplit(answer.url).path) != route_of(path):
            continue
        found.setdefault(route_of(path), []).append(path)
        fresh = [one for one in links_in(answer.text()) if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return found


def links_in(html: str) -> Iterator[str]:
    """The pages of this site that a page links to, each once."""
    for path in dict.fromkeys(one.replace("&amp;", "&") for one in _LINK.findall(html)):
        if route_of(path):
            yield path
