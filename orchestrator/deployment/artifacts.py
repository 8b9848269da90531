"""What a run leaves behind to read in the UI: a table with a row per operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prefect.artifacts import create_table_artifact

from orchestrator.deployment.engine import Compiled
from orchestrator.deployment.naming import artifact_key
from orchestrator.deployment.outcome import Summary, words


def publish_table(
    compiled: Compiled, by_operation: Mapping[str, Mapping[str, int]], summary: Summary
) -> None:
    create_table_artifact(
        [
            {
                "step": operation.name,
                "result": words(by_operation.get(operation.name, {})),
                "what it does": operation.sentence,
            }
            for operation in compiled.program.operations
        ],
        key=artifact_key(compiled.flow.key),
        description="\n".join(_lines(compiled.flow.title, summary)),
    )


def _lines(title: str, summary: Summary) -> Iterator[str]:
    yield f"**{title}**: {summary.sentence}"
    if summary.reasons:
        yield ""
        yield from (f"- {reason}" for reason in summary.reasons)
