"""The tree on any date, and one unit: what it was, what it is, who holds which role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.exports import export_list
from mingheng.organisation.forms.looking import TreeForm
from mingheng.organisation.history import history_of, holders_of, successions_of
from mingheng.organisation.listed import FOUND
from mingheng.organisation.models import Unit
from mingheng.organisation.outline import kinds_on, named_like, outline, tops_on, with_paths
from mingheng.organisation.permissions import STANDING, may_organise, may_see_holders, unit_door
from mingheng.organisation.queries import children_of, last_placement_of, line_of, placement_of
from mingheng.policy import Place
from mingheng.ui.digits import number_of_digits
from mingheng.ui.listing import Listing, conditions_of


def tree(request: Any) -> HttpResponse:
    """The tree of a day, as far as it is unfolded, or what a search finds in it."""
    form = TreeForm(request.GET or None, initial={"day": clock.today()})
    day, text = form.chosen_day(), form.words()
    context: dict[str, Any] = {"form": form, "as_of": day, "kinds": kinds_on(day), "text": text}
    if text:
        context["listing"] = listing = _found(request.GET, form)
        if request.method == "POST":
            return export_list(request, listing)
    elif request.method == "POST":
        messages.error(request, _("没有导出：请先按名称或编码查询，再导出查到的组织。"))
        return redirect(request.get_full_path())
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


def _found(query: QueryDict, form: TreeForm) -> Listing:
    day = form.chosen_day()
    found, show = named_like(form.words(), day), lambda placements: with_paths(placements, day)
    return Listing(query, found, FOUND, title=_("组织查询"), show=show, sort="code", told=conditions_of(form))


def _foldable_rows(query: QueryDict, day: date) -> list[tuple[Any, str]]:
    """The rows, each with the query by which it is folded or unfolded. At first the tops are open."""
    asked = (number_of_digits(text) for text in query.getlist("open"))
    open_ids = {number for number in asked if number is not None}
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
