"""What a run leaves behind to read in the UI: a table with a row per operation."""

from __future__ import annotations

from collections.abc import Mapping

from prefect.artifacts import create_table_artifact

from orchestrator.deployment.engine import Compiled
from orchestrator.deployment.naming import artifact_key
from orchestrator.deployment.outcome import words


def publish_table(
    compiled: Compiled, by_operation: Mapping[str, Mapping[str, int]], sentence: str
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
        description=f"**{compiled.flow.title}**: {sentence}",
    )
