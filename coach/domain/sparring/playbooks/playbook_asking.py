"""The question put to a language model: how would you, as the competitor's rep, win this account?

The rules and the card come first and the account last, so that servers can cache what plans against one
competitor share. Card, facts and account stand between random markers, as data.
"""

from typing import Any

from coach import prompts
from coach.domain.exchange import Ask, Message
from coach.domain.prompt_data import filled_json
from coach.domain.sparring.brief import LABELS
from coach.domain.sparring.cards.battlecard import CardAnswer, Fact, Use
from coach.domain.sparring.playbooks.draft import Draft
from coach.domain.sparring.playbooks.playbook import Playbook

PROMPT = prompts.identity("playbook", ("playbook_rules", "playbook_card", "playbook_account"))
"""`playbook@hash` over all of its prompt files."""

MOST_TOKENS = 3500
"""Room for five plays of about 350 tokens at the lengths the rules ask for, with reserve."""


def ask_playbook(playbook: Playbook, card_boundary: str, account_boundary: str) -> Ask[Draft]:
    """The question. The boundaries must be random; the card's the same for all plans against this card."""
    card = prompts.load("playbook_card").render(boundary=card_boundary, card=_card(playbook), us=_us(playbook))
    account = prompts.load("playbook_account").render(boundary=account_boundary, account=_account(playbook))
    messages = (
        Message("system", prompts.load("playbook_rules").render()),
        Message("user", card),
        Message("user", account),
    )
    return Ask(
        prompt=PROMPT, messages=messages, answer=Draft, problems=lambda draft: draft.problems(), max_tokens=MOST_TOKENS
    )


def _account(playbook: Playbook) -> str:
    filled = {LABELS[name]: text for name, text in playbook.brief.filled()}
    return filled_json(filled or {"Account": "Nothing is known yet."})


def _card(playbook: Playbook) -> str:
    card = playbook.card
    return filled_json(
        {
            "name": card.name,
            "about": card.about,
            "segment": card.segment,
            "manner": card.manner,
            "claims": [_fact(claim) | {"our_answer": _answer(claim.answer)} for claim in card.claims],
            "plays": [
                {"id": play.id, "title": play.title, "does": play.does, "facts": play.claims, "when": play.when}
                | {"danger": play.danger, "our_answer": _answer(play.answer)}
                for play in card.plays
            ],
            "they_win": [_fact(each) | {"we_say": each.instead} for each in card.they_win],
            "we_win": [_fact(each) | {"proof": each.proof} for each in card.we_win],
            "prices": [_fact(each) for each in card.prices],
            "landmines": [
                {"id": mine.id, "question": mine.question} for mine in card.landmines if mine.use is Use.EXTERNAL
            ],
            "never_say": card.never_say,
        }
    )


def _us(playbook: Playbook) -> str:
    us = playbook.us
    return filled_json(
        {
            "company": us.company,
            "product": us.product,
            "about": us.about,
            "proofs": [{"id": proof.id, "text": proof.text, "source": proof.source} for proof in us.proofs],
            "approved_claims": us.approved_claims,
            "never_say": us.never_say,
        }
    )


def _fact(fact: Fact) -> dict[str, Any]:
    return {"id": fact.id, "text": fact.text, "source": fact.cited, "use": fact.use.value}


def _answer(answer: CardAnswer | None) -> dict[str, Any] | None:
    if answer is None or answer.use is Use.INTERNAL:
        return None  # a model that has not read it cannot repeat it to a buyer
    return {"line": answer.line, "question": answer.question, "proof": answer.proof}
