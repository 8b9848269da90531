"""A YAML file as a Prefect flow, compiled when it is asked for."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from orchestrator.deployment.engine import Compiled, open_flow
from orchestrator.deployment.environment import PROJECT_VARIABLE
from orchestrator.deployment.naming import artifact_key, describe, run_name, tags_of

ENTRY = "orchestrator.deployment.flows"


@pytest.fixture
def entry(project: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(PROJECT_VARIABLE, str(project))
    return ENTRY


def compiled(project: Path, key: str) -> Compiled:
    return open_flow(project, project / "flows" / f"{key}.yml")


def test_an_entrypoint_is_a_yaml_file(entry: str) -> None:
    flow: Flow[..., Any] = load_flow_from_entrypoint(f"{entry}.welcome")
    assert flow.name == "welcome"
    assert len(flow.version or "") == 12


def test_a_file_written_a_moment_ago_needs_no_restart(entry: str, project: Path) -> None:
    text = (project / "flows" / "welcome.yml").read_text()
    (project / "flows" / "hello-again.yml").write_text(
        text.replace("flow: welcome", "flow: hello-again")
    )
    flow: Flow[..., Any] = load_flow_from_entrypoint(f"{entry}.hello_again")
    assert flow.name == "hello-again"


def test_a_name_without_a_file_is_no_attribute(entry: str) -> None:
    with pytest.raises(AttributeError, match="has no flow 'nobody'"):
        importlib.import_module(entry).nobody  # noqa: B018  it is the access that fails


def test_a_broken_file_says_what_is_wrong_with_it(entry: str, project: Path) -> None:
    file = project / "flows" / "welcome.yml"
    file.write_text(file.read_text().replace("template: hello", "template: goodbye"))
    with pytest.raises(ValueError, match=r"flows/welcome.yml: .*goodbye"):
        importlib.import_module(entry).welcome  # noqa: B018  as above


def test_a_flow_opens_with_those_that_it_starts(project: Path) -> None:
    """A worker loads the files that it needs: not more, and not less."""
    file = project / "flows" / "thanks.yml"
    file.write_text(file.read_text() + "  - start: welcome\n")
    opened = compiled(project, "thanks")
    assert sorted(flow.key for flow in opened.loaded.flows) == ["thanks", "welcome"]


def test_the_form_asks_for_an_instant(entry: str) -> None:
    schema = parameter_schema(importlib.import_module(entry).welcome)
    at = schema.properties["at"]
    assert {"type": "string", "format": "date-time"} in at["anyOf"]
    assert "never goes back in time" in at["description"]


def test_names_are_for_people(project: Path) -> None:
    welcome = compiled(project, "welcome")
    summer = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)
    assert run_name(welcome, summer) == "welcome 2026-03-31 10:00"
    assert tags_of(welcome) == ["managed-by:lifecycle-flows", "onboard", "transactional"]
    assert "paused" in tags_of(compiled(project, "buyers"))


def test_description_tells_the_flow(project: Path) -> None:
    text = describe(compiled(project, "welcome"))
    assert text.startswith("**Welcome**\n\nTwo mails in the first week.\n\nOwner: crm@shop.example")
    assert '1. **send hello**: Send e-mail hello, "Hello"' in text


@pytest.mark.parametrize(("key", "artifact"), [("welcome", "welcome"), ("A_b.c", "a-b-c")])
def test_artifact_keys_are_what_prefect_takes(key: str, artifact: str) -> None:
    assert artifact_key(key) == artifact
