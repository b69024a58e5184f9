"""Entries as systems write them: the verbs of the ledger, on behalf of the unit whose entry it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from mingheng.api.contents import content_from, invalid, raise_unfit, refuse_unfit
from mingheng.api.models import ApiKey
from mingheng.api.problems import ROOT, Fault, not_found
from mingheng.api.resources import sensitive_codes, writable_kinds
from mingheng.api.schemas import ChangedEntry, NewEntry
from mingheng.api.scopes import Scope
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated
from mingheng.ledger.conditions import EDITABLE, NotNow, Unfit
from mingheng.ledger.domain import correct, save_draft, submit
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import entry_with_unit, latest_version
from mingheng.ledger.readers import read_typed_text
from mingheng.ledger.values import content_of
from mingheng.organisation.models import Unit
from mingheng.organisation.naming import name_of
from mingheng.organisation.queries import is_within
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import CellFault


def etag_of(version: int) -> str:
    """How the version of a row stands in a header."""
    return f'"{version}"'


def version_matched(request: Any) -> int:
    """The version that the request has read; the gate has refused whatever is no ETag of ours."""
    return int(request.headers["If-Match"].strip('"'))


def open_entry(entry_id: str) -> Entry:
    """The entry of an address that the gate has let through. Problem where it has gone meanwhile."""
    entry = entry_with_unit(entry_id)
    if entry is None:
        raise not_found()
    return entry


def create(key: ApiKey, sent: NewEntry, *, by: Actor) -> Entry:
    """A new entry, as a draft or for acceptance."""
    unit = Unit.objects.filter(code=sent.unit).first()
    faults = []
    if unit is None or not is_within(unit.pk, {key.unit_id}):
        faults.append(Fault("/unit", _("组织"), _("这把密钥的范围内没有这个组织。请核对编码。")))
    if sent.kind not in writable_kinds(key):
        text = _("这把密钥不能填报这类记录。可填报的见kinds中can_write为true的。")
        faults.append(Fault("/kind", _("记录种类"), text))
    if faults or unit is None:
        raise invalid(faults)
    entry = Entry(unit=unit, kind=sent.kind)
    content = content_from(entry, sent.values, sent.belongs_year, sent.belongs_month, kept={})
    if not sent.submit:
        return save_draft(entry, content, read_at=0, by=_acting(by, entry))
    refuse_unfit(entry, content, is_confirmed=sent.confirmed)
    return submit(entry, content, read_at=0, by=_acting(by, entry))


def change(key: ApiKey, entry: Entry, sent: ChangedEntry, *, read_at: int, by: Actor) -> Entry:
    """A new version of a draft or of what was sent back; of what was accepted, a correction."""
    _refuse_kind(key, entry)
    _require(entry, EDITABLE | {State.ACCEPTED}, read_at)
    kept = _unreadable(key, entry)
    content = content_from(entry, sent.values, sent.belongs_year, sent.belongs_month, kept=kept)
    is_correction, acting = entry.state == State.ACCEPTED, _acting(by, entry)
    reason = _reason_of(sent) if is_correction else ""
    if is_correction or sent.submit:
        refuse_unfit(entry, content, is_confirmed=sent.confirmed)
    if is_correction:
        return correct(entry, content, reason=reason, read_at=read_at, by=acting)
    return (submit if sent.submit else save_draft)(entry, content, read_at=read_at, by=acting)


def submit_saved(key: ApiKey, entry: Entry, *, is_confirmed: bool, read_at: int, by: Actor) -> Entry:
    """Ask for acceptance of what was saved last."""
    _refuse_kind(key, entry)
    _require(entry, EDITABLE, read_at)
    refuse_unfit(entry, content_of(latest_version(entry)), is_confirmed=is_confirmed)
    try:
        return submit(entry, read_at=read_at, by=_acting(by, entry))
    except Unfit as unfit:
        raise_unfit(entry, unfit.faults)
        raise


def receipt_of(entry: Entry) -> dict[str, Any]:
    """What became of it."""
    return {
        "id": entry.pk,
        "unit": entry.unit.code,
        "kind": entry.kind,
        "state": str(entry.state),
        "version": entry.version,
        "href": f"{ROOT}entries/{entry.pk}",
    }


def _acting(by: Actor, entry: Entry) -> Actor:
    return replace(by, on_behalf_of=name_of(entry.unit))


def _require(entry: Entry, states: frozenset[State], read_at: int) -> None:
    """As the ledger asks, before anything of the content is looked at."""
    if entry.version != read_at:
        raise Outdated(entry)
    if entry.state not in states:
        text = _("这条记录现在是“{state}”，不能这样办理。待审核的请等审核；已撤回的不能再改。")
        raise NotNow(text.format(state=State(entry.state).label))


def _refuse_kind(key: ApiKey, entry: Entry) -> None:
    if entry.kind not in writable_kinds(key):
        raise NotNow(_("这类记录不由这把密钥的系统填报。可填报的见kinds中can_write为true的。"))


def _unreadable(key: ApiKey, entry: Entry) -> Mapping[str, Value]:
    """The sensitive values of an entry, where the key may not read them: what cannot be seen is not emptied unsaid."""
    if key.allows(Scope.ENTRIES_READ_SENSITIVE):
        return {}
    values, sensitive = content_of(latest_version(entry)).values, sensitive_codes(entry.kind)
    return {code: value for code, value in values.items() if code in sensitive}


def _reason_of(sent: ChangedEntry) -> str:
    try:
        said = read_typed_text(sent.reason)
    except CellFault:
        said = ""
    if not said:
        text = _("更正已采纳的记录，请写明原因：以后查看的人要能明白改了什么、为什么。")
        raise invalid([Fault("/reason", _("更正原因"), text)])
    return said
