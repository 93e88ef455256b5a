"""What a model is told that plays the rival, as messages.

They stand in an order that lets servers cache what one turn shares with the turn before: the rules, the material
of this drill, what was said so far, and last the direction for this one line, which the next turn leaves away.
Our own answers to the rival's points, and what nobody may tell a buyer about them, are not in it.
"""

import json
from collections.abc import Iterator
from typing import Any

from coach import prompts
from coach.domain.exchange import Message
from coach.domain.prompt_data import plain
from coach.domain.sparring.brief import LABELS
from coach.domain.sparring.cards.battlecard import Battlecard, Fact
from coach.domain.sparring.drill import Drill, Objection, Order
from coach.domain.sparring.levels import Setup
from coach.domain.sparring.rebuttals.rebuttal import Step
from coach.domain.sparring.turn import Left, Speaker, Turn

_FILES = (
    "rival_rules",
    "rival_card",
    "rival_answer",
    "rival_order",
    "rival_put",
    "rival_press",
    "rival_perhaps",
    "rival_let_go",
    "rival_move_on",
    "rival_close",
    "rival_again",
)
PROMPT = prompts.identity("rival", _FILES)
"""`rival@hash` over all the rival's prompt files."""

MOST_WORDS = 60
MOST_WORDS_IN_RAPID_FIRE = 25

LET_GO, PRESS = "let_go", "press"
"""What a line begins with, in square brackets, where the model may decide."""

_WEAK = {
    Step.TOOK_UP: "they did not take your point up at all",
    Step.ASKED: "they answered before they asked anything",
    Step.PROOF: "they gave no proof that anybody could check",
    Step.CRITERION: "they did not say what it means for what the buyer decides by",
    Step.LED_ON: "they neither checked that it is settled nor led on",
}


def most_words(drill: Drill) -> int:
    """How long one line of the rival's may be."""
    return MOST_WORDS_IN_RAPID_FIRE if drill.setup is Setup.RAPID_FIRE else MOST_WORDS


def usable_facts(card: Battlecard) -> Iterator[Fact]:
    """The facts that a rival may lean on: what they say of themselves, where they win, what they charge."""
    yield from (*card.claims, *card.they_win, *card.prices)


def ask_line(drill: Drill, order: Order, boundary: str, again: str | None = None) -> tuple[Message, ...]:
    """The messages for the next line. `boundary` marks off data; it must be random, and the same for a whole drill.

    `again` is why the last try was withheld.
    """
    messages = [
        Message("system", prompts.load("rival_rules").render()),
        Message("user", prompts.load("rival_card").render(boundary=boundary, material=_material(drill))),
        *(_said(turn, boundary) for turn in drill.turns),
        Message("user", _direction(drill, order, boundary)),
    ]
    if again:
        messages.append(Message("user", prompts.load("rival_again").render(reason=again)))
    return tuple(messages)


def own_words() -> tuple[str, ...]:
    """The texts that we wrote for the model, as nobody may hear them."""
    return tuple(prompts.load(name).text for name in _FILES)


def _material(drill: Drill) -> str:
    card, us = drill.card, drill.us
    parts: dict[str, Any] = {
        "you": {"company": card.name, "about": card.about, "sells_to": card.segment, "manner": card.manner},
        "facts": [{"id": fact.id, "text": fact.text} for fact in (*card.claims, *card.prices)],
        "what_they_grant_you": [{"id": fact.id, "text": fact.text} for fact in card.they_win],
        "them": {
            "company": us.company,
            "product": us.product,
            "about": us.about,
            "known": [*(proof.text for proof in us.proofs), *us.approved_claims],
        },
        "account": {LABELS[name]: text for name, text in drill.brief.filled()},
    }
    return json.dumps(plain(parts), ensure_ascii=False, indent=1)


def _said(turn: Turn, boundary: str) -> Message:
    if turn.speaker is Speaker.RIVAL:
        tagged = (plain(said.text) + "".join(f" [{fact}]" for fact in said.facts) for said in turn.said)
        return Message("assistant", " ".join(tagged))
    answer = json.dumps({"seller": plain(turn.text)}, ensure_ascii=False)
    return Message("user", prompts.load("rival_answer").render(boundary=boundary, answer=answer))


def _direction(drill: Drill, order: Order, boundary: str) -> str:
    return prompts.load("rival_order").render(
        boundary=boundary,
        what=_what(order, boundary),
        manner=drill.manner.says,
        words=str(most_words(drill)),
    )


def _what(order: Order, boundary: str) -> str:
    weakest = _WEAK.get(order.weakest, "it stays general") if order.weakest else "it stays general"
    if order.press is not None and order.about:
        material = {
            "point": order.about.says,
            "idea": order.about.presses[min(order.press, len(order.about.presses)) - 1],
        }
        press = prompts.load("rival_press").render(
            weakest=weakest, point=_point(order.about, material), boundary=boundary
        )
        if not order.may_let_go:
            return press
        return prompts.load("rival_perhaps").render(onwards=_onwards(order.instead, boundary), press=press)
    onwards = _onwards(order.put, boundary)
    if order.left is Left.LET_GO:
        return prompts.load("rival_let_go").render(onwards=onwards)
    if order.left is Left.MOVED_ON:
        return prompts.load("rival_move_on").render(onwards=onwards, weakest=weakest)
    return onwards


def _onwards(put: Objection | None, boundary: str) -> str:
    if put is None:
        return prompts.load("rival_close").render()
    return prompts.load("rival_put").render(point=_point(put, {"point": put.says}), boundary=boundary)


def _point(objection: Objection, material: dict[str, str]) -> str:
    return json.dumps(plain({**material, "facts": list(objection.facts)}), ensure_ascii=False)
