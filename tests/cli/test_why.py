"""`flows why` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Flows

AT = ("--at", "2026-03-31T10:00Z")


def test_it_tells_a_customers_story_and_changes_nothing(flows: Flows, copy_of_shop: Path) -> None:
    early = flows("why", "1", *AT, at=copy_of_shop)
    assert early.returncode == 1
    assert early.stderr == (
        "no flow has run on this database yet, so that nobody has entered any.\n"
    )
    files = set(copy_of_shop.rglob("*"))
    for words, code, said in (
        (("why", "nobody@shop.example"), 1, "no flow has run on this database yet"),
        (("why", "1", "welcom"), 2, "there is no flow welcom; expected one of abandoned-cart"),
        (("why",), 2, "Missing argument"),
    ):
        finished = flows(*words, at=copy_of_shop)
        assert finished.returncode == code
        assert said in finished.stderr
    assert set(copy_of_shop.rglob("*")) == files

    assert flows("run", "--local", "--at", "2026-03-31T08:00Z", at=copy_of_shop).returncode == 0
    nobody = flows("why", "nobody@shop.example", *AT, at=copy_of_shop)
    assert nobody.returncode == 1
    assert nobody.stderr == (
        "nobody in the database has the key, the e-mail address or the phone number "
        '"nobody@shop.example"\n'
    )
    told = flows("why", "1", "welcome", *AT, at=copy_of_shop)
    assert told.returncode == 0, told.stderr
    assert "was before the flow looked" in told.stdout
    document = json.loads(
        flows("why", "1", "welcome", *AT, "--format", "json", at=copy_of_shop).stdout
    )
    assert document["customer"]["key"] == "1"
    (chapter,) = document["flows"]
    assert (chapter["flow"], chapter["inside"], chapter["passages"]) == ("welcome", False, [])
    assert [line["kind"] for line in chapter["why_not"]] == ["row", "fails"]
    assert chapter["why_not"][0]["file"] == "flows/welcome.yml"
