"""An assessment as a small static site: pages that work without a server and without a script."""

from mingheng.reports.site import write_report

__all__ = ["write_report"]
