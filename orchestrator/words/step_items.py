"""The steps of a flow as nested points."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from orchestrator.conditions import AllOf, Condition
from orchestrator.model import (
    DELAYS,
    Branch,
    Exit,
    Flow,
    Send,
    Split,
    Start,
    Step,
    Update,
    WaitFor,
)
from orchestrator.records import dataclass
from orchestrator.words.durations import duration_words
from orchestrator.words.messages import ONLY_IF, message_words, terms_words, variant_words
from orchestrator.words.names import Place, awaiting, inside
from orchestrator.words.outline import Item, condition_item
from orchestrator.words.steps import update_words, waiting_words
from orchestrator.words.values import percent_words


def step_items(flow: Flow) -> tuple[Item, ...]:
    return _Teller(flow, inside(flow.trigger)).all(flow.steps)


@dataclass(frozen=True)
class _Teller:
    flow: Flow
    place: Place

    def all(self, steps: tuple[Step, ...]) -> tuple[Item, ...]:
        return tuple(replace(self.one(each), numbered=True) for each in steps)

    def one(self, step: Step) -> Item:  # noqa: PLR0911 - one arm a kind
        match step:
            case Send():
                return self.send(step)
            case Branch():
                return self.branch(step)
            case Split():
                return self.split(step)
            case WaitFor():
                return self.wait_for(step)
            case Update():
                return Item(update_words(step, self.place))
            case Start():
                return Item(f"Start the flow {step.flow}.")
            case Exit():
                return Item("Leave the flow.")
            case _ if isinstance(step, DELAYS):
                return Item(waiting_words(step, self.place))
            case _:
                assert_never(step)

    def send(self, step: Send) -> Item:
        """One line if it can be; variants and a long `only_if` stand below."""
        terms = [Item(each) for each in terms_words(step, self.flow)]
        if step.only_if:
            terms.insert(0, condition_item(ONLY_IF, AllOf(step.only_if), self.place))
        if step.variants:
            arms = tuple(Item(f"{variant_words(each, step)}.") for each in step.variants)
            first = f"{message_words(step)} in {len(arms)} variants:"
            return Item(first, (*arms, *terms))
        short = [each.text for each in terms if not each.children]
        points = tuple(each for each in terms if each.children)
        return Item(" ".join((f"{message_words(step)}.", *short)), points)

    def branch(self, step: Branch) -> Item:
        arms = [
            self.arm("If" if number == 0 else "Otherwise, if", case.conditions, case.steps)
            for number, case in enumerate(step.cases)
        ]
        return Item(f"Branch {step.id}:", (*arms, self.otherwise("Otherwise", step.otherwise)))

    def arm(self, lead: str, conditions: tuple[Condition, ...], steps: tuple[Step, ...]) -> Item:
        end = ":" if steps else ": go on."
        return condition_item(lead, AllOf(conditions), self.place, end, self.all(steps))

    def otherwise(self, lead: str, steps: tuple[Step, ...]) -> Item:
        return Item(f"{lead}:" if steps else f"{lead}, go on.", self.all(steps))

    def split(self, step: Split) -> Item:
        arms = tuple(
            Item(
                f"{percent_words(each.share)} {each.name}{':' if each.steps else ': go on.'}",
                self.all(each.steps),
            )
            for each in step.arms
        )
        return Item(f"Split {step.id} at random:", arms)

    def wait_for(self, step: WaitFor) -> Item:
        until = f"Wait for {step.id}, at most {duration_words(step.at_most)}, until"
        awaited = condition_item(until, AllOf(step.awaited), awaiting(step, self.flow))
        if not step.then and not step.otherwise:
            return _ending(awaited, "Go on either way.")
        arms = (
            self.otherwise("If it comes", step.then),
            self.otherwise("Otherwise", step.otherwise),
        )
        return replace(awaited, children=(*awaited.children, *arms))


def _ending(item: Item, words: str) -> Item:
    """With a last sentence: on the same line, or as a point where points stand below it."""
    if item.children:
        return replace(item, children=(*item.children, Item(words)))
    return replace(item, text=f"{item.text} {words}")
