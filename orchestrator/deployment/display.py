"""What `flows run` and `flows serve` say: progress while they work, tables at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestrator.deployment.engine import EXPLAINED, AlreadyRunError, Operation
from orchestrator.deployment.ran import Ran

_COLUMNS = ("entered", "exited", "waiting", "sent", "failed", "skipped", "unknown")
_AT_TIMES = {"held out": "held_out", "retried": "retried"}
"""Columns of a table where somebody is in them."""
_BAD = ("failed", "unknown", "retried")


class Narrator:
    """On a terminal the current step is shown as it changes; elsewhere each flow gets a line."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._status = console.status("")

    def say(self, text: str) -> None:
        self.console.print(escape(text), soft_wrap=True, highlight=False)

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Show that something takes a while."""
        if not self.console.is_terminal:
            self.say(text)
            yield
            return
        self._status.update(escape(text))
        with self._status:
            yield

    @contextmanager
    def ticking(self, at: datetime | None) -> Iterator[None]:
        """Around the ticks of one instant."""
        self.say(f"As of {at:%Y-%m-%d %H:%M} UTC:" if at else "As of now:")
        self._status.update("")
        with self._status:
            yield

    def show(self, table: Table) -> None:
        self.console.print(table)
        self.console.print()

    def step(self, flow: str, operation: Operation) -> None:
        self._status.update(escape(f"{flow}: {operation.name}"))

    def ended(self, ran: Ran) -> None:
        said = ran.summary.sentence if ran.summary else _why_not(ran.crash)
        self.say(f"{ran.flow}: {said} ({ran.seconds:.1f} s)")
        for line in ran.summary.reasons if ran.summary else ():
            self.say(f"  {line}")


def run_table(runs: Sequence[Ran]) -> Table:
    table = Table("flow", box=None, header_style="bold", pad_edge=False)
    at_times = {
        name: field
        for name, field in _AT_TIMES.items()
        if any(each.summary and getattr(each.summary, field) for each in runs)
    }
    columns = {name: name for name in _COLUMNS} | at_times
    for name in columns:
        table.add_column(name, justify="right")
    for ran in runs:
        cells = _cells(ran, columns.values())
        table.add_row(ran.flow, *cells, style=None if ran.summary else "red")
    return table


def schedule_table(next_runs: Mapping[str, datetime | None], timezone: str) -> Table:
    table = Table("flow", f"next run ({timezone})", box=None, header_style="bold", pad_edge=False)
    for flow, instant in next_runs.items():
        local = instant.astimezone(ZoneInfo(timezone)) if instant else None
        table.add_row(flow, f"{local:%Y-%m-%d %H:%M:%S}" if local else "stopped in the UI")
    return table


def _why_not(crash: Exception | None) -> str:
    if isinstance(crash, AlreadyRunError):
        return str(crash)
    return f"did not run: {reason(crash)}"


def reason(crash: Exception | None) -> str:
    """The sentence of an explained error; the name of any other comes first."""
    if crash is None:
        return "Prefect did not let it run"
    if isinstance(crash, EXPLAINED):
        return str(crash)
    first_line = str(crash).strip().partition("\n")[0]
    return f"{type(crash).__name__}: {first_line} (flows --debug shows where)"


def _cells(ran: Ran, columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        number = getattr(ran.summary, column) if ran.summary else None
        text = "-" if number is None else str(number)
        yield f"[red]{text}[/]" if number and column in _BAD else text
