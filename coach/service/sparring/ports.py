"""What drills and playbooks need from the outside world."""

from collections.abc import Callable, Generator
from typing import Protocol

from coach.domain.exchange import Message, Sound, Streamed
from coach.domain.judging import JudgeIdentity
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.drill import Drill, Order
from coach.domain.sparring.drill_history import DrillEntry, Kept
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange
from coach.domain.sparring.turn import Line, Said
from coach.domain.sparring.utterance import Utterance
from coach.service.ports import Model


class Cards(Protocol):
    """Battlecards and the facts about us, read anew on each call. Raises ContentError, UsageError."""

    def card_ids(self) -> tuple[str, ...]:
        """The ids of all cards, whether or not they can be read."""
        ...

    def card(self, card_id: str) -> Battlecard: ...

    def us(self) -> Us: ...


class Rival(Protocol):
    """What finds the words of the competitor's rep."""

    @property
    def identity(self) -> JudgeIdentity: ...

    def reply(self, drill: Drill, order: Order, shown: Callable[[Said], None]) -> Line:
        """The reply to what was said last, as it was ordered.

        `shown` is called with each sentence as soon as it may be shown; the line holds the same sentences.
        Raises RivalError; what `shown` was called with until then does not count.
        """
        ...


class Assessor(Protocol):
    """What says what an answer was worth."""

    @property
    def identity(self) -> JudgeIdentity: ...

    @property
    def parallel(self) -> int:
        """How many answers may be assessed at once."""
        ...

    def assess(self, exchange: Exchange) -> Assessment:
        """Every quote in it is verified. Raises JudgeError; never invents an assessment."""
        ...


class Planner(Protocol):
    """What plans as the competitor's rep would."""

    @property
    def identity(self) -> JudgeIdentity: ...

    def plan(self, playbook: Playbook) -> Playbook:
        """The playbook (its card, brief and account are filled in) with its plays and positions. Raises JudgeError."""
        ...


class TalkingModel(Model, Protocol):
    """A language model that can also talk: free text, piece by piece."""

    def talk(
        self, messages: tuple[Message, ...], *, max_tokens: int, within_s: float | None = None
    ) -> Generator[Streamed]:
        """The reply as it comes, whole within so many seconds, or within the model's own deadline.

        Raises JudgeError, also in the middle. Closing the generator hangs up.
        """
        ...


class DrillStore(Protocol):
    """Drills as they are now. Durable when a call returns. Raises StoreError."""

    def add(self, drill: Drill) -> None: ...

    def get(self, drill_id: str) -> Kept:
        """Raises UsageError when there is none."""
        ...

    def save(self, drill: Drill, revision: int) -> int:
        """Keep a drill that was read at `revision`; the new revision. Raises OvertakenError if it has moved on."""
        ...

    def owner(self, drill_id: str) -> str | None:
        """Whose drill it is, also where it cannot be read; None where there is none."""
        ...

    def delete(self, drill_id: str) -> tuple[str, ...]:
        """Remove a drill with its spoken answers, and say which recordings (SHA-256) these were.

        Nothing happens where there is none.
        """
        ...

    def entries(self, who: str, *, competitor: str | None = None, limit: int = 200) -> tuple[DrillEntry, ...]:
        """Somebody's drills, the newest first."""
        ...

    def add_playbook(self, playbook: Playbook) -> None: ...

    def playbook(self, playbook_id: str) -> Playbook:
        """Raises UsageError when there is none."""
        ...

    def playbooks(self, who: str, *, limit: int) -> tuple[Playbook, ...]:
        """Somebody's playbooks, the newest first; one that cannot be read is left out."""
        ...

    def delete_playbook(self, playbook_id: str) -> None:
        """Remove a playbook; nothing happens where there is none."""
        ...

    def add_utterance(self, utterance: Utterance) -> None: ...

    def utterance(self, utterance_id: str) -> Utterance:
        """Raises UsageError when there is none."""
        ...

    def save_utterance(self, utterance: Utterance) -> None: ...

    def delete_utterance(self, utterance_id: str) -> None: ...

    def utterances(self, drill_id: str) -> tuple[Utterance, ...]:
        """All spoken answers of a drill, the oldest first; its turns say which of them were sent."""
        ...


class Voice(Protocol):
    """What speaks the rival's lines."""

    @property
    def name(self) -> str: ...

    def speak(self, text: str) -> Sound:
        """One sentence as sound. Raises VoiceError."""
        ...
