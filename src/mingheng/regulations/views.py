"""The page on which every value of the regulations stands with its document, article and state."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingheng.regulations.documents import Parameter
from mingheng.regulations.forms import ParameterSearchForm
from mingheng.regulations.parameters import all_parameters


def parameters(request: HttpRequest) -> HttpResponse:
    """All values by document, or those in which the words searched for stand."""
    form = ParameterSearchForm(request.GET)
    words, only_unchecked = (form.cleaned_data["q"], form.cleaned_data["unchecked"]) if form.is_valid() else ("", False)
    shown = [one for one in all_parameters() if not (only_unchecked and one.is_checked)]
    found = [one for one in shown if _matches(one, words)]
    by_document = sorted(found, key=_document)
    context = {
        "form": form,
        "is_filtered": bool(words or only_unchecked),
        "unchecked_count": sum(not one.is_checked for one in all_parameters()),
        "documents": [(name, list(rows)) for name, rows in groupby(by_document, key=_document)],
    }
    return render(request, "regulations/parameters.html", context)


def _document(parameter: Parameter) -> tuple[str, str]:
    return parameter.document, parameter.version


def _matches(parameter: Parameter, words: str) -> bool:
    text = f"{parameter.key} {parameter.label} {parameter.document} {parameter.article} {parameter.note}".lower()
    return all(word in text for word in words.lower().split())
