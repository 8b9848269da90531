"""Projects over databases that others designed: the front end and the doctor accept them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.real.command import flows
from tests.real.shared_data import shared_file

FOREIGN = [
    pytest.param("chinook", "foreign_schemas/chinook.sqlite", id="chinook"),
    pytest.param(
        "customer_orders", "foreign_schemas/oracle_customer_orders.sqlite", id="customer-orders"
    ),
]


@pytest.mark.parametrize("command", ["validate", "doctor"])
@pytest.mark.parametrize(("project", "database"), FOREIGN)
def test_a_foreign_database_is_accepted(
    command: str, project: str, database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "shop.sqlite"
    shutil.copyfile(shared_file(database), copy)
    folder = tmp_path / "project"
    shutil.copytree(Path(__file__).parent / project, folder)
    flows(command, project=folder, database=copy)
