"""Which files of the installed packages the site serves: our own, and of htmx only the one that the pages load."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class NamedStaticFiles(StaticFilesConfig):
    """Django's static files without what a package brings along and nobody asks for."""

    ignore_patterns = (*StaticFilesConfig.ignore_patterns, "ext", "htmax*", "htmx-4*", "htmx-2.js", "django-htmx.js")
