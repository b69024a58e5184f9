"""What was counted, in words: one phrase per measure. Reads figures, computes nothing but differences of counts."""

from __future__ import annotations

from mingheng.scoring.language.measures import (
    Attribute,
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    Gap,
    Levels,
    Limits,
    Peers,
    Rate,
    Ratio,
    Run,
    Shortfall,
    SimpleMeasure,
    Sum,
    Value,
)
from mingheng.scoring.phrases import FIGURE_SCALE, Reading, about, about_percent, number, say
from mingheng.scoring.shape_phrases import has_none
from mingheng.scoring.subjects import MISSING


def measured(reading: Reading) -> str:  # noqa: C901 – one line per word of the language
    """What was counted."""
    match reading.measure:
        case Shortfall():
            return _periods(reading) if reading.measure.counted == "periods" else _shortfall(reading, reading.measure)
        case Count() | Sum():
            if has_none(reading):
                return say("none_found")
            code = "count" if isinstance(reading.measure, Count) else "sum"
            return say(code, value=reading.measured(reading.value)) + _limits(reading.measure.limits, reading.unit)
        case Value():
            return _value(reading, reading.measure)
        case Levels():
            return _levels(reading, reading.measure)
        case Ballot():
            return _ballot(reading, reading.measure)
        case Checklist():
            return _checklist(reading, reading.measure)
        case Peers():
            return _peers(reading, reading.measure)
        case Rate():
            part, whole = (number(reading.figure(name, FIGURE_SCALE)) + reading.unit for name in ("part", "whole"))
            return say("rate", part=part, whole=whole, percent=about_percent(reading.value))
        case Ratio():
            return _ratio(reading, reading.measure)
        case Delay():
            code = f"delay_{reading.measure.combine}" if reading.value else "delay_none"
            return say(code, value=reading.measured(reading.value))
        case Children():
            combined = say(f"children_{reading.measure.combine}")
            children = number(reading.figure("children"))
            return say("children", children=children, combined=combined, value=about(reading.value))
        case Gap() | Run():
            code = "gap" if isinstance(reading.measure, Gap) else "run"
            return say(code, value=reading.measured(reading.value))
        case _:
            return say("attribute", heading=_heading(reading, reading.measure), value=about(reading.value))


def _periods(reading: Reading) -> str:
    spans, due, short = (number(reading.figure(name)) for name in ("spans", "spans_due", "spans_short"))
    text = say("owed", required=spans + reading.unit)
    if due != spans:
        text += say("owed_due", required=due + reading.unit)
    return text + (say("periods_short", short=short + reading.unit) if short != "0" else say("periods_full"))


def _shortfall(reading: Reading, measure: Shortfall) -> str:
    scale = int(reading.figure("scale"))
    names = ("required", "required_due", "held", "held_due", "short")
    required, required_due, held, held_due, short = (reading.figure(name, scale) for name in names)
    text = say("owed", required=number(required) + reading.unit)
    if required_due != required:
        text += say("owed_due", required=number(required_due) + reading.unit)
    text += say("held", held=number(held_due) + reading.unit)
    notes = []
    if (measure.several or reading.view.rulebook.choices.several) == "one":
        notes.append(say("held_once"))
    if held > held_due:
        notes.append(say("held_ahead", ahead=number(held - held_due) + reading.unit))
    surplus = held_due - required_due + short
    if short and surplus > 0:
        notes.append(say("held_surplus", surplus=number(surplus) + reading.unit))
    text += f"（{'，'.join(notes)}）" if notes else ""
    if not short:
        return text + say("short_none")
    text += say("short", short=number(short) + reading.unit)
    return text + (say("allowance", allowance=number(measure.allowance) + reading.unit) if measure.allowance else "")


def _limits(limits: Limits, unit: str) -> str:
    given = (("day", limits.day), ("month", limits.month), ("quarter", limits.quarter))
    parts = [say(f"limit_{name}", limit=number(limit) + unit) for name, limit in given if limit is not None]
    return f"（{'，'.join(parts)}）" if parts else ""


def _groups(reading: Reading, names: list[str]) -> str:
    decimals = 10**reading.view.rulebook.head.rounding.group
    groups = [
        say("value_group", name=name, value=number(reading.figure(f"group:{name}", decimals)), weight=weight)
        for name in names
        if (weight := number(reading.figure(f"weight:{name}", FIGURE_SCALE))) != "0"
        and reading.figure(f"group:{name}") != MISSING
    ]
    return say("value_groups", groups="，".join(groups), value=about(reading.value))


def _value(reading: Reading, measure: Value) -> str:
    if measure.weights:
        return _groups(reading, list(measure.weights))
    records = reading.figure("records")
    if not records:
        return say("default", value=about(reading.value))
    few = measure.combine == "trimmed_mean" and records < 3
    code = "value_mean" if few else "value_one" if records == 1 else f"value_{measure.combine}"
    return say(code, records=number(records), value=about(reading.value) + reading.unit)


def _levels(reading: Reading, measure: Levels) -> str:
    counts = {word: reading.figure(f"level:{word}") for word in measure.values}
    there = [word for word, count in counts.items() if count]
    if not there:
        return say("levels_none") if measure.absent is None else say("default", value=about(reading.value))
    if measure.keep != "all":
        return say(f"levels_{measure.keep}", level=there[0])
    unit = reading.unit or "次"
    listed = "、".join(f"{word}{number(counts[word])}{unit}" for word in there)
    return say("levels", listed=listed, value=about(reading.value)) + _limits(measure.limits, "")


def _ballot(reading: Reading, measure: Ballot) -> str:
    if measure.groups:
        return _groups(reading, list(measure.groups))
    if measure.values:
        return say("ballot_values", value=about(reading.value))
    part, whole = (number(reading.figure(name, FIGURE_SCALE)) for name in ("part", "whole"))
    options = "、".join(measure.share_of)
    return say(f"ballot_{measure.base}", options=options, part=part, whole=whole, percent=about_percent(reading.value))


def _checklist(reading: Reading, measure: Checklist) -> str:
    holds = [bool(reading.figure(f"item:{place}")) for place in range(len(measure.items))]
    number_counted = sum(holds) if measure.counted == "met" else len(holds) - sum(holds)
    text = say(f"checklist_{measure.counted}", total=len(holds), number=number_counted)
    unmet = [item.label for item, held in zip(measure.items, holds, strict=True) if not held]
    return text + say("checklist_items", labels="、".join(unmet)) if unmet else text


def _peers(reading: Reading, measure: Peers) -> str:
    own, mean, highest = (number(reading.figure(name, FIGURE_SCALE)) for name in ("own", "mean", "highest"))
    compared = measure.compared
    if compared.startswith("minus"):
        sign = "equal" if not reading.value else "above" if reading.value > 0 else "below"
        distance = say(f"peers_{sign}", value=about(abs(reading.value)))
        return say(f"peers_{compared}", own=own, mean=mean, highest=highest, distance=distance)
    peers = number(reading.figure("peers"))
    words = {"peers": peers, "own": own, "mean": mean, "highest": highest}
    return say(f"peers_{compared}", value=about(reading.value), percent=about_percent(reading.value), **words)


def _ratio(reading: Reading, measure: Ratio) -> str:
    part = _simple(reading, measure.part, number(reading.figure("part", FIGURE_SCALE)))
    whole = _simple(reading, measure.whole, number(reading.figure("whole", FIGURE_SCALE)))
    code = "ratio_share" if reading.as_share else "ratio_mean"
    return say(code, part=part, whole=whole, percent=about_percent(reading.value), value=about(reading.value))


def _simple(reading: Reading, measure: SimpleMeasure, value: str) -> str:
    if isinstance(measure, Attribute):
        return _heading(reading, measure) + value
    if measure.counted_in:
        return value + measure.counted_in
    if isinstance(measure, Count):
        return value + ("人" if "person" in measure.per else "次")
    return value


def _heading(reading: Reading, measure: Attribute) -> str:
    return reading.view.rulebook.attributes.get(measure.name, measure.name)
