"""Colour is for terminals, and for those who ask for it."""

from __future__ import annotations

import io

import pytest

from orchestrator.report import wants_colour


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("environment", "on_a_terminal", "elsewhere"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_who_gets_colour(
    environment: dict[str, str], *, on_a_terminal: bool, elsewhere: bool
) -> None:
    assert wants_colour(Stream(terminal=True), environment) is on_a_terminal
    assert wants_colour(Stream(terminal=False), environment) is elsewhere
