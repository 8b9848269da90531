"""What is wrong with the database as a whole: its clock, and how its file lets others in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path as File

from sqlalchemy import func, select

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import count, say
from orchestrator.tables import Instant

Clock = Callable[[], datetime]

_PATH: Path = ("database",)
_TOLERATED = timedelta(minutes=1)


def the_machine(questions: Questions, clock: Clock) -> Iterator[Diagnostic]:
    if questions.dialect.name == "sqlite":
        yield from _journal(questions)
    else:
        yield from _clocks(questions, clock)


def _journal(questions: Questions) -> Iterator[Diagnostic]:
    mode = questions.connection.exec_driver_sql("PRAGMA main.journal_mode").scalar()
    if mode == "wal":
        return
    listed = questions.connection.exec_driver_sql("PRAGMA database_list").all()
    file = next(File(row.file).name for row in listed if row.name == "main")
    message = (
        f"{file} is not in WAL mode: while a tick reads, the shop cannot commit, and while the "
        "shop writes, the tick waits; whoever owns the file runs once: "
        f"sqlite3 {file} 'PRAGMA journal_mode = WAL'"
    )
    yield say(Code.SHOP_WAITS, _PATH, message)


def _clocks(questions: Questions, clock: Clock) -> Iterator[Diagnostic]:
    before = clock()
    asked = select(func.clock_timestamp(type_=Instant()))
    for (theirs,) in questions.ask(asked, "the clock of the database"):
        # Between two looks at our own, so that a slow answer is no difference.
        ahead, behind = theirs - clock(), before - theirs
        if max(ahead, behind) > _TOLERATED:
            word = "ahead of" if ahead > behind else "behind"
            seconds = count(round(max(ahead, behind).total_seconds()), "second")
            message = (
                f"the clock of the database is {seconds} {word} this machine's: what the database "
                "dates by itself seems to happen too early or too late"
            )
            yield say(Code.CLOCKS_DIFFER, _PATH, message)
