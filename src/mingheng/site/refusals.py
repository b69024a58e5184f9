"""What is answered before or beside every view: to people with a page, to other systems with a problem in JSON."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults

from mingheng.api import problems


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be understood."""
    if not problems.is_for_systems(request):
        return defaults.bad_request(request, exception)
    return _told(problems.Problem("malformed", _("请求的写法有误。请核对地址和请求头。")), request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at the address, or nothing that may be known."""
    if not problems.is_for_systems(request):
        return defaults.page_not_found(request, exception)
    return _told(problems.not_found(), request)


def failure(request: HttpRequest) -> HttpResponse:
    """Something went wrong that should not have; the log of the server says what."""
    if not problems.is_for_systems(request):
        return defaults.server_error(request)
    return _told(problems.failure(), request)


def _told(problem: problems.Problem, request: HttpRequest) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):
        return problems.answer_to(problem, request)
