"""A compiled flow as a Prefect flow: one task per operation, a table, a state that says what came."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import prefect
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.exceptions import TerminationSignal
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from orchestrator.deployment.artifacts import publish_table
from orchestrator.deployment.engine import (
    EXPLAINED,
    AlreadyRunError,
    Clock,
    Compiled,
    Operation,
    Tally,
    Tick,
    clock_at,
    identifier,
    in_utc,
    system_clock,
    write_outbox_pages,
)
from orchestrator.deployment.naming import describe, run_name
from orchestrator.deployment.outcome import Outcome, Summary, words

ENTRY_MODULE = "orchestrator.deployment.flows"

# Prefect reads the form's help from it.
_DOCUMENTATION = """One tick.

Args:
    at: Run as of this instant. Empty is now; a flow never goes back in time.
"""

Counts: TypeAlias = Mapping[str, int]
Workflow: TypeAlias = prefect.Flow[[datetime | None], State[Any]]


class Listener(Protocol):
    """Told of a tick while it runs."""

    def step(self, operation: Operation) -> None: ...

    def finished(self, summary: Summary) -> None: ...

    def crashed(self, error: Exception) -> None: ...


class Silent:
    """Nobody listens: the run is on a worker."""

    def step(self, operation: Operation) -> None: ...

    def finished(self, summary: Summary) -> None: ...

    def crashed(self, error: Exception) -> None: ...


def workflow(compiled: Compiled, listener: Listener | None = None) -> Workflow:
    heard = listener or Silent()

    def tick(at: datetime | None = None) -> State[Any]:
        try:
            tally = _perform_all(compiled, _clock(at), heard)
        except EXPLAINED as error:
            heard.crashed(error)
            return _not_run(error, at)
        except Exception as error:
            heard.crashed(error)
            raise
        summary = Summary.of(tally)
        heard.finished(summary)
        if summary.sent:
            write_outbox_pages(compiled.project, compiled.root)
        publish_table(compiled, tally.by_operation, summary)
        return final_state(summary)

    _introduce(tick, compiled.flow.key)
    return prefect.Flow(
        tick,
        name=compiled.flow.key,
        version=compiled.program.digest,
        description=describe(compiled),
        flow_run_name=lambda: run_name(compiled, _instant_of_run()),
        persist_result=False,
    )


def final_state(summary: Summary) -> State[Any]:
    make = Failed if summary.outcome is Outcome.NOT_SENT else Completed
    return make(name=summary.outcome.value, message=summary.sentence)


def _not_run(error: Exception, at: datetime | None) -> State[Any]:
    """An instant that was asked for again is done; a computer's clock that goes back is wrong."""
    if at is not None and isinstance(error, AlreadyRunError):
        return Completed(name=Outcome.NOTHING_TO_DO.value, message=str(error))
    return Failed(name=Outcome.NOT_RUN.value, message=str(error))


def _perform_all(compiled: Compiled, clock: Clock, heard: Listener) -> Tally:
    """Each task is handed the result of the one before: that draws the arrows of the graph."""
    log = get_run_logger()
    counts: Counts | None = None
    # Prefect makes an exception of its own of SIGTERM, when a run is cancelled or a worker stopped.
    with compiled.open_tick(clock, TerminationSignal) as running:
        for operation in compiled.program.operations:
            heard.step(operation)
            counts = _task(running, operation)(counts)
            if said := words(counts):
                log.info("%s: %s", operation.name, said)
    return running.tally


def _task(running: Tick, operation: Operation) -> prefect.Task[[Counts | None], Counts]:
    def perform(after: Counts | None) -> Counts:  # noqa: ARG001  Prefect reads it
        return dict(running.perform(operation))

    return prefect.Task(
        perform,
        name=operation.name,
        description=operation.sentence,
        task_run_name=lambda: operation.name,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


def _clock(at: datetime | None) -> Clock:
    if at is not None:
        return clock_at(at)
    # Prefect may start a run a second early, and what is due at nine would wait for the next one.
    early = _now_or_scheduled() - system_clock()
    time.sleep(max(0.0, early.total_seconds()))
    return system_clock


def _instant_of_run() -> datetime:
    at = flow_run.parameters.get("at")
    if at is None:
        return _now_or_scheduled()
    return in_utc(at if isinstance(at, datetime) else datetime.fromisoformat(at))


def _now_or_scheduled() -> datetime:
    now = system_clock()
    return max(now, flow_run.scheduled_start_time or now)


def _introduce(tick: Any, key: str) -> None:  # noqa: ANN401  a function whose names are written
    """The names by which a worker's entrypoint finds it, and what the UI's form shows."""
    tick.__name__ = tick.__qualname__ = identifier(key)
    tick.__module__ = ENTRY_MODULE
    tick.__doc__ = _DOCUMENTATION
    at = inspect.Parameter(
        "at", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=datetime | None
    )
    tick.__signature__ = inspect.Signature([at])
