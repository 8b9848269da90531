"""The oracle on histories that are short enough to be worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.real.online_retail.oracle import Customer, Order, replay


def day(number: int, hour: int = 0) -> datetime:
    """Day 0 is the first tick's."""
    return datetime(2011, 1, 1, hour, tzinfo=UTC) + timedelta(days=number)


def story(
    orders: tuple[datetime, ...], refunds: tuple[datetime, ...] = (), days: int = 40
) -> list[str]:
    """`7 sent thank-you 1` is day, what and the how-manieth order; win-back has no order."""
    customer = Customer(
        key="12346",
        created=min((*orders, *refunds)),
        orders=tuple(Order(at, str(number)) for number, at in enumerate(orders, start=1)),
        refunds=refunds,
    )
    happenings = replay([customer], [day(number) for number in range(days + 1)])
    return [
        f"{(each.at - day(0)).days} {each.what} {each.trigger_key or ''}".rstrip()
        for each in happenings
    ]


def test_a_thank_you_takes_its_two_delays() -> None:
    assert story((day(1, 10),)) == [
        "2 entered 1",
        "3 sent thank-you 1",
        "16 finished 1",
        "16 sent how-was-it 1",
    ]


def test_the_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    assert story((day(0),)) == []
    assert story((day(0, 1),), days=1) == ["1 entered 1"]
    assert story((day(1),), days=1) == ["1 entered 1"]


def test_a_refund_before_the_tick_keeps_the_order_out() -> None:
    assert story((day(1, 10),), (day(1, 10),)) == []
    assert story((day(1, 10),), (day(1, 20),)) == []


def test_a_refund_before_the_first_mail_stops_it() -> None:
    assert story((day(1, 10),), (day(2, 1),)) == ["2 entered 1", "3 exited 1"]


def test_a_refund_before_the_order_does_not() -> None:
    assert story((day(1, 10),), (day(1, 9),), days=3) == ["2 entered 1", "3 sent thank-you 1"]


def test_a_refund_on_the_instant_of_the_tick_comes_before_its_sends() -> None:
    assert story((day(1, 10),), (day(16),)) == [
        "2 entered 1",
        "3 sent thank-you 1",
        "16 exited 1",
    ]


def test_a_refund_ends_every_open_passage() -> None:
    assert story((day(1, 10), day(1, 10), day(4, 10)), (day(5, 10),)) == [
        "2 entered 1",
        "2 entered 2",
        "3 sent thank-you 1",
        "3 sent thank-you 2",
        "5 entered 3",
        "6 exited 1",
        "6 exited 2",
        "6 exited 3",
    ]


def lapses(orders: tuple[datetime, ...], days: int) -> list[str]:
    return [line for line in story(orders, days=days) if line.split()[-1] not in "123456789"]


def test_somebody_lapses_at_exactly_ninety_days() -> None:
    assert lapses((day(-9, 10), day(1)), days=90) == []
    assert lapses((day(-9, 10), day(1)), days=91) == ["91 entered", "91 sent we-miss-you"]
    assert lapses((day(-9, 10), day(1, 1)), days=91) == []


def test_one_order_is_no_habit() -> None:
    assert lapses((day(1),), days=200) == []


def test_who_has_lapsed_at_the_first_tick_only_counts_as_such() -> None:
    assert lapses((day(-200), day(-100)), days=200) == []


def test_an_order_ends_the_win_back() -> None:
    assert lapses((day(-9), day(1), day(91, 10)), days=120) == [
        "91 entered",
        "91 sent we-miss-you",
        "92 exited",
    ]


def test_who_lapses_again_within_the_re_entry_is_passed_over_for_good() -> None:
    assert lapses((day(-9), day(1), day(180)), days=400) == [
        "91 entered",
        "91 sent we-miss-you",
        "105 finished",
        "105 sent last-offer",
    ]
    assert lapses((day(-9), day(1), day(181)), days=271)[-2:] == [
        "271 entered",
        "271 sent we-miss-you",
    ]
