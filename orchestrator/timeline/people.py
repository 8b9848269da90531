"""Who is meant: a customer's key, or an address."""

from __future__ import annotations

import re

from sqlalchemy import Select, String, cast, func, literal, null, or_, select

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.sources import Sources
from orchestrator.tables import Sql
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.telling import Person

_NUMBER = re.compile(r"-?\d{1,18}")
AT_MOST = 20
"""More people than that with one address are not told apart by a list."""


def find_people(asker: Asker, named: str) -> list[Person]:
    """The customer with that key; else those with that e-mail address or phone number.

    Else the one of that key who has been in a flow, and is gone from the customer database since.
    """
    wanted = named.strip()
    return _with_key(asker, wanted) or _with_address(asker, wanted) or _remembered(asker, wanted)


def _with_key(asker: Asker, named: str) -> list[Person]:
    is_number = asker.project.catalog.customers.key.type is Type.NUMBER
    if is_number and not _NUMBER.fullmatch(named):
        return []
    query, key = _people(asker)
    return _read(asker, query.where(asker.is_person(key, named)))


def _with_address(asker: Asker, named: str) -> list[Person]:
    query, _ = _people(asker)
    columns = query.selected_columns
    same = or_(*(func.lower(func.trim(columns[each])) == literal(named.lower()) for each in "ep"))
    return _read(asker, query.where(same).order_by(columns["k"]))


def _remembered(asker: Asker, named: str) -> list[Person]:
    key = named.lower() if asker.project.catalog.customers.key.is_uuid else named
    enrolment = tables.enrolment
    known = asker.one(select(enrolment.c.customer).where(enrolment.c.customer == key))
    return [Person(key, is_gone=True)] if known is not None else []


def _people(asker: Asker) -> tuple[Select[tuple[str, str, str]], Sql]:
    sources = Sources(asker.project.catalog)
    mapped, customers = sources.catalog.customers, sources.customers()
    key = sources.customer_key(customers)
    addresses = [
        cast(customers.c[name] if name else null(), String) for name in (mapped.email, mapped.phone)
    ]
    names = (cast(key, String), *addresses)
    return select(*(each.label(name) for each, name in zip(names, "kep", strict=True))), key


def _read(asker: Asker, query: Select[tuple[str, str, str]]) -> list[Person]:
    rows = asker.rows(query.limit(AT_MOST))
    # A customer that stands twice is still one.
    return list({row.k: Person(row.k, row.e or None, row.p or None) for row in rows}.values())
