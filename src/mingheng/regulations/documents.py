"""Read the files of `regulations/`: one document each, its values with article, days, and whether they were checked.

Strict: every unknown, missing or repeated key, tag, anchor and impossible value is a fault with its file and line,
and all faults are told at once. Knows nothing of what the values are used for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

Value = int | Decimal | Fraction

CHECKED, UNCHECKED = "已核", "待核"
OFFICIAL_SITES = ("12371.cn", "gov.cn", "ccdi.gov.cn", "moe.gov.cn", "npc.gov.cn")
"""Links lead nowhere else: mirrors of regulations carry wrong texts."""

_DOCUMENT_KEYS = {"document": True, "version": True, "issued_on": True, "link": False, "note": False, "values": True}
_VALUE_KEYS = {
    "label": True, "value": True, "measured_in": True, "article": True, "state": True,
    "since": False, "until": False, "note": False,
}  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z")
_ISSUED = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?\Z")
_WHOLE = re.compile(r"\d{1,9}\Z")
_DECIMAL = re.compile(r"\d{1,9}\.\d{1,6}\Z")
_SHARE = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})\Z")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of one document, from a day to a day. Without `since` its first day is not known: it holds on any."""

    key: str
    label: str
    value: Value
    written: str
    """The value as the file writes it: 1/3, 0.5."""
    measured_in: str
    document: str
    version: str
    issued_on: str
    """A year, a month or a day: as exactly as it is known."""
    article: str
    """Empty where the number of the article has not been checked."""
    state: str
    """CHECKED where the document's own wording was read, otherwise UNCHECKED."""
    since: date | None
    until: date | None
    note: str
    link: str
    file: str

    @property
    def is_checked(self) -> bool:
        """Whether the document's own wording was read."""
        return self.state == CHECKED

    @property
    def source(self) -> str:
        """Document and article, as a sentence names them."""
        return f"《{self.document}》{self.article}"

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force on a day."""
        return (self.since or date.min) <= day <= (self.until or date.max)


class FaultyRegulations(Exception):
    """Files that cannot be used; `faults` lists every fault with its file and line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class _Fault(Exception):
    def __init__(self, text: str, node: yaml.Node | yaml.Token) -> None:
        self.text, self.line = text, node.start_mark.line + 1
        super().__init__(text)


def read_folder(folder: Path) -> tuple[Parameter, ...]:
    """All values of all files, by key and day. FaultyRegulations with every fault found."""
    parameters: list[Parameter] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("holidays-"):
            continue  # read by `holidays`
        reader = _Reader(path.name)
        parameters += reader.read(path)
        faults += reader.faults
    faults += _overlaps(parameters)
    if faults:
        raise FaultyRegulations(faults)
    return tuple(sorted(parameters, key=_order))


def _order(parameter: Parameter) -> tuple[str, date]:
    return parameter.key, parameter.since or date.min


def _overlaps(parameters: list[Parameter]) -> Iterator[str]:
    """Two values of one key must never hold on the same day: nobody could say which."""
    ordered = sorted(parameters, key=_order)
    for earlier, later in pairwise(ordered):
        if earlier.key == later.key and (earlier.until or date.max) >= (later.since or date.min):
            clash = f"{later.file}：{later.key}与{earlier.file}中的同一项在时间上重叠。"
            yield f"{clash}请写明前一项的until和后一项的since。"


class _Reader:
    """Reads one file; a fault in one value leaves the others readable."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[str] = []

    def read(self, path: Path) -> list[Parameter]:
        try:
            root = _compose(path.read_text(encoding="utf-8"))
        except (yaml.MarkedYAMLError, UnicodeDecodeError) as fault:
            mark = getattr(fault, "problem_mark", None)
            self._report(mark.line + 1 if mark else 1, "不是可以读取的YAML。请检查缩进、冒号和引号。")
            return []
        except _Fault as fault:
            self._report(fault.line, fault.text)
            return []
        head = self._checked(lambda: _mapping(root, _DOCUMENT_KEYS))
        own = self._checked(lambda: _head(head)) if head else None
        listed = self._checked(lambda: _mapping(head["values"], None)) if head else None
        if own is None or listed is None:
            return []
        found = [self._checked(partial(self._parameter, key, node, own)) for key, node in listed.items()]
        return [parameter for parameter in found if parameter]

    def _parameter(self, key: str, node: yaml.Node, head: Mapping[str, str]) -> Parameter:
        if not _KEY.match(key):
            raise _Fault(f"“{key}”不能作键：用小写字母、数字、下划线，并至少有一个点。", node)
        parts = _mapping(node, _VALUE_KEYS)
        label, article = _text(parts["label"]), _text(parts["article"])
        since, until = (_day(parts[name]) if name in parts else None for name in ("since", "until"))
        if since and until and until < since:
            raise _Fault(f"{key}：until早于since。", parts["until"])
        if not label:
            raise _Fault(f"{key}：label是空的。", parts["label"])
        return Parameter(
            key=key,
            label=label,
            value=_value(parts["value"]),
            written=_text(parts["value"]),
            measured_in=_text(parts["measured_in"]),
            document=head["document"],
            version=head["version"],
            issued_on=head["issued_on"],
            article=article,
            state=_state(parts["state"], article),
            since=since,
            until=until,
            note=_text(parts["note"]) if "note" in parts else head["note"],
            link=head["link"],
            file=self.file,
        )

    def _checked(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except _Fault as fault:
            self._report(fault.line, fault.text)
            return None

    def _report(self, line: int, text: str) -> None:
        self.faults.append(f"{self.file} 第{line}行：{text}")


def _compose(text: str) -> yaml.Node:
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            raise _Fault("不能使用锚点、引用和标签。", token)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        raise _Fault("文件是空的。", next(yaml.scan("~", Loader=yaml.SafeLoader)))
    return root


def _mapping(node: yaml.Node, keys: Mapping[str, bool] | None) -> dict[str, yaml.Node]:
    """The parts of a mapping by key; `keys` says which there may be, and which there must be."""
    if not isinstance(node, yaml.MappingNode):
        raise _Fault("这里应当是“键: 值”。", node)
    parts: dict[str, yaml.Node] = {}
    for name, part in node.value:
        key = _text(name)
        if key in parts:
            raise _Fault(f"“{key}”写了两次。", name)
        if keys is not None and key not in keys:
            raise _Fault(f"没有“{key}”这一项。可以写的有：{'、'.join(keys)}。", name)
        parts[key] = part
    missing = [key for key, is_required in (keys or {}).items() if is_required and key not in parts]
    if missing:
        raise _Fault(f"缺少“{'、'.join(missing)}”。", node)
    return parts


def _head(parts: Mapping[str, yaml.Node]) -> dict[str, str]:
    head = {name: _text(parts[name]) if name in parts else "" for name in _DOCUMENT_KEYS if name != "values"}
    if not head["document"]:
        raise _Fault("没有写明文件名。", parts["document"])
    if not _ISSUED.match(head["issued_on"]):
        raise _Fault("issued_on写成2020、2020-07或2020-07-13；不知道的留空。", parts["issued_on"])
    if head["link"] and not _is_official(head["link"]):
        raise _Fault(f"链接只能指向官方网站：{'、'.join(OFFICIAL_SITES)}。", parts["link"])
    return head


def _is_official(link: str) -> bool:
    address = urlsplit(link)
    host = address.hostname or ""
    return address.scheme == "https" and any(host == site or host.endswith(f".{site}") for site in OFFICIAL_SITES)


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _Fault("这里应当是一个值。", node)
    return str(node.value).strip()


def _value(node: yaml.Node) -> Value:
    text = _text(node)
    if _WHOLE.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    share = _SHARE.match(text)
    if not share:
        raise _Fault(f"“{text}”不是数。请写成3、0.5或1/3。", node)
    return Fraction(int(share[1]), int(share[2]))


def _day(node: yaml.Node) -> date:
    try:
        return date.fromisoformat(_text(node))
    except ValueError:
        raise _Fault(f"“{_text(node)}”不是日期。请写成2020-07-13。", node) from None


def _state(node: yaml.Node, article: str) -> str:
    state = _text(node)
    if state not in (CHECKED, UNCHECKED):
        raise _Fault(f"state只能是{CHECKED}或{UNCHECKED}。", node)
    if state == CHECKED and not article:
        raise _Fault("已核的值须写明条号。", node)
    return state
