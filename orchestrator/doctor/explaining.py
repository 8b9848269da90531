"""EXPLAIN: the tables that the database would read from end to end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

_SCAN = re.compile(r"SCAN (?:TABLE )?(?P<name>\S+)(?: AS (?P<alias>\S+))?")
_AUTOMATIC = re.compile(r"SEARCH (?:TABLE )?(?P<name>\S+)(?: AS (?P<alias>\S+))? USING AUTOMATIC")
_NO_TABLE = ("SCAN CONSTANT", "SCAN (")
_OWN_SCHEMAS = ("orchestrator", "pg_temp")


@dataclass(frozen=True)
class Scan:
    """A whole table is read."""

    name: str
    """The table's alias in the statement, or its name where it has none."""
    table: str | None
    """Its real name, where the plan tells."""
    is_repeated: bool
    """For each row of something else."""


class Explain(Executable, ClauseElement):
    """EXPLAIN of another statement, whose values are bound as ever."""

    inherit_cache = False

    def __init__(self, statement: Executable) -> None:
        self.statement = statement


@compiles(Explain, "sqlite")
def _(element: Explain, compiler: SQLCompiler, **kw: object) -> str:
    return f"EXPLAIN QUERY PLAN {_inner(element, compiler, **kw)}"


@compiles(Explain)
def _(element: Explain, compiler: SQLCompiler, **kw: object) -> str:
    return f"EXPLAIN (VERBOSE, FORMAT JSON) {_inner(element, compiler, **kw)}"


def _inner(element: Explain, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.statement, **kw)  # type: ignore[arg-type]
    # What comes back are the rows of the plan, and no INSERT's.
    compiler.isinsert = compiler.isupdate = compiler.isdelete = False
    return text


def scans_in(dialect: str, rows: Sequence[Row[Any]]) -> list[Scan]:
    """The customer tables that the plan reads whole, each once."""
    found = _of_sqlite(rows) if dialect == "sqlite" else _of_postgresql(rows)
    return list(dict.fromkeys(found))


def _of_sqlite(rows: Sequence[Row[Any]]) -> Iterator[Scan]:
    """Rows of (id, parent, unused, detail)."""
    details: dict[int, str] = {0: ""}
    parents: dict[int, int] = {}
    looping: set[int] = set()
    for number, parent, _, detail in rows:
        details[number], parents[number] = detail, parent
        if (scan := _scan_of(detail)) is not None:
            repeated = parent in looping or _is_correlated(parent, details, parents)
            yield Scan(scan, None, repeated)
        if detail.startswith(("SCAN ", "SEARCH ")):
            # What stands behind it at the same level is the inner loop of a join.
            looping.add(parent)


def _scan_of(detail: str) -> str | None:
    if detail.startswith(_NO_TABLE):
        return None
    found = _SCAN.match(detail) or _AUTOMATIC.match(detail)
    return (found["alias"] or found["name"]) if found else None


def _is_correlated(number: int, details: Mapping[int, str], parents: Mapping[int, int]) -> bool:
    while number:
        if details[number].startswith("CORRELATED"):
            return True
        number = parents[number]
    return False


def _of_postgresql(rows: Sequence[Row[Any]]) -> Iterator[Scan]:
    for (plan,) in rows:
        read = json.loads(plan) if isinstance(plan, str) else plan
        for each in read:
            yield from _below(each["Plan"], repeated=False)


def _below(node: Mapping[str, Any], *, repeated: bool) -> Iterator[Scan]:
    if _reads_all(node) and not str(node.get("Schema", "")).startswith(_OWN_SCHEMAS):
        yield Scan(node["Alias"], f"{node.get('Schema', '')}.{node['Relation Name']}", repeated)
    for child in node.get("Plans", ()):
        again = _is_inner(node, child) or _is_subplan(node, child)
        yield from _below(child, repeated=repeated or again)


def _reads_all(node: Mapping[str, Any]) -> bool:
    if "Relation Name" not in node:
        return False
    kind = node["Node Type"]
    return kind == "Seq Scan" or (kind.startswith("Index") and "Index Cond" not in node)


def _is_inner(node: Mapping[str, Any], child: Mapping[str, Any]) -> bool:
    return node["Node Type"] == "Nested Loop" and child.get("Parent Relationship") == "Inner"


def _is_subplan(node: Mapping[str, Any], child: Mapping[str, Any]) -> bool:
    """Whether it runs for each row; a hashed one runs once, and only who reads it says so."""
    if child.get("Parent Relationship") != "SubPlan":
        return False
    reader = {name: value for name, value in node.items() if name != "Plans"}
    return f"hashed {child.get('Subplan Name')}" not in json.dumps(reader)
