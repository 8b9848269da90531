"""Just before a message leaves, everything is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.engine.world import World, moment

NINE = "2026-03-01 09:00"
FLOW = (
    "message_class: {kind}\ntrigger:\n  event: cart_updated\nreentry: always\n"
    "exit_when:\n  - did: placed_order\n  - customer.country: DK\n"
    "steps:\n  - send: hello\n    template: named\n    subject: Hello\n"
    "  - delay: 1 day\n  - send: second\n    template: hello\n    subject: Again\n"
)


@dataclass
class InTheLastMoment:
    """A clock that stands at nine; asked while a message is claimed, it lets something happen.

    By then the message is addressed, and all that may still stop it is the hand-over.
    """

    world: World
    happens: Callable[[World], None]
    is_over: bool = False

    def __call__(self) -> datetime:
        if not self.is_over:
            found = self.world.rows("select 1 from orchestrator.message where status = 'claimed'")
            if found:
                self.is_over = True
                self.happens(self.world)
        return moment(NINE)


def buys(world: World) -> None:
    world.shop.order(1, NINE)


def withdraws_consent(world: World) -> None:
    world.shop.change("customers", 1, accepts_email=False)


def takes_back_that_it_ever_consented(world: World) -> None:
    world.shop.change("customers", 1, accepts_email=None)


def unsubscribes(world: World) -> None:
    world.suppress("c1@shop.example", "unsubscribed")


def bounces(world: World) -> None:
    world.suppress("c1@shop.example", "bounced")


def has_another_address(world: World) -> None:
    world.shop.change("customers", 1, email="new@shop.example")


def has_another_address_that_bounced(world: World) -> None:
    world.suppress("new@shop.example", "bounced")
    world.shop.change("customers", 1, email=" New@Shop.example ")


def has_no_address(world: World) -> None:
    world.shop.change("customers", 1, email=None)


def has_an_empty_address(world: World) -> None:
    world.shop.change("customers", 1, email="")


def vanishes(world: World) -> None:
    world.shop.do("delete from customers")


def moves_to_denmark(world: World) -> None:
    world.shop.change("customers", 1, country="DK")


def leaves(world: World) -> None:
    with world.workspace.store.writing() as connection:
        connection.exec_driver_sql(
            "update orchestrator.enrolment set ended_at = '2026-03-01 09:00:00', "
            "end_reason = 'erased'"
        )


def does_nothing(_: World) -> None:
    pass


def run(world: World, happens: Callable[[World], None], kind: str) -> None:
    flow = world.flow(FLOW.replace("{kind}", kind))
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 08:59")
    clock = InTheLastMoment(world, happens)
    world.tick(flow, clock)
    assert clock.is_over


@pytest.mark.parametrize(
    ("happens", "status"),
    [
        (does_nothing, "sent"),
        (buys, "skipped: exit_when"),
        (moves_to_denmark, "skipped: exit_when"),
        (withdraws_consent, "skipped: no consent"),
        (takes_back_that_it_ever_consented, "skipped: no consent"),
        (unsubscribes, "skipped: suppressed"),
        (bounces, "skipped: suppressed"),
        (has_no_address, "skipped: no address"),
        (has_an_empty_address, "skipped: no address"),
        (has_another_address, "sent"),
        (has_another_address_that_bounced, "skipped: suppressed"),
        (vanishes, "skipped: customer gone"),
        (leaves, "skipped: passage ended"),
    ],
)
def test_a_second_before_a_marketing_mail(
    world: World, happens: Callable[[World], None], status: str
) -> None:
    run(world, happens, "marketing")
    assert world.messages() == {(1, "hello"): status}
    assert len(world.postbox.taken) == (status == "sent")


@pytest.mark.parametrize(
    ("happens", "status"),
    [
        (does_nothing, "sent"),
        (buys, "skipped: exit_when"),
        (withdraws_consent, "sent"),
        (takes_back_that_it_ever_consented, "sent"),
        (unsubscribes, "sent"),
        (bounces, "skipped: suppressed"),
        (has_no_address, "skipped: no address"),
    ],
)
def test_a_second_before_a_transactional_mail(
    world: World, happens: Callable[[World], None], status: str
) -> None:
    """A receipt needs no consent; to an address that bounces not even that is sent."""
    run(world, happens, "transactional")
    assert world.messages() == {(1, "hello"): status}
    assert len(world.postbox.taken) == (status == "sent")


@pytest.mark.parametrize(
    ("happens", "ending"),
    [(buys, {1: "exit_when"}), (moves_to_denmark, {1: "exit_when"}), (leaves, {1: "erased"})],
)
def test_who_has_a_reason_to_leave_is_gone(
    world: World, happens: Callable[[World], None], ending: dict[int, str]
) -> None:
    run(world, happens, "marketing")
    assert world.inside() == {}
    assert world.endings() == ending


@pytest.mark.parametrize("happens", [withdraws_consent, bounces, has_no_address, vanishes])
def test_who_may_not_be_written_to_goes_on(world: World, happens: Callable[[World], None]) -> None:
    """One message is skipped; the passage is not, and consent may come back."""
    run(world, happens, "marketing")
    assert world.inside() == {1: "hello+1"}
    world.tick(world.flow(FLOW.replace("{kind}", "marketing")), "2026-03-02 09:00")
    assert world.endings() == {1: "finished"}


def test_another_address_gets_the_mail_that_was_on_its_way(world: World) -> None:
    run(world, has_another_address, "marketing")
    assert [each.to for each in world.postbox.taken] == ["new@shop.example"]


def test_a_clock_that_goes_on_gives_the_hand_over_an_instant_of_its_own(world: World) -> None:
    """An order dated after the tick began and before the message leaves stops it."""
    flow = world.flow(FLOW.replace("{kind}", "marketing"))
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 08:59")
    seconds = iter(range(60))

    def clock() -> datetime:
        second = next(seconds)
        if second == 1:
            world.shop.order(1, "2026-03-01 09:00:04")
        return moment(f"2026-03-01 09:00:{second:02}")

    world.tick(flow, clock)
    assert world.postbox.sent() == []
    assert world.endings() == {1: "exit_when"}


def test_no_transaction_is_open_while_talking_to_the_server(world: World) -> None:
    """Whatever else there is to do in the database can be done meanwhile, by anybody."""

    def another_one_works(_: object) -> None:
        with world.another_workspace() as workspace, workspace.store.writing("f") as connection:
            connection.exec_driver_sql("update orchestrator.flow set digest = digest")
        world.shop.do("update customers set country = 'SE'")

    world.postbox.before = another_one_works
    run(world, does_nothing, "marketing")
    assert world.postbox.sent() == [(1, "hello")]
