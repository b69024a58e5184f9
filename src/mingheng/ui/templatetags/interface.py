"""The components of the pages: `{% load interface %}` and use them; nobody writes their markup a second time.

Pages extend `ui/page.html` (signed in) or `ui/plain.html` (signed out) and fill blocks:

    {% extends "ui/page.html" %}{% load interface %}
    {% block title %}{% translate "记录" %}{% endblock %}        the h1, and the title of the window
    {% block note %}{% translate "本年度" %}{% endblock %}       one line below the h1 (optional)
    {% block actions %}<a class="button primary" …>…</a>{% endblock %}         beside the h1 (optional)
    {% block crumbs %}<a href="…">机关工委</a><span>第一党支部</span>{% endblock %}   separators are drawn
    {% block content %}…{% endblock %}                           the page
    {% block aside %}…{% endblock %}                             a column beside it (optional)

A block that may stay empty holds no white space then, or its place is drawn. The context that both read, all optional:

    office_name     the office's name, in the band
    navigation      groups {label, items: [{label, url, is_current}]}
    account_menu    {name, note, items: [{label, url, is_post}]}
    banner          {text, links: [{label, url, is_post, is_current}]}: the demonstration and its roles
    messages        what was done: texts, or objects with `tags` good, warning, alarm or blue
    feedback_url    where one says what one thinks of the page: a link at its foot
    as_of           a day: the page says 截至…
    help_template   the page's help, where it is not the one of the route

The help of a page is `<app_name>/help/<url_name>.html`, or what `help_template` names. The page draws its button where
the fragment exists: no page calls `{% help_button %}` itself.

Tags:

    {% field form.day %}              label, mark, widget, help text and errors of one field, of any widget
    {% field form.name wide=True %}   over the full width of a form in two columns
    {% faults form %}                 what is wrong with the form, above it, with a link to every faulty field
    {% status entry.state label %}    a dot and a word; the first argument is a code of TONES or a tone
    {% chip label "good" %}           a word on a ground; good, warning, alarm, quiet, or none (blue)
    {% points line.points %}          12.5, exact, without trailing zeros; — for None and ""; "25/2" too
    {% day entry.happened_on %}       <time>2026-05-01</time>; — for None. In a sentence: {{ day|chinese_day }}
    {% moment version.written_at %}   2026-05-01 08:03 in the site's time zone; exact=True adds seconds
    {% empty text hint url label %}   nothing here; what would be here; the next step. All but the text optional
    {% pages page_obj %}              paging under a list; keeps the filters in the address
    {% pages listing %}               the same for a `listing.Listing`, with the choice of short and long pages
    {% sorting listing "day" %}       the heading of a column: a link where it can be sorted; a class as third argument
    {% sort_choice listing %}         the same choice for phones, inside the form of the filters, before its button
    {% exports listing %}             what the list shows as a file: two buttons for the block of actions
    {% button url label "primary" %}  a form of one button: POST with the CSRF token; tones primary, danger, small
    {% button url label "danger" ask=text version=3 %}   asks first, without script; other words are hidden fields
    {% pairs rows %}                  a list of (label, value); {% pairs rows "wide" %} for longer labels
    {% score_history chart %}         a `charts.ScoreHistory`: the drawing, its key, a table of the same figures
    {% again "title" %}               a block of the page once more

Dates in forms: `ui.fields.DayField`, which reads what clerks type. Classes without a tag, by example:

    <section class="card"><div class="head"><h2>…</h2><span class="soft">…</span></div><p class="plain">…</p></section>
    <form class="card form two" method="post">{% csrf_token %}{% faults form %}{% field form.x %}
      <div class="buttons"><button class="primary">…</button><a class="button" href="…">…</a></div></form>
    <form class="filters" method="get">{% field form.q %}<button>…</button></form>   above a table in a card
    <div class="scroll" tabindex="0" role="region" aria-label="…"><table class="stack">…</table></div>
      Cards on phones: <th scope="row"> heads the card, <td data-label="…"> is a line of it, td.wide takes a whole
      line, td.last stands in the corner. td.number and th.number stand right.
    <nav class="tabs" aria-label="…"><a href="…" aria-current="page">…</a></nav>
    <th scope="row" class="depth-2"><a class="fold" …>+</a> …</th>   a row of a tree that is a table
    <ol class="history"><li><time>…</time><div>…</div></li></ol>   what happened, newest first
    <ol class="steps"><li>…</li></ol>   one thing after the other
    <ul class="todo"><li><a href="…"><b>3</b><span>…<small>…</small></span></a></li></ul>
    <p class="notice">…</p>   also notice good, notice alarm, notice blue
    <div class="slips"><div class="slip">…<p class="code">A7K2-…</p></div></div>   printed and cut apart
    <span class="change"><del>…</del> → <ins>…</ins></span>   <code>…</code>   dl.tiles   div.pair   .no-print
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context, Library, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

import mingheng
from mingheng.ui.charts import ScoreHistory
from mingheng.ui.fields import DayInput
from mingheng.ui.figures import figure_text
from mingheng.ui.listing import SIZES, Listing

register = Library()

NOTHING = "—"

TONES = {
    "steady": "steady",
    "good": "good",
    "waiting": "waiting",
    "warning": "warning",
    "alarm": "alarm",
    "quiet": "quiet",
    "draft": "quiet",
    "submitted": "waiting",
    "sent_back": "warning",
    "accepted": "good",
    "withdrawn": "quiet",
    "scored": "steady",
    "not_yet_due": "waiting",
    "missing": "warning",
    "failed": "alarm",
    "not_applicable": "quiet",
    "exempt": "quiet",
    "for_reference": "quiet",
}
"""From a state's code to the tone of its dot: tones, states of entries, statuses of lines."""


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, *, wide: bool = False) -> dict[str, Any]:
    """One field of a form: label, mark of a required field, widget, help text, errors."""
    widget = bound.field.widget
    shape = "plain"
    if bound.use_fieldset and isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        shape = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        shape = "check"
    if type(widget) is forms.DateInput:
        drawn = bound.as_widget(DayInput(widget.attrs))
    elif type(widget) is forms.ClearableFileInput:
        drawn = bound.as_widget(forms.FileInput(widget.attrs))
    else:
        drawn = bound.as_widget()
    return {"field": bound, "shape": shape, "drawn": drawn, "wide": wide or isinstance(widget, forms.Textarea)}


@register.inclusion_tag("ui/parts/faults.html")
def faults(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, for its head; nothing while nothing is wrong."""
    return {"form": form, "faulty": [bound for bound in form if bound.errors]}


@register.simple_tag
def status(code: str, label: Any) -> SafeString:
    """A dot and a word. The tone comes from TONES; a code it does not know is a fault of the page: KeyError."""
    return format_html('<span class="status {}"><i></i>{}</span>', TONES[code], label)


@register.simple_tag
def chip(label: Any, tone: str = "") -> SafeString:
    """A word on a coloured ground."""
    return format_html('<span class="chip{}{}">{}</span>', " " if tone else "", tone, label)


@register.simple_tag
def points(value: Fraction | Decimal | int | str | None) -> str:
    """Points as a person writes them; a dash where there are none, never 0."""
    return NOTHING if value in (None, "") else figure_text(Fraction(value))


@register.simple_tag
def day(value: date | None) -> SafeString | str:
    """A day in a table."""
    return NOTHING if value is None else format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def chinese_day(value: date | None) -> str:
    """A day in a sentence."""
    if value is None:
        return NOTHING
    return _("{year}年{month}月{day}日").format(year=value.year, month=value.month, day=value.day)


@register.simple_tag
def moment(value: datetime | None, *, exact: bool = False) -> SafeString | str:
    """A moment in the site's time zone, to the minute, or to the second."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if exact else f"{local:%Y-%m-%d %H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)


@register.inclusion_tag("ui/parts/empty.html")
def empty(text: str, hint: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here: what would stand here, and what to do."""
    return {"text": text, "hint": hint, "url": url, "label": label}


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: Context, shown: Page | Listing) -> dict[str, Any]:
    """Paging under a list."""
    page = shown.page if isinstance(shown, Listing) else shown
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    drawn = {"page": page, "numbers": list(numbers), "request": context["request"]}
    if isinstance(shown, Listing) and shown.count > SIZES[0]:
        drawn["sizes"] = [(size, shown.address(size=str(size)), size == shown.size) for size in SIZES]
    return drawn


@register.simple_tag
def sorting(listing: Listing, key: str, css: str = "") -> SafeString:
    """The heading of a column; where it can be sorted, a link by which it is: pressed again, the other way."""
    column = listing.columns[key]
    shape = format_html(' class="{}"', css) if css else SafeString()
    if not column.order:
        return format_html('<th scope="col"{}>{}</th>', shape, column.label)
    state, arrow = {key: ("ascending", "↑"), f"-{key}": ("descending", "↓")}.get(listing.sort, ("", ""))
    address = listing.address(sort=f"-{key}" if state == "ascending" else key)
    shape += format_html(' aria-sort="{}"', state) if state else SafeString()
    mark = format_html(' <span aria-hidden="true">{}</span>', arrow) if arrow else ""
    return format_html('<th scope="col"{}><a href="{}">{}</a>{}</th>', shape, address, column.label, mark)


@register.inclusion_tag("ui/parts/sort_choice.html")
def sort_choice(listing: Listing) -> dict[str, Any]:
    """The choice of an order where headings are hidden; wherever it is, it keeps order and size of pages."""
    known = [(column.key, column.label) for column in listing.columns.values() if column.order]
    return {"known": known, "sort": listing.sort, "size": listing.size if listing.size != SIZES[0] else ""}


@register.inclusion_tag("ui/parts/exports.html")
def exports(listing: Listing) -> dict[str, Any]:
    """What the list shows, on all pages, as a file."""
    return {"listing": listing}


@register.inclusion_tag("ui/parts/button.html")
def button(url: str, label: str, tone: str = "", *, ask: str = "", about: str = "", **hidden: Any) -> dict[str, Any]:
    """A form of one button. `ask` is what to consider first: the button then opens it and stands below it.

    `about` is read out after the label: what it acts on, where several buttons of a page say the same.
    """
    return {"url": url, "label": label, "tone": tone, "ask": ask, "about": about, "hidden": hidden}


@register.inclusion_tag("ui/parts/pairs.html")
def pairs(rows: Iterable[tuple[str, Any]], shape: str = "") -> dict[str, Any]:
    """Labels and values."""
    return {"rows": rows, "shape": shape}


@register.inclusion_tag("ui/parts/score_history.html")
def score_history(chart: ScoreHistory) -> dict[str, Any]:
    """How a score came to stand where it stands."""
    return {"chart": chart}


@register.inclusion_tag("ui/parts/help.html", takes_context=True)
def help_button(context: Context) -> dict[str, Any]:
    """The help of the page, folded; nothing where the page has none. `ui/page.html` calls it."""
    name = context.get("help_template") or _help_of(context)
    try:
        return {"fragment": get_template(name) if name else None}
    except TemplateDoesNotExist:
        return {"fragment": None}


def _help_of(context: Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return f"{match.app_name}/help/{match.url_name}.html" if match and match.app_name else ""


@register.simple_tag
def release() -> str:
    """The version of the software, for the footer: pages have versions of their own in their context."""
    return mingheng.__version__


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString | str:
    """A block once more: the heading is the title of the window too."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # Rendering has escaped it; to strip a SafeString gives a plain one, which would be escaped again.
    return SafeString(block.nodelist.render(context).strip()) if block else ""
