"""A mail server and a web server of the tests' own, on this machine, that keep what they are given."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Kept:
    """What has arrived, and what the server answers."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Addresses that the mail server does not take."""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """What the web server answers, one after the other; then 200."""
    connections: int = 0


class _Mail(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand in a message."""

    def handle(self) -> None:
        kept: Kept = self.server.kept
        kept.connections += 1
        self._say("220 tests")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT TO") and any(one in line for one in kept.refused):
                self._say("550 nobody of that name")
            elif word.startswith("RCPT TO"):
                kept.receivers.append(line.partition("<")[2].partition(">")[0])
                self._say("250 ok")
            elif word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                content = b"".join(one.removeprefix(b".") for one in lines)
                kept.mails.append(message_from_bytes(content, policy=policy.default))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Gateway(BaseHTTPRequestHandler):
    """Answers every POST."""

    def do_POST(self) -> None:
        kept: Kept = self.server.kept
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kept.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(kept.statuses.pop(0) if kept.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def mail_server() -> Iterator[Kept]:
    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail)) as kept:
        yield kept


@contextmanager
def gateway() -> Iterator[Kept]:
    with _running(ThreadingHTTPServer(("127.0.0.1", 0), _Gateway)) as kept:
        yield kept


@contextmanager
def _running(server: Any) -> Iterator[Kept]:
    server.daemon_threads = True
    server.kept = Kept(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.kept
    finally:
        server.shutdown()
        server.server_close()
