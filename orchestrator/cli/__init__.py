"""The command `flows`."""

import gc

# What a short command makes, it keeps: looking for garbage while modules load finds none, and
# takes a tenth of `flows validate`. Long ones are still swept.
gc.set_threshold(200_000, 20, 20)

from orchestrator.cli.main import main  # noqa: E402 - the loading is what it is for

__all__ = ["main"]
