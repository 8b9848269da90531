"""Each thing that is asked of whoever enters, asked alone: by the engine's own statement.

The statement that lets people in is compiled for the same flow with everything else that it asks
taken out, so that an answer here cannot differ from what a tick does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from orchestrator.compiler.entering.candidates import Candidates
from orchestrator.compiler.entering.judging import admissible, has_entered
from orchestrator.compiler.expressions import Place, read
from orchestrator.compiler.expressions.values import is_tags
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import Compare, Condition, InSegment, Scope
from orchestrator.model import Flow, Reentry, ReentryKind, WhileInside
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.refused.reentry import inside_words, reentry_words
from orchestrator.timeline.rows import value_words
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version
from orchestrator.words import condition_words
from orchestrator.words import names as words

Making = Callable[[Sources], Candidates]
"""The one candidate that is judged."""

OTHERWISE = "something was not so when that came"

_ANYBODY = Reentry(ReentryKind.ALWAYS)


@dataclass(frozen=True)
class Judge:
    asker: Asker
    version: Version
    person: str
    make: Making
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def flow(self) -> Flow:
        return self.version.flow

    def has_let_in(self) -> bool:
        """Whether this very candidate has a passage."""
        candidates = self.make(Sources(self.asker.project.catalog))
        entered = has_entered(self.flow, candidates, by_trigger=True)
        query = candidates.query.where(entered).add_columns(candidates.key)
        return bool(self.asker.rows(query, self.given))

    def verdicts(self) -> Iterator[Line]:
        """A line for everything that is asked: `holds` or `fails`."""
        if self.has_let_in():
            text = "it let them in, as is told above"
            yield Line("let_in", None, text, mark=self.version.mark(self.flow.trigger.path))
            return
        if not self._admits(self._asking()):
            text = "they were not in the database yet by then"
            yield Line("fails", None, text, mark=self.version.mark(self.flow.trigger.path))
            return
        yield from (self._condition(each) for each in self.flow.conditions)
        yield from (self._exit(each) for each in self.flow.exit_when)
        yield from self._reentry()

    def _condition(self, condition: Condition) -> Line:
        said = condition_words((condition,), place=words.Place(self.flow.trigger))
        holds = self._admits(self._asking(conditions=(condition,)))
        value = self._value(condition)
        kind = "holds" if holds else "fails"
        points = () if holds else tuple(self._of_segment(condition))
        mark = self.version.mark(condition.path)
        return Line(kind, None, f"{said}{value}", mark=mark, points=points)

    def _of_segment(self, condition: Condition) -> Iterator[str]:
        """Which of the conditions of the segment does not hold."""
        if not isinstance(condition, InSegment) or condition.negated:
            return
        for each in self.asker.project.segments[condition.segment].conditions:
            if not self._admits(self._asking(conditions=(each,))):
                yield f"not so: {condition_words((each,))}{self._value(each)}"

    def _exit(self, condition: Condition) -> Line:
        said = condition_words((condition,), place=words.inside(self.flow.trigger))
        mark = self.version.mark(condition.path)
        if self._admits(self._asking(exit_when=(condition,))):
            return Line("holds", None, f"exit_when does not hold yet: {said}", mark=mark)
        text = f"exit_when holds already, so that they would leave at once: {said}"
        return Line("fails", None, text, mark=mark)

    def _reentry(self) -> Iterator[Line]:
        if not self._admits(self._asking(reentry=self.flow.reentry)):
            text = reentry_words(self.asker, self.flow, self.person)
            mark = self.version.mark(self.flow.reentry.path or ("reentry",))
            yield Line("fails", None, text, mark=mark)
        if not self._admits(self._asking(while_inside=self.flow.while_inside)):
            text = inside_words(self.asker, self.flow, self.person)
            yield Line("fails", None, text, mark=self.version.mark(("while_inside",)))

    def _asking(
        self,
        conditions: tuple[Condition, ...] = (),
        exit_when: tuple[Condition, ...] = (),
        reentry: Reentry = _ANYBODY,
        while_inside: WhileInside = WhileInside.BOTH,
    ) -> Flow:
        """The flow, with nothing asked but this."""
        return replace(
            self.flow,
            conditions=conditions,
            exit_when=exit_when,
            reentry=reentry,
            while_inside=while_inside,
        )

    def _admits(self, flow: Flow) -> bool:
        sources = Sources(self.asker.project.catalog)
        candidates = self.make(sources)
        query = admissible(flow, candidates, sources, self.asker.project)
        return bool(self.asker.rows(query.add_columns(candidates.key), self.given))

    def _value(self, condition: Condition) -> str:
        """What the customer has instead; only where one value is asked for."""
        if not isinstance(condition, Compare) or is_tags(condition.ref):
            return ""
        if condition.ref.scope not in (Scope.CUSTOMER, Scope.TRIGGER):
            return ""
        sources = Sources(self.asker.project.catalog)
        candidates = self.make(sources)
        place = Place(
            sources,
            self.asker.project.segments,
            candidates.person,
            customers=candidates.customers,
            trigger=candidates.trigger,
        )
        value, kind = read(condition.ref, place)
        found = self.asker.rows(candidates.query.add_columns(value.label("found")), self.given)
        return f" (it is {value_words(found[0].found, kind, self.asker.times)})" if found else ""


def concluded(verdicts: Iterable[Line], otherwise: str) -> Iterator[Line]:
    """The verdicts, and what it means where nothing speaks against entering."""
    told = list(verdicts)
    yield from told
    if all(each.kind == "holds" for each in told):
        yield Line("so", None, f"all of it holds: {otherwise}")
