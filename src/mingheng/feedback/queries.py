"""Remarks to read: one's own, and those that one answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.feedback.models import Remark, Topic
from mingheng.feedback.page_names import name_of_page
from mingheng.feedback.permissions import answerers_of
from mingheng.feedback.sealed import answer_of, words_of
from mingheng.pinyin import named

NEWLY = timedelta(days=7)
"""How long the start page tells of an answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A remark with its words opened."""

    remark: Remark
    words: str
    answer: str
    page_name: str
    """What the page is called on which it was said."""
    answerers: str
    """Who answers its topic."""


def remarks_of(account: Account) -> QuerySet[Remark]:
    """What somebody has said, newest first."""
    return Remark.objects.filter(account=account).order_by("-sent_at", "-pk")


def remarks_on(topics: Collection[Topic], *, topic: str = "", state: str = "", name: str = "") -> QuerySet[Remark]:
    """What was said on these topics: what waits first, the longest first; then what was answered last."""
    found = Remark.objects.filter(topic__in=topics).select_related("account")
    if topic:
        found = found.filter(topic=topic)
    if state:
        found = found.filter(answered_at__isnull=state == "waiting")
    if name:
        found = found.filter(named(name, "account__display_name", "account__initials"))
    return found.order_by(F("answered_at").desc(nulls_first=True), "sent_at", "pk")


def waiting_on(topics: Collection[Topic]) -> int:
    """How many of them wait for an answer."""
    return Remark.objects.filter(topic__in=topics, answered_at=None).count()


def newly_answered(account: Account) -> int:
    """How many of somebody's remarks were answered in the last days."""
    return Remark.objects.filter(account=account, answered_at__gte=clock.now() - NEWLY).count()


def opened(remarks: Iterable[Remark]) -> list[Said]:
    """The remarks with their words."""
    return [
        Said(remark, words_of(remark), answer_of(remark), name_of_page(remark.page), answerers_of(Topic(remark.topic)))
        for remark in remarks
    ]
