"""Who fills a variable of a template: the catalog, the trigger, an awaited event, the project."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from orchestrator.catalog import Event
from orchestrator.conditions import FACTS, TAGS
from orchestrator.model import Flow, Send
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.filled import template_name
from orchestrator.rules.gaps import Gap, missing
from orchestrator.rules.path_types import PathTypes
from orchestrator.rules.say import named
from orchestrator.rules.scalars import gap_behind_a_value
from orchestrator.rules.trigger_fillers import trigger_gap
from orchestrator.schema import nearest

ROOTS = ("customer", "trigger", "constants", "coupon", "unsubscribe_url", "subject", "locale")
COUPON = ("code", "valid_until")
NOTHING = ("blank", "nil", "null", "empty")
ELSEWHERE = {
    **dict.fromkeys(
        ("person", "profile", "user", "contact", "subscriber", "recipient"), "customer"
    ),
    **dict.fromkeys(("event", "order", "cart", "checkout"), "trigger"),
}
"""What other tools call them."""


FindGap = Callable[[tuple[str, ...], Collection[tuple[str, ...]]], Gap | None]


def gap_in(flow: Flow, send: Send, passed: Collection[str], context: Context) -> FindGap:
    """Judge paths that the texts of a send read; `passed` are the waits that may lie behind."""
    names = context.names(flow)
    finder = _Finder(flow, send, {template_name(each): each for each in passed}, context, names)
    return finder.gap


@dataclass(frozen=True)
class _Finder:
    flow: Flow
    send: Send
    passed: dict[str, str]
    context: Context
    names: Names

    def gap(self, path: tuple[str, ...], read: Collection[tuple[str, ...]] = ()) -> Gap | None:
        """Find the name that nobody fills; `read` is all that the same text reads."""
        gap = self._gap(path, read)
        return gap or gap_behind_a_value(path, PathTypes(self.names, self.passed))

    def _gap(self, path: tuple[str, ...], read: Collection[tuple[str, ...]]) -> Gap | None:
        root, *rest = path
        match root:
            case "customer":
                return self._customer(rest)
            case "trigger":
                return trigger_gap(rest, self.flow.trigger, self.names, self.context)
            case "constants":
                return self._constant(rest)
            case "coupon":
                # {% if coupon %} asks whether this message has one.
                return None if (root,) in read else self._coupon(rest)
            case _ if root in self.passed:
                return self._awaited(root, rest)
        return self._root(root)

    def _root(self, root: str) -> Gap | None:
        waits = {template_name(each): each for each in self.names.awaited}
        if root in waits:
            message = f'"{waits[root]}" is waited for only after this message'
            return Gap(0, message)
        if root in NOTHING:
            asked = "ask {% if customer.NAME %} to know whether there is a value"
            return Gap(0, f'there is no variable "{root}"; {asked}')
        gap = missing(0, root, f'there is no variable "{root}"', (*ROOTS, *self.passed))
        if gap is None:
            return None
        if gap.suggestion is None and root in ELSEWHERE:
            return replace(gap, suggestion=ELSEWHERE[root])
        catalog = self.context.catalog
        attributes = tuple(catalog.customers.attributes) if catalog else ()
        meant = nearest(root, (*ROOTS, *self.passed, *attributes))
        return replace(gap, suggestion=f"customer.{meant}") if meant in attributes else gap

    def _customer(self, rest: list[str]) -> Gap | None:
        if not rest or self.context.catalog is None:
            return None
        name, *below = rest
        customers = self.context.catalog.customers
        if name == FACTS and customers.facts:
            return self._fact(below)
        if self.context.is_doubtful("catalog", "customers", "attributes", name):
            return None
        facts = (FACTS,) if customers.facts else ()
        known = (*customers.attributes, "key", "email", *facts, TAGS)
        return missing(1, name, f'the catalog has no attribute "{name}"', known)

    def _fact(self, rest: list[str]) -> Gap | None:
        if not rest or self.context.is_doubtful("catalog", "customers", FACTS):
            return None
        known = self.context.catalog.customers.facts if self.context.catalog else ()
        return missing(2, rest[0], f'the catalog has no fact "{rest[0]}"', known)

    def _constant(self, rest: list[str]) -> Gap | None:
        project = self.context.project
        if not rest or project is None or self.context.is_doubtful("constants", rest[0]):
            return None
        message = f'the project has no constant "{rest[0]}"'
        return missing(1, rest[0], message, project.constants)

    def _coupon(self, rest: list[str]) -> Gap | None:
        name = self.send.coupon
        if name is None:
            return Gap(0, self._without_coupon(), is_of_step=True)
        coupon = self.context.project.coupons.get(name) if self.context.project else None
        if not rest or coupon is None:  # an unknown coupon is told of where the flow names it
            return None
        if rest[0] == "valid_until" and coupon.valid_for is None:
            message = f'the coupon "{name}" is valid for ever; give it "valid_for" to print an end'
            return Gap(1, message, COUPON[:1])
        return missing(1, rest[0], f'a coupon has no "{rest[0]}"', COUPON)

    def _without_coupon(self) -> str:
        coupons = [*self.context.project.coupons] if self.context.project else []
        message = f'the step "{self.send.id}" hands out no coupon; '
        match coupons:
            case []:
                return f"{message}orchestrator.yml has none yet"
            case [only]:
                return f'{message}add "coupon: {only}" to it'
            case _:
                return f'{message}add "coupon:" to it, one of {named(coupons)}'

    def _awaited(self, root: str, rest: list[str]) -> Gap | None:
        event = self.names.awaited_event(self.passed[root])
        if not rest or event is None or self._is_doubtful(event):
            return None
        message = f'the event "{event.name}" has no property "{rest[0]}"'
        return missing(1, rest[0], message, event.property_types())

    def _is_doubtful(self, event: Event) -> bool:
        return self.context.is_doubtful("catalog", "events", event.name)
