"""The sandbox that templates live in: the only place where Jinja is set up."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Number
from typing import Any, NoReturn

from jinja2 import BaseLoader, StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = ("date", "money", "number", "time")
"""Our own filters. They need Babel, so that they come in only when something is rendered."""

LARGEST_FACTOR = 1000
DANGEROUS_GLOBALS = ("lipsum",)


class Missing(StrictUndefined):
    """A name that nobody fills: any use of it stops the message."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        return f"{self._undefined_name} is not known here"


class Empty(StrictUndefined):
    """A null: false in conditions, replaced by `default` and `or`, never printed.

    What is read of one, as of a row that is not there, is the same null.
    """

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return f"{self._undefined_name} is empty for this customer"

    def __bool__(self) -> bool:  # type: ignore[override]
        return False

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return other is None or isinstance(other, Empty)

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(None)


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Data first: `trigger.items` is the property `items`, not a method of Python's dict."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, loader: BaseLoader | None = None, *, optimized: bool = True) -> None:
        super().__init__(
            loader=loader,
            undefined=Missing,
            autoescape=_is_html,
            finalize=_refuse_null,
            auto_reload=False,
            optimized=optimized,
            cache_size=-1,
        )
        for name in DANGEROUS_GLOBALS:
            del self.globals[name]
        self.tests["none"] = lambda value: value is None or isinstance(value, Empty)
        self.filters.update(dict.fromkeys(FILTERS, _not_loaded))

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  (Jinja's signature)
        if isinstance(obj, Empty):
            return obj
        if isinstance(obj, Mapping) and attribute in obj:
            return _value(obj[attribute], attribute)
        return _value(super().getattr(obj, attribute), attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401  (Jinja's signature)
        if isinstance(obj, Empty):
            return obj
        return _value(super().getitem(obj, argument), argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401  (Jinja's signature)
        """Refuse what takes all memory: `9 ** 9 ** 9`, `"x" * 10000000000`."""
        numbers = isinstance(left, Number) and isinstance(right, Number)
        sizes = [abs(side) for side in (left, right) if isinstance(side, int)]
        if (operator == "**" or not numbers) and max(sizes, default=0) > LARGEST_FACTOR:
            message = f"{operator} with a number above {LARGEST_FACTOR}"
            raise SecurityError(message)
        return super().call_binop(context, operator, left, right)


def _value(value: object, name: object) -> object:
    return Empty(name=str(name)) if value is None else value


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _refuse_null(value: object) -> object:
    if value is None:
        message = "a value is empty for this customer"
        raise UndefinedError(message)
    return value


def _not_loaded(*_: object, **__: object) -> NoReturn:
    message = "filters are loaded with the renderer"
    raise RuntimeError(message)
