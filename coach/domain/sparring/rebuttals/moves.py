"""The moves of a rebuttal that show in its words: taking up, asking, coming back to the buyer, leading on.

Rules over comparable tokens, so that a voice answer without commas and question marks is read as well. Each
says met or not met only where the words are plain, and unsure between: whoever writes the rules cannot know
every fair way to say something.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from coach.domain.judging import Verdict
from coach.domain.language import NEGATIONS, normal
from coach.domain.sparring.rebuttals.figures import figures
from coach.domain.sparring.rebuttals.heard import Heard, Line, Place
from coach.domain.sparring.rebuttals.known import same_term, terms_of
from coach.domain.sparring.rebuttals.point import Point
from coach.domain.sparring.rebuttals.questions import Question, questions
from coach.domain.sparring.rebuttals.rebuttal import Exchange
from coach.domain.sparring.rebuttals.talk import (
    ACKNOWLEDGES,
    BACK_TO_BUYER,
    BARE,
    BUT,
    BY_WHEN,
    CHECKS,
    CONTRARY,
    FOLLOWS_UP,
    GIVES_UP,
    GRANTS,
    LEADS_ONLY,
    NEXT_STEP,
    OFFERS,
    OUTCOMES,
    PRAISES,
    REPEATS_POINT,
    SHRUGS,
    TALK_ONLY,
    TO_BUYER,
)

_ECHO = 0.5
"""Share of a sentence's terms that must come from the rival's point for it to be a restatement."""

_FAINT_ECHO, _THEIRS = 0.35, 0.7
"""Below the first share a sentence only happens to use a word of theirs; from the second on it is all theirs."""

_FEW_TERMS = 2


class Move(NamedTuple):
    """One step as the words show it."""

    verdict: Verdict
    reason: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Moves:
    """The moves of one answer. `claimed` is the token from which the answer states something, if it does.

    `fouls` are the sentences that close the gate: nothing is granted fairly in them.
    """

    heard: Heard
    exchange: Exchange
    claimed: int | None
    fouls: Sequence[Place] = ()

    def took_up(self) -> Move:
        """Whether the rival's point was restated or granted before it was answered."""
        first = [*self._granted(), *self._restated()]
        decided = next((move for move in first if move.verdict is not Verdict.UNSURE), None)
        missing = Move(Verdict.NOT_MET, "I did not find that you took their point up.")
        return decided or next(iter(first), missing)

    def _granted(self) -> Iterator[Move]:
        for place, plain in self._taken():
            if any(place.overlaps(foul) for foul in self.fouls):
                continue
            line = self.heard.line_of(place.first)
            restates = self._echoes(self._start(line, place))
            taken_back = _follows(self.heard, place, BUT)
            if taken_back and not restates and plain:
                yield Move(Verdict.NOT_MET, "I found that you granted it only to say “but”.", (place,))
            elif taken_back and not restates:
                yield Move(Verdict.UNSURE, "I found a “but” right after it, which takes it back.", (place,))
            elif plain or restates:
                yield Move(Verdict.MET, "You took the point up before you answered it.", (place,))
            else:
                yield Move(Verdict.UNSURE, "You say that you understand; I cannot tell what you took up.", (place,))

    def _restated(self) -> Iterator[Move]:
        for number, line in enumerate(self.heard.lines):
            if number > 1 and self.claimed is not None and line.place.first > self.claimed:
                return
            said = self.heard.tokens_of(line.place)
            if line.asks or _OF_US.intersection(said[:2]) or self.heard.bars(line.place) or line.place in self.fouls:
                continue
            text = self.heard.text(line.place)
            shared, share = self._point.echo(text)
            if shared < _FEW_TERMS or share < _FAINT_ECHO or self._point.denied_by(text):
                continue
            if share >= _ECHO and shared > _FEW_TERMS:
                yield Move(Verdict.MET, "You said their point in fair words first.", (line.place,))
            yield Move(Verdict.UNSURE, "You use their words; I cannot tell whether you took it up.", (line.place,))

    def asked(self) -> Move:
        """Whether a question that explores came before the first claim."""
        late: Place | None = None
        doubtful: Place | None = None
        for question in self.questions:
            if not question.explores:
                continue
            if self.claimed is not None and question.place.first > self.claimed:
                late = late or question.place
            elif question.sure:
                return Move(Verdict.MET, "You asked before you answered.", (question.place,))
            else:
                doubtful = doubtful or question.place
        if doubtful is not None:
            return Move(Verdict.UNSURE, "This may be a question that explores; I cannot tell.", (doubtful,))
        if late is not None:
            return Move(Verdict.NOT_MET, "You asked only after you had answered.", (late,))
        return Move(Verdict.NOT_MET, "I found no question that explores what the buyer needs.")

    def criterion(self) -> Move:
        """Whether it came back to what the buyer decides by."""
        asked = [question.place for question in self.questions if question.sure]
        seen = [move for place in self._statements(asked) if (move := self._comes_back(place))]
        missing = Move(Verdict.NOT_MET, "I did not find what the buyer decides by.")
        return next((move for move in seen if move.verdict is Verdict.MET), next(iter(seen), missing))

    def _comes_back(self, place: Place) -> Move | None:
        text = self.heard.text(place)
        if self._point.echo(text)[1] >= _THEIRS:
            return None
        named = self._from_brief(terms_of(text))
        outcome, plain, to_buyer = (
            next((p for p in self.heard.places(pattern) if p.overlaps(place)), None)
            for pattern in (OUTCOMES, BACK_TO_BUYER, TO_BUYER)
        )
        where = (plain or outcome or to_buyer or place,)
        if (plain and (outcome or named)) or (to_buyer and (named > 1 or (named and outcome))):
            return Move(Verdict.MET, "You came back to what the buyer decides by.", where)
        if plain or (to_buyer and (outcome or named)) or named > 1:
            return Move(Verdict.UNSURE, "This comes near what the buyer decides by; I cannot tell.", where)
        return None

    def led_on(self) -> Move:
        """Whether it was checked that the point is settled, or a next step was asked for."""
        for pattern in (CHECKS, NEXT_STEP):
            for place in self.heard.places(pattern):
                if not NEGATIONS.intersection(self.heard.before(place, 2)):
                    return Move(Verdict.MET, "You checked that it is settled, or led on to a next step.", (place,))
        for place in self._offers():
            return Move(Verdict.MET, "You said what you will bring, and by when.", (place,))
        for place in self.heard.places(FOLLOWS_UP):
            return Move(Verdict.UNSURE, "This may lead on; I cannot tell.", (place,))
        return Move(Verdict.NOT_MET, "I found no check that it is settled, and no next step.")

    def _offers(self) -> Iterator[Place]:
        for place in self.heard.places(OFFERS):
            line = self.heard.line_of(place.first).place
            dated = any(when.overlaps(line) for when in self.heard.places(BY_WHEN))
            if dated and not NEGATIONS.intersection(self.heard.tokens_of(place)):
                yield place

    @property
    def promises(self) -> bool:
        """Whether it says what will be brought, and by when: little, and more than nothing."""
        return next(self._offers(), None) is not None

    @property
    def goes_on(self) -> bool:
        """Whether it leads on to something: "shall we meet" leads nowhere."""
        led = self.led_on()
        lines = [self.heard.text(self.heard.line_of(place.first).place) for place in led.places]
        about = [terms_of(line) - TALK_ONLY - LEADS_ONLY for line in lines]
        return self.promises or (led.verdict is Verdict.MET and any(len(terms) >= _FEW_TERMS for terms in about))

    @property
    def shrugs(self) -> bool:
        """Whether it says that there is no answer."""
        return self.heard.has(SHRUGS)

    @property
    def gives_in(self) -> bool:
        """Whether it says that the rival is right, or better."""
        plain = [*self.heard.places(GIVES_UP), *self.heard.places(GRANTS)]
        bare = [p for p in self.heard.places(BARE) if self._starts(p) and not _follows(self.heard, p, BUT)]
        return any(not NEGATIONS.intersection(self.heard.before(p, 2)) for p in plain) or bool(bare)

    @property
    def empty(self) -> bool:
        """Whether nothing is left when talk, and what the rival had said already, are taken away."""
        return self._empty_but(TALK_ONLY)

    @property
    def only_leads(self) -> bool:
        """Whether nothing is left but a next step, to talk about nothing."""
        return self.led_on().verdict is Verdict.MET and self._empty_but(TALK_ONLY | LEADS_ONLY)

    def _empty_but(self, talk: frozenset[str]) -> bool:
        said = terms_of(" ".join(t for i, t in enumerate(self.heard.texts) if i not in self.heard.barred))
        ours = terms_of(f"{self.exchange.us.company} {self.exchange.us.product} {self.exchange.card.name}")
        left = {word for word in said if not any(same_term(word, theirs) for theirs in (*self._point.terms, *ours))}
        denies = self._point.denied_by(self.heard.answer)
        new = any(
            not self._point.has(figure) for figure in figures(self.heard.texts) if figure.at not in self.heard.barred
        )
        return not left - talk and not denies and not new

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the answer."""
        return questions(self.heard)

    @cached_property
    def _point(self) -> Point:
        return Point(self.exchange)

    def repeats(self, place: Place) -> bool:
        """Whether a place says nothing but what the rival said: no figure, no denial and hardly a word of its own."""
        text = self.heard.text(place)
        figures_said = [figure for figure in figures(normal(text)) if not figure.loose]
        own_no = bool(NEGATIONS.intersection(normal(text))) and not NEGATIONS.intersection(normal(self.exchange.put))
        share = self._point.echo(text)[1]
        return (
            self.echoes(place)
            and not own_no
            and (share >= _THEIRS or all(self._point.tells(figure) for figure in figures_said))
        )

    def echoes(self, place: Place) -> bool:
        """Whether a place mostly repeats what the rival said, without denying it."""
        shared, share = self._point.echo(self.heard.text(place))
        return shared >= 2 and share >= _ECHO and not self._point.denied_by(self.heard.text(place))

    def _taken(self) -> Iterator[tuple[Place, bool]]:
        """Where the point is granted, repeated or praised; whether that is plain without a restatement."""
        for place in self.heard.places(GRANTS):
            if not NEGATIONS.intersection(self.heard.before(place, 2)) and not self.heard.has(CONTRARY):
                yield place, True
        for place in self.heard.places(REPEATS_POINT):
            yield place, False
        for place in self.heard.places(PRAISES):
            if not NEGATIONS.intersection(self.heard.before(place, 3)):
                line = self.heard.line_of(place.first)
                said = self.heard.tokens_of(self._start(line, place))
                aimed = _aims_at_them(said, self.exchange.card.name)
                if aimed or (self._echoes(line.place) and not _OF_US.intersection(said)):
                    yield place, aimed
        for place in self.heard.places(ACKNOWLEDGES):
            yield place, False
        for place in self.heard.places(BARE):
            if self._starts(place):
                yield place, False

    def _starts(self, place: Place) -> bool:
        return place.first == self.heard.line_of(place.first).place.first

    def _statements(self, asked: Sequence[Place]) -> Iterator[Place]:
        """The sentences that state something, and what a voice answer says around its questions."""
        for line in self.heard.lines:
            if line.asks or self.heard.bars(line.place):
                continue
            first = line.place.first
            for question in sorted(asked):
                if line.place.first <= question.first <= line.place.last:
                    if question.first > first:
                        yield Place(first, question.first - 1)
                    first = question.last + 1
            if first <= line.place.last:
                yield Place(first, line.place.last)

    def _echoes(self, place: Place) -> bool:
        return self._point.echo(self.heard.text(place))[0] > 0

    def _start(self, line: Line, place: Place) -> Place:
        """The sentence with the place, up to a "but"."""
        later = [i for i in range(place.last + 1, line.place.last + 1) if self.heard.texts[i] in ("but", "however")]
        return Place(line.place.first, min([*later, line.place.last]))

    def _from_brief(self, terms: frozenset[str]) -> int:
        """How many terms are those of the account that the rival has not used."""
        brief = self.exchange.brief
        told = " . ".join((brief.decision_criteria, brief.pain, brief.metrics, brief.use))
        wanted = terms_of(told) or terms_of(brief.account)
        wanted -= self._point.terms | terms_of(self.exchange.card.name) | TALK_ONLY
        return sum(any(same_term(word, theirs) for theirs in wanted) for word in terms)


_OF_US = frozenset({"we", "our", "ours"})


def _follows(heard: Heard, place: Place, wanted: frozenset[str]) -> bool:
    return bool(wanted.intersection(heard.after(place, 2)))


def _aims_at_them(said: tuple[str, ...], name: str) -> bool:
    return bool({"they", "their", "them", *normal(name)}.intersection(said))
