"""The engine plays a triple, on a database of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert  # SQLite spells ON CONFLICT the same way

from orchestrator import tables
from orchestrator.compiler import compile_flow
from orchestrator.delivery import Message, Outcome, Receipt
from orchestrator.program import Program
from orchestrator.runner import Workspace, fixed_clock
from orchestrator.runner.applying import apply_version
from tests.engine.shop import Shop
from tests.engine.world import tick
from tests.oracle.books import KEYS, Books, Edit, Happening, Reply, Stop, Value
from tests.oracle.found import Found
from tests.oracle.outcomes import SENT, answer
from tests.oracle.telling import sent, told
from tests.oracle.triple import Round, Triple

_VARIABLES = (("customer", "first_name"), ("customer", "key"))


class Postman:
    """Answers as the address says."""

    def __init__(self) -> None:
        self._attempts: Counter[str] = Counter()

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            self._attempts[message.id] += 1
            outcome = answer(message.to, self._attempts[message.id])
            reason = None if outcome == SENT else outcome
            yield Receipt(message.id, Outcome(outcome), reason)


class Engine:
    def __init__(self, triple: Triple, shop: Shop, workspace: Workspace) -> None:
        self._triple = triple
        self._shop = shop
        self._workspace = workspace
        self._known = Books()
        self._programs: dict[frozenset[str], dict[str, Program]] = {}

    def play(self) -> Found:
        for each in self._triple.rounds:
            self._happen(each.happenings)
            for key in each.ticks:
                program = self._compiled(each)[key]
                with self._workspace.store.writing(key) as connection:
                    apply_version(connection, program, each.now)
                tick(program, self._workspace, fixed_clock(each.now))
        last = self._triple.rounds[-1]
        with self._workspace.store.reading() as connection:
            return told(connection, self._triple, self._compiled(last), last.now)

    def _compiled(self, played: Round) -> dict[str, Program]:
        if played.paused not in self._programs:
            flows = self._triple.flows_in(played)
            self._programs[played.paused] = {
                key: compile_flow(flow, self._triple.project, _VARIABLES, flows.values())
                for key, flow in flows.items()
            }
        return self._programs[played.paused]

    def _happen(self, happenings: Sequence[Happening]) -> None:
        with self._shop.engine.begin() as connection:
            for each in happenings:
                if isinstance(each, Edit):
                    self._write(connection, each)
                elif isinstance(each, Reply):
                    self._reply(connection, each)
        for each in happenings:
            if isinstance(each, Stop):
                with self._workspace.store.writing() as connection:
                    entry = {**asdict(each), "reason": "bounced"}
                    connection.execute(insert(tables.suppression).on_conflict_do_nothing(), entry)

    def _write(self, connection: Connection, edit: Edit) -> None:
        column = KEYS[edit.table]
        is_known = edit.key in self._known.tables[edit.table]
        self._known.apply([edit])
        values = {name: stored(name, value) for name, value in (edit.values or {}).items()}
        if edit.values is None:
            clause = f"delete from {edit.table} where {column} = :the_key"
        elif is_known:
            pairs = ", ".join(f"{name} = :{name}" for name in values)
            clause = f"update {edit.table} set {pairs} where {column} = :the_key"
        else:
            values |= {column: edit.key} if column else {}
            marks = ", ".join(f":{name}" for name in values)
            clause = f"insert into {edit.table} ({', '.join(values)}) values ({marks})"
        connection.execute(text(clause), {**values, "the_key": edit.key})

    def _reply(self, connection: Connection, reply: Reply) -> None:
        with self._workspace.store.reading() as reading:
            left = sent(reading, self._triple)
        if not left:
            return
        name = f"{self._workspace.installation}-{left[reply.nth % len(left)]}"
        row = {
            "message": name if reply.bare else f"<{name}@shop.example>",
            "kind": reply.kind,
            "at": stored("happened_at", reply.at),
        }
        connection.execute(text("insert into mail_events values (:message, :kind, :at)"), row)


def stored(column: str, value: Value) -> object:
    """As the shop's column keeps it."""
    if isinstance(value, datetime):
        if column == "seen_epoch":
            return int(value.timestamp())
        plain = value.astimezone(UTC).replace(tzinfo=None)
        return f"{plain.isoformat()}Z" if column == "seen_iso" else plain.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
