"""From a folder to what is in it: each file for itself, then all of them together."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping, Sequence

from orchestrator.load.beside import Beside
from orchestrator.load.files import PROJECT_FILE, TEMPLATES, flow_files
from orchestrator.load.loaded import Loaded
from orchestrator.load.loading import Loading
from orchestrator.load.twins import one_file_a_flow
from orchestrator.model import Defaults, Flow, Project
from orchestrator.records import dataclass
from orchestrator.rules import Context, Whole, check_needs, check_together, variables_of
from orchestrator.templates import TemplateSet


def load_project(
    root: pathlib.Path,
    paths: Sequence[pathlib.Path] = (),
    *,
    environment: Mapping[str, str] | None = os.environ,
    beside: bool = True,
    remembers: bool = False,
) -> Loaded:
    """Reads the project and its flows: those in `paths`, or all.

    With `paths`, of the other flows those are read that the ones in `paths` name, but nothing is
    said of theirs, and nothing that needs all flows is judged; without `beside` none is read, and
    nothing that needs another one is judged.
    With `remembers`, what earlier runs found in templates is not looked for again.
    `environment` fills `${NAME}` in orchestrator.yml. With None variables stay as written and
    none is missed, so that files can be judged where there are no secrets.
    """
    loading = Loading(root)
    partial = loading.project(environment)
    context = Context(partial, _templates(root, partial, remembers=remembers), loading.doubtful())
    asked = _read(loading, list(flow_files(root, paths)), context)
    others = Beside()
    if paths and beside:
        others = Beside.of(root, asked.files, asked.flows, context)
    if partial is not None:
        whole = _whole(partial, context, asked, others)
        loading.add(check_needs(PROJECT_FILE, whole))
        if beside or not paths:
            loading.add(check_together(PROJECT_FILE, whole, has_all=not paths))
    loading.add(one_file_a_flow(asked.flows, others.files))
    flows = tuple(flow for flow in asked.clean if flow.file not in loading.broken)
    allowances = loading.allowances(is_whole=not paths)
    variables = {flow.key: variables_of(flow, context.templates) for flow in flows}
    context.templates.keep()
    return Loaded(
        project=partial if loading.is_clean(root / PROJECT_FILE) else None,
        flows=flows,
        templates=context.templates,
        variables=variables,
        diagnostics=loading.sorted_diagnostics(allowances, is_whole=not paths),
        sources=loading.sources(),
        files=tuple(map(loading.name, asked.files)),
        documents=loading.documents,
        allowances=allowances,
    )


@dataclass(frozen=True)
class _Read:
    """Flow files, the flows that could be read of them, and those of them without errors."""

    files: tuple[pathlib.Path, ...] = ()
    flows: tuple[Flow, ...] = ()
    clean: tuple[Flow, ...] = ()
    keys: frozenset[str] = frozenset()


def _read(loading: Loading, files: Sequence[pathlib.Path], context: Context) -> _Read:
    read = [(path, loading.flow(path, context)) for path in files]
    flows = [(path, flow) for path, flow in read if flow is not None]
    return _Read(
        tuple(files),
        tuple(flow for _path, flow in flows),
        tuple(flow for path, flow in flows if loading.is_clean(path)),
        frozenset(flow.key if flow and flow.key else path.stem for path, flow in read),
    )


def _whole(project: Project, context: Context, asked: _Read, others: Beside) -> Whole:
    return Whole(
        project,
        context,
        flows=(*asked.clean, *others.flows),
        keys=asked.keys | {*others.files},
        files=frozenset(flow.file for flow in asked.flows),
    )


def _templates(root: pathlib.Path, project: Project | None, *, remembers: bool) -> TemplateSet:
    defaults = project.defaults if project else Defaults()
    return TemplateSet(
        root / TEMPLATES, locale=defaults.locale, zone=defaults.timezone, remembers=remembers
    )
