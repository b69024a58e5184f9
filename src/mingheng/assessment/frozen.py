"""The rulebook of a cycle: its files as they were when the cycle began, whatever the software brings later."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mingheng.assessment.models import Cycle
from mingheng.ledger.record_kinds import all_kinds
from mingheng.ledger.served_rules import ServedRule
from mingheng.scoring import FaultyInput, Rulebook, load_rulebook
from mingheng.scoring.kinds import Yields
from mingheng.scoring.language.rulebook import fact_kinds_of
from mingheng.sheets.vocabulary import words_read


def read_rulebook(folder: Path) -> tuple[Rulebook, str]:
    """A checked rulebook and the text of its files as JSON. FaultyInput with everything that is wrong."""
    rulebook, problems = load_rulebook(folder, Yields.of(all_kinds()))
    if rulebook is None:
        raise FaultyInput([problem for problem in problems if problem.is_error])
    files = {path.name: path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.yaml"))}
    return rulebook, json.dumps(files, ensure_ascii=False, sort_keys=True)


def rulebook_of(cycle: Cycle) -> Rulebook:
    """The rulebook that holds in the cycle. RuntimeError when its text has not the checksum it was frozen with."""
    return _parsed(cycle.rulebook_code, cycle.rulebook_files, cycle.rulebook_checksum)


@lru_cache(maxsize=4)
def _parsed(code: str, files: str, checksum: str) -> Rulebook:
    with TemporaryDirectory(prefix="mingheng-") as scratch:
        # A rulebook's folder bears its id.
        folder = Path(scratch) / code
        folder.mkdir()
        for name, text in json.loads(files).items():
            (folder / name).write_bytes(text.encode("utf-8"))
        rulebook, _ = read_rulebook(folder)
    if rulebook.checksum != checksum:
        raise RuntimeError(f"rulebook {code}: checksum {rulebook.checksum}, frozen with {checksum}")
    return rulebook


def fact_names(rulebook: Rulebook) -> dict[str, str]:
    """What the rulebook calls the fact kinds it reads: the rule of the same code, or else what reads them first."""
    read = {fact_kind: words.label for fact_kind, words in words_read(rulebook).items() if words.label}
    for code, rule in rulebook.rules.items():
        own = [fact_kind for fact_kind in read if fact_kind.endswith(f".{code}")]
        read |= dict.fromkeys([*own, f"exemption.{code}"], rule.label)
    return read


def rules_by_fact(cycle: Cycle) -> dict[str, tuple[ServedRule, ...]]:
    """The rules of the cycle by the fact kinds they read; only of the ledgers that are kept here."""
    rulebook, connected = rulebook_of(cycle), connected_facts(cycle)
    found: dict[str, tuple[ServedRule, ...]] = {}
    for code, rule in rulebook.rules.items():
        served = ServedRule(rule.label, rule.article)
        # An exemption needs no rule that asks for it.
        for fact_kind in (fact_kinds_of(rule) & connected) | {f"exemption.{code}"}:
            found[fact_kind] = (*found.get(fact_kind, ()), served)
    return found


def connected_facts(cycle: Cycle) -> frozenset[str]:
    """The fact kinds the rulebook reads that the ledgers kept here can yield."""
    return _connected(rulebook_of(cycle).fact_kinds, cycle.connected)


@lru_cache(maxsize=4)
def _connected(wanted: frozenset[str], codes: str) -> frozenset[str]:
    kinds = all_kinds()
    kept = [kinds[code] for code in json.loads(codes)]
    return frozenset(fact for fact in wanted if any(kind.yields(fact) for kind in kept))
