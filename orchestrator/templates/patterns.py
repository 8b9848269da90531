"""Formats of dates and times (UTS 35), judged without a date."""

from __future__ import annotations

import re

LENGTHS = ("short", "medium", "long", "full")
PATTERN_LETTERS = frozenset("GyYQqMLwWdDFEecabBhHKkmsSAzZOvVXx")
"""Of Unicode date patterns, for those who write `date("d MMMM")`."""
OF_DAYS = frozenset("GyYQqMLwWdDFEec")
QUOTED = re.compile(r"'[^']*'")
AS_MEANT = str.maketrans({"Y": "y", "D": "d", "m": "M", "%": None})


def is_format(text: str) -> bool:
    letters = _letters(text)
    return text in LENGTHS or bool(letters and letters <= PATTERN_LETTERS)


def wrong_format(filter_: str, text: str) -> str | None:
    """Say what is wrong with the format that is written out for `date` or `time`."""
    if filter_ == "time":
        return None if is_format(text) else f'"{text}" is no time format{_expected()}'
    if not is_format(text) or (text not in LENGTHS and not _is_of_days(text)):
        return f'"{text}" is no date format{_instead(text)}'
    if text not in LENGTHS and _counts_days_of_the_year(text):
        return (
            f'in "{text}", Y is the year of the week and D the day of the year (1 to 366)'
            f"{_instead(text)}"
        )
    return None


def _letters(text: str) -> set[str]:
    return {letter for letter in text if letter.isalpha()}


def _is_of_days(text: str) -> bool:
    return _letters(QUOTED.sub("", text)) <= OF_DAYS


def _counts_days_of_the_year(text: str) -> bool:
    letters = _letters(QUOTED.sub("", text))
    return ("Y" in letters and "w" not in letters) or {"D", "M"} <= letters


def _instead(text: str) -> str:
    meant = text.translate(AS_MEANT)
    for letter, pattern in (("d", "dd"), ("M", "MM"), ("y", "yyyy")):
        meant = re.sub(rf"(?<!{letter}){letter}(?!{letter})", pattern, meant)
    can_be_read = is_format(meant) and _is_of_days(meant) and "y" in meant
    return f'; write "{meant}"' if can_be_read else _expected()


def _expected() -> str:
    return f"; expected one of {', '.join(LENGTHS)}"
