"""Mail servers for the tests: a real one, and one that breaks off where it is told to."""

from __future__ import annotations

import socket
import threading
from asyncio import Server
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BREAK = "(the connection breaks)"
SILENCE = "(no answer, for ever)"

OBLIGING = {
    "CONNECT": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class ScriptedServer:
    """Answers each word from its list of answers; when that has run out, obligingly.

    `.` is answered when a message's content has come in whole. `heard` holds every command.
    """

    answers: dict[str, list[str]]
    port: int = 0
    connections: int = 0
    heard: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: BufferedReader) -> None:
        answer = self._answer(connection, "CONNECT")
        while answer and (line := lines.readline()):
            command = line.decode().strip()
            self.heard.append(command)
            answer = self._answer(connection, command.split()[0].upper())
            if answer.startswith("354"):
                while lines.readline() not in (b".\r\n", b""):
                    pass
                self.heard.append(".")
                answer = self._answer(connection, ".")

    def _answer(self, connection: socket.socket, word: str) -> str:
        waiting = self.answers.get(word)
        answer = waiting.pop(0) if waiting else OBLIGING[word]
        if answer == SILENCE:
            connection.recv(1)  # until the other side gives up
        if answer in (SILENCE, BREAK):
            return ""
        connection.sendall(f"{answer}\r\n".encode())
        return answer


Scripted = Callable[[Mapping[str, list[str]]], ScriptedServer]


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with ExitStack() as stack:
        yield lambda answers: stack.enter_context(_running(ScriptedServer(dict(answers))))


@contextmanager
def _running(server: ScriptedServer) -> Iterator[ScriptedServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


class Postbox:
    """What a real server took."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        del server, session
        self.envelopes.append(envelope)
        return "250 taken"


class RealServer(Controller):
    def __init__(self, postbox: Postbox, **settings: Any) -> None:  # noqa: ANN401  (aiosmtpd's settings)
        super().__init__(postbox, hostname="127.0.0.1", port=0, **settings)
        self.postbox = postbox

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]  # port 0 has become a real one
        super()._trigger_server()  # type: ignore[no-untyped-call]


Real = Callable[..., RealServer]


@pytest.fixture
def real() -> Iterator[Real]:
    with ExitStack() as stack:

        def start(**settings: Any) -> RealServer:  # noqa: ANN401  (aiosmtpd's settings)
            server = RealServer(Postbox(), **settings)
            server.start()
            stack.callback(server.stop)
            return server

        yield start
