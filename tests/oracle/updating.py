"""What steps write of customers."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.conditions import Ref
from orchestrator.model import Channel, Update
from tests.oracle.messages import address_of
from tests.oracle.setting import Setting
from tests.oracle.state import Passage


def update(setting: Setting, step: Update, here: Iterable[Passage]) -> None:
    """Of two passages of one customer the later one's fact stands."""
    state = setting.state
    for name, value in step.set.items():
        read = {
            each.customer: setting.inside(each).read(value) if isinstance(value, Ref) else value
            for each in here
        }
        state.facts |= {(customer, name): found for customer, found in read.items()}
    customers = [each.customer for each in here]
    state.tags |= {(each, tag) for each in customers for tag in step.add_tags}
    state.tags -= {(each, tag) for each in customers for tag in step.remove_tags}
    if step.suppress is not None:
        for each in customers:
            _suppress(setting, step.suppress, each)


def _suppress(setting: Setting, channel: Channel, customer: int) -> None:
    address = address_of(setting, channel, customer).lower()
    if address:
        setting.state.suppressed.setdefault((channel.value, address), "marketing")
