"""Types of what templates read, by the catalog."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.catalog import Type
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.filled import template_name


@dataclass(frozen=True)
class PathTypes:
    """Of one flow; `waits` are the ids of its waits by the names that templates use."""

    names: Names
    waits: Mapping[str, str]

    @classmethod
    def of(cls, names: Names) -> PathTypes:
        return cls(names, {template_name(each): each for each in names.awaited})

    def of_path(self, path: tuple[str, ...]) -> Type | None:
        """None for what is no plain value, or unknown."""
        match path:
            case ("trigger", name):
                return self.names.trigger_types().get(name)
            case ("trigger", "items", "*", name):
                items = self.names.trigger.items if self.names.trigger else None
                column = items.properties.get(name) if items else None
                return column.type if column else None
        ref = self._ref(path)
        return self.names.type_of(ref) if ref else None

    def _ref(self, path: tuple[str, ...]) -> Ref | None:
        match path:
            case ("customer", name):
                return Ref(Scope.CUSTOMER, name)
            case ("customer", "facts", name):
                return Ref(Scope.CUSTOMER, name, FACTS)
            case ("trigger", record, name):
                return Ref(Scope.TRIGGER, name, record)
            case (root, name) if root in self.waits:
                return Ref(Scope.AWAITED, name, self.waits[root])
        return None
