"""The other files that a template extends, includes or imports."""

from __future__ import annotations

from jinja2 import nodes

from orchestrator.templates.library import Library, constant_names
from orchestrator.templates.notes import Notes
from orchestrator.templates.source import Source


class Pulling:
    """Finds them by the names that tags are given; what is wrong with them is noted."""

    def __init__(self, library: Library, notes: Notes) -> None:
        self._library = library
        self._notes = notes

    def load(self, name: str) -> Source | None:
        for problem in self._library.problems(name):
            self._notes.problem(problem)
        return self._library.source(name)

    def target(self, template: nodes.Node, source: Source, verb: str | None) -> Source | None:
        """Find the file that a constant name stands for; with a verb, a missing one is noted."""
        names = constant_names(template)
        found = next((name for name in names if self._library.exists(name)), None)
        if found is not None:
            return self.load(found)
        if names and verb:
            nearest = self._library.nearest(names[0])
            hint = f' (did you mean "{nearest}"?)' if nearest else ""
            message = f'this {verb} "{names[0]}", and there is no such file{hint}'
            self._notes.problem(source.problem(template.lineno, message))
        return None

    def chain(self, source: Source) -> tuple[list[Source], bool]:
        """Follow `extends` from a template to its outermost layout, and say if that was reached."""
        chain = [source]
        while extends := chain[-1].tree.find(nodes.Extends):
            parent = self.target(extends.template, chain[-1], "extends")
            if parent in chain:
                self.circle(extends, chain[-1], "extends")
            if parent is None or parent in chain:
                return chain, False
            chain.append(parent)
        return chain, True

    def circle(self, node: nodes.Node, source: Source, verb: str) -> None:
        message = f"this {verb} a template that {verb} this one, so that it never ends"
        self._notes.problem(source.problem(node.lineno, message))
