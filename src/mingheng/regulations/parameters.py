"""What the regulations in force on a day say, value by value. The values are content; no such number stands in code."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from mingheng.content import regulations_folder
from mingheng.regulations.documents import FaultyRegulations, Parameter, read_folder

__all__ = ["FaultyRegulations", "Parameter", "UnknownParameter", "all_parameters", "parameter"]


class UnknownParameter(KeyError):
    """There is no value of this key, or none that holds on the day."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def all_parameters() -> tuple[Parameter, ...]:
    """Every value with its days, by key and day. FaultyRegulations when a file cannot be used."""
    return read_folder(regulations_folder())


def parameter(key: str, *, on: date) -> Parameter:
    """The value of a key that holds on a day. UnknownParameter when there is none."""
    versions = _versions().get(key)
    if versions is None:
        raise UnknownParameter(_("条例参数中没有“%(key)s”这一项，请检查regulations文件夹。") % {"key": key})
    for version in versions:
        if version.holds_on(on):
            return version
    words = {"key": key, "day": on}
    raise UnknownParameter(_("条例参数“%(key)s”在%(day)s没有有效的版本，请检查regulations文件夹。") % words)


@cache
def _versions() -> dict[str, list[Parameter]]:
    versions: dict[str, list[Parameter]] = {}
    for one in all_parameters():
        versions.setdefault(one.key, []).append(one)
    return versions
