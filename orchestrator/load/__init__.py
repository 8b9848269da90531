"""The front end as one function: a folder to flows and everything that is wrong with them.

No database, no network, and neither Prefect nor SQLAlchemy.
"""

from orchestrator.load.files import FLOWS, PROJECT_FILE, TEMPLATES, TESTS, flow_files
from orchestrator.load.loaded import Loaded
from orchestrator.load.pipeline import load_project

__all__ = ["FLOWS", "PROJECT_FILE", "TEMPLATES", "TESTS", "Loaded", "flow_files", "load_project"]
