"""A web server for the tests, which answers as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

BREAK, SILENCE = "the connection breaks", "no answer, for ever"

Answer: TypeAlias = int | str


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """Gives its answers one after the other, then 200. `taken` holds every request."""

    answers: list[Answer] = field(default_factory=list)
    port: int = 0
    taken: list[Request] = field(default_factory=list)
    connections: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def running(*answers: Answer) -> Iterator[WebServer]:
    web = WebServer(list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            web.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            web.taken.append(Request(self.path, dict(self.headers), body))
            answer = web.answers.pop(0) if web.answers else 200
            if answer == SILENCE:
                web.is_over.wait(30)
            if isinstance(answer, str):
                self.close_connection = True
                return
            words = b"" if answer == 204 else b'{"said": "no\r\n more"}'
            self.send_response(answer)
            if answer in range(300, 400):
                self.send_header("Location", f"http://127.0.0.1:{web.port}/elsewhere")
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401  (http.server's signature)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
