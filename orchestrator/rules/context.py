"""What a rule may look at besides its flow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field

from orchestrator.catalog import Catalog
from orchestrator.diagnostics import Path
from orchestrator.model import Flow, Project
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.places import Conditions, Found, Place
from orchestrator.templates import TemplateSet


@dataclass(frozen=True)
class Context:
    """The project as far as it could be read; `doubtful` are the places that could not."""

    project: Project | None
    templates: TemplateSet
    doubtful: Collection[Path] = ()
    _read: dict[int, tuple[Flow, Conditions]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """By identity: to compare flows takes longer than to read their conditions again."""

    @property
    def catalog(self) -> Catalog | None:
        return self.project.catalog if self.project else None

    def is_doubtful(self, *path: str) -> bool:
        """Whether something is wrong at that place of orchestrator.yml, above it or below it."""
        return any(
            place[: len(path)] == path or path[: len(place)] == place for place in self.doubtful
        )

    def names(self, flow: Flow) -> Names:
        """What the flow's conditions and steps can name."""
        return self._conditions(flow).names

    def places(self, flow: Flow) -> tuple[Place, ...]:
        """Where the flow asks something."""
        return self._conditions(flow).places

    def conditions(self, flow: Flow) -> tuple[Found, ...]:
        """Every condition of a flow that is not a group, those inside others included."""
        return self._conditions(flow).found

    def _conditions(self, flow: Flow) -> Conditions:
        if id(flow) not in self._read:
            self._read[id(flow)] = flow, Conditions.of(flow, self.catalog)
        return self._read[id(flow)][1]
