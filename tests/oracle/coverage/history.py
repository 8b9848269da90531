"""What happens in the shop, by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.oracle.books import Edit, Reply
from tests.oracle.triple import Round, Triple

EVERY_HAPPENING = (
    *("a row written late", "a row not yet there", "a row changed", "a row deleted"),
    *("a customer created later", "a customer deleted", "an address suppressed from outside"),
    *("a message opened or clicked", "a tick at which not every flow ticks"),
    *("paused for a while", "several flows"),
)


def of_history(triple: Triple) -> Iterator[str]:
    yield from ("several flows",) if len(triple.flows) > 1 else ()
    known: set[tuple[str, object]] = set()
    before = None
    for each in triple.rounds:
        yield from ("paused for a while",) if each.paused else ()
        if len(each.ticks) < len(triple.flows):
            yield "a tick at which not every flow ticks"
        yield from _of_round(each, before, known)
        before = each.now


def _of_round(
    played: Round, before: datetime | None, known: set[tuple[str, object]]
) -> Iterator[str]:
    for happening in played.happenings:
        if isinstance(happening, Reply):
            yield "a message opened or clicked"
        elif not isinstance(happening, Edit):
            yield "an address suppressed from outside"
        elif before is not None:
            is_known = (happening.table, happening.key) in known
            yield from _of_edit(happening, played.now, before, is_known=is_known)
        if isinstance(happening, Edit):
            known.add((happening.table, happening.key))


def _of_edit(edit: Edit, now: datetime, before: datetime, *, is_known: bool) -> Iterator[str]:
    is_customer = edit.table == "customers"
    if edit.values is None:
        yield "a customer deleted" if is_customer else "a row deleted"
        return
    if is_known:
        yield "a row changed"
    elif is_customer:
        yield "a customer created later"
    at = edit.values.get("created_at")
    if isinstance(at, datetime) and not is_customer:
        yield from ("a row written late",) if at <= before else ()
        yield from ("a row not yet there",) if at > now else ()
