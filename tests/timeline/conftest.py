"""The engine's own shop, on both databases."""

from __future__ import annotations

from tests.engine.conftest import library, server, sqlite_shop, world

__all__ = ["library", "server", "sqlite_shop", "world"]
