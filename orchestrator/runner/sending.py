"""Delivering one send step: claim, render, read everything again, hand over, write down."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from orchestrator import tables
from orchestrator.delivery import Message, Outcome, Receipt, problem_with
from orchestrator.program import ANSWERS, Answers, Program, Send, now_of, values_in
from orchestrator.runner.clock import Clock
from orchestrator.runner.executing import execute
from orchestrator.runner.occurrences import opens_at
from orchestrator.runner.rendering import Lines, Rendering, read_lines
from orchestrator.runner.results import Result, interrupted, result_of, results_of, row_of
from orchestrator.runner.stopping import stopped_otherwise
from orchestrator.runner.workspace import Workspace
from orchestrator.runner.zones import in_each_zone
from orchestrator.templates import RenderError

BATCH = 400
"""Messages claimed at once: their context is fetched in one query."""
GROUP = 20
"""Messages handed over at once: at most so many are unknown after a crash."""
REFUSALS = 5
"""So many messages in a row that the server did not take for now: it takes none."""
LEASE = timedelta(minutes=5)
PATIENCE = 3
"""So many times in a row that other workers were faster with the people that caps hold for."""


@dataclass(frozen=True)
class Claimed:
    """A claimed message with what its template needs."""

    row: Row[Any]
    lines: Lines

    @property
    def id(self) -> int:
        return int(self.row.message)


class _OutOfTimeError(Exception):
    """The lease is half over: what was not begun has surely not left."""


class Sending:
    """Delivers what is queued at one send step of one program."""

    def __init__(
        self,
        operation: Send,
        program: Program,
        workspace: Workspace,
        clock: Clock,
        reasons: Counter[tuple[str, str, str]],
    ) -> None:
        self._operation = operation
        self._program = program
        self._workspace = workspace
        self._clock = clock
        self._reasons = reasons
        self._at_most = BATCH
        self._unreadable: set[int] = set()
        self._counts = dict.fromkeys(("sent", "failed", "skipped", "unknown", "retried"), 0)
        self._rendering = Rendering(operation, program, workspace)
        self._answers = Answers()

    def deliver(self) -> dict[str, int]:
        """Deliver all that is due; stops early when the server takes nothing."""
        self._skip_what_waited_too_long()
        refused = 0
        # Of what is only rehearsed nothing can be unknown after a crash.
        size = BATCH if self._workspace.is_rehearsal else GROUP
        while claimed := self._claim():
            token, messages = claimed
            for start in range(0, len(messages), size):
                tried = self._deliver_group(messages[start : start + size], token)
                nothing_left = tried and all(each.outcome is Outcome.RETRY for each in tried)
                # One address that is greylisted does not tell of the server; several do.
                refused = refused + len(tried) if nothing_left else 0
                if refused >= REFUSALS:
                    self._release([each.id for each in messages[start + size :]], token)
                    return self._counts
        return self._counts

    def _skip_what_waited_too_long(self) -> None:
        if not self._has_queued():
            return
        with self._writing() as connection:
            given = self._given(uuid.uuid4().hex)
            late = execute(connection, self._operation.late, given)
            held = execute(connection, self._operation.held, given)
            if late or held:
                execute(connection, self._operation.move_on, given)
        self._counts["skipped"] += late + held
        self._because("skipped", "late", late)
        self._because("skipped", "held", held)

    def _put_off(self, connection: Connection, given: Mapping[str, object]) -> None:
        """What is due outside of its hours waits for them."""
        opening = self._operation.opening
        if opening is None:
            return
        now = now_of(given)
        for zone, values in in_each_zone(connection, opening.zones, given):
            until = opens_at(opening.window, zone, now)
            if until > now:
                execute(connection, opening.defer, {**values, "until": until})

    def _has_queued(self) -> bool:
        probe = self._program.queued
        with self._workspace.store.reading() as connection:
            steps = connection.scalars(
                probe.clause, values_in(connection, probe, {"now": self._clock()})
            )
            return self._operation.step in set(steps)

    def _claim(self) -> tuple[str, Sequence[Claimed]] | None:
        """The next batch with its context; data that cannot be read ends just its own message."""
        while taken := self._take():
            token, ids = taken
            try:
                with self._workspace.store.reading() as connection:
                    return token, self._read_context(connection, self._given(token))
            except Exception as error:  # noqa: BLE001  whatever a driver makes of odd values
                self._at_most = 1
                if len(ids) > 1:
                    self._release(ids, token)
                elif not self._fail(ids[0], token, f"the customer's data cannot be read: {error}"):
                    return None
        return None

    def _take(self) -> tuple[str, list[int]] | None:
        fruitless = 0
        while fruitless < PATIENCE and self._has_queued():
            token = uuid.uuid4().hex
            with self._writing() as connection:
                given = self._given(token) | {
                    "at_most": self._at_most,
                    "by_worker": self._workspace.worker,
                }
                self._put_off(connection, given)
                locked, settled = self._heed_caps(connection, given)
                if execute(connection, self._operation.claim, given):
                    query = select(tables.message.c.id).where(tables.message.c.token == token)
                    return token, list(connection.scalars(query))
            if not locked:
                return None
            # Others were faster with these people: there are more behind them.
            fruitless = 0 if settled else fruitless + 1
        return None

    def _heed_caps(self, connection: Connection, given: Mapping[str, object]) -> tuple[int, int]:
        """Lock the next people; how many, and how many messages were put off or skipped."""
        capping = self._operation.capping
        if capping is None:
            return 0, 0
        locked = execute(connection, capping.lock, given)
        if not locked:
            return 0, 0
        settling = uuid.uuid4().hex
        settled = execute(connection, capping.settle, {**given, "by_settling": settling})
        if settled and capping.skips:
            execute(connection, self._operation.move_on, {**given, "by_token": settling})
            self._counts["skipped"] += settled
            self._because("skipped", "cap", settled)
        return locked, settled

    def _fail(self, number: int, token: str, reason: str) -> bool:
        """End one message whose data cannot be read; False when it comes up again and again."""
        if number in self._unreadable:
            self._release([number], token)
            return False
        self._unreadable.add(number)
        first_line = reason.partition("\n")[0]
        leaving = self._hand_over({number: None}, token)
        self._write_down([Result(each, Outcome.FAILED, first_line) for each in leaving], token)
        self._counts["failed"] += len(leaving)
        self._because("failed", first_line, len(leaving))
        return True

    def _read_context(self, connection: Connection, given: Mapping[str, object]) -> list[Claimed]:
        query = self._operation.context.query
        lines = read_lines(connection, self._operation.context, given)
        rows = connection.execute(query.clause, values_in(connection, query, given))
        # A record that stands twice gives two rows; the message is still one.
        by_id = {row.message: row for row in rows}
        return [Claimed(row, lines.get(number, ())) for number, row in by_id.items()]

    def _deliver_group(self, group: Sequence[Claimed], token: str) -> list[Result]:
        """Deliver one group; what the server said of those that reached it."""
        rendered, broken = self._render(group)
        leaving = self._hand_over({each.id: each.row.address for each in group}, token)
        messages = [rendered[number] for number in sorted(leaving) if number in rendered]
        attempts = {each.id: int(each.row.attempts) + 1 for each in group}
        results = [each for each in broken if each.message in leaving]
        tried: list[Result] = []
        try:
            for receipt in self._send(messages):
                tried.append(result_of(receipt, attempts))  # noqa: PERF401  kept when interrupted
        except (KeyboardInterrupt, SystemExit):
            rest = interrupted(messages[len(tried) :], attempts, "interrupted")
            self._write_down([*results, *tried, *rest], token)
            raise
        except _OutOfTimeError:
            tried += results_of(messages[len(tried) :], attempts, Outcome.RETRY, "no time left")
        except Exception as error:  # noqa: BLE001  one message's trouble is not the others'
            why = ": ".join(part for part in (type(error).__name__, str(error)) if part)
            tried += interrupted(messages[len(tried) :], attempts, why)
        results += tried
        self._write_down(results, token)
        for each in results:
            self._counts[each.word] += 1
            if each.reason:
                self._because(each.word, each.reason, 1)
        return tried

    def _render(self, group: Sequence[Claimed]) -> tuple[dict[int, Message], list[Result]]:
        rendered, broken = {}, []
        now = self._clock()
        for each in group:
            problem = _problem_with(each.row.address, self._operation)
            try:
                if problem is None:
                    rendered[each.id] = self._rendering.message(each.row, each.lines, now)
            except RenderError as error:
                problem = str(error)
            except Exception as error:  # noqa: BLE001  data that nobody thought of ends its message
                problem = f"the mail cannot be rendered: {type(error).__name__}: {error}"
            if problem is not None:
                broken.append(Result(each.id, Outcome.FAILED, problem))
        return rendered, broken

    def _hand_over(self, addresses: Mapping[int, object], token: str) -> set[int]:
        """Read everything again; the ids that may leave are `sending` when this returns."""
        operation = self._operation
        with self._writing() as connection:
            given = self._given(token) | {"ids": list(addresses)}
            given["stopped"] = stopped_otherwise(connection, operation, addresses, given)
            leaving = execute(connection, operation.hand_over, given)
            if leaving < len(addresses):
                execute(connection, operation.explain_refusal, given)
                self._counts["skipped"] += execute(connection, operation.skip, given)
                for row in connection.execute(
                    operation.refusals.clause, values_in(connection, operation.refusals, given)
                ):
                    self._because("skipped", row.reason, row.messages)
                execute(connection, operation.requeue, given)
                execute(connection, operation.exit_refused, given)
                execute(connection, operation.move_on, given)
            found = connection.scalars(
                operation.sending.clause, values_in(connection, operation.sending, given)
            )
            return {int(number) for number in found}

    def _because(self, word: str, reason: str, number: int) -> None:
        if number:
            self._reasons[self._operation.step, word, reason] += number

    def _send(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        """The server's answers, one by one. Raises _OutOfTimeError before the lease runs out."""
        if not messages:
            return
        until = self._clock() + LEASE / 2
        left = len(messages)
        for receipt in self._workspace.senders[self._operation.sender].deliver(messages):
            yield receipt
            left -= 1
            if left and self._clock() >= until:
                raise _OutOfTimeError

    def _write_down(self, results: Sequence[Result], token: str) -> None:
        if not results:
            return
        now = self._clock()
        rows = [row_of(each, token, now) for each in results]
        # Even where the flow was edited meanwhile: what left has left.
        with self._workspace.store.writing(self._program.flow) as connection:
            connection.execute(self._operation.outcome.clause, rows)
            execute(connection, self._operation.move_on, self._given(token))

    def _release(self, ids: list[int], token: str) -> None:
        with self._writing() as connection:
            given = self._given(token) | {"ids": ids}
            execute(connection, self._operation.requeue, given)

    def _given(self, token: str) -> dict[str, object]:
        now = self._clock()
        values = {"now": now, "by_token": token, "lease_end": now + LEASE}
        return values | {ANSWERS: self._answers}

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._workspace.moving(self._program)


def _problem_with(address: object, operation: Send) -> str | None:
    """Of an address that comes from the customer's row; a sender looks after its own."""
    if not operation.to_customer:
        return None
    if address is not None and not isinstance(address, str):
        return "the address is not text"
    return problem_with((address or "").strip(" "), operation.channel)
