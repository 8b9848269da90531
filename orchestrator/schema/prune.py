"""A copy of the data without what is wrong, or with what was meant, so that the rest can be read on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from orchestrator.diagnostics import Path
from orchestrator.document import Value


def without(data: Value, paths: Collection[Path], meant: Mapping[Path, str]) -> Value:
    """Keys are left out; an item of a list becomes None, so that the others keep their place.

    At the paths of `meant` stands that instead.
    """
    return _copy(data, (), {*paths} - {*meant}, meant)


def _copy(value: Value, path: Path, paths: Collection[Path], meant: Mapping[Path, str]) -> Value:
    if path in meant:
        return meant[path]
    if path in paths:
        return None
    if isinstance(value, dict):
        return {
            key: _copy(below, (*path, key), paths, meant)
            for key, below in value.items()
            if (*path, key) not in paths
        }
    if isinstance(value, list):
        return [_copy(below, (*path, index), paths, meant) for index, below in enumerate(value)]
    return value
