"""Rules on the names of steps and arms: each tells one thing, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Branch, Flow, Send, Split, Step, WaitFor
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem

KINDS: Mapping[type[Step], str] = {
    Send: "send",
    Branch: "branch",
    Split: "split",
    WaitFor: "wait_for",
}
WITH_ID = (Send, Branch, Split, WaitFor)
RESERVED = (
    *("customer", "trigger", "constants", "coupon", "items", "message"),
    *("locale", "loop", "subject", "unsubscribe_url"),
)


def ids_are_unique(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Regardless of case: ids become names in file systems and databases that ignore it."""
    seen: dict[str, str] = {}
    steps = {step.id: step for step in reversed([*_with_id(flow)])}
    for step in _with_id(flow):
        first = seen.setdefault(step.id.lower(), step.id)
        path = (*step.path, KINDS[type(step)])
        if first != step.id:
            yield differs_by_case(step.id, first, path, "the ids")
        elif step.id and steps[step.id] is not step:
            other = steps[step.id]
            message = f'a second step with the id "{step.id}"'
            found = problem(Code.DUPLICATE_ID, path, message)
            yield replace(found, first=(*other.path, KINDS[type(other)]))


def differs_by_case(
    name: str, other: str, path: Path, what: str, *, on_key: bool = False
) -> Diagnostic:
    message = f'{what} "{other}" and "{name}" differ only by capitals; rename one of them'
    return problem(Code.DIFFERS_BY_CASE, path, message, on_key=on_key)


def arms_differ_by_more_than_case(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for step in flow.all_steps():
        match step:
            case Split():
                yield from _twins(((arm.name, arm.path) for arm in step.arms), "the arms")
            case Send():
                yield from _twins(((v.name, v.path) for v in step.variants), "the variants")
            case _:
                pass


def _twins(named: Iterable[tuple[str, Path]], what: str) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for name, path in named:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            yield differs_by_case(name, first, path, what, on_key=True)


def old_ids_are_gone(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """`was` moves those who stand at the old id, which therefore must not be there any more."""
    ids = {step.id for step in _with_id(flow)}
    taken: set[str] = set()
    for step in _with_id(flow):
        if step.was is None:
            continue
        path = (*step.path, "was")
        if step.was in ids:
            message = f'a step with the id "{step.was}" is still there, so this one was not renamed from it'
            yield problem(Code.DUPLICATE_ID, path, message)
        elif step.was in taken:
            message = f'another step says too that it was "{step.was}"'
            yield problem(Code.DUPLICATE_ID, path, message)
        taken.add(step.was)


def waits_have_names_of_their_own(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """`rating.stars` must not be mistaken for a value of something else."""
    records = context.catalog.records if context.catalog else {}
    taken = {_folded(name) for name in (*RESERVED, *records)}
    waits: dict[str, str] = {}
    for step in flow.all_steps():
        if not isinstance(step, WaitFor):
            continue
        first = waits.setdefault(_folded(step.id), step.id)
        path = (*step.path, "wait_for")
        if _folded(step.id) in taken:
            message = (
                f'"{step.id}" cannot be the id of a wait: "{step.id}.NAME" already reads something '
                "else; choose another id"
            )
            yield problem(Code.NOT_ALLOWED, path, message)
        elif first.lower() != step.id.lower():  # those that differ by case are told of as ids
            message = (
                f'"{first}" and "{step.id}" are both {_folded(first)} in a template; rename one '
                "of them"
            )
            yield problem(Code.NOT_ALLOWED, path, message)


def _folded(name: str) -> str:
    """As a template writes it, where hyphens would be taken for a minus."""
    return name.lower().replace("-", "_")


def _with_id(flow: Flow) -> Iterator[Send | Branch | Split | WaitFor]:
    return (step for step in flow.all_steps() if isinstance(step, WITH_ID))
