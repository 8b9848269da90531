"""Doing something again whenever a file changes, until Ctrl-C."""

from __future__ import annotations

import itertools
import os
import pathlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

import click

from orchestrator.cli.printing import show

SECONDS = 0.3

State: TypeAlias = Mapping[str, tuple[int, int, int]]


def watch(places: Iterable[pathlib.Path], check: Callable[[], str]) -> None:
    """Print what `check` says, now and after every change of the files at or below `places`.

    Files are looked at rather than listened to: a look at some hundred files costs nothing, and
    sees folders that come later, disks over a network and editors that replace a file.
    """
    watched = tuple(places)
    try:
        for _ in _changes(watched):
            _show(check())
    except KeyboardInterrupt:
        click.echo()


def _changes(places: tuple[pathlib.Path, ...]) -> Iterator[None]:
    """At once, and again each time the files are others and have come to rest."""
    seen: State | None = None
    while True:
        state = _state_of(places)
        if state != seen:
            seen = _at_rest(places, state)
            yield
        time.sleep(SECONDS)


def _at_rest(places: tuple[pathlib.Path, ...], state: State) -> State:
    """An editor that saves, or git that changes the branch, may be at it for a while."""
    while True:
        time.sleep(SECONDS / 3)
        later = _state_of(places)
        if later == state:
            return state
        state = later


def _state_of(places: tuple[pathlib.Path, ...]) -> State:
    files = itertools.chain.from_iterable(map(_files, places))
    return {file: stamp for file in files if (stamp := _stamp(file))}


def _files(place: pathlib.Path) -> Iterator[str]:
    yield str(place)
    for folder, _folders, names in os.walk(place):
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118 (many, often)


def _stamp(file: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 (many, often)
    except OSError:  # gone since it was listed
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _show(text: str) -> None:
    if sys.stdout.isatty():
        click.clear()
    clock = datetime.now().astimezone().strftime("%H:%M:%S")
    show(f"{clock} flows validate (Ctrl-C ends)\n{text}")
