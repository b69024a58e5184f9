"""Show a folder of pages on this machine only, and let the pages load nothing from elsewhere."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ADDRESS = "127.0.0.1"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ReportPages(SimpleHTTPRequestHandler):
    """Files of one folder, without listings."""

    server_version = "mingheng"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer only under the address that was printed."""
        if self._is_asked_by_name():
            super().do_GET()

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        if self._is_asked_by_name():
            super().do_HEAD()

    def end_headers(self) -> None:
        """Send the strict headers with every answer."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 - the parameter is http.server's
        """No listings: a folder without a page is not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are nobody's business."""

    def _is_asked_by_name(self) -> bool:
        # A foreign page could point a name of its own at 127.0.0.1 and read the answers.
        host = self.headers.get("Host", "").rpartition(":")[0]
        if host in (ADDRESS, "localhost"):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False


def server_for(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server that is bound but not yet running; port 0 takes a free one. OSError when the port is taken."""
    return ThreadingHTTPServer((ADDRESS, port), partial(ReportPages, directory=str(folder)))


def address_of(server: ThreadingHTTPServer) -> str:
    """What to type into the browser."""
    return f"http://{ADDRESS}:{server.server_port}/"
