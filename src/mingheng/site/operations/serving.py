"""Serve the site with waitress: one process, some threads, one more for the work between requests."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _
from waitress.server import create_server

from mingheng.site.operations.background import Background
from mingheng.site.operations.home import Refusal, uses_sqlite, working
from mingheng.site.operations.readiness import refuse_unless_ready

LARGEST_BODY = 64 * 1024 * 1024
_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}


def serve(host: str, port: int, *, threads: int, when_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl+C; requests that run are finished. Refusal when the site is not ready for it.

    With SQLite nobody else may serve the same home: one process writes.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    refuse_unless_ready(host)
    with working(alone=uses_sqlite()):
        server = _bound_server(host, port, threads)
        background = Background()
        background.start()
        signal.signal(signal.SIGTERM, _end)
        when_ready(f"http://{host}:{server.effective_port}/")
        try:
            server.run()
        finally:
            background.stop()
            server.close()


def _bound_server(host: str, port: int, threads: int) -> Any:
    proxy: dict[str, object] = {}
    if settings.MINGHENG_TRUSTED_PROXY:
        proxy = {"trusted_proxy": settings.MINGHENG_TRUSTED_PROXY, "trusted_proxy_headers": _PROXY_HEADERS}
    try:
        return create_server(
            get_wsgi_application(),
            host="127.0.0.1" if host == "localhost" else host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=LARGEST_BODY,
            channel_timeout=60,
            # The demonstration is closed to whoever comes through a proxy, and has to see that somebody does.
            clear_untrusted_proxy_headers=not settings.MINGHENG_DEMO,
            **proxy,
        )
    except OSError as fault:
        text = _("地址{host}:{port}不能使用（{why}）。请用--port另选一个端口，或停止占用它的程序。")
        raise Refusal(text.format(host=host, port=port, why=fault.strerror)) from None


def _end(_number: int, _frame: FrameType | None) -> None:
    # waitress ends its loop on SystemExit and lets the threads finish their requests.
    raise SystemExit(0)
