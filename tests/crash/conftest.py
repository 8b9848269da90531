"""The engine's own shops, for workers that die."""

from tests.engine.conftest import library, server, sqlite_shop, world

__all__ = ["library", "server", "sqlite_shop", "world"]
