"""Short lives of one customer, one for every kind of line that a timeline has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchestrator.delivery import Outcome
from orchestrator.program import Program
from tests.engine.texts import CART, DAY_THEN_HELLO, send
from tests.engine.world import World

Play = Callable[[World, Mapping[str, Program]], None]

STEPS = "steps:\n"
WEEK = "  - delay: 7 days\n"
OUT_ON_ORDER = "exit_when:\n  - did: placed_order\n"
BOUGHT = "trigger:\n  event: placed_order\nreentry: always\n"


@dataclass(frozen=True)
class Case:
    """`at` is when it is asked; with `flow` also why the customer is not inside."""

    name: str
    flows: dict[str, str]
    play: Play
    at: str = "2026-03-02 12:00"
    flow: str | None = None


@dataclass(frozen=True)
class Days:
    """A customer, a cart on the first day at nine, and ticks; `then` comes before the last tick."""

    ticks: tuple[str, ...] = ("01 09:00",)
    customer: Mapping[str, object] = field(default_factory=dict)
    then: Callable[[World], None] = lambda _: None
    value: float = 100

    def __call__(self, world: World, flows: Mapping[str, Program]) -> None:
        world.shop.customer(1, **self.customer)
        _tick(world, flows, "01 08:00")
        world.shop.cart(7, 1, "2026-03-01 09:00", value=self.value)
        for when in self.ticks[:-1]:
            _tick(world, flows, when)
        self.then(world)
        _tick(world, flows, self.ticks[-1])


def _tick(world: World, flows: Mapping[str, Program], when: str) -> None:
    for flow in flows.values():
        world.tick(flow, f"2026-03-{when}")


def one(below: str) -> dict[str, str]:
    return {"f": below}


def cart(options: str = "", steps: str = "") -> dict[str, str]:
    return one(f"{CART}{options}{STEPS}{steps or send('hello')}")


def order(at: str, **values: object) -> Callable[[World], None]:
    def place(world: World) -> None:
        world.shop.order(1, at, **values)

    return place


def answers(outcome: Outcome, then: Play) -> Play:
    def play(world: World, flows: Mapping[str, Program]) -> None:
        world.postbox.usually = outcome
        then(world, flows)

    return play


def _by_segment(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1)
    _tick(world, flows, "01 08:00")
    world.shop.order(1, "2026-03-01 10:00")
    _tick(world, flows, "02 08:00")


def _birthday(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1, birth_date="1990-03-02")
    for when in ("01 08:00", "02 08:00"):
        _tick(world, flows, when)


def _moved_birthday(world: World, flows: Mapping[str, Program]) -> None:
    _birthday(world, flows)
    world.shop.change("customers", 1, birth_date="1990-03-20")
    _tick(world, flows, "03 08:00")


def _calendar(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1)
    for when in ("01 08:00", "02 08:00"):
        _tick(world, flows, when)


def _capped(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1)
    _tick(world, flows, "01 08:00")
    for number, hour in enumerate(("09", "10"), start=1):
        world.shop.cart(number, 1, f"2026-03-01 {hour}:00")
        _tick(world, flows, f"01 {hour}:00")


def _suppressed(world: World, flows: Mapping[str, Program]) -> None:
    world.suppress("c1@shop.example", "unsubscribed")
    Days()(world, flows)


CHILD = {
    "parent": f"{CART}{STEPS}  - start: child\n{WEEK}{send('parent')}",
    "child": f"trigger: manual\nreentry: never\n{STEPS}{WEEK}{send('hello')}",
}
REFUSING_CHILD = CHILD | {
    "child": f"trigger: manual\nreentry: never\nconditions:\n  - customer.country: SE\n{STEPS}{WEEK}{send('hello')}"
}
RATING = (
    "  - wait_for: rating\n    if:\n      - did: rated_order\n    at_most: 1 day\n    then:\n"
    f"{send('thanks', 6)}{WEEK}{send('last')}"
)
BRANCH = (
    "  - branch: size\n    cases:\n      - if:\n          - trigger.value: {at_least: 500}\n        then:\n"
    f"{send('large', 10)}      - if:\n          - trigger.value: {{at_least: 50}}\n        then:\n"
    f"{send('medium', 10)}    else:\n{send('small', 6)}{WEEK}{send('last')}"
)
SPLIT = (
    "  - split: halves\n    arms:\n      a:\n        share: 50%\n        steps:\n"
    f"{send('left', 10)}      b:\n        share: 50%\n        steps:\n{send('right', 10)}{WEEK}{send('last')}"
)
CLOCK = f'  - delay:\n      until: "10:00"\n      timezone: customer\n{send("hello")}'
PAID = "  - delay:\n      until_date: trigger.delivered_on\n{options}" + send("hello")
CAP = "while_inside: both\nfrequency_cap:\n  - at_most: 1\n    per: 1 day\n"
SKIP = send("hello") + "    on_cap: skip\n"
LATE = send("hello") + "    not_after: 1 hour\n"
HOLD = "hold_while:\n  - customer.is_vip: true\nhold_at_most: 1 day\nnot_after: 7 days\n"
ONLY_IF = send("hello") + "    only_if:\n      - customer.country: SE\n"
TAGS = f"  - update:\n      add_tags: [loyal]\n{WEEK}{send('hello')}"

PASSAGES = (
    Case("a-delay", one(f"{CART}{DAY_THEN_HELLO}"), Days()),
    Case("a-delay-that-is-over", one(f"{CART}{DAY_THEN_HELLO}"), Days(("01 09:00", "02 09:00"))),
    Case("overdue", one(f"{CART}{DAY_THEN_HELLO}"), Days(), at="2026-03-05 12:00"),
    Case(
        "a-segment",
        one(f"trigger:\n  segment: buyers\nreentry: never\n{STEPS}{WEEK}{send('hello')}"),
        _by_segment,
    ),
    Case(
        "a-birthday",
        one(f"trigger:\n  date: customer.birthday\n  repeat: yearly\n{STEPS}{WEEK}{send('hello')}"),
        _birthday,
    ),
    Case(
        "a-moved-date",
        one(f"trigger:\n  date: customer.birthday\n  repeat: yearly\n{STEPS}{WEEK}{send('hello')}"),
        _moved_birthday,
        at="2026-03-03 12:00",
    ),
    Case(
        "a-calendar",
        one(
            f"trigger:\n  calendar:\n    - {{name: spring, date: 2026-03-02}}\n{STEPS}{WEEK}{send('hello')}"
        ),
        _calendar,
    ),
    Case("a-start", CHILD, Days()),
    Case("a-start-that-is-refused", REFUSING_CHILD, Days(customer={"country": "NO"})),
    Case("held-out", cart("holdout: 99%\n", send("hello") + WEEK + send("last")), Days()),
    Case("a-branch", cart(steps=BRANCH), Days()),
    Case("the-first-arm", cart(steps=BRANCH), Days(value=900)),
    Case("the-last-arm", cart(steps=BRANCH), Days(value=1)),
    Case("a-split", cart(steps=SPLIT), Days()),
    Case("a-wait", cart(steps=RATING), Days(), at="2026-03-01 12:00"),
    Case(
        "a-wait-that-is-met",
        cart(steps=RATING),
        Days(
            ("01 09:00", "01 11:00"),
            then=lambda world: world.shop.rating(1, "2026-03-01 10:00", 5, id=4),
        ),
    ),
    Case("a-wait-in-vain", cart(steps=RATING), Days(("01 09:00", "02 09:00"))),
    Case(
        "a-clock",
        cart(steps=CLOCK),
        Days(customer={"timezone": "America/New_York"}),
        at="2026-03-01 12:00",
    ),
    Case(
        "a-clock-that-is-over",
        cart(steps=CLOCK),
        Days(("01 09:00", "01 15:00"), {"timezone": "America/New_York"}),
    ),
    Case(
        "no-date",
        one(f"{BOUGHT}{STEPS}{PAID.format(options='')}"),
        Days(then=order("2026-03-01 09:00")),
    ),
    Case(
        "a-date",
        one(f"{BOUGHT}{STEPS}{PAID.format(options='')}"),
        Days(then=order("2026-03-01 09:00", delivered_on="2026-03-05")),
    ),
    Case(
        "a-past-date",
        one(f"{BOUGHT}{STEPS}{PAID.format(options='      if_past: exit' + chr(10))}"),
        Days(then=order("2026-03-01 09:00", delivered_on="2026-02-05")),
    ),
    Case("no-consent", cart(), Days(customer={"accepts_email": False})),
    Case("no-address", cart(), Days(customer={"email": None})),
    Case("suppressed", cart(), _suppressed),
    Case("late", cart(steps=WEEK + LATE), Days(("01 09:00", "09 09:00")), at="2026-03-10 09:00"),
    Case(
        "held", cart(HOLD), Days(("01 09:00", "03 09:00"), {"is_vip": True}), at="2026-03-04 09:00"
    ),
    Case("being-held", cart(HOLD), Days(customer={"is_vip": True}), at="2026-03-01 12:00"),
    Case("skipped-by-a-cap", cart(CAP, SKIP), _capped),
    Case("put-off-by-a-cap", cart(CAP), _capped, at="2026-03-01 12:00"),
    Case(
        "put-off-by-the-hour", cart('send_window: "12:00-13:00"\n'), Days(), at="2026-03-01 09:30"
    ),
    Case("only-if", cart(steps=ONLY_IF), Days(customer={"country": "NO"})),
    Case("failed", cart(), answers(Outcome.FAILED, Days())),
    Case("unknown", cart(), answers(Outcome.UNKNOWN, Days())),
    Case("retried", cart(), answers(Outcome.RETRY, Days()), at="2026-03-01 09:01"),
    Case(
        "a-reason-to-leave",
        cart(OUT_ON_ORDER, WEEK + send("hello")),
        Days(("01 09:00", "02 09:00"), then=order("2026-03-01 20:00", id=17)),
    ),
    Case(
        "restarted",
        cart("while_inside: restart\n", WEEK + send("hello")),
        Days(
            ("01 09:00", "02 09:00"), then=lambda world: world.shop.cart(8, 1, "2026-03-02 08:00")
        ),
    ),
    Case(
        "an-exit",
        cart(
            steps="  - branch: b\n    if:\n      - trigger.value: {at_least: 1}\n    then:\n      - exit\n"
            + send("hello")
        ),
        Days(),
    ),
    Case("an-update", cart(steps=TAGS), Days()),
)


def _nothing(world: World, _: Mapping[str, Program]) -> None:
    world.shop.customer(1, country="NO")


def _before(world: World, flows: Mapping[str, Program]) -> None:
    """A member, with an order and a cart, before the flow first ticks."""
    world.shop.customer(1, birth_date="1990-02-20")
    world.shop.order(1, "2026-02-28 10:00", id=1)
    world.shop.cart(7, 1, "2026-02-28 09:00")
    _tick(world, flows, "01 08:00")


def _ticked(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1, country="NO")
    _tick(world, flows, "01 08:00")


def _birthday_without_country(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1, birth_date="1990-03-02", country="NO")
    for when in ("01 08:00", "02 08:00"):
        _tick(world, flows, when)


def _moved_on(world: World, flows: Mapping[str, Program]) -> None:
    """Two rows of one cart; the flow ticks between them."""
    world.shop.customer(1)
    _tick(world, flows, "01 08:00")
    world.shop.cart(7, 1, "2026-03-01 09:00")
    world.shop.change("carts", 7, updated_at="2026-03-01 10:00:00")
    _tick(world, flows, "01 10:30")


SWEDES = "conditions:\n  - customer.country: SE\n  - in_segment: loyal\n"
QUIET = "trigger:\n  event: cart_updated\n  key: cart_id\n  quiet_for: 1 hour\n  where:\n    value:\n      at_least: 50\n"
NEVER = "trigger:\n  event: cart_updated\nreentry: never\n"
SPRING = "trigger:\n  calendar:\n    - {name: spring, date: 2026-03-02}\n    - {name: summer, date: 2026-06-02}\n"
BIRTHDAY = "trigger:\n  date: customer.birthday\n  repeat: yearly\n"
RENEWAL = "trigger:\n  date: subscription.renews_on\n"
HELLO = f"{STEPS}{send('hello')}"


def why_not(name: str, below: str, play: Play, at: str = "2026-03-02 12:00") -> Case:
    return Case(name, one(f"{below}{HELLO}"), play, at, flow="f")


REFUSALS = (
    why_not("not-the-conditions", CART + SWEDES, Days(customer={"country": "NO"})),
    why_not("no-row", CART, _ticked),
    why_not("before-the-flow", CART, _before),
    why_not("not-where", QUIET + "reentry: always\n", Days(value=10)),
    why_not("not-quiet-yet", QUIET + "reentry: always\n", _moved_on, at="2026-03-01 10:30"),
    why_not("not-judged-yet", QUIET + "reentry: always\n", _moved_on, at="2026-03-01 12:00"),
    why_not(
        "let-in-before",
        NEVER,
        Days(
            ("01 09:00", "02 09:00"), then=lambda world: world.shop.cart(8, 1, "2026-03-02 08:00")
        ),
    ),
    why_not("out-at-once", CART + OUT_ON_ORDER, Days(then=order("2026-03-01 09:00"))),
    why_not(
        "too-soon-again",
        "trigger:\n  event: cart_updated\nreentry:\n  after: 7 days\n",
        Days(
            ("01 09:00", "02 09:00"), then=lambda world: world.shop.cart(8, 1, "2026-03-02 08:00")
        ),
    ),
    why_not("paused", "status: paused\n" + CART, Days()),
    why_not("never-ran", CART, _nothing),
    why_not("no-member", "trigger:\n  segment: loyal\nreentry: never\n", _ticked),
    why_not("a-member-at-the-start", "trigger:\n  segment: buyers\nreentry: never\n", _before),
    why_not(
        "a-member-who-is-no-swede",
        "trigger:\n  segment: buyers\nreentry: never\nconditions:\n  - customer.country: SE\n",
        _by_segment,
    ),
    why_not("no-birthday", BIRTHDAY, _ticked),
    why_not("a-birthday-before", BIRTHDAY, _before),
    why_not(
        "a-birthday-of-no-swede",
        BIRTHDAY + "conditions:\n  - customer.country: SE\n  - trigger.years: {at_least: 40}\n",
        _birthday_without_country,
    ),
    why_not("no-subscription", RENEWAL, _ticked),
    why_not("an-occasion-to-come", SPRING, _ticked, at="2026-03-01 12:00"),
    why_not(
        "an-occasion-for-swedes",
        SPRING + "conditions:\n  - customer.country: SE\n",
        _birthday_without_country,
    ),
    Case("only-started", REFUSING_CHILD, _ticked, flow="child"),
)
CASES = (*PASSAGES, *REFUSALS)
