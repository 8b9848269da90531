"""Text to data with the place of every value: YAML, read as people mean it."""

from orchestrator.document.document import Document, Value, source_lines
from orchestrator.document.files import read_file, read_text
from orchestrator.document.reader import read_document

__all__ = ["Document", "Value", "read_document", "read_file", "read_text", "source_lines"]
