"""What is put into carts, what is paid for and what comes back."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import accumulate, count
from random import Random
from typing import NamedTuple

from examples.shop.assortment import popularity
from examples.shop.dice import chance, pick
from examples.shop.rows import Cart, CartLine, Order, OrderLine, Product, Refund, Row
from examples.shop.season import DAY, END, HOUR, MINUTE, written
from examples.shop.visits import Visit

_FREE_SHIPPING_FROM = 800
_SHIPPING = 59
_CART_EXPIRES_AFTER = 30 * DAY
_ORDERED_BY_PHONE = 0.02
_BOUGHT_AT_ONCE = 0.8

_OUTCOMES = {"kept": 90.5, "cancelled": 3.0, "returned": 4.5, "partly returned": 2.0}
_REASONS = {"wrong size": 45.0, "changed my mind": 30.0, "damaged": 15.0, "late": 10.0}
_QUANTITIES = {1: 88.0, 2: 10.0, 4: 2.0}
_LINES = {1: 46.0, 2: 27.0, 3: 15.0, 4: 8.0, 6: 4.0}


class _Line(NamedTuple):
    product: Product
    quantity: int


class _Checkout(NamedTuple):
    at: int
    turn: int  # unique, so that two things at one instant have an order
    customer: int | None
    cart: int | None
    lines: tuple[_Line, ...]


class _PayBack(NamedTuple):
    at: int
    turn: int
    order: Order
    amount: int
    reason: str


def trade(rng: Random, products: Sequence[Product], visits: Sequence[Visit]) -> Iterator[Row]:
    """Yield the rows of all carts, orders and refunds, numbered in order of time."""
    turns, carts, orders, refunds = count(), count(1), count(1), count(1)
    shelves = _Shelves(products)
    queue: list[_Checkout | _PayBack] = []
    for visit in (*visits, Visit(END, None, buys=False)):
        while queue and queue[0].at < visit.at:
            match heapq.heappop(queue):
                case _Checkout() as checkout:
                    order, pay_back = _order(rng, next(orders), checkout, next(turns))
                    yield order
                    yield from _order_lines(order, checkout.lines)
                    if pay_back:
                        heapq.heappush(queue, pay_back)
                case _PayBack() as pay_back:
                    yield _refund(next(refunds), pay_back)
        if visit.at >= END:
            return
        lines = shelves.fill_a_cart(rng)
        touched = min(END - 1, visit.at + _time_spent(rng))
        paid = touched + _time_to_pay(rng) if visit.buys else END
        cart = None if visit.buys and chance(rng, _ORDERED_BY_PHONE) else next(carts)
        if cart is not None:
            yield _cart(cart, visit, touched, paid, lines)
            yield from _cart_lines(cart, lines)
        if paid < END:
            heapq.heappush(queue, _Checkout(paid, next(turns), visit.customer, cart, lines))


class _Shelves:
    """All products, ready to be drawn from."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products
        self._weights = tuple(accumulate(popularity(product) for product in products))

    def fill_a_cart(self, rng: Random) -> tuple[_Line, ...]:
        drawn = rng.choices(self._products, cum_weights=self._weights, k=pick(rng, _LINES))
        return tuple(
            _Line(product, 1 if product.category == "bikes" else pick(rng, _QUANTITIES))
            for product in dict.fromkeys(drawn)
        )


def _worth(lines: Sequence[_Line]) -> int:
    return sum(line.product.price * line.quantity for line in lines)


def _time_spent(rng: Random) -> int:
    """Return the seconds from the first to the last change of a cart: minutes, at times days."""
    return int(min(10 * DAY, rng.lognormvariate(6.2, 1.6)))


def _time_to_pay(rng: Random) -> int:
    """Return the seconds from the last change to the order: soon, or after sleeping on it."""
    if chance(rng, _BOUGHT_AT_ONCE):
        return int(MINUTE + min(3 * HOUR, rng.expovariate(1 / (12 * MINUTE))))
    return int(2 * HOUR + min(6 * DAY, rng.expovariate(1 / (30 * HOUR))))


def _cart(number: int, visit: Visit, touched: int, paid: int, lines: Sequence[_Line]) -> Cart:
    unpaid = "expired" if END - touched > _CART_EXPIRES_AFTER else "open"
    return Cart(
        id=number,
        customer_id=visit.customer,
        created_at=written(visit.at),
        updated_at=written(touched),
        value=_worth(lines),
        status="converted" if paid < END else unpaid,
    )


def _cart_lines(cart: int, lines: Sequence[_Line]) -> Iterator[CartLine]:
    for product, quantity in lines:
        yield CartLine(cart, product.sku, product.name, quantity, product.price, product.image)


def _order_lines(order: Order, lines: Sequence[_Line]) -> Iterator[OrderLine]:
    for product, quantity in lines:
        yield OrderLine(order.id, product.sku, product.name, quantity, product.price, product.image)


def _order(
    rng: Random, number: int, checkout: _Checkout, turn: int
) -> tuple[Order, _PayBack | None]:
    """Return an order as it stands when the data ends, and the money that goes back till then."""
    value = _worth(checkout.lines)
    shipping = 0 if value >= _FREE_SHIPPING_FROM else _SHIPPING
    status, changed = _way_to_the_customer(rng, checkout.at)
    order = Order(
        id=number,
        order_no=f"FH-{100_000 + number}",
        customer_id=checkout.customer,
        cart_id=checkout.cart,
        created_at=written(checkout.at),
        updated_at=written(changed),
        status=status,
        currency="SEK",
        total=value + shipping,
        shipping=shipping,
    )
    pay_back = _pay_back(rng, order, checkout.at, turn)
    if pay_back is None:
        return order, None
    if pay_back.amount == order.total:
        status = "cancelled" if pay_back.reason == "cancelled" else "refunded"
        order = order._replace(status=status, updated_at=written(pay_back.at))
    return order, pay_back


def _way_to_the_customer(rng: Random, paid: int) -> tuple[str, int]:
    shipped = paid + rng.randint(8 * HOUR, 2 * DAY)
    delivered = shipped + rng.randint(1 * DAY, 4 * DAY)
    if delivered < END:
        return "delivered", delivered
    return ("shipped", shipped) if shipped < END else ("paid", paid)


def _pay_back(rng: Random, order: Order, paid: int, turn: int) -> _PayBack | None:
    at, amount, reason = paid, order.total, pick(rng, _REASONS)
    match pick(rng, _OUTCOMES):
        case "kept":
            return None
        case "cancelled":
            at += rng.randint(10 * MINUTE, 20 * HOUR)
            reason = "cancelled"
        case "partly returned":
            at += _time_to_return(rng)
            amount = round(order.total * rng.uniform(0.2, 0.7))
        case _:
            at += _time_to_return(rng)
    return _PayBack(at, turn, order, amount, reason) if at < END else None


def _time_to_return(rng: Random) -> int:
    return int(DAY + min(60 * DAY, rng.lognormvariate(1.6, 0.8) * DAY))


def _refund(number: int, pay_back: _PayBack) -> Refund:
    return Refund(
        id=number,
        order_id=pay_back.order.id,
        customer_id=pay_back.order.customer_id,
        created_at=written(pay_back.at),
        amount=pay_back.amount,
        reason=pay_back.reason,
    )
