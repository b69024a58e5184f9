"""The values of the regulations, column by column: in the order of their documents, which nobody sorts."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.regulations.documents import Parameter
from mingheng.ui.listing import Column


def term_text(parameter: Parameter) -> str:
    """From when to when a value holds."""
    since = parameter.since.isoformat() if parameter.since else gettext("起始日未核")
    return f"{since} – {parameter.until}" if parameter.until else since


PARAMETERS = (
    Column("document", _("文件"), text=lambda one: f"《{one.document}》{one.version}"),
    Column("label", _("内容"), text=lambda one: one.label),
    Column("value", _("数值"), text=lambda one: f"{one.written} {one.measured_in}".strip()),
    Column("article", _("条号"), text=lambda one: one.article),
    Column("state", _("核对"), text=lambda one: one.state),
    Column("term", _("有效期间"), text=term_text),
    Column("note", _("说明"), text=lambda one: one.note),
)
