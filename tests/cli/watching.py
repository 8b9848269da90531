"""A process whose output is read while it runs."""

from __future__ import annotations

import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

ROOT = pathlib.Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a line that did not come never will."""


class Watching:
    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(output,), daemon=True).start()

    def until(self, words: str) -> str:
        """What is printed up to and with the line that has these words."""
        text = ""
        while words not in text:
            text += self._lines.get(timeout=PATIENCE)
        return text

    def interrupt(self) -> tuple[int, str]:
        """The exit code after Ctrl-C, and what was said on stderr."""
        self.process.send_signal(signal.SIGINT)
        _out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, err

    def _read(self, output: IO[str]) -> None:
        try:
            for line in output:
                self._lines.put(line)
        except (OSError, ValueError):  # the other end of a terminal is gone
            return


@contextmanager
def watching(root: pathlib.Path, *words: str, on_a_terminal: bool = False) -> Iterator[Watching]:
    """`flows validate --watch` in that folder."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as for what a script runs behind it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    ours, theirs = os.openpty() if on_a_terminal else os.pipe()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator", "validate", "--watch", *words],
        cwd=root,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    os.close(theirs)
    with open(ours, encoding="utf-8") as output:  # noqa: PTH123 - a descriptor
        try:
            yield Watching(process, output)
        finally:
            process.kill()
            process.communicate()
