"""`while_inside: restart`: the passage before ends once the new one has begun."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from orchestrator.program import Restart
from orchestrator.runner.executing import execute


def end_others(
    connection: Connection, restart: Restart | None, entered: int, given: Mapping[str, object]
) -> int:
    """How many passages ended because so many people have just entered anew."""
    if restart is None or not entered:
        return 0
    ended = execute(connection, restart.leave, given)
    execute(connection, restart.settle, given)
    if ended:
        execute(connection, restart.cancel, given)
    return ended
