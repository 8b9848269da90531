"""The database: engine, transactions, migrations, and every difference between dialects."""

from orchestrator.store.copying import copy_state
from orchestrator.store.engine import Store, open_existing, open_store, open_untouched
from orchestrator.store.errors import NoStateError, StoreError
from orchestrator.store.outages import is_outage

__all__ = [
    "NoStateError",
    "Store",
    "StoreError",
    "copy_state",
    "is_outage",
    "open_existing",
    "open_store",
    "open_untouched",
]
