"""The flows of a project as attributes, compiled when a worker asks for one.

`orchestrator.deployment.flows.abandoned_cart` is `flows/abandoned-cart.yml`; nothing is kept, so a
new or edited file needs no restart.
"""

from __future__ import annotations

from orchestrator.deployment.engine import flow_file, open_flow
from orchestrator.deployment.environment import project_root
from orchestrator.deployment.workflow import Workflow, workflow


def __getattr__(name: str) -> Workflow:
    root = project_root()
    file = None if name.startswith("_") else flow_file(root, name)
    if file is None:
        message = f"{root / 'flows'} has no flow {name!r}"
        raise AttributeError(message)
    return workflow(open_flow(root, file))
