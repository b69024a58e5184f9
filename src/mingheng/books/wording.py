"""A book in words: what page, PDF and Word say alike, line by line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mingheng.books.contents import Book, Leaf
from mingheng.ui.templatetags.interface import chinese_day

Pair = tuple[str, str]


def title_of(book: Book) -> str:
    """支部工作手册 for branches; 党建工作手册 for others."""
    return _("支部工作手册") if "支部" in book.kind else _("党建工作手册")


def year_text(book: Book) -> str:
    """2026年度."""
    return _("%d年度") % book.year


def basics_of(book: Book) -> list[Pair]:
    """What the organisation is."""
    full = sum(one.full_on is not None and one.full_on <= book.as_of for one in book.members)
    counts = {"members": len(book.members), "full": full}
    pairs = [
        (_("党组织"), book.name),
        (_("组织类型"), book.kind),
        (_("上级党组织"), book.parent),
        (_("建立时间"), day_text(book.founded_on)),
        (_("党员"), _("%(members)d名，其中正式党员%(full)d名") % counts if book.members else _("没有直接编入的党员")),
    ]
    return [(heading, text) for heading, text in pairs if text]


def post_rows(book: Book) -> list[tuple[str, str, str]]:
    """Who holds which post since when."""
    return [(post.title, post.person.name, day_text(post.starts_on)) for post in book.posts]


def member_rows(book: Book) -> list[tuple[str, str, str, str, str]]:
    """The roll: number, name, full or on probation, member of the branch since, full since."""
    return [
        (
            str(at),
            one.person.name,
            _("正式党员") if one.full_on and one.full_on <= book.as_of else _("预备党员"),
            day_text(one.starts_on),
            day_text(one.full_on),
        )
        for at, one in enumerate(book.members, start=1)
    ]


def leaf_heading(leaf: Leaf) -> str:
    """The number of an entry in the book, and what it is called."""
    return f"{leaf.place}　{leaf.title}"


def leaf_note(leaf: Leaf) -> str:
    """When it was entered and by whom it was accepted; which files of the index support it."""
    version = leaf.version
    parts = [_("%s录入") % day_text(leaf.entry.entered_on)]
    if leaf.belongs:
        parts.append(_("归属%s") % leaf.belongs)
    if version.decided_at:
        day = timezone.localtime(version.decided_at).date()
        parts.append(_("%(day)s由%(name)s采纳") % {"day": day_text(day), "name": version.decided_by})
    if leaf.exhibits:
        parts.append(_("佐证材料第%s号") % "、".join(str(exhibit.number) for exhibit in leaf.exhibits))
    return "；".join(parts)


def exhibit_rows(book: Book) -> list[tuple[str, str, str, str, str]]:
    """The index of evidence: number, entry, file, size, SHA-256."""
    return [
        (str(exhibit.number), exhibit.place, exhibit.evidence.file_name, exhibit.size_text, exhibit.evidence.digest)
        for exhibit in book.exhibits
    ]


def footer_of(book: Book, printed_by: str) -> str:
    """Under every page: whose book, as of when, printed by whom."""
    told = {"name": book.name, "day": day_text(book.as_of), "by": printed_by}
    return _("%(name)s　截至%(day)s　由%(by)s打印　明衡") % told


def labels() -> dict[str, Any]:
    """The headings of the parts and of the tables."""
    return {
        "contents": _("目录"),
        "basics": _("基本情况"),
        "pair_headings": [_("栏目"), _("内容")],
        "posts": _("班子和党务干部"),
        "post_headings": [_("职务"), _("姓名"), _("任职时间")],
        "members": _("党员名册"),
        "member_headings": [_("序号"), _("姓名"), _("类型"), _("编入时间"), _("转正时间")],
        "no_members": _("没有直接编入本组织的党员。"),
        "evidence": _("佐证材料目录"),
        "exhibit_headings": [_("编号"), _("记录"), _("文件名"), _("大小"), _("内容校验值（SHA-256）")],
        "no_evidence": _("本册的记录没有附佐证材料。"),
    }


def day_text(day: date | None) -> str:
    """2026年3月5日; empty for none."""
    return chinese_day(day) if day else ""
