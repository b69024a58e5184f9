"""The pages of members: lists, one person, and a form for each thing that may happen to one.

The gate has asked the policy before; `request.reach` holds the units at which the roles that fit are held.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mingheng import clock
from mingheng.audit.exports import export_list
from mingheng.organisation.models import Unit
from mingheng.organisation.naming import names_on
from mingheng.organisation.queries import path_of, units_ever_within
from mingheng.people import domain, forms, queries
from mingheng.people.listed import SIZES, member_columns, told_without_numbers
from mingheng.people.models import Membership, Person
from mingheng.people.permissions import may
from mingheng.people.sealed import COLUMNS, masked
from mingheng.people.sizes import size_warnings, size_warnings_within
from mingheng.pinyin import is_named
from mingheng.policy import Role
from mingheng.ui.listing import Listing, conditions_of


def members(request: Any) -> HttpResponse:
    """Everybody within reach, or those searched for."""
    return _list(request, queries.members_within(request.reach), request.reach, None)


def members_of_unit(request: Any, unit_id: int) -> HttpResponse:
    """Everybody in a unit and below it, or those searched for."""
    unit = Unit.objects.get(pk=unit_id)
    return _list(request, queries.members_within([unit_id]), [unit_id], unit)


def _list(request: Any, found: QuerySet[Membership], tops: Any, unit: Unit | None) -> HttpResponse:
    form = forms.SearchForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if words:
        found = queries.search_members(found, words)
    told = [*([path_of(unit)] if unit else []), *told_without_numbers(form)]
    columns = member_columns(clock.today())
    listing = Listing(request.GET, found, columns, title=_("党员"), show=_listed, sort="name", told=told)
    if request.method == "POST":
        return export_list(request, listing, unit_path=path_of(unit) if unit else "")
    count = queries.headcount_within(tops)
    context = {
        "form": form,
        "words": words,
        "listing": listing,
        "members": count.members,
        "full": count.full,
        "may_import": any(grant.role == Role.COMMITTEE_ADMIN for grant in request.grants),
        "as_of": clock.today(),
    }
    if unit:
        context |= {
            "unit": unit,
            "path": path_of(unit),
            "name": names_on([unit.pk]).get(unit.pk, unit.code),
            "warnings": size_warnings(unit),
            "may_add": may(request.grants, "add", unit.pk),
        }
    return render(request, "people/members.html", context)


def _listed(memberships: list[Membership]) -> list[dict[str, Any]]:
    names = names_on({membership.unit_id for membership in memberships})
    return [
        {
            "person": membership.person,
            "membership": membership,
            "unit_name": names.get(membership.unit_id, ""),
            "is_full": is_full(membership),
            **{column: masked(membership.person, column) for column in ("id_number", "phone")},
        }
        for membership in memberships
    ]


def is_full(membership: Membership) -> bool:
    """Whether the member is a full one today."""
    return membership.full_on is not None and membership.full_on <= clock.today()


def sizes(request: Any) -> HttpResponse:
    """What is to be said about the size of the organisations within reach."""
    form = forms.SizesForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = [one for one in size_warnings_within(request.reach) if is_named(words, one.name)]
    listing = Listing(request.GET, found, SIZES, title=_("组织规模提醒"), sort="unit", told=conditions_of(form))
    if request.method == "POST":
        return export_list(request, listing)
    context = {"listing": listing, "form": form, "words": words, "as_of": clock.today()}
    return render(request, "people/sizes.html", context)


def person(request: Any, person_id: str) -> HttpResponse:
    """One person: where he belongs and belonged, posts, what is kept of him."""
    own = get_object_or_404(Person, pk=person_id)
    membership = queries.latest_membership(person_id)
    assert membership is not None
    runs = membership.ends_on is None
    memberships, posts = list(queries.memberships_of(own)), list(queries.posts_of(own))
    names = names_on({one.unit_id for one in memberships} | {one.unit_id for one in posts})
    can_write = may(request.grants, "correct", membership.unit_id)
    context = {
        "person": own,
        "membership": membership,
        "unit_name": names.get(membership.unit_id, ""),
        "path": path_of(membership.unit),
        "kept": [(forms.LABELS[column], masked(own, column) or _("没有填写")) for column in COLUMNS],
        "memberships": [(one, names.get(one.unit_id, "")) for one in memberships],
        "posts": [(one, names.get(one.unit_id, "")) for one in posts],
        "is_full": is_full(membership),
        "runs": runs,
        "can_write": can_write,
        "can_reveal": may(request.grants, "reveal", membership.unit_id) and any(getattr(own, one) for one in COLUMNS),
        "as_of": clock.today(),
    }
    return render(request, "people/person.html", context)


def add(request: Any, unit_id: int) -> HttpResponse:
    """Enter a person as a member of the unit."""
    unit = Unit.objects.get(pk=unit_id)
    form = forms.AddForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        added: list[Person] = []
        verb = lambda: added.append(
            domain.add_person(
                unit,
                values["details"],
                starts_on=values["starts_on"],
                full_on=values["full_on"],
                workplace=values["workplace"],
                by=request.actor,
            )
        )
        if forms.attempt(form, verb):
            return redirect("people:person", added[0].pk)
    back = reverse("people:members_of_unit", args=[unit_id])
    return _form(request, form, _("登记党员"), path_of(unit), _("登记"), back)


def correct(request: Any, person_id: str) -> HttpResponse:
    """Correct what is kept of a person."""
    own = get_object_or_404(Person, pk=person_id)
    form = forms.CorrectForm(own, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        # The version that was read when the page was drawn: who was faster in between is not overwritten.
        own.version = values["version"]
        verb = lambda: domain.correct_person(own, values["details"], reason=values["reason"], by=request.actor)
        if forms.attempt(form, verb):
            return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("更正个人信息"), _("保存更正"))


def join(request: Any, person_id: str) -> HttpResponse:
    """Let somebody who had left belong to an organisation again."""
    own = get_object_or_404(Person, pk=person_id)
    form = forms.JoinForm(request.POST or None, placements=queries.units_to_join(request.reach))
    if form.is_valid() and forms.attempt(form, lambda: domain.join_unit(own, by=request.actor, **form.cleaned_data)):
        return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("重新编入党组织"), _("编入"))


def leave(request: Any, person_id: str) -> HttpResponse:
    """Register that a member leaves."""
    form = forms.LeaveForm(request.POST or None)
    verb = lambda: domain.leave_unit(_membership(person_id), by=request.actor, **form.cleaned_data)
    if form.is_valid() and forms.attempt(form, verb):
        return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("登记离开"), _("登记"))


def transfer(request: Any, person_id: str) -> HttpResponse:
    """Let a member belong to another organisation within reach."""
    form = forms.TransferForm(request.POST or None, placements=queries.units_to_join(request.reach))
    verb = lambda: domain.transfer_member(_membership(person_id), by=request.actor, **form.cleaned_data)
    if form.is_valid() and forms.attempt(form, verb):
        return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("转接组织关系"), _("转接"))


def become_full(request: Any, person_id: str) -> HttpResponse:
    """Register that a member on probation is a full one."""
    form = forms.FullForm(request.POST or None)
    verb = lambda: domain.become_full(_membership(person_id), by=request.actor, **form.cleaned_data)
    if form.is_valid() and forms.attempt(form, verb):
        return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("登记转正"), _("登记"))


def add_post(request: Any, person_id: str) -> HttpResponse:
    """Register a post in an organisation within reach."""
    own = _membership(person_id)
    placements = queries.units_standing(request.reach)
    form = forms.PostForm(request.POST or None, placements=placements, initial={"unit": own.unit.code})
    verb = lambda: domain.add_post(own.person, by=request.actor, **form.cleaned_data)
    if form.is_valid() and forms.attempt(form, verb):
        return redirect("people:person", person_id)
    return _person_form(request, form, person_id, _("登记党内职务"), _("登记"))


def end_post(request: Any, person_id: str, post_id: int) -> HttpResponse:
    """Register that a post ends."""
    own = get_object_or_404(Person, pk=person_id)
    # The door asks for the person's unit; the post may be held in another.
    post = get_object_or_404(queries.posts_of(own).filter(unit__in=units_ever_within(request.reach)), pk=post_id)
    form = forms.EndPostForm(request.POST or None)
    if form.is_valid() and forms.attempt(form, lambda: domain.end_post(post, by=request.actor, **form.cleaned_data)):
        return redirect("people:person", person_id)
    title = _("登记离任：%(title)s") % {"title": post.title}
    return _person_form(request, form, person_id, title, _("登记"))


@never_cache
def reveal(request: Any, person_id: str) -> HttpResponse:
    """Open a sealed column for a reason. The answer shows it once, and no browser keeps it."""
    own = get_object_or_404(Person, pk=person_id)
    form = forms.RevealForm(own, request.POST or None)
    shown: list[str] = []
    if form.is_valid():
        values = form.cleaned_data
        forms.attempt(
            form,
            lambda: shown.append(domain.reveal(own, values["column"], reason=values["reason"], by=request.actor)),
        )
    context = {"person": own, "form": form, "shown": shown}
    if shown:
        context["label"] = forms.LABELS[form.cleaned_data["column"]]
    return render(request, "people/reveal.html", context)


def _membership(person_id: str) -> Membership:
    membership = queries.latest_membership(person_id)
    if membership is None:
        raise Http404
    return membership


def _person_form(request: Any, form: Form, person_id: str, title: str, label: str) -> HttpResponse:
    own = get_object_or_404(Person, pk=person_id)
    return _form(request, form, title, own.name, label, reverse("people:person", args=[person_id]), person=own)


def _form(request: Any, form: Form, title: str, note: str, label: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "note": note, "label": label, "back": back, **more}
    return render(request, "people/form.html", context)
