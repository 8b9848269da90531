"""What is hard to see: a quote left open lines above, odd spaces, dashes that are none."""

from __future__ import annotations

import re

from orchestrator.diagnostics import Span

OPENING = re.compile(r"\s*(?:- )*(?:[\w.-]+:\s+)?(?P<quote>[\"'])")
LOOKS_OPENING = re.compile(r"\s*(?:- )*[\w.-]+:\s+$")
ODD_START = re.compile(
    r"(?P<blank> *)(?P<odd>[\u00a0\u2000-\u200b\u202f\u3000\u2010-\u2015\u2212])"
)
DASHES = range(0x2010, 0x2016)
MINUS = 0x2212
CLOSING = {
    '"': re.compile(r'(?:\\.|[^"\\])*(?P<end>")'),
    "'": re.compile(r"(?:''|[^'])*(?P<end>')"),
}


def quote_left_open(lines: list[str], last: int) -> Span | None:
    """The quote that opens above line `last` and ends where another one was to open."""
    number = 0
    while number < last:
        start = OPENING.match(lines[number])
        if start is None:
            number += 1
            continue
        opened, column, quote = number, start.start("quote"), start["quote"]
        closed = CLOSING[quote].match(lines[number], column + 1)
        while closed is None and number + 1 < last:
            number += 1
            closed = CLOSING[quote].match(lines[number])
        if closed and number > opened and LOOKS_OPENING.match(lines[number][: closed.start("end")]):
            return Span.point(opened + 1, column + 1)
        number += 1
    return None


def odd_start(lines: list[str], last: int) -> tuple[Span, str] | None:
    """On that line or the one above: a space or a dash that is not the plain one."""
    for number in (last, last - 1):
        odd = ODD_START.match(lines[number - 1]) if number else None
        if odd is None:
            continue
        place = Span.point(number, odd.start("odd") + 1)
        code = ord(odd["odd"])
        if code in DASHES or code == MINUS:
            return place, f'"{odd["odd"]}" is a long dash; a list takes the plain "-"'
        return place, f"a space of another kind (U+{code:04X}); indent with plain spaces"
    return None
