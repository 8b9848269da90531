"""What the server itself does about runs that stopped breathing."""

from __future__ import annotations

from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from orchestrator.deployment.environment import HEARTBEAT_SECONDS

NAME = "lifecycle-flows: runs without a heartbeat have crashed"
_HEARTBEAT = "prefect.flow-run.heartbeat"


def ensure_crash_automation(client: SyncPrefectClient) -> None:
    """A run that was killed together with its worker would be shown as running for ever."""
    if not client.read_automations_by_name(NAME):
        client.create_automation(crash_automation())


def crash_automation() -> AutomationCore:
    return AutomationCore(
        name=NAME,
        description="A worker that dies takes its runs along; their next tick goes on from there.",
        trigger=EventTrigger(
            after={_HEARTBEAT},
            # Any event of the run is a sign of life. End states have names of their own here
            # (Sent, NothingToDo), and Prefect names their events after them.
            expect={"prefect.flow-run.*"},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=3 * HEARTBEAT_SECONDS),
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                state=StateType.CRASHED,
                force=False,
                message="No sign of life for 90 seconds: the worker or its machine has stopped.",
            )
        ],
    )
