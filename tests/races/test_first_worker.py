"""A worker that opens a new SQLite state while another one holds it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Timer

from orchestrator.model import Database
from orchestrator.store import open_store


def test_it_waits_for_the_other_one(tmp_path: Path) -> None:
    """Not yet in WAL, where SQLite would refuse to switch without waiting for anybody."""
    for name in ("shop.db", "state.db"):
        sqlite3.connect(tmp_path / name).close()
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    soon = Timer(0.2, other.close)
    soon.start()
    with open_store(Database(f"sqlite:///{tmp_path / 'shop.db'}", "state.db"), tmp_path) as store:
        assert store.installation()
    soon.join()
