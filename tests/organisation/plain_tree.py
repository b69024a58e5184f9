"""The organisation in plain Python: for every unit a list with its state on every day. Slow, and easy to believe."""

from dataclasses import dataclass, replace

DAYS = 60
"""Days are numbered; nothing happens in the last ten, so that they show how it ends."""


@dataclass(frozen=True)
class State:
    name: str
    parent: str | None
    label: str = ""


class PlainTree:
    """Each verb says whether it is possible, and does it. A refused verb changes nothing."""

    def __init__(self) -> None:
        self.states: dict[str, list[State | None]] = {}
        self.starts: dict[str, list[int]] = {}
        self.closed: set[str] = set()
        self.successors: dict[str, str] = {}
        self.sealed = -1

    def on(self, day: int) -> set[tuple[str, str, str, str | None]]:
        there = [(code, states[day]) for code, states in self.states.items()]
        return {(code, state.name, state.label, state.parent) for code, state in there if state}

    def line(self, code: str, day: int) -> list[str]:
        line = []
        while code and (state := self.states[code][day]):
            line.append(code)
            code = state.parent
        return line

    def below(self, code: str, day: int) -> set[str]:
        return {code} | {one for one in self.states if code in self.line(one, day)}

    def found(self, code: str, state: State, on: int) -> bool:
        if on <= self.sealed or (state.parent and not self._may_be_above(None, state.parent, on)):
            return False
        self._found(code, state, on)
        return True

    def change(self, code: str, on: int, **values: str) -> bool:
        if "parent" in values and not self._may_be_above(code, values["parent"], on):
            return False
        if not self._may_change(code, on) or replace(self.states[code][on], **values) == self.states[code][on]:
            return False
        self._change(code, on, **values)
        return True

    def close(self, code: str, on: int) -> bool:
        if self._children(code, on) or not self._may_close(code, on):
            return False
        self._close(code, on)
        return True

    def merge(self, code: str, into: str, on: int) -> bool:
        children = self._children(code, on)
        movable = all(self._may_change(child, on) for child in children)
        if not (movable and self._may_be_above(code, into, on) and self._may_close(code, on)):
            return False
        for child in children:
            self._change(child, on, parent=into)
        self._close(code, on)
        self.successors[code] = into
        return True

    def split(self, code: str, parts: list[tuple[str, str]], on: int) -> bool:
        if not self._may_change(code, on) or self.states[code][on].parent in self.closed:
            return False
        for part, name in parts:
            self._found(part, replace(self.states[code][on], name=name), on)
        return True

    def seal(self, through: int) -> bool:
        if through <= self.sealed:
            return False
        self.sealed = through
        return True

    def _may_change(self, code: str, on: int) -> bool:
        return on > self.sealed and self.states[code][on] is not None and on >= self.starts[code][-1]

    def _may_close(self, code: str, on: int) -> bool:
        return self._may_change(code, on) and code not in self.closed and on > self.starts[code][0]

    def _may_be_above(self, code: str | None, parent: str, on: int) -> bool:
        if on < self.starts[parent][0] or parent in self.closed:
            return False
        return all(code not in self.line(parent, day) for day in range(on, DAYS))

    def _children(self, code: str, on: int) -> set[str]:
        later = ((one, state) for one, states in self.states.items() for state in states[on:])
        return {one for one, state in later if state and state.parent == code}

    def _found(self, code: str, state: State, on: int) -> None:
        self.states[code] = [None] * on + [state] * (DAYS - on)
        self.starts[code] = [on]

    def _change(self, code: str, on: int, **values: str) -> None:
        states = self.states[code]
        states[on:] = [state and replace(state, **values) for state in states[on:]]
        if self.starts[code][-1] != on:
            self.starts[code].append(on)

    def _close(self, code: str, on: int) -> None:
        self.states[code][on:] = [None] * (DAYS - on)
        self.closed.add(code)
        if self.starts[code][-1] == on:
            self.starts[code].pop()
