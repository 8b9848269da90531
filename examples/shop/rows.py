"""One named tuple a table, its fields in the order of the table's columns."""

from typing import NamedTuple


class Customer(NamedTuple):
    id: int
    created_at: str
    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    country: str | None
    city: str | None
    language: str | None
    timezone: str | None
    birth_date: str | None
    accepts_email: int | None
    accepts_sms: int | None


class Product(NamedTuple):
    sku: str
    name: str
    category: str
    price: int
    stock: int
    image: str
    url: str


class Cart(NamedTuple):
    id: int
    customer_id: int | None
    created_at: str
    updated_at: str
    value: int
    status: str


class CartLine(NamedTuple):
    cart_id: int
    sku: str
    name: str
    quantity: int
    price: int
    image: str


class Order(NamedTuple):
    id: int
    order_no: str
    customer_id: int | None
    cart_id: int | None
    created_at: str
    updated_at: str
    status: str
    currency: str
    total: int
    shipping: int


class OrderLine(NamedTuple):
    order_id: int
    sku: str
    name: str
    quantity: int
    price: int
    image: str


class Refund(NamedTuple):
    id: int
    order_id: int
    customer_id: int | None
    created_at: str
    amount: int
    reason: str


Row = Customer | Product | Cart | CartLine | Order | OrderLine | Refund

TABLES: dict[type[Row], str] = {
    Customer: "customers",
    Product: "products",
    Cart: "carts",
    CartLine: "cart_lines",
    Order: "orders",
    OrderLine: "order_lines",
    Refund: "refunds",
}
