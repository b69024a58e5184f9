"""Hold the table of facts against the ledger it is made from, and make it anew where the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import GroupPass
from mingheng.assessment.passes import tree_digest
from mingheng.assessment.settling import misplaced_versions
from mingheng.facts.comparing import Difference, differences
from mingheng.facts.domain import rebuild_facts
from mingheng.ledger.projection import source_of
from mingheng.organisation.assessed import AssessedUnits
from mingheng.site.operations.home import Refusal, uses_sqlite
from mingheng.vault.keys import KeyMissing


def fact_differences() -> list[Difference]:
    """The sources whose facts are not those of the ledger, as of one moment. Nobody who writes has to wait.

    A reorganisation from a day that has passed makes records count for other units, which the next full run settles:
    what only waits for it is no difference. Refusal when the ledger or the table cannot be read.
    """
    try:
        with _one_moment():
            found = differences()
            waiting = _waiting_to_be_settled() if found else set()
    except KeyMissing as fault:
        raise Refusal(str(fault)) from None
    except DatabaseError as fault:
        raise Refusal(_("事实表或台账读不出来（{why}）。").format(why=str(fault).strip())) from None
    return [one for one in found if one.source not in waiting]


def renew_facts() -> int:
    """Make the facts anew if they differ from the ledger. Returns of how many records they did."""
    count = len(fact_differences())
    if count:
        rebuild_facts()
    return count


def sentence_of(difference: Difference) -> str:
    """What a difference means, for whoever looks after the site."""
    source, expected, kept = difference.source, difference.expected, difference.kept
    if not expected:
        text = _("事实 {source}：台账中没有这条计分的记录，事实表却有 {kept} 条，是绕过系统添加的")
    elif kept < expected:
        text = _("事实 {source}：按台账应有 {expected} 条，实有 {kept} 条，事实被删除过，得分可能因此有误")
    elif kept > expected:
        text = _("事实 {source}：按台账应有 {expected} 条，实有 {kept} 条，事实是绕过系统添加的，得分可能因此有误")
    else:
        text = _("事实 {source}：{kept} 条事实与台账不符，被改动过，得分可能因此有误")
    return text.format(source=source, expected=expected, kept=kept)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything be read as of one moment. SQLite: a plain BEGIN, since Django's own would lock writers out."""
    if uses_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _waiting_to_be_settled() -> set[str]:
    """What the next full run will project again, where the tree has changed since the last one."""
    last = GroupPass.objects.filter(cycle=current_cycle()).first()
    if last is not None and last.tree == tree_digest():
        return set()
    return {source_of(version) for version in misplaced_versions(AssessedUnits())}
