"""What a rule on several flows may look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from orchestrator.diagnostics import Diagnostic
from orchestrator.model import Flow, Project
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.sends import live_marketing


@dataclass(frozen=True)
class Whole:
    """All flows of a project that are free of errors, whichever of them are asked about."""

    project: Project
    context: Context
    flows: Sequence[Flow]
    keys: Collection[str] = ()
    """Of every flow, those that have errors too."""
    files: Collection[str] = ()
    """The flow files of which something may be said."""

    @property
    def is_complete(self) -> bool:
        """Whether no flow is missing because of an error: what seems unused may be used there."""
        return {flow.key for flow in self.flows} >= {*self.keys}

    @property
    def judged(self) -> list[Flow]:
        return [flow for flow in self.flows if flow.file in self.files]

    @property
    def marketing(self) -> list[Flow]:
        return live_marketing(self.flows)

    @cached_property
    def by_key(self) -> Mapping[str, Flow]:
        return {flow.key: flow for flow in self.flows}


def in_file_of(flow: Flow, diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, file=flow.file)
