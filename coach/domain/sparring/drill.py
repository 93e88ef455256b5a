"""One rehearsal against the competitor's rep, as a value: what was said, and what follows from it.

    start -> rival puts an objection -> seller answers -> rival presses it, or leaves it and puts the next -> ... -> end

Code decides what the rival does next (`coach.domain.sparring.course`); a model only finds the words. So the
five objections of a meeting are put whatever the model likes, and only what was really put is ever counted.
Nothing that can be derived from the turns is stored beside them.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from coach.domain.attempt import Problem
from coach.domain.judging import JudgeIdentity, Verdict
from coach.domain.rubric import Us
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Play
from coach.domain.sparring.levels import MANNERS, Level, Manner, Setup
from coach.domain.sparring.rebuttals.rebuttal import IN_ONE_LINE, Assessment, Exchange, Step
from coach.domain.sparring.turn import Left, Speaker, Turn
from coach.domain.value import Value

LONGEST_ANSWER = 4000
"""Characters of one answer; about five minutes of speech."""


class Ending(StrEnum):
    """Why a drill is over. `completed`: everything on the agenda was put and left."""

    COMPLETED = "completed"
    ANSWERS_USED_UP = "answers_used_up"
    STOPPED = "stopped"
    ROUNDS_USED_UP = "rounds_used_up"


class State(StrEnum):
    """Where an objection is. `put` waits for an answer; `conceded`: the seller let the point stand.

    `unclear`: nobody could tell whether the answers to it settle it. It is neither answered nor dodged.
    """

    NOT_PUT = "not_put"
    PUT = "put"
    ANSWERED = "answered"
    DODGED = "dodged"
    CONCEDED = "conceded"
    UNCLEAR = "unclear"


class Objection(Value):
    """One play as it comes up in this drill. `facts` are card ids; none means it is unsourced."""

    id: str
    title: str
    does: str
    says: str
    presses: tuple[str, ...]
    beaten: str
    facts: tuple[str, ...]
    answer: CardAnswer

    @classmethod
    def of(cls, card: Battlecard, play: Play) -> "Objection":
        answer = card.answer_to(play)
        assert answer is not None  # a card refuses a play without one
        return cls(
            facts=play.claims,
            answer=answer,
            **play.model_dump(include={"id", "title", "does", "says", "presses", "beaten"}),
        )


class Order(Value):
    """What the rival is to do now.

    `left` says what becomes of the point on the table (None: it stays, or there is none yet); then comes
    `put` anew, or a `press` (1, 2 ...) of `about`, or, with neither, the closing words. `may_let_go`: the
    quick reading is unsure whether the answer settles the point; a model that finds that it does may give in
    instead of pressing, and then puts `instead` (or closes).
    """

    about: Objection | None = None
    left: Left | None = None
    put: Objection | None = None
    press: int | None = None
    weakest: Step | None = None
    may_let_go: bool = False
    instead: Objection | None = None
    ending: Ending | None = None


class Drill(Value):
    """Everything about one drill. `card` and `us` are frozen here as they were when it began.

    `rival` and `judge` say who plays and who assesses; `problem` is why the rival's last try failed.
    """

    id: str
    who: str
    at: datetime
    card: Battlecard
    us: Us
    brief: Brief
    setup: Setup
    level: Level
    objections: tuple[Objection, ...]
    rival: JudgeIdentity
    judge: JudgeIdentity
    turns: tuple[Turn, ...] = ()
    ended: Ending | None = None
    ended_at: datetime | None = None
    problem: Problem | None = None

    @model_validator(mode="after")
    def _has_objections(self) -> Self:
        if not self.objections or (self.setup is Setup.ONE_PLAY and len(self.objections) != 1):
            raise ValueError("a drill needs objections, and one play is one")
        return self

    @property
    def whose_turn(self) -> Speaker | None:
        if self.ended is not None:
            return None
        return Speaker.SELLER if self.turns and self.turns[-1].speaker is Speaker.RIVAL else Speaker.RIVAL

    @property
    def on_table(self) -> Objection | None:
        return self.objection(self.turns[-1].objection) if self.turns and self.ended is None else None

    @property
    def manner(self) -> Manner:
        return MANNERS[self.level]

    @property
    def clock_s(self) -> int | None:
        """Seconds for one answer, where there is a clock."""
        return self.manner.seconds if self.setup is Setup.RAPID_FIRE else None

    @property
    def to_settle(self) -> int:
        """How many answers have to settle a point until it is answered."""
        return self.manner.rounds if self.setup is Setup.ONE_PLAY else 1

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are looked at in this drill's answers."""
        return IN_ONE_LINE if self.setup is Setup.RAPID_FIRE else tuple(Step)

    def objection(self, objection_id: str | None) -> Objection | None:
        return next((objection for objection in self.objections if objection.id == objection_id), None)

    def answers(self) -> Iterator[Turn]:
        """The seller's turns."""
        return (turn for turn in self.turns if turn.speaker is Speaker.SELLER)

    def turn(self, number: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.number == number), None)

    def put_before(self, number: int) -> Turn | None:
        """The rival's turn that an answer replies to."""
        return next(
            (turn for turn in reversed(self.turns) if turn.number < number and turn.speaker is Speaker.RIVAL), None
        )

    def exchange(self, answer: Turn) -> Exchange:
        """What an answer is assessed from."""
        objection, put = self.objection(answer.objection), self.put_before(answer.number)
        assert objection is not None  # every answer is to something
        return Exchange(
            card=self.card,
            us=self.us,
            brief=self.brief,
            title=objection.title,
            facts=objection.facts,
            model=objection.answer,
            put=put.text if put else objection.says,
            answer=answer.text,
            steps=self.steps,
        )

    def was_put(self, objection: Objection) -> bool:
        return any(turn.speaker is Speaker.RIVAL and turn.objection == objection.id for turn in self.turns)

    def state(self, objection: Objection) -> State:
        """What became of an objection, from what was said; see `State`."""
        if not self.was_put(objection):
            return State.NOT_PUT
        answers = [turn for turn in self.answers() if turn.objection == objection.id]
        # Code and judge may disagree about an answer, so what is counted here need not be how the drill went.
        if sum(self._settles(turn) for turn in answers) >= self.to_settle:
            return State.ANSWERED
        if not answers or self.on_table == objection:
            return State.PUT
        last = answers[-1].best_known
        if last is not None and last.grants:
            return State.CONCEDED
        return State.UNCLEAR if self._perhaps_settled(answers) else State.DODGED

    def beats(self, assessment: Assessment | None) -> bool:
        """Whether an answer settles a point at this level. Nothing does behind a closed gate."""
        return self._enough(assessment, {Verdict.MET})

    def perhaps_beats(self, assessment: Assessment | None) -> bool:
        """Whether an answer would settle a point at this level if every doubt about its steps were decided for it."""
        return self._enough(assessment, {Verdict.MET, Verdict.UNSURE})

    def _enough(self, assessment: Assessment | None, counts: set[Verdict]) -> bool:
        if assessment is None or assessment.breaches or assessment.nothing:
            return False
        return any(all(assessment.verdict(step) in counts for step in steps) for steps in self.manner.lets_go_to)

    def _settles(self, turn: Turn) -> bool:
        if turn.late:
            return False
        judged = turn.assessment is not None and turn.assessment.problem is None
        # A model may have let go where the quick reading was unsure; what the judge says counts more than that.
        return self.beats(turn.best_known) or (not judged and self._let_go_after(turn))

    def _perhaps_settled(self, answers: list[Turn]) -> bool:
        """Whether every doubt decided for the seller would settle the point, or the last answer would help to."""
        perhaps = [not turn.late and self.perhaps_beats(turn.best_known) for turn in answers]
        at_best = sum(self._settles(turn) or each for turn, each in zip(answers, perhaps, strict=True))
        return at_best >= self.to_settle or (perhaps[-1] and not self._settles(answers[-1]))

    def _let_go_after(self, turn: Turn) -> bool:
        reply = self.turn(turn.number + 1)
        return reply is not None and reply.left is Left.LET_GO
