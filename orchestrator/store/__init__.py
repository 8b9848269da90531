"""The database: engine, transactions, migrations, and every difference between dialects."""

from orchestrator.store.engine import Store, StoreError, open_store, open_untouched

__all__ = ["Store", "StoreError", "open_store", "open_untouched"]
