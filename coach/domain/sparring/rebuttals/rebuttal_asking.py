"""The question put to a language model about one answer in a drill, as a value.

The messages stand in an order that lets servers cache what the answers of a drill share: the rules, then the
card, the facts about us and the account, and last the exchange. The model that judges never sees the
conversation of the one that played: it gets one exchange as data. No message carries a weight or a score.
"""

from typing import Any

from coach import prompts
from coach.domain.exchange import Ask, Message
from coach.domain.prompt_data import filled_json
from coach.domain.spans import written
from coach.domain.sparring.brief import LABELS
from coach.domain.sparring.cards.battlecard import Fact, Use
from coach.domain.sparring.rebuttals.known import Facts
from coach.domain.sparring.rebuttals.rebuttal import Exchange
from coach.domain.sparring.rebuttals.rebuttal_answers import RebuttalAnswer

PROMPT = prompts.identity("rebuttal", ("rebuttal_rules", "rebuttal_card", "rebuttal_exchange"))
"""`rebuttal@hash` over all of its prompt files."""

MOST_TOKENS = 2000
"""Room for five steps of about 120 tokens, a dozen claims and a better line, with reserve."""


def ask_rebuttal(exchange: Exchange, facts: Facts, card_boundary: str, boundary: str) -> Ask[RebuttalAnswer]:
    """The question. The boundaries must be random; the card's the same for all answers of a drill."""
    lines = written(exchange.answer).sentences
    card = prompts.load("rebuttal_card").render(
        boundary=card_boundary, material=filled_json(_material(exchange, facts))
    )
    open_ = exchange.model.use is Use.EXTERNAL  # a judge that has not read it cannot repeat it to a buyer
    said = {
        "point": exchange.title,
        "facts_of_the_point": exchange.facts,
        "rival_said": exchange.put,
        "our_answer_on_the_card": exchange.model.line if open_ else "",
        "question_on_the_card": exchange.model.question if open_ else "",
        "seller_answered": [{"line": line.number, "text": line.text} for line in lines],
    }
    question = prompts.load("rebuttal_exchange").render(
        boundary=boundary,
        exchange=filled_json(said),
        lines="1 line" if len(lines) == 1 else f"{len(lines)} lines",
        steps=", ".join(exchange.steps),
    )
    return Ask(
        prompt=PROMPT,
        messages=(
            Message("system", prompts.load("rebuttal_rules").render()),
            Message("user", card),
            Message("user", question),
        ),
        answer=RebuttalAnswer,
        problems=lambda answer: answer.problems(exchange.steps, len(lines)),
        max_tokens=MOST_TOKENS,
    )


def _material(exchange: Exchange, facts: Facts) -> dict[str, Any]:
    card, us, brief = exchange.card, exchange.us, exchange.brief
    proofs = {fact.id for fact in facts.known if fact.proof}
    ours = [{"id": p.id, "text": p.text, "source": p.source, "proof": True} for p in us.proofs]
    return {
        "we_are": f"{us.company}: {us.product}. {us.about}",
        "our_facts": ours,
        "may_be_said": us.approved_claims,
        "competitor": f"{card.name}: {card.about}",
        "their_facts": [
            _fact(fact, proof=fact.id in proofs) for fact in card.facts() if not getattr(fact, "proof", None)
        ],
        "never_say": (*us.never_say, *card.never_say),
        "account": {LABELS[name]: text for name, text in brief.filled()} or {"Account": "Nothing is known yet."},
    }


def _fact(fact: Fact, *, proof: bool) -> dict[str, Any]:
    return {"id": fact.id, "text": fact.text, "source": fact.cited, "use": fact.use.value, "proof": proof}
