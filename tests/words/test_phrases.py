"""Single phrases, where a whole flow would hide which one is meant."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from orchestrator.conditions import Did, Ref, Relative, Scope, Since, SinceKind
from orchestrator.model import (
    Branch,
    Channel,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    Send,
    SendWindow,
    Split,
    Start,
    Step,
    Update,
    WaitFor,
)
from orchestrator.words import condition_words, duration_words, step_words
from orchestrator.words.cron import cron_words
from orchestrator.words.sending import window_words
from orchestrator.words.values import number_words, ordinal_words, relative_words, text_words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(0), "no time"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=168), "7 days"),
        (timedelta(days=14), "14 days"),
    ],
)
def test_durations(duration: timedelta, words: str) -> None:
    assert duration_words(duration) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0 9 * * *", "every day at 09:00"),
        ("30 8 * * 1", "every Monday at 08:30"),
        ("0 9 * * sun", "every Sunday at 09:00"),
        ("0 9 * * 0", "every Sunday at 09:00"),
        ("0 9 * * 7", "every Sunday at 09:00"),
        ("0 9 * * 1,3", "every Monday and Wednesday at 09:00"),
        ("0 9 * * mon-fri", "every day from Monday to Friday at 09:00"),
        ("0 9 * * sat,sun", "every Saturday and Sunday at 09:00"),
        ("0 12 1 * *", "on the 1st of every month at 12:00"),
        ("0 12 22 * *", "on the 22nd of every month at 12:00"),
        ("0 12 24 12 *", "on 24 December of every year at 12:00"),
        ("*/5 9 * * *", 'at the cron times "*/5 9 * * *"'),
        ("0 9 1 * 1", 'at the cron times "0 9 1 * 1"'),
        ("0 9 * * 5-1", 'at the cron times "0 9 * * 5-1"'),
    ],
)
def test_cron(line: str, words: str) -> None:
    assert cron_words(line) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (500, "500"),
        (20.50, "20.5"),
        (100.0, "100"),
        (1_234_567.25, "1234567.25"),
        (1e-7, "0.0000001"),
    ],
)
def test_numbers(number: float, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"), [(1, "first"), (10, "tenth"), (11, "11th"), (21, "21st"), (112, "112th")]
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal_words(number) == words


@pytest.mark.parametrize(
    ("text", "words"), [("SE", "SE"), ("New York", '"New York"'), ("", '""'), ("a\nb", '"a b"')]
)
def test_texts(text: str, words: str) -> None:
    assert text_words(text) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(days=3), "3 days ago"),
        (timedelta(hours=-2), "2 hours from now"),
        (timedelta(0), "now"),
    ],
)
def test_instants_told_from_now(ago: timedelta, words: str) -> None:
    assert relative_words(Relative(ago)) == words


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (SendWindow(), "at any hour"),
        (SendWindow(weekdays=(5, 6)), "at any hour on Saturday and Sunday in the customer's time"),
        (
            SendWindow(time(21), time(6), (0, 1, 2), "Asia/Tokyo"),
            "between 21:00 and 06:00 from Monday to Wednesday in Asia/Tokyo",
        ),
    ],
)
def test_windows(window: SendWindow, words: str) -> None:
    assert window_words(window) == words


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (Send("hello", "letter"), "send hello"),
        (Delay(timedelta(days=1)), "delay 1 day"),
        (DelayUntil(time(9)), "until 09:00"),
        (DelayUntil(time(10), weekday=1), "until tuesday 10:00"),
        (
            DelayUntilDate(Ref(Scope.CUSTOMER, "birthday"), timedelta(days=-2)),
            "until 2 days before customer.birthday",
        ),
        (Branch("which", ()), "branch which"),
        (Split("offer", ()), "split offer"),
        (WaitFor("purchase", (), timedelta(days=5)), "wait_for purchase"),
        (Update(("a",), ("b",), {"nps": 9}, Channel.EMAIL), "update a, b, nps, email"),
        (Start("sunset"), "start sunset"),
        (Exit(), "exit"),
    ],
)
def test_names_of_tasks(step: Step, name: str) -> None:
    assert step_words(step) == name


@pytest.mark.parametrize(
    ("within", "words"),
    [
        (None, "they did placed_order at any time"),
        (30, "they did placed_order in the last 30 days"),
    ],
)
def test_what_counts_from_ever(within: int | None, words: str) -> None:
    length = None if within is None else timedelta(days=within)
    did = Did("placed_order", within=length, since=Since(SinceKind.EVER))
    assert condition_words([did]) == words
