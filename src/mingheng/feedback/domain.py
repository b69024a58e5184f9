"""Say something of the system; answer it."""

from __future__ import annotations

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.feedback.models import Remark, Topic
from mingheng.feedback.sealed import sealed


def send_remark(account: Account, topic: Topic, words: str, *, page: str, by: Actor) -> Remark:
    """Keep a remark for those who answer its topic."""
    remark = Remark(account=account, topic=topic, page=page, sent_at=clock.now())
    remark.words = sealed(remark, "words", words)
    with recording("feedback.remark.sent", by, about=remark) as change:
        change.save(remark)
    return remark


def answer_remark(remark: Remark, words: str, *, read_at: int, by: Actor) -> Remark:
    """Answer a remark, or answer it better; the newest answer is shown. Raises Outdated when somebody was faster."""
    remark.version = read_at
    remark.answer = sealed(remark, "answer", words)
    remark.answered_at, remark.answered_by = clock.now(), by.name
    with recording("feedback.remark.answered", by, about=remark) as change:
        change.save(remark)
    return remark
