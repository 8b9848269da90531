"""What editors complete and check from: a schema that knows one project."""

from orchestrator.editor.project_schema import as_text, project_schema

__all__ = ["as_text", "project_schema"]
