"""A copy of the data without what is wrong, so that the rest can be read on."""

from __future__ import annotations

from collections.abc import Collection

from orchestrator.diagnostics import Path
from orchestrator.document import Value


def without(data: Value, paths: Collection[Path]) -> Value:
    """Keys are left out; an item of a list becomes None, so that the others keep their place."""
    return _copy(data, (), paths)


def _copy(value: Value, path: Path, paths: Collection[Path]) -> Value:
    if path in paths:
        return None
    if isinstance(value, dict):
        return {
            key: _copy(below, (*path, key), paths)
            for key, below in value.items()
            if (*path, key) not in paths
        }
    if isinstance(value, list):
        return [_copy(below, (*path, index), paths) for index, below in enumerate(value)]
    return value
