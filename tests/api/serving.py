"""A real server on this machine for the tests of the interface: waitress, the site's own application, the tests' database."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.wsgi import get_wsgi_application
from django.db import connections
from waitress.server import create_server


class Served:
    """The application, and how often it has answered with which status."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.address = ""

    def __call__(self, environ, start_response):
        def begin(status, headers, *rest):
            number = int(status.split()[0])
            self.statuses[number] += 1
            if number >= 500:
                self.faults.append(f"{status} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
            return start_response(status, headers, *rest)

        answer = self.application(environ, begin)
        # A thread of waitress outlives the test; its connection must not.
        connections.close_all()
        return answer


@contextmanager
def served() -> Iterator[Served]:
    """Serve on a free port until the block ends."""
    application = Served()
    server = create_server(application, host="127.0.0.1", port=0, threads=4, ident=None)
    application.address = f"http://127.0.0.1:{server.effective_port}"
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield application
    finally:
        server.trigger.pull_trigger(server.close)
        server.task_dispatcher.shutdown()
        thread.join(5)
