"""The example in docs/doctor.md is what is said. Run with REGENERATE=1 to write it anew."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from orchestrator import report
from tests.doctor.databases import Filled
from tests.doctor.examine import examine_flows, load
from tests.doctor.large import PROJECT, script

PAGE = Path(__file__).parents[2] / "docs" / "doctor.md"
BLOCK = re.compile(r"(?<=<!-- begin example -->\n).*?(?=<!-- end example -->)", re.DOTALL)
SECONDS = re.compile(r"in \d+\.\d\d s")
INDEXES = """
create unique index customers_id on customers (id);
create index orders_of_customer on orders (customer_id, created_at, total, status);
create index carts_of_customer on carts (customer_id);
create index lines_of_cart on cart_lines (cart_id);
create index products_sku on products (sku);
create unique index subscriptions_id on subscriptions (id);
create index subscriptions_of_customer on subscriptions (customer_id);
insert into orders values (12001, 7, '2026-03-31 09:55:00', 'paid', 90, 'S-7');
"""


def example(url: str) -> str:
    loaded, _ = load(PROJECT, url)
    findings = examine_flows(PROJECT, url, clock=lambda: datetime.now(UTC))
    placed = loaded.placed(findings.diagnostics)
    lines = [f"catalog and database: {report.problems(placed)}"]
    lines += [SECONDS.sub("in 0.01 s", each.sentence()) for each in findings.costs]
    text = report.as_text(placed, loaded.sources) + "\n".join(lines)
    return f"```\n$ flows doctor\n{text}\n```\n"


def test_the_example_is_what_is_said(filled: Filled) -> None:
    told = example(filled("sqlite", script("sqlite", 6000, 12_000) + INDEXES))
    page = PAGE.read_text(encoding="utf-8")
    if os.environ.get("REGENERATE"):
        page = BLOCK.sub(lambda _: told, page)
        PAGE.write_text(page, encoding="utf-8")
    found = BLOCK.search(page)
    assert found
    assert found[0] == told
