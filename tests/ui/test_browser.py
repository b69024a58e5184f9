"""The pages in a real browser; skipped, visibly, where there is none."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import django_htmx
import pytest
from django.template.loader import get_template

from mingheng.ui.style import STYLE
from tests.ui.gallery import pages

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self):
        """As any file, and the page of a refusal for what was decided meanwhile."""
        if self.path != "/decided":
            super().do_GET()
            return
        self.send_response(409)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(get_template("409.html").render().encode())

    def do_POST(self):
        """An answer that takes its time, and leaves the page where it is."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts += 1
        self.send_response(204)
        self.end_headers()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    shutil.copytree(STYLE.parent, folder / "static" / "ui")
    (folder / "static" / "django_htmx").mkdir()
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    shutil.copy(htmx, folder / "static" / "django_htmx")
    for name, html in pages().items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    running.posts = 0
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def opened(browser, server, name, **options):
    page = browser.new_context(**options).new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(browser, server, width, scheme):
    for name in pages():
        page = opened(
            browser, server, name, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        page.evaluate("document.querySelectorAll('main details').forEach(function (one) { one.open = true; })")
        assert [(one["id"], one["nodes"][0]["html"]) for one in axe.Axe().run(page).response["violations"]] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()


def test_pages_obey_their_content_policy(browser, server):
    for name in pages():
        page = opened(browser, server, name)
        assert page.said == [], name
        page.context.close()


def test_a_form_is_sent_once_however_often_one_clicks(browser, server):
    page = opened(browser, server, "parts")
    server.posts = 0
    button = page.locator("main form[action='/ok'] button")
    button.evaluate("(one) => { one.click(); one.click(); }")
    page.wait_for_timeout(200)
    assert (server.posts, button.is_disabled()) == (1, True)
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert button.is_enabled()
    page.context.close()


def test_leaving_a_form_with_something_typed_asks_first(browser, server):
    page = opened(browser, server, "form")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#id_host", "王示例")
    page.goto(f"http://127.0.0.1:{server.server_port}/list.html")
    page.goto(f"http://127.0.0.1:{server.server_port}/form.html")
    page.goto(f"http://127.0.0.1:{server.server_port}/list.html")
    assert asked == ["beforeunload"]
    page.context.close()


def no_day(page, selector: str) -> None:
    """Type 30 February into a date field, whatever the order in which the browser asks for its parts."""
    for keys in (("2", "30", "2026"), ("2026", "ArrowRight", "2", "30")):
        page.focus(selector)
        for key in keys:
            page.keyboard.type(key) if key.isdigit() else page.keyboard.press(key)
        if page.locator(selector).evaluate("(one) => one.validity.badInput"):
            return
        page.locator(selector).evaluate("(one) => { one.blur(); one.type = 'text'; one.type = 'date'; }")
    raise AssertionError(selector)


@pytest.mark.parametrize("novalidate", [True, False])
def test_a_day_that_does_not_exist_is_told_beside_its_field_and_not_sent_as_nothing(browser, server, novalidate):
    page = opened(browser, server, "list")
    page.locator("form.filters").evaluate("(form, wanted) => { form.noValidate = wanted; }", novalidate)
    page.fill("#id_q", "学习")
    no_day(page, "#id_since")
    page.click("form.filters button")
    said = page.get_by_role("alert")
    assert said.inner_text() == "日期没有填全，或者没有这一天（例如2月没有30日）。请改成实际日期。"
    day = page.locator("#id_since")
    assert day.get_attribute("aria-invalid") == "true"
    assert day.evaluate("(one) => one === document.activeElement && one.nextElementSibling.matches('[role=alert]')")
    assert (page.url.endswith("/list.html"), page.input_value("#id_q")) == (True, "学习")
    page.click("form.filters button")
    assert said.count() == 1
    page.fill("#id_since", "2026-02-28")
    assert (said.count(), day.get_attribute("aria-invalid"), page.locator(".faulty").count()) == (0, "false", 0)
    with page.expect_navigation():
        page.click("form.filters button")
    assert page.url.endswith("since=2026-02-28")
    page.context.close()


def test_what_was_typed_beside_a_day_that_does_not_exist_still_counts_as_not_sent(browser, server):
    page = opened(browser, server, "form")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_day").evaluate("(one) => { one.value = ''; one.type = 'date'; one.form.noValidate = true; }")
    page.fill("#id_host", "王示例")
    no_day(page, "#id_day")
    page.click("main form .primary")
    assert page.locator("#id_day + .no-day").is_visible()
    page.goto(f"http://127.0.0.1:{server.server_port}/list.html")
    assert asked == ["beforeunload"]
    page.context.close()


def test_on_a_phone_the_menu_opens_and_closes_without_script(browser, server):
    page = opened(browser, server, "list", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    menu = page.locator("#navigation")
    assert not menu.is_visible()
    page.click("a.menu")
    assert menu.is_visible()
    page.click("a.close")
    assert not menu.is_visible()
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_on_paper_there_is_dark_ink_and_nothing_to_press(browser, server, width, scheme):
    for name in pages():
        page = opened(browser, server, name, viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.emulate_media(media="print")
        shown = "all => all.filter(one => one.offsetWidth > 0).map(one => one.outerHTML)"
        controls = page.locator("nav, summary.button, button, a.button, input, select, textarea")
        assert controls.evaluate_all(shown) == [], name
        inks = "['h1', '.name strong'].map(one => getComputedStyle(document.querySelector(one)).color)"
        assert page.evaluate(inks) == ["rgb(29, 32, 39)", "rgb(0, 0, 0)"], name
        page.context.close()


def test_a_refusal_is_shown_to_who_asked_for_a_part_of_a_page(browser, server):
    page = opened(browser, server, "list")
    page.evaluate("""
        var link = document.createElement('a');
        link.id = 'ask';
        link.textContent = 'x';
        link.setAttribute('hx-get', '/decided');
        link.setAttribute('hx-select', '#outline');
        link.setAttribute('hx-target', 'main table');
        link.setAttribute('hx-swap', 'outerHTML');
        document.querySelector('h1').append(link);
        htmx.process(link);
    """)
    page.click("#ask")
    page.wait_for_selector("text=现在不能这样办理")
    assert (page.locator("h1").count(), page.locator("table").count()) == (1, 0)
    page.context.close()
