"""What a reader of templates found so far, each thing once, in reading order."""

from __future__ import annotations

from orchestrator.templates.inspection import Inspection, Problem, Variable
from orchestrator.templates.values import Choice, Data, Frame, Value


class Notes:
    def __init__(self) -> None:
        self._variables: dict[Variable, None] = {}
        self._possible: set[tuple[str, ...]] = set()
        self._problems: dict[Problem, None] = {}

    def reading(self, value: Value, frame: Frame) -> None:
        """Note that data is read here, unless only a name that stands for it is."""
        if isinstance(value, Choice):
            self._possible.update(option.path for option in value.options)
        elif isinstance(value, Data):
            self._data(value, frame)

    def _data(self, value: Data, frame: Frame) -> None:
        end = max((i for i, place in enumerate(value.places, start=1) if place), default=0)
        path, places = value.path[:end], value.places[:end]
        place = places[-1] if places else None
        if place is None:
            return
        if any(path[: len(guard)] == guard for guard in frame.guards):
            self._possible.add(path)
            return
        variable = Variable(path, frame.source.file, place.line, place.column, place.length, places)
        self._variables.setdefault(variable)

    def problem(self, problem: Problem) -> None:
        self._problems.setdefault(problem)

    def inspection(self) -> Inspection:
        variables = sorted(self._variables, key=lambda v: (v.file, v.line, v.column, v.path))
        problems, possible = sorted(self._problems), sorted(self._possible)
        return Inspection(tuple(variables), tuple(problems), tuple(possible))
