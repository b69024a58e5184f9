"""The tree on any date, and one unit: what it was, what it is, who holds which role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from mingheng import clock
from mingheng.organisation.forms.looking import TreeForm
from mingheng.organisation.history import history_of, holders_of, successions_of
from mingheng.organisation.models import Unit
from mingheng.organisation.outline import kinds_on, named_like, outline, tops_on, with_paths
from mingheng.organisation.permissions import STANDING, may_organise, may_see_holders, unit_door
from mingheng.organisation.queries import children_of, last_placement_of, line_of, placement_of
from mingheng.policy import Place

RESULTS_ON_A_PAGE = 20


def tree(request: Any) -> HttpResponse:
    """The tree of a day, as far as it is unfolded, or what a search finds in it."""
    form = TreeForm(request.GET or None, initial={"day": clock.today()})
    day, text = form.chosen_day(), form.words()
    context: dict[str, Any] = {"form": form, "as_of": day, "kinds": kinds_on(day), "text": text}
    if text:
        page = Paginator(named_like(text, day), RESULTS_ON_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "found": with_paths(list(page.object_list), day)}
    else:
        context["rows"] = _foldable_rows(request.GET, day)
    return render(request, "organisation/tree.html", context)


def unit(request: Any, unit_id: int) -> HttpResponse:
    """One unit: its states one after the other, what it came from and became, and what is below it."""
    row = get_object_or_404(Unit, pk=unit_id)
    today = clock.today()
    is_standing = unit_door({"unit_id": unit_id}) == Place(row.pk, STANDING)
    context = {
        "unit": row,
        "placement": placement_of(row, today) or last_placement_of(row),
        "line": line_of(row.pk, today)[::-1],
        "children": children_of(row, today),
        "history": history_of(row),
        "successions": successions_of(row),
        "may_organise": is_standing and may_organise(request.grants, row),
        "holders": holders_of(row, today) if may_see_holders(request.grants, row) else None,
        "as_of": today,
    }
    return render(request, "organisation/unit.html", context)


def _foldable_rows(query: QueryDict, day: date) -> list[tuple[Any, str]]:
    """The rows, each with the query by which it is folded or unfolded. At first the tops are open."""
    open_ids = {int(text) for text in query.getlist("open") if text.isdecimal() and len(text) < 10}
    if "open" not in query:
        open_ids = set(tops_on(day))
    rows = []
    for row in outline(open_ids, day):
        unit_id = row.placement.unit_id
        address = QueryDict(mutable=True)
        address["day"] = day.isoformat()
        # An empty word says that everything is folded; without any the tops would open again.
        address.setlist("open", [str(one) for one in sorted(open_ids ^ {unit_id})] or [""])
        rows.append((row, address.urlencode()))
    return rows
