"""A mail server in a process of its own, which writes down every mail that it takes.

`python -m tests.crash.mail_server FILE` prints its port; it serves until its input ends.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PACE = 0.004
"""Seconds that a mail takes, so that a kill can come in between."""


@dataclass(frozen=True)
class Mail:
    id: str
    """The left part of its Message-ID."""
    to: str
    flow: str
    step: str


class WritingDown:
    """Writes before it answers: what is in the file may have been answered, never the reverse."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        email = message_from_bytes(content)
        found = {
            "id": email["Message-ID"].strip("<>").partition("@")[0],
            "to": envelope.rcpt_tos[0],
            "flow": email["X-Lifecycle-Flow"],
            "step": email["X-Lifecycle-Step"],
        }
        self._file.write(json.dumps(found) + "\n")
        self._file.flush()
        await asyncio.sleep(PACE)
        return "250 OK"


@contextmanager
def running_mail_server(file: Path) -> Iterator[int]:
    """Start one, say its port, and stop it."""
    command = [sys.executable, "-m", "tests.crash.mail_server", str(file)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def read_mails(file: Path) -> list[Mail]:
    return [Mail(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def main() -> None:
    port = _free_port()
    controller = Controller(WritingDown(Path(sys.argv[1])), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
