"""Rules on what templates do with values: nothing that their types do not let be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from orchestrator.catalog import Type
from orchestrator.conditions import FACTS
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.path_types import PathTypes
from orchestrator.rules.variables import Place, texts_of
from orchestrator.schema import nearest
from orchestrator.templates import ADDED, CALLED, COMPARED, ELEMENT, PRINTED, Use

FITTING: Mapping[str, tuple[frozenset[Type], str]] = {
    "money": (frozenset({Type.NUMBER}), "a number"),
    "number": (frozenset({Type.NUMBER}), "a number"),
    "abs": (frozenset({Type.NUMBER}), "a number"),
    "round": (frozenset({Type.NUMBER}), "a number"),
    "date": (frozenset({Type.DATE, Type.TIME}), "a date or a time"),
    "time": (frozenset({Type.TIME}), "a time"),
    f"{ADDED} text": (frozenset({Type.TEXT}), "text"),
    f"{ADDED} number": (frozenset({Type.NUMBER}), "a number"),
    f"{COMPARED} text": (frozenset({Type.TEXT}), "text"),
    f"{COMPARED} number": (frozenset({Type.NUMBER}), "a number"),
}
"""What each use needs."""
A = {
    Type.TEXT: "text",
    Type.NUMBER: "a number",
    Type.BOOLEAN: "a boolean",
    Type.DATE: "a date",
    Type.TIME: "a time",
    Type.TAGS: "a list of tags",
}
METHODS: Mapping[Type, tuple[type, ...]] = {
    Type.TEXT: (str,),
    Type.NUMBER: (int, float, Decimal),
    Type.BOOLEAN: (bool,),
    Type.DATE: (date, datetime),
    Type.TIME: (datetime,),
    Type.TAGS: (list, tuple),
}
"""What a value of a type may be in Python: its methods can be called."""
ONLY_WHAT_IS_READ = ("customer", "trigger", "coupon")
"""These hold the values alone that a template names, so that a method finds none."""
WHOLE_ROOTS = ("customer", "trigger", "constants", "coupon")


def uses_fit_their_types(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if context.project is None:
        return
    values = _Values(PathTypes.of(context.names(flow)))
    for text in texts_of(flow, context.templates):
        for use in text.inspection.uses:
            place = Place(use.file, use.line, use.column, use.length)
            whole = values.whole(use)
            if whole is not None:
                yield place.diagnostic(Code.TEMPLATE_SYNTAX, whole, text.path)
                continue
            mistake = values.mistake(use)
            if mistake is not None:
                yield place.diagnostic(Code.VALUE_TYPE, mistake, text.path)


@dataclass(frozen=True)
class _Values:
    types: PathTypes

    def whole(self, use: Use) -> str | None:
        """Say that a message would show the inside of the program, and what to write instead."""
        match use.how, use.path:
            case "printed", ("customer", "tags") if self.types.of_path(use.path) is Type.TAGS:
                return 'this prints a list; write {{ customer.tags | join(", ") }}'
            case "printed", ("trigger", "items") if self._has_items():
                return (
                    "this prints a whole list; print its lines one by one in "
                    "{% for item in trigger.items %}"
                )
            case "joined", ("trigger", "items") if self._has_items():
                return (
                    "this prints whole lines; name one of their values, such as "
                    f'{{{{ trigger.items | join(", ", attribute="{self._item()}") }}}}'
                )
        if use.how.startswith(CALLED):
            return self._called(use.path, use.how.removeprefix(f"{CALLED} "))
        if use.how != PRINTED or not self._is_whole(use.path):
            return None
        name = use.path[-1] if use.path[-1] != ELEMENT else "line"
        return (
            f'this prints a whole "{name}"; name one of its values, such as {{{{ {name}.NAME }}}}'
        )

    def _called(self, path: tuple[str, ...], method: str) -> str | None:
        name = ".".join(part for part in path if part != ELEMENT)
        if self._is_whole(path) and path[0] in ONLY_WHAT_IS_READ:
            return (
                f'"{name}.{method}(…)" finds nothing; read a value by its name, such as '
                f"{{{{ {name}.NAME }}}}"
            )
        found = self.types.of_path(path)
        kinds = METHODS[found] if found else ()
        if not kinds or any(hasattr(kind, method) for kind in kinds):
            return None
        known = {word for kind in kinds for word in dir(kind) if not word.startswith("_")}
        close = nearest(method, sorted(known))
        hint = f' (did you mean "{close}"?)' if close else ""
        return f'"{name}" is {A[found]}, and has no "{method}(…)"{hint}' if found else None

    def _is_whole(self, path: tuple[str, ...]) -> bool:
        match path:
            case (root,):
                return root in WHOLE_ROOTS or root in self.types.waits
            case ("customer", name):
                return name == FACTS and self.types.of_path(path) is None
            case ("trigger", "items", "*"):
                return self._has_items()
            case ("trigger", name):
                return name in self.types.names.records and self.types.of_path(path) is None
        return False

    def _has_items(self) -> bool:
        hidden = self.types.of_path(("trigger", "items")) is not None
        return not hidden and bool(self.types.names.trigger and self.types.names.trigger.items)

    def _item(self) -> str:
        items = self.types.names.trigger.items if self.types.names.trigger else None
        return next(iter(items.properties if items else ()), "NAME")

    def mistake(self, use: Use) -> str | None:
        found = self.types.of_path(use.path)
        if found is None or use.how not in FITTING or found in FITTING[use.how][0]:
            return None
        name, wanted = ".".join(part for part in use.path if part != ELEMENT), FITTING[use.how][1]
        verb, _, literal = use.how.rpartition(" ")
        if literal in (Type.TEXT, Type.NUMBER):
            if found not in (Type.TEXT, Type.NUMBER):
                return None
            other = "text" if literal == "text" else "a number"
            message = f'"{name}" is {A[found]}, and cannot be {verb} {other}'
            joins = verb == ADDED and literal == "text"
            return f"{message}; join them by ~ instead of +" if joins else message
        return f'{use.how} needs {wanted}, and "{name}" is {A[found]} in orchestrator.yml'
