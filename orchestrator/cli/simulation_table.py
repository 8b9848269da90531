"""A simulation as a table: per flow and step how many, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.runner import Happening

DAYS_AT_MOST = 14
WEEKS_AT_MOST = 100
_ORDER = ("entered", "sent", "skipped", "failed", "unknown", "exited", "finished")


def simulation_table(happened: Sequence[Happening], flows: Sequence[str]) -> str:
    """Rows are what happened, in the order of the first time; columns are months, weeks or days."""
    bucket = _bucket([each.at for each in happened])
    columns = sorted({bucket(each.at) for each in happened})
    lines: list[list[str]] = [["flow", "what", "all", *columns]]
    for flow in flows:
        lines += _rows(flow, [each for each in happened if each.flow == flow], bucket, columns)
    return "\n".join(_aligned(lines)) + "\n"


def _bucket(times: Sequence[datetime]) -> Callable[[datetime], str]:
    span = (max(times) - min(times)).days if times else 0
    if span <= DAYS_AT_MOST:
        return lambda at: f"{at:%Y-%m-%d}"
    if span <= WEEKS_AT_MOST:
        return lambda at: f"{at - timedelta(days=at.weekday()):%Y-%m-%d}"
    return lambda at: f"{at:%Y-%m}"


def _rows(
    flow: str,
    happened: Sequence[Happening],
    bucket: Callable[[datetime], str],
    columns: Sequence[str],
) -> Iterator[list[str]]:
    if not happened:
        yield [flow, "nobody entered", "0", *("" for _ in columns)]
    counts: dict[tuple[int, str], Counter[str]] = {}
    for each in happened:
        counts.setdefault(_row_of(each), Counter())[bucket(each.at)] += 1
    for key in sorted(counts, key=lambda key: key[0]):
        by_column = counts[key]
        numbers = [str(by_column[column] or "") for column in columns]
        yield [flow, key[1], str(by_column.total()), *numbers]


def _row_of(each: Happening) -> tuple[int, str]:
    words = " ".join(word for word in (each.what, each.step) if word)
    because = f" ({each.reason})" if each.what in ("skipped", "failed") and each.reason else ""
    return _ORDER.index(each.what), f"{words}{because}"


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        texts = [cell.ljust(width) for cell, width in zip(line[:2], widths, strict=False)]
        numbers = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=True)]
        yield "  ".join(texts + numbers).rstrip()
