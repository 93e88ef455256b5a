"""The competitor's rep without a model: prepared lines, chosen by what the answer did and did not touch."""

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from string import Template

from coach.domain.judging import JudgeIdentity, Verdict
from coach.domain.language import content_words, is_number
from coach.domain.sparring.cards.battlecard import Fact
from coach.domain.sparring.drill import Drill, Ending, Objection, Order
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Step
from coach.domain.sparring.turn import Left, Line, Said
from coach.service.sparring import scripted_words as words
from coach.service.sparring.scripted_cue import Taken, quote_length, quote_of, taken_up
from coach.service.sparring.scripted_leads import LEADS, Cue, Wordings

NAME = "scripted rival"

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()

_SMALL = 2
"""Figures up to this one are everyday words: “one contract”, “two tools”."""

_SHARE, _WORDS = 0.5, 3
"""A sentence states a claim when that share of its telling words stands in the claim, or so many of them."""


class ScriptedRival:
    """Satisfies the `Rival` port with the card's own lines and a stock of wordings.

    The same drill and the same words always get the same reply, and no sentence is heard twice in a drill
    as long as another one is left. It gives in only where the order says that the point was settled: what
    was perhaps a proof (`may_let_go`) is pressed.
    """

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name=NAME, embedded=True)

    def reply(self, drill: Drill, order: Order, shown: Callable[[Said], None]) -> Line:
        said = tuple(_Script(drill, order).line())
        for each in said:
            shown(each)
        return Line(said=said, left=order.left, engine=NAME)


class _Script:
    """One reply, put together sentence by sentence."""

    def __init__(self, drill: Drill, order: Order) -> None:
        self._drill, self._order = drill, order
        self._answer = drill.turns[-1] if drill.turns else None
        self._seed = f"{drill.id}\n{len(drill.turns)}\n{self._answer.text if self._answer else ''}"
        self._sharp = drill.level is Level.HARD
        self._rapid = drill.setup is Setup.RAPID_FIRE
        self._heard = {said.text for turn in drill.turns for said in turn.said}

    def line(self) -> list[Said]:
        order = self._order
        if order.left is Left.LET_GO and order.about:
            said = self._let_go(order.about)
        elif order.left is Left.MOVED_ON:
            said = self._move_on()
        elif order.press and order.about:
            said = self._press(order.about)
        else:
            said = [] if self._rapid else self._one_of(words.OPENINGS[self._drill.level])
        if order.put:
            return said + self._put(order.put)
        return said if order.press else said + self._closing()

    def _press(self, about: Objection) -> list[Said]:
        said = self._reaction() + self._follow_up(about)
        # Nobody asks a buyer whether “I do not know” was an answer.
        empty = self._taken.cue is Cue.NOTHING
        if self._drill.setup is Setup.MEETING and not empty and self._number("turns to the buyer") % 3 == 0:
            said += self._one_of(words.TO_THE_BUYER)
        return said

    def _follow_up(self, about: Objection) -> list[Said]:
        """The prepared follow-up that the answer touched least; of two presses, the sharpest comes last."""
        left = [press for press in about.presses if not self._repeats(press)]
        if not left:
            return self._one_of(words.PRESS)
        if self._order.press != self._drill.manner.presses:
            left = left[:-1] or left
        said = content_words(self._answer.text if self._answer else "")
        return self._stated(min(left, key=lambda press: len(content_words(press) & said)), about)

    def _let_go(self, about: Objection) -> list[Said]:
        said = self._what_settled_it()
        if self._repeats(about.beaten):
            return said + self._one_of(words.BEATEN_AGAIN)
        return said + [self._say(sentence) for sentence in _sentences(about.beaten)]

    def _what_settled_it(self) -> list[Said]:
        """The proof by the seller's words or by its source; without one, the measure of the buyer's they came to."""
        reading, longest = self._answer.reading if self._answer else None, quote_length(self._drill)
        if reading is None:
            return []
        proved = next((f for f in reading.steps if f.step is Step.PROOF and f.verdict is Verdict.MET), None)
        if proved is None:
            quote = quote_of(reading, Step.CRITERION, longest)
            return self._one_of(words.NAMES_THE_REASON, words=quote) if quote else []
        if quote := quote_of(reading, Step.PROOF, longest):
            return self._one_of(words.NAMES_THE_PROOF, words=quote)
        source = next((proof.source for proof in self._drill.us.proofs if proof.id in proved.facts), None)
        return self._one_of(words.NAMES_THE_SOURCE, source=source) if source else []

    def _move_on(self) -> list[Said]:
        stands = self._pool(words.STANDS)
        if self._rapid and self._taken.quote:
            return self._one_of(words.STANDS_SHORT, words=self._taken.quote) or self._one_of(stands)
        if self._order.ending is Ending.ROUNDS_USED_UP:
            return self._reaction()  # that it stands is part of the closing words
        return self._reaction() + self._one_of(stands)

    def _reaction(self) -> list[Said]:
        cue, quote, source = self._taken
        wordings = LEADS[cue]
        said: list[Said] = []
        if quote:
            said = self._one_of(self._pool(wordings), polite=True, words=quote, source=source or "")
        said = said or self._one_of(wordings.plain, polite=True)
        if not said:
            answers = len(list(self._drill.answers()))
            said = [self._say(f"That was your {_ORDINALS[answers - 1]} answer, and my question is where it was.")]
        if self._sharp and not self._rapid and self._number("what it costs them") % 2 == 0:
            said += self._one_of(words.COST)
        return said

    def _put(self, objection: Objection) -> list[Said]:
        if not self._drill.was_put(objection):
            bridges = words.BRIDGES if self._answer and not self._rapid else ()
            return self._one_of(bridges) + self._stated(objection.says, objection)
        # Another round of the one play: the same matter by what is on paper, then by a follow-up that is left.
        said = self._one_of(words.ONCE_MORE)
        for fact in self._facts(objection):
            restated = f"{'It is on paper, ' + fact.source if fact.source else 'Put more plainly'}: {fact.text}"
            if restated not in self._heard:
                return [*said, self._say(restated, facts=(fact.id,), claim=True), *self._one_of(words.ASK_AGAIN)]
        spare = [press for press in objection.presses if not self._repeats(press)]
        if len(spare) > self._drill.manner.presses:
            return said + self._stated(spare[0], objection)
        rounds = sum(turn.press == 0 for turn in self._drill.turns)
        again = f"For the {_ORDINALS[rounds]} time: {_sentences(objection.says)[-1]}"
        return [*said, self._say(again), *self._one_of(words.ASK_AGAIN)]

    def _closing(self) -> list[Said]:
        circles = self._order.ending is Ending.ROUNDS_USED_UP
        closing = self._one_of((words.ROUND_IN_CIRCLES,) if circles else words.CLOSINGS[self._drill.level])
        return [Said(text=sentence) for line in closing for sentence in _sentences(line.text)]

    def _stated(self, text: str, objection: Objection) -> list[Said]:
        """The sentences of a prepared line, each with the facts that it states."""
        sentences, facts = _sentences(text), self._facts(objection)
        stated = [
            () if sentence.endswith("?") else tuple(fact.id for fact in facts if self._states(sentence, fact))
            for sentence in sentences
        ]
        statements = [index for index, sentence in enumerate(sentences) if not sentence.endswith("?")]
        if text == objection.says and statements and not any(stated):
            held = content_words(" ".join(fact.text for fact in facts))
            stated[max(statements, key=lambda index: len(held & content_words(sentences[index])))] = objection.facts
        unsourced = set(statements) if not facts else set[int]()
        return [
            self._say(sentence, facts=stated[index], claim=bool(stated[index]) or index in unsourced)
            for index, sentence in enumerate(sentences)
        ]

    def _facts(self, objection: Objection) -> list[Fact]:
        return [fact for name in objection.facts if (fact := self._drill.card.fact(name))]

    def _states(self, sentence: str, fact: Fact) -> bool:
        names = content_words(f"{self._drill.card.name} {self._drill.us.company}")
        said, held = content_words(sentence) - names, content_words(fact.text)
        shared = said & held
        figures = {word for word in shared if is_number(word) and float(word) > _SMALL}
        return bool(figures) or len(shared) >= _WORDS or (bool(said) and len(shared) / len(said) >= _SHARE)

    @cached_property
    def _taken(self) -> Taken:
        assert self._answer is not None  # there is nothing to react to before the first answer
        return taken_up(self._drill, self._order, self._answer, self._number("what to take up"))

    def _pool(self, wordings: Wordings) -> Sequence[str]:
        return wordings.sharp if self._sharp else wordings.mild

    def _one_of(self, pool: Sequence[str], *, polite: bool = False, **fields: str) -> list[Said]:
        """One wording that was not heard in this drill yet; none when there is none left."""
        prefix = words.POLITE[self._number("manners") % len(words.POLITE)] if self._drill.level is Level.FAIR else ""
        for turn in range(len(pool)):
            text = Template(pool[(self._number(pool[0]) + turn) % len(pool)]).substitute(fields)
            if polite and prefix:
                text = prefix + (text if text.startswith(("I ", "“")) else text[0].lower() + text[1:])
            if text not in self._heard:
                return [self._say(text)]
        return []

    def _say(self, text: str, *, facts: tuple[str, ...] = (), claim: bool = False) -> Said:
        self._heard.add(text)
        return Said(text=text, facts=facts, claim=claim)

    def _repeats(self, text: str) -> bool:
        return not self._heard.isdisjoint(_sentences(text))

    def _number(self, what_for: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self._seed}\n{what_for}".encode()).digest()[:4])


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part]
