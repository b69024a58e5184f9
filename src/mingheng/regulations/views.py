"""The page on which every value of the regulations stands with its document, article and state."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingheng.audit.exports import export_list
from mingheng.regulations.documents import Parameter
from mingheng.regulations.forms import ParameterSearchForm
from mingheng.regulations.listed import PARAMETERS
from mingheng.regulations.parameters import all_parameters
from mingheng.ui.listing import Listing, conditions_of


def parameters(request: HttpRequest) -> HttpResponse:
    """All values by document, or those in which the words searched for stand."""
    form = ParameterSearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    shown = [one for one in all_parameters() if asked["state"] in ("", one.state)]
    by_document = sorted((one for one in shown if _matches(one, asked["q"])), key=_document)
    listing = Listing(request.GET, by_document, PARAMETERS, title=_("条例参数"), told=conditions_of(form))
    if request.method == "POST":
        return export_list(request, listing)
    groups = [list(rows) for _name, rows in groupby(by_document, key=_document)]
    context = {
        "form": form,
        "listing": listing,
        "is_filtered": any(asked.values()),
        "unchecked_count": sum(not one.is_checked for one in all_parameters()),
        "documents": [(rows, sum(not one.is_checked for one in rows)) for rows in groups],
    }
    return render(request, "regulations/parameters.html", context)


def _document(parameter: Parameter) -> tuple[str, str]:
    return parameter.document, parameter.version


def _matches(parameter: Parameter, words: str) -> bool:
    text = f"{parameter.key} {parameter.label} {parameter.document} {parameter.article} {parameter.note}".lower()
    return all(word in text for word in words.lower().split())
