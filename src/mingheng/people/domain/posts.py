"""Posts that a person holds in a unit."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of
from mingheng.organisation.refusals import Refused
from mingheng.people.domain.days import fit_day, refusing_overlap, standing_unit
from mingheng.people.models import Person, Post
from mingheng.people.queries import membership_on


def add_post(person: Person, unit: Unit, *, title: str, starts_on: date, by: Actor) -> Post:
    """Let a member hold a post in a unit from a day. Refused where the same post is held already."""
    standing_unit(unit, fit_day(starts_on, "starts_on"), "starts_on")
    if not title.strip():
        raise Refused(_("没有选择职务。请选择。"), "title")
    if membership_on(person, starts_on) is None:
        raise Refused(_("这名党员在%(day)s不属于任何党组织，不能任职。请核对日期。") % {"day": starts_on}, "starts_on")
    post = Post(person=person, unit=unit, title=title.strip(), starts_on=starts_on)
    sentence = _("这名党员在所填的日期已在该组织任同一职务。请核对任职日期。")
    path = path_of(unit, starts_on)
    with refusing_overlap(sentence), recording("people.post.added", by, unit_path=path, about=person) as change:
        change.save(post)
    return post


def end_post(post: Post, *, last_day: date, by: Actor) -> Post:
    """Let the post end."""
    fit_day(last_day, "last_day")
    if post.ends_on:
        raise Refused(_("这个职务已登记到%(last)s为止，不需要再登记。") % {"last": post.ends_on}, "last_day")
    if last_day < post.starts_on:
        words = {"first": post.starts_on}
        raise Refused(_("离任日期不能早于任职日期%(first)s。请核对。") % words, "last_day")
    path = path_of(post.unit, last_day)
    with recording("people.post.ended", by, unit_path=path, about=post.person) as change:
        post.ends_on = last_day
        change.save(post)
    return post
