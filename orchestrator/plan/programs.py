"""Programs with the text that they come from, so that a version can be told of later."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.compiler import compile_flow
from orchestrator.load import Loaded
from orchestrator.model import Flow
from orchestrator.program import Program


def compile_loaded(flow: Flow, loaded: Loaded) -> Program:
    """The program of one of the loaded flows, with its file's text and the line of each step."""
    if loaded.project is None:
        message = "without a project no flow can be compiled"
        raise ValueError(message)
    program = compile_flow(flow, loaded.project, loaded.variables[flow.key], loaded.flows)
    document = loaded.documents[flow.file]
    lines = {each.path: document.span(each.path).line for each in program.version.stations}
    version = program.version.with_source(flow.file, loaded.sources[flow.file], lines)
    return replace(program, version=version)
