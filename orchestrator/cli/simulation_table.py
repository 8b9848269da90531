"""A simulation as tables: flow by flow and step by step how many, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from orchestrator.words.text import WIDTH

if TYPE_CHECKING:
    from orchestrator.runner import Happening

DAYS_AT_MOST = 14
WEEKS_AT_MOST = 42
NAME_AT_MOST = 44
"""The width of the column that says what happened; what is longer is cut."""
_GAP = "  "
_ORDER = ("entered", "sent", "held_out", "skipped", "failed", "unknown", "exited", "finished")


def simulation_table(happened: Sequence[Happening], flows: Sequence[str], start: datetime) -> str:
    """A table for each flow, its columns days, weeks or months from `start` on.

    Where they are too many for the width, the table goes on below.
    """
    bucket = _bucket([each.at for each in happened], start)
    columns = sorted({bucket(each.at) for each in happened})
    blocks = [_block(flow, happened, bucket, columns) for flow in flows]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _bucket(times: Sequence[datetime], start: datetime) -> Callable[[datetime], str]:
    """Which column an instant belongs to; the first week is named after its first tick."""
    span = (max(times) - start).days if times else 0
    if span <= DAYS_AT_MOST:
        return lambda at: f"{at:%Y-%m-%d}"
    if span <= WEEKS_AT_MOST:
        return lambda at: f"{max(at - timedelta(days=at.weekday()), start):%Y-%m-%d}"
    return lambda at: f"{at:%Y-%m}"


def _block(
    flow: str,
    happened: Sequence[Happening],
    bucket: Callable[[datetime], str],
    columns: Sequence[str],
) -> Iterator[str]:
    counts: dict[tuple[int, str], Counter[str]] = {}
    for each in happened:
        if each.flow == flow:
            counts.setdefault(_row_of(each), Counter())[bucket(each.at)] += 1
    if not counts:
        yield flow
        yield f"{_GAP}nobody entered"
        return
    rows = [(_cut(key[1]), counts[key]) for key in sorted(counts, key=lambda key: key[0])]
    width = max(len(flow), *(len(name) + 2 for name, _ in rows))
    totals = ["all", *(str(counted.total()) for _, counted in rows)]
    for number, part in enumerate(_parts(columns, width, max(map(len, totals)))):
        first = totals if number == 0 else ["" for _ in totals]
        lines = [[flow, first[0], *part]]
        for (name, counted), total in zip(rows, first[1:], strict=True):
            lines.append([f"{_GAP}{name}", total, *(str(counted[each] or "") for each in part)])
        yield from _aligned(lines, width)


def _parts(columns: Sequence[str], name: int, total: int) -> Iterator[Sequence[str]]:
    """The columns, so many at once as the width has room for."""
    room = WIDTH - name - len(_GAP) - total
    at_once = max(1, room // (len(columns[0]) + len(_GAP)))
    for start in range(0, len(columns), at_once):
        yield columns[start : start + at_once]


def _row_of(each: Happening) -> tuple[int, str]:
    words = " ".join(word for word in (each.what, each.step) if word)
    because = f" ({each.reason})" if each.what in ("skipped", "failed") and each.reason else ""
    return _ORDER.index(each.what), f"{words}{because}"


def _cut(name: str) -> str:
    return name if len(name) <= NAME_AT_MOST else f"{name[: NAME_AT_MOST - 1]}…"


def _aligned(lines: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        numbers = [cell.rjust(wide) for cell, wide in zip(line[1:], widths[1:], strict=True)]
        yield _GAP.join([line[0].ljust(width), *numbers]).rstrip()
