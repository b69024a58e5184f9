"""Run in a process of its own, under the settings of a real site: what it says of cookies, headers and checks."""

import atexit
import json
import os
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

SESSION_KEY = "0123456789abcdef" * 4
HOME = Path(mkdtemp(prefix="mingheng-production-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)


def prepare(**environment: str) -> None:
    """The settings as the shell gives them; the home has a key and no data."""
    for name in [name for name in os.environ if name.startswith("MINGHENG_")]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "mingheng.site.settings", "MINGHENG_HOME": str(HOME)} | environment
    (HOME / "keys").mkdir()
    (HOME / "static").mkdir()
    (HOME / "keys" / "session.key").write_text(SESSION_KEY, encoding="ascii")


def told() -> dict[str, object]:
    """What a browser is told by the sign-in page, by a session's cookie and by a message that waits."""
    import django  # noqa: PLC0415 - the settings come first
    from django.conf import settings  # noqa: PLC0415

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    from django.contrib.messages import success  # noqa: PLC0415
    from django.contrib.messages.storage import default_storage  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.test import Client, RequestFactory  # noqa: PLC0415
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    from mingheng.accounts.sessions import set_cookie  # noqa: PLC0415

    page, signed_in = Client(headers={"host": "localhost"}).get("/sign-in/", secure=True), HttpResponse()
    set_cookie(signed_in, "key")
    request = RequestFactory().get("/")
    request._messages = default_storage(request)
    success(request, "draft saved")
    request._messages.update(signed_in)
    try:
        demonstration = reverse("site:demo_role", args=["demo-committee"])
    except NoReverseMatch:
        demonstration = ""
    cookies = {**page.cookies, **signed_in.cookies}
    return {
        "status": page.status_code,
        "headers": dict(page.items()),
        "cookies": {
            name: {key: str(cookie[key]) for key in ("secure", "httponly", "samesite", "path", "domain")}
            for name, cookie in cookies.items()
        },
        "demonstration": demonstration,
        "demonstration_status": Client(headers={"host": "localhost"})
        .post("/demo/demo-committee/", secure=True)
        .status_code,
        "status_by_another_name": Client(headers={"host": "mingheng.example"})
        .get("/sign-in/", secure=True)
        .status_code,
        "origins": settings.CSRF_TRUSTED_ORIGINS,
        "proxy": settings.MINGHENG_TRUSTED_PROXY,
        "is_key_of_the_home": SESSION_KEY == settings.SECRET_KEY,
        "debug": settings.DEBUG,
        "day": str(settings.MINGHENG_FIXED_DAY),
    }


if __name__ == "__main__":
    prepare(**dict(pair.split("=", 1) for pair in sys.argv[1:]))
    json.dump(told(), sys.stdout)
