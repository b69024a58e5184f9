"""QR codes as SVG elements: without style attributes, black on white in every colour scheme."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str, *, scale: int, title: str | None = None) -> SafeString:
    """The drawing of a text; `scale` is the width of its smallest square in pixels."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(scale=scale, light="#fff", svgclass="qr", lineclass=None, title=title)
    return mark_safe(drawn)  # noqa: S308 - numbers, paths and the escaped title, made by the QR library
