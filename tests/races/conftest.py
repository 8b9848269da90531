"""The engine's own shops, with others at work on them."""

from tests.engine.conftest import library, server, sqlite_shop, world

__all__ = ["library", "server", "sqlite_shop", "world"]
