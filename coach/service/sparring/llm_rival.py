"""The competitor's rep played by a language model, with what keeps it in its part.

Three layers: the prompt says what the part is; every sentence is checked before anybody is shown it; and what
cannot be shown is asked for once more, then taken from the card. Code has decided what is put, pressed or let go
(`coach.domain.sparring.course`): a model that does not do it gets the card's own line added.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Thread

from coach.domain.attempt import Usage
from coach.domain.exchange import Message
from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.drill import Drill, Objection, Order
from coach.domain.sparring.rivals.rival_prompt import LET_GO, PRESS, PROMPT, ask_line, most_words, own_words
from coach.domain.sparring.rivals.role_breaks import Scene, role_break, without_own_name
from coach.domain.sparring.rivals.role_words import Break
from coach.domain.sparring.rivals.spoken_sentences import Sentences, whole_sentences, without_tags
from coach.domain.sparring.turn import Dropped, Left, Line, Said
from coach.errors import JudgeError, RivalError
from coach.service.ports import Matcher
from coach.service.sparring.grounding import Grounding
from coach.service.sparring.ports import Rival, TalkingModel

ROOM = 400
"""Tokens for one line: some four times what may be said, because tags and a long word need some."""

OVERHANG = 1.4
"""How far a line may run over its length before it is cut at the end of a sentence."""

LEAST_S = 1.0
"""Seconds that have to be left for a second try; with less the line is taken from the card."""

LONGEST_NOD = 3
"""Words of a nod that is left out, and does not end the line."""

_Shown = Callable[[Said], None]


class LlmRival:
    """Satisfies the `Rival` port. Safe to use from several threads. `fallback` has a line where the model has none.

    `deadline_s` is for one line, whatever it takes.
    """

    def __init__(self, model: TalkingModel, matcher: Matcher, fallback: Rival, deadline_s: float) -> None:
        self._model = model
        self._matcher = matcher
        self._fallback = fallback
        self._deadline_s = deadline_s
        self._warmed = False
        self._secret = secrets.token_bytes(16)

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name="language model", model=self._model.name, prompt=PROMPT)

    def reply(self, drill: Drill, order: Order, shown: _Shown) -> Line:
        """The reply as it was ordered; see the port. Raises RivalError when the model fails, also in the middle."""
        ends_at = time.monotonic() + self._deadline_s
        self._warm()
        boundary = self._boundary(drill)
        dropped: list[Dropped] = []
        usage = Usage()
        again: str | None = None
        for tried in range(2):
            left = ends_at - time.monotonic()
            if tried and left < LEAST_S:
                continue
            reply = _Reply(drill, order, _scene(drill, boundary), self._grounding(drill), shown)
            try:
                usage += self._perform(reply, ask_line(drill, order, boundary, again), left)
            except JudgeError as error:
                raise RivalError(error.message, hint=error.hint, retryable=error.retryable) from error
            dropped += reply.dropped
            if reply.said:
                reply.complete()
                line = Line(said=tuple(reply.said), left=reply.left, safe=reply.safe, engine=self._model.name)
                break
            again = f"it {(reply.broken or Break.OFF_POINT).value}"
        else:
            line = self._fallback.reply(drill, order, shown).model_copy(update={"safe": True})
        return line.model_copy(update={"dropped": tuple(dropped), "usage": usage})

    def _warm(self) -> None:
        """Load what compares sentences before the model is asked, so that no line waits for it.

        In a thread of its own: whoever presses Ctrl-C meanwhile stops the waiting, not a library half loaded.
        """
        if not self._warmed:
            warming = Thread(target=self._matcher.similarity, args=(["a word"], ["a word"]))
            warming.start()
            warming.join()
            self._warmed = True

    def _perform(self, reply: "_Reply", messages: tuple[Message, ...], within_s: float) -> Usage:
        """Let the model talk until it has said its line or may not go on; what it cost."""
        usage, sentences, cut = Usage(calls=1), Sentences(), False
        talk = self._model.talk(messages, max_tokens=ROOM, within_s=within_s)
        try:
            for piece in talk:
                usage, cut = piece.usage or usage, piece.cut
                if not all(map(reply.take, sentences.more(piece.text))):
                    return usage
        finally:
            talk.close()  # nobody pays for what is not heard
        if rest := sentences.rest():
            if cut:
                reply.dropped.append(Dropped(text=rest, why="It was cut off in the middle."))
            else:
                reply.take(rest)
        return usage

    def _grounding(self, drill: Drill) -> Grounding:
        return Grounding(self._matcher, drill, _names(drill))

    def _boundary(self, drill: Drill) -> str:
        # The same for every turn of a drill, so that servers can cache it, and never known to whoever answers.
        mark = hashlib.blake2s(drill.id.encode(), key=self._secret, digest_size=6).hexdigest()
        return f"=== {mark} ==="


@dataclass
class _Reply:
    """One try at a line, sentence by sentence. `broken`: why it could not go on."""

    drill: Drill
    order: Order
    scene: Scene
    grounding: Grounding
    shown: _Shown
    said: list[Said] = field(default_factory=list[Said])
    dropped: list[Dropped] = field(default_factory=list[Dropped])
    broken: Break | None = None
    safe: bool = False
    gave_in: bool = False
    _begun: bool = False

    @property
    def left(self) -> Left | None:
        return Left.LET_GO if self.gave_in else self.order.left

    def take(self, sentence: str) -> bool:
        """Show a sentence if it may be shown; whether the line may go on."""
        text, tags = without_tags(sentence)
        text = without_own_name(text, self.drill.card.name)
        if not self._begun:
            self._begun, tags = True, self._decided(tags)
        if not any(char.isalnum() for char in text):
            return True
        self.broken = self._too_long(text) or role_break(text, self._scene, tags)
        if self.broken is not None:
            self.dropped.append(Dropped(text=text, why=f"It {self.broken.value}."))
            return self._may_be_left_out(text)
        said, unbelieved = self.grounding.said(text, tags, self._expected)
        self.dropped += unbelieved
        self._show(said)
        return True

    def complete(self) -> None:
        """Add the card's own line where what was shown does not put, or press, what was ordered."""
        gave_in = self.gave_in
        put = self.order.instead if gave_in else self.order.put
        texts = [said.text for said in self.said]
        if put is not None and not self.grounding.on_point(texts, put):
            self._add(put.says, put)
        elif self.order.press is not None and not gave_in and self.order.about is not None:
            about, answer = self.order.about, self.drill.turns[-1].text
            if not self.grounding.on_point(texts, about, answer):
                self._add(about.presses[min(self.order.press, len(about.presses)) - 1], about)

    def _add(self, line: str, objection: Objection) -> None:
        self.safe = True
        for sentence in whole_sentences(line):
            said, _ = self.grounding.said(sentence, (), objection.facts)
            self._show(said)

    def _decided(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """Read what the model decided, where it may; the tags without it."""
        self.gave_in = self.order.may_let_go and LET_GO in tags[:1]
        return tuple(tag for tag in tags if tag not in (LET_GO, PRESS))

    @property
    def _expected(self) -> tuple[str, ...]:
        order = self.order
        return tuple(fact for about in (order.put, order.instead, order.about) if about for fact in about.facts)

    @property
    def _scene(self) -> Scene:
        return replace(
            self.scene,
            earlier=(*self.scene.earlier, *(said.text for said in self.said)),
            giving_in=self.left is Left.LET_GO,
            goodbye=self.order.ending is not None and (self.gave_in or self.order.press is None),
        )

    def _may_be_left_out(self, text: str) -> bool:
        """Whether the rest may be heard without this: a repetition, or a nod (“Fair enough.”) before a “but”."""
        nod = self.broken in (Break.GIVES_IN, Break.COACHES, Break.POLITE) and len(text.split()) <= LONGEST_NOD
        return nod or self.broken is Break.REPEATS

    def _too_long(self, text: str) -> Break | None:
        words = sum(len(said.text.split()) for said in self.said) + len(text.split())
        return Break.TOO_LONG if words > OVERHANG * most_words(self.drill) else None

    def _show(self, said: Said) -> None:
        self.said.append(said)
        self.shown(said)


def _names(drill: Drill) -> tuple[str, ...]:
    return (drill.us.company, drill.us.product)


def _scene(drill: Drill, boundary: str) -> Scene:
    card, us = drill.card, drill.us
    names = _names(drill)
    sellers = tuple(turn.text for turn in drill.answers())
    lines = tuple(text for play in card.plays for text in (play.says, play.beaten, *play.presses))
    on_card = (*(fact.text for fact in card.facts()), *lines)
    ours = (us.about, *(proof.text for proof in us.proofs), *us.approved_claims)
    named = tuple(text for text in on_card if any(name.lower() in text.lower() for name in names))
    return Scene(
        rival=card.name,
        us=names,
        ours=(*ours, *named, drill.brief.text),
        known=(*ours, *on_card, drill.brief.text, *sellers),
        sellers=sellers,
        earlier=tuple(said.text for turn in drill.turns for said in turn.said),
        told=(*own_words(), drill.manner.says),
        secrets=(boundary.strip("= "),),
    )
