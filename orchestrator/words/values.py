"""Values as a sentence has them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import assert_never

from orchestrator.conditions import Ref, Relative, Scalar
from orchestrator.words.durations import date_words, duration_words, instant_words
from orchestrator.words.listing import listed, quoted
from orchestrator.words.names import ANYWHERE, Place, ref_words

_WORD = re.compile(r"[\w.@+-]+")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_TIMES = ("never", "once", "twice")


def scalar_words(value: Scalar, place: Place = ANYWHERE) -> str:  # noqa: PLR0911 - one arm a type
    match value:
        case Ref():
            return ref_words(value, place)
        case Relative():
            return relative_words(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_words(value)
        case datetime():
            return instant_words(value)
        case date():
            return date_words(value)
        case str():
            return text_words(value)
        case _:
            assert_never(value)


def text_words(text: str) -> str:
    """One word stands bare; anything else in quotes, so that its end is seen."""
    return text if _WORD.fullmatch(text) else quoted(text)


def number_words(number: float) -> str:
    """In full: never with an exponent, never with a fraction of nothing."""
    exact = Decimal(str(number)).normalize()
    return f"{exact:f}"


def percent_words(share: float) -> str:
    return f"{number_words(share)} %"


def relative_words(value: Relative) -> str:
    if not value.ago:
        return "now"
    ahead = value.ago < timedelta(0)
    return f"{duration_words(abs(value.ago))} {'from now' if ahead else 'ago'}"


def choice_words(values: tuple[Scalar, ...], place: Place = ANYWHERE) -> str:
    """`SE, NO or DK`."""
    return listed([scalar_words(each, place) for each in values], "or")


def ordinal_words(number: int) -> str:
    """`first`, `second`, `21st`."""
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else ordinal(number)


def ordinal(number: int) -> str:
    """`1st`, `12th`."""
    tens, ones = divmod(number, 10)
    ending = "th" if tens % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(ones, "th")
    return f"{number}{ending}"


def times_words(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return _TIMES[number] if number < len(_TIMES) else f"{number} times"
