"""The flows beside those that were asked about, as far as these speak of them.

`flows validate FILE` runs on every save, so of a thousand other flows only those are read that a
key names.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Mapping
from dataclasses import field

from orchestrator.load.files import flow_files
from orchestrator.load.loading import Loading
from orchestrator.model import Flow
from orchestrator.records import dataclass
from orchestrator.rules import Context, asked_of_by_segments, asked_of_in, started_by


@dataclass(frozen=True)
class Beside:
    """`files` are those of all other flows by their keys; `flows` those that are named, if clean."""

    files: Mapping[str, str] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()

    @classmethod
    def of(
        cls,
        root: pathlib.Path,
        files: Iterable[pathlib.Path],
        flows: Iterable[Flow],
        context: Context,
    ) -> Beside:
        """The others of the project beside these; a file from elsewhere stands in for one."""
        quiet = Loading(root)
        others = _others(root, files, quiet)
        named = asked_of_by_segments(context.project) if context.project else set()
        for flow in flows:
            named |= started_by(flow) | asked_of_in(flow, context)
        return cls(
            {key: quiet.name(path) for key, path in others.items()},
            _read(named, others, quiet, context),
        )


def _others(
    root: pathlib.Path, files: Iterable[pathlib.Path], quiet: Loading
) -> dict[str, pathlib.Path]:
    named = {quiet.name(path) for path in files}
    outside = {pathlib.Path(name).stem for name in named if pathlib.Path(name).is_absolute()}
    return {
        path.stem: path
        for path in reversed(list(flow_files(root)))
        if path.stem not in outside and quiet.name(path) not in named
    }


def _read(
    named: set[str], others: Mapping[str, pathlib.Path], quiet: Loading, context: Context
) -> tuple[Flow, ...]:
    """Those, and those that they start, and so on: starts may go round."""
    read: dict[str, Flow | None] = {}
    while waiting := named & {*others} - {*read}:
        for key in sorted(waiting):
            read[key] = quiet.flow(others[key], context, judged=False)
        named = {key for flow in read.values() if flow for key in started_by(flow)}
    return tuple(flow for key, flow in read.items() if flow and quiet.is_clean(others[key]))
