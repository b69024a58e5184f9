"""明衡: the assessment of Party work in government offices, from records to grades, with a reason for every point."""

__version__ = "0.3.0"
