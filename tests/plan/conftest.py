"""The worlds of the engine's tests, on both databases."""

from __future__ import annotations

from tests.engine.conftest import library, server, shared_world, sqlite_shop, world

__all__ = ["library", "server", "shared_world", "sqlite_shop", "world"]
