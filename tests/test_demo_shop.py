import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from examples.shop.build import build

NOW = "2026-03-31 08:00:00"
FIRST, LAST = "2025-04-01 00:00:00", "2026-04-14 23:59:59"


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    build(path)
    return path


@pytest.fixture(scope="module")
def shop(shop_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(shop_file)) as connection:
        yield connection


def number(shop: sqlite3.Connection, sql: str) -> float:
    value = shop.execute(sql).fetchone()[0]
    assert isinstance(value, int | float)
    return value


def digest(shop: sqlite3.Connection) -> str:
    return hashlib.sha256("\n".join(shop.iterdump()).encode()).hexdigest()


def test_the_same_shop_every_time(shop: sqlite3.Connection, tmp_path: Path) -> None:
    build(tmp_path / "again.db")
    with closing(sqlite3.connect(tmp_path / "again.db")) as again:
        assert digest(again) == digest(shop)


def test_a_build_replaces_an_older_shop_and_its_log(tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "shop.db"
    out.parent.mkdir()
    for name in ("shop.db", "shop.db-wal", "shop.db-shm", "shop.db-journal"):
        out.with_name(name).write_bytes(b"an older one")
    build(out, customers=50)
    assert list(out.parent.iterdir()) == [out]
    with closing(sqlite3.connect(out)) as shop:
        assert number(shop, "select count(*) from customers") == 50


def test_a_build_that_fails_leaves_the_old_shop(tmp_path: Path) -> None:
    out = tmp_path / "shop.db"
    out.write_bytes(b"an older one")
    with pytest.raises(TypeError):
        build(out, customers=0.5)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == b"an older one"


def test_it_is_whole(shop: sqlite3.Connection) -> None:
    assert shop.execute("pragma integrity_check").fetchone() == ("ok",)
    assert shop.execute("pragma foreign_key_check").fetchall() == []


def test_it_has_the_size_of_a_shop(shop: sqlite3.Connection) -> None:
    at_the_first_tick = f"select count(*) from customers where created_at <= '{NOW}'"
    assert number(shop, at_the_first_tick) >= 5_000
    assert number(shop, "select count(*) from products") >= 60
    assert number(shop, "select count(*) from carts") > number(shop, "select count(*) from orders")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("customers", "created_at"),
        ("carts", "created_at"),
        ("carts", "updated_at"),
        ("orders", "created_at"),
        ("orders", "updated_at"),
        ("refunds", "created_at"),
    ],
)
def test_times_are_written_alike_and_in_the_year(
    shop: sqlite3.Connection, table: str, column: str
) -> None:
    odd = f"{column} not between '{FIRST}' and '{LAST}' or {column} <> datetime({column})"
    assert number(shop, f"select count(*) from {table} where {odd}") == 0


@pytest.mark.parametrize("table", ["customers", "carts", "orders", "refunds"])
def test_numbers_grow_with_time(shop: sqlite3.Connection, table: str) -> None:
    by_id = f"select created_at from {table} order by id"
    by_time = f"select created_at from {table} order by created_at"
    assert shop.execute(by_id).fetchall() == shop.execute(by_time).fetchall()


def test_the_shop_goes_on_after_the_first_tick(shop: sqlite3.Connection) -> None:
    for table in ("customers", "carts", "orders", "refunds"):
        later = f"select count(*) from {table} where created_at > '{NOW}'"
        assert number(shop, later) > 0, table


@pytest.mark.parametrize(
    "dirt",
    [
        "select count(*) from carts where customer_id is null",
        "select count(*) from orders where customer_id is null",
        "select count(*) from orders where cart_id is null",
        "select count(*) from customers where first_name is null",
        "select count(*) from customers where first_name like '%🚲%'",
        "select count(*) from customers where first_name like '%ø%' or first_name like '%å%'",
        "select count(*) from customers where email is null",
        "select count(*) from customers where email <> '' and email not like '%@%'",
        "select count(*) from customers where email like '%@%@%'",
        "select count(*) from customers where email like '% '",
        "select count(*) from customers where timezone = 'Mars/Olympus'",
        "select count(*) from customers where timezone is null",
        "select count(*) from customers where accepts_email is null",
        "select count(*) from customers where accepts_sms is null",
        "select count(*) from customers where birth_date is null",
        "select count(*) from customers where birth_date like '%-02-29'",
        "select count(*) - count(distinct email) from customers where email <> ''",
    ],
)
def test_the_dirt_is_there(shop: sqlite3.Connection, dirt: str) -> None:
    assert number(shop, dirt) > 0


def test_no_address_reaches_anybody(shop: sqlite3.Connection) -> None:
    outside = "email <> '' and trim(email) not like '%.example'"
    assert number(shop, f"select count(*) from customers where {outside}") == 0


def test_birth_dates_are_dates(shop: sqlite3.Connection) -> None:
    assert number(shop, "select count(*) from customers where birth_date <> date(birth_date)") == 0


def test_many_never_buy_and_some_buy_all_the_time(shop: sqlite3.Connection) -> None:
    orders = f"""
      select c.id, count(o.id) as bought from customers c
      left join orders o on o.customer_id = c.id and o.created_at <= '{NOW}'
      where c.created_at <= '{NOW}' group by c.id
    """
    assert 0.35 < number(shop, f"select avg(bought = 0) from ({orders})") < 0.55
    assert number(shop, f"select count(*) from ({orders}) where bought >= 10") > 50


def test_money_adds_up(shop: sqlite3.Connection) -> None:
    wrong_carts = """
      select count(*) from carts where value <>
        (select sum(quantity * price) from cart_lines where cart_id = carts.id)
    """
    wrong_orders = """
      select count(*) from orders where total - shipping <>
        (select sum(quantity * price) from order_lines where order_id = orders.id)
    """
    too_much = """
      select count(*) from refunds join orders on orders.id = order_id where amount > total
    """
    assert [number(shop, sql) for sql in (wrong_carts, wrong_orders, too_much)] == [0, 0, 0]


def test_a_cart_rests_before_its_order(shop: sqlite3.Connection) -> None:
    too_late = """
      select count(*) from orders join carts on carts.id = cart_id
      where carts.updated_at >= orders.created_at or carts.status <> 'converted'
    """
    without_order = """
      select count(*) from carts
      where status = 'converted' and id not in (select cart_id from orders where cart_id not null)
    """
    assert [number(shop, sql) for sql in (too_late, without_order)] == [0, 0]
