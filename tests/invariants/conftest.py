"""The engine's own shops, with anything happening in them."""

from tests.engine.conftest import library, server, sqlite_shop, world

__all__ = ["library", "server", "sqlite_shop", "world"]
