"""The endpoints. The gate has asked the policy before; each takes what was sent, calls one verb or query, answers."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Body, Query, Router

from mingheng.api import schemas, standings, writing
from mingheng.api.cursors import page_of
from mingheng.api.problems import not_found
from mingheng.api.replays import Answer, once
from mingheng.api.resources import (
    day_asked,
    entries_for,
    entry_answers,
    kind_answer,
    placements_for,
    unit_answer,
    writable_kinds,
)
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import Standing
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.queries import last_placement_of, units_ever_within

router = Router()


@router.get("/units", response=schemas.Units, url_name="units", summary="组织列表")
def units(request: Any, asked: Query[schemas.UnitQuestion]) -> dict[str, Any]:
    """The units of a day within the key's reach, by code."""
    day = day_asked(asked.on)
    found, following = page_of(
        placements_for(request.api_key, day),
        by="unit__code",
        key_of=lambda one: one.unit.code,
        cursor=asked.cursor,
        limit=asked.limit,
        asked={"on": day},
    )
    return {"items": [unit_answer(request.api_key, one) for one in found], "next": following}


@router.get("/units/{code}", response=schemas.UnitAnswer, url_name="unit", summary="一个组织")
def unit(request: Any, response: HttpResponse, code: str) -> dict[str, Any]:
    """One unit as it stands today; a closed one as it stood last."""
    placement = placements_for(request.api_key, day_asked(None)).filter(unit__code=code).first()
    if placement is None:
        closed = units_ever_within([request.api_key.unit_id]).filter(code=code).first()
        if closed is None:
            raise not_found()
        placement = last_placement_of(closed)
    answer = unit_answer(request.api_key, placement)
    response["ETag"] = f'"{sha256(repr(answer).encode()).hexdigest()[:16]}"'
    return answer


@router.get("/kinds", response=schemas.Kinds, url_name="kinds", summary="记录种类和栏目")
def kinds(request: Any) -> dict[str, Any]:
    """All record kinds with their fields."""
    writable = writable_kinds(request.api_key)
    return {"items": [kind_answer(kind, can_write=kind.code in writable) for kind in all_kinds().values()]}


@router.get("/entries", response=schemas.Entries, url_name="entries", summary="台账列表")
def entries(request: Any, asked: Query[schemas.EntryQuestion]) -> dict[str, Any]:
    """The entries within the key's reach, in an order that never changes."""
    question = asked.dict(exclude={"cursor", "limit"})
    found, following = page_of(
        entries_for(request.api_key, question),
        by="pk",
        key_of=lambda one: one.pk,
        cursor=asked.cursor,
        limit=asked.limit,
        asked=question,
    )
    return {"items": entry_answers(request.api_key, found), "next": following}


@router.post("/entries", response={201: schemas.Receipt}, url_name="entries", summary="新填一条")
def create_entry(request: Any, sent: Body[schemas.NewEntry]) -> HttpResponse:
    """A new entry, as a draft or for acceptance."""

    def work() -> tuple[int, str]:
        entry = writing.create(request.api_key, sent, by=request.actor)
        return 201, json.dumps(writing.receipt_of(entry), ensure_ascii=False)

    return _told(once(request, work))


@router.get("/entries/{entry_id}", response=schemas.EntryAnswer, url_name="entry", summary="一条台账")
def entry(request: Any, response: HttpResponse, entry_id: str) -> dict[str, Any]:
    """One entry; its ETag is what a change of it must send."""
    found = writing.open_entry(entry_id)
    response["ETag"] = writing.etag_of(found.version)
    return entry_answers(request.api_key, [found])[0]


@router.put("/entries/{entry_id}", response=schemas.Receipt, url_name="entry", summary="改一条或更正一条")
def change_entry(
    request: Any, response: HttpResponse, entry_id: str, sent: Body[schemas.ChangedEntry]
) -> dict[str, Any]:
    """A new version; of an accepted entry a correction, with a reason."""
    found = writing.open_entry(entry_id)
    read_at = writing.version_matched(request)
    changed = writing.change(request.api_key, found, sent, read_at=read_at, by=request.actor)
    response["ETag"] = writing.etag_of(changed.version)
    return writing.receipt_of(changed)


@router.post("/entries/{entry_id}/submit", response=schemas.Receipt, url_name="submit_entry", summary="提交审核")
def submit_entry(request: Any, entry_id: str, sent: Body[schemas.Submission | None] = None) -> HttpResponse:
    """Submit what was saved last."""

    def work() -> tuple[int, str]:
        read_at, is_confirmed = writing.version_matched(request), bool(sent and sent.confirmed)
        found = writing.open_entry(entry_id)
        changed = writing.submit_saved(
            request.api_key, found, is_confirmed=is_confirmed, read_at=read_at, by=request.actor
        )
        return 200, json.dumps(writing.receipt_of(changed), ensure_ascii=False)

    return _told(once(request, work))


@router.get("/scores", response=schemas.Scores, url_name="scores", summary="得分")
def scores(request: Any, asked: Query[schemas.Paging]) -> dict[str, Any]:
    """Total and nodes of the assessed units within the key's reach, by code."""
    cycle = current_cycle()
    if cycle is None:
        return {"cycle": None, "items": [], "next": None}
    reached = units_ever_within([request.api_key.unit_id]).values("pk")
    found, following = page_of(
        Standing.objects.filter(cycle=cycle, subject__in=reached).select_related("subject"),
        by="subject__code",
        key_of=lambda one: one.subject.code,
        cursor=asked.cursor,
        limit=asked.limit,
        asked={"cycle": cycle.pk},
    )
    return {
        "cycle": standings.cycle_answer(cycle),
        "items": standings.score_answers(cycle, found),
        "next": following,
    }


@router.get("/scores/{code}/lines", response=schemas.Lines, url_name="score_lines", summary="得分明细和依据")
def score_lines(request: Any, code: str) -> dict[str, Any]:
    """The lines of one unit, and the records that each rests on."""
    cycle = current_cycle()
    standing = Standing.objects.filter(cycle=cycle, subject__code=code).select_related("subject").first()
    if cycle is None or standing is None:
        raise not_found()
    items = standings.line_answers(request.api_key, cycle, standing)
    return {"unit": code, "as_of": standing.as_of, "items": items}


def _told(answer: Answer) -> HttpResponse:
    receipt = json.loads(answer.body)
    told = JsonResponse(receipt, status=answer.status, json_dumps_params={"ensure_ascii": False})
    told["ETag"] = writing.etag_of(receipt["version"])
    if answer.status == 201:
        told["Location"] = receipt["href"]
    if answer.is_replay:
        told["Idempotency-Replayed"] = "true"
    return told
