"""Kill `flows run` again and again: nobody enters twice, no mail leaves twice, none is lost."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

CUSTOMERS = 700
KILLS = 10
AT = "2026-03-31T08:00:00Z"

PROJECT = """
database: {{url: "sqlite:///shop.db"}}
defaults: {{timezone: Europe/Stockholm, locale: en}}
catalog:
  customers:
    table: customers
    key: {{column: id, type: number}}
    created: created_at
    email: email
    consent: {{email: accepts_email}}
    attributes: {{first_name: first_name}}
  events:
    signed_up: {{table: customers, key: id, customer: id, time: created_at}}
senders:
  email: {{type: smtp, from: "Shop <hello@shop.example>", host: 127.0.0.1, port: {port}}}
"""

FLOW = """
flow: welcome
title: Welcome
status: live
trigger:
  event: signed_up
  include_past: 2 days
reentry: never
steps:
  - send: hello
    template: hello
    subject: Hello {{ customer.first_name }}
  - send: more
    template: hello
    subject: And more
"""

SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, first_name TEXT,
                        created_at TEXT, accepts_email INTEGER);
"""


class Counting:
    """Takes every mail, slowly enough to be killed in between, and counts them."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = (envelope.content or b"").decode() if isinstance(envelope.content, bytes) else ""
        step = "more" if "X-Lifecycle-Step: more" in content else "hello"
        self.taken[envelope.rcpt_tos[0], step] += 1
        await asyncio.sleep(0.008)
        return "250 OK"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def server() -> Iterator[tuple[Counting, int]]:
    handler = Counting()
    port = _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def project(tmp_path: Path, server: tuple[Counting, int]) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "orchestrator.yml").write_text(PROJECT.format(port=server[1]))
    (tmp_path / "flows" / "welcome.yml").write_text(FLOW)
    (tmp_path / "templates" / "hello.html").write_text(
        "<p>Hello {{ customer.first_name }}</p><a href='{{ unsubscribe_url }}'>Unsubscribe</a>"
    )
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.executescript(SCHEMA)
        shop.executemany(
            "INSERT INTO customers VALUES (?, ?, ?, '2026-03-30 10:00:00', 1)",
            [(n, f"c{n}@mail.example", f"C{n}") for n in range(CUSTOMERS)],
        )
    return tmp_path


def run(project: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "orchestrator", "run", "--local", "--at", AT],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_kills_lose_and_double_nothing(project: Path, server: tuple[Counting, int]) -> None:
    """Every mail reaches the server once, or is reported `unknown` and at most once there."""
    dice = random.Random(20260331)  # noqa: S311 - moments, not secrets
    killed = 0
    for _ in range(KILLS):
        process = run(project)
        try:
            process.wait(timeout=dice.uniform(0.8, 2.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    assert run(project).wait() == 0
    assert killed >= KILLS // 2, "the runs were over too soon to be killed"

    taken = server[0].taken
    with sqlite3.connect(project / "shop.orchestrator.db") as state:
        entered = Counter(
            customer for (customer,) in state.execute("SELECT customer FROM enrolment")
        )
        rows = list(state.execute("SELECT customer, step, status FROM message"))
    statuses = Counter(status for _, _, status in rows)
    print(f"{killed} kills; {dict(statuses)}; at the server {taken.total()}")

    assert set(entered.values()) == {1}
    assert len(entered) == CUSTOMERS
    assert len(rows) == len({(customer, step) for customer, step, _ in rows}) == 2 * CUSTOMERS
    assert set(statuses) <= {"sent", "unknown"}
    for customer, step, status in rows:
        at_server = taken[f"c{customer}@mail.example", step]
        assert at_server == 1 if status == "sent" else at_server <= 1
    assert taken.total() <= len(rows)
    assert statuses["unknown"] <= 20 * killed
