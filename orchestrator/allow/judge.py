"""Warnings that a comment allows, and comments that allow nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.allow.comments import Allowance
from orchestrator.diagnostics import Code, Diagnostic, Severity

CODES = {code.number: code for code in Code}
# Only `flows doctor` can tell whether these are still needed.
OF_THE_DATABASE = {
    Code.NO_INDEX,
    Code.NAIVE_TIME,
    Code.READ_AS_TEXT,
    Code.UNKNOWN_ZONE,
    Code.WHOLE_TABLE_READ,
    Code.SLOW_SEGMENT,
    Code.TIME_AHEAD,
    Code.OWNERLESS_ROWS,
    Code.CLOCKS_DIFFER,
    Code.SHOP_WAITS,
    Code.NEVER_ANALYSED,
    Code.UNHEARD_RESPONSES,
    Code.ODD_VALUES,
}


def heard(found: Iterable[Diagnostic], allowances: Sequence[Allowance]) -> list[Diagnostic]:
    """What no comment allows."""
    return [each for each in found if not any(a.allows(each) for a in allowances)]


def mistakes(allowances: Iterable[Allowance]) -> Iterator[Diagnostic]:
    """Comments that could never allow anything."""
    for each in allowances:
        if each.word not in CODES:
            nearest = each.word.upper() if each.word.upper() in CODES else None
            message = f'there is no check "{each.word}"'
            yield _complaint(each, message, suggestion=nearest)
        elif CODES[each.word].severity is Severity.ERROR:
            yield _complaint(each, f"{each.word} is an error, and only a warning can be allowed")
        elif not each.has_reason:
            message = (
                f"the comment gives no reason; write {each.word}, a colon, and why it is meant"
            )
            yield _complaint(each, message)


def idle(allowances: Iterable[Allowance], found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Comments whose warning is not there; to be asked only when everything could be judged."""
    for each in allowances:
        code = CODES.get(each.word)
        if code is None or code.severity is Severity.ERROR or code in OF_THE_DATABASE:
            continue
        if each.has_reason and not any(each.allows(diagnostic) for diagnostic in found):
            message = (
                f"no {each.word} is reported here; "
                "remove the comment, or put it directly above the line that is meant"
            )
            yield _complaint(each, message)


def _complaint(each: Allowance, message: str, suggestion: str | None = None) -> Diagnostic:
    return Diagnostic(
        Code.ALLOWS_NOTHING, each.file, message, span=each.span, suggestion=suggestion
    )
