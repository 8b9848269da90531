"""Two simulations side by side: counts before and after, then some customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from orchestrator.words.text import wrapped

if TYPE_CHECKING:
    from orchestrator.runner import Change, Comparison, Example, Happening


def comparison_text(found: Comparison, flows: Sequence[str], named: str, examples: int) -> str:
    """`named` is the tree before; so many `examples` of customers are shown."""
    lines = [f"Before: {named}. After: the working tree."]
    for flow in flows:
        changes = [each for each in found.changes if each.flow == flow]
        lines += ["", *_flow(flow, changes, found.getting_something_else(flow))]
    lines += ["", *_examples(found, examples)]
    return "\n".join(lines) + "\n"


def _flow(flow: str, changes: Sequence[Change], people: int) -> Iterator[str]:
    yield f"{flow}: {_people(people)} would get something else"
    if not changes:
        yield "  nobody enters, before or after"
        return
    name = max(len(each.what) for each in changes)
    number = max(len(str(n)) for each in changes for n in (each.before, each.after))
    for each in changes:
        counts = f"{each.before:>{number}} -> {each.after:<{number}}"
        difference = f"  {each.after - each.before:+}" if each.after != each.before else ""
        yield f"  {each.what:<{name}}  {counts}{difference}".rstrip()


def _examples(found: Comparison, most: int) -> Iterator[str]:
    if not found.examples:
        yield "Everybody goes through the same, at the same times."
        return
    shown = found.examples[:most]
    for each in shown:
        yield from _example(each)
    if len(found.examples) > len(shown):
        more = len(found.examples) - len(shown)
        yield f"and {more} more (--examples)"


def _example(each: Example) -> Iterator[str]:
    yield f"customer {each.customer} in {each.flow}"
    for lead, side in (("before", each.before), ("after", each.after)):
        said = "; ".join(_happening(one) for one in side) or "nothing of it"
        yield from wrapped(said, f"  {lead:<8}", " " * 10)


def _happening(each: Happening) -> str:
    from orchestrator.runner import words_of

    return f"{words_of(each)} {each.at:%Y-%m-%d %H:%M}"


def _people(number: int) -> str:
    return f"{number} customer{'' if number == 1 else 's'}"


def comparison_document(found: Comparison, named: str, examples: int) -> dict[str, object]:
    """For programs: the counts, and so many examples with their instants in UTC."""
    return {
        "before": named,
        "customers": found.getting_something_else(),
        "counts": [
            {
                "flow": each.flow,
                "what": each.what,
                "before": each.before,
                "after": each.after,
            }
            for each in found.changes
        ],
        "differing": len(found.examples),
        "examples": [
            {
                "flow": each.flow,
                "customer": each.customer,
                "before": [_event(one) for one in each.before],
                "after": [_event(one) for one in each.after],
            }
            for each in found.examples[:examples]
        ],
    }


def _event(each: Happening) -> dict[str, object]:
    return {
        "what": each.what,
        "step": each.step,
        "reason": each.reason,
        "at": each.at.isoformat(),
    }
