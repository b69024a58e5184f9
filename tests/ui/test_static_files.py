"""What the site serves: named files only, and everything they refer to."""

import json
import re

from django.apps import apps
from django.core.management import call_command
from django.test import override_settings

from mingheng.ui.static_files import NamedStaticFiles
from mingheng.ui.style import STYLE

SERVED = ["django_htmx/htmx-2.min.js", "ui/icon.svg", "ui/site.js", "ui/style.css"]


def test_only_named_files_are_collected_and_the_manifest_knows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(apps.get_app_config("staticfiles"), "ignore_patterns", NamedStaticFiles.ignore_patterns)
    storages = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))
    assert sorted(manifest["paths"]) == SERVED
    assert all((tmp_path / name).is_file() for name in [*manifest["paths"], *manifest["paths"].values()])


def test_the_script_is_small_and_speaks_the_language_of_old_browsers():
    script = (STYLE.parent / "site.js").read_text(encoding="utf-8")
    assert len(script.encode()) < 5600
    assert re.findall(r"=>|\beval\b|new Function|innerHTML|\?\.|`|\bconst\b|\blet\b", script) == []
