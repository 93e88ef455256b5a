"""From a card's play to a play at one account: why it is likely there, and what of ours may be said to it."""

import re
from collections.abc import Iterable, Iterator

from coach.domain.language import content_words, normal
from coach.domain.rubric import Proof, Us
from coach.domain.sparring.agenda import ranked, triggered
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Landmine, Play, Use
from coach.domain.sparring.cards.generic_plays import generic_plays
from coach.domain.sparring.playbooks.playbook import PLAYS, PlannedPlay, Position

NO_PROOF = "No proof on file: say so, and say by when you will bring one."
NOTHING_TO_SAY = "That is a fair point. Before I answer it, let me ask you something."
LAST_QUESTION = "What would you have to see so that this is settled for you?"

LONGEST_EXCERPT = 110
"""Characters of the account that are repeated as a reason; enough to recognise one's own words."""

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def top_five(card: Battlecard, us: Us, brief: Brief, chosen: Iterable[PlannedPlay] = ()) -> tuple[PlannedPlay, ...]:
    """Always five: what was chosen, then the card's own plays by danger, then what any competitor's rep tries."""
    plays = list(chosen)[:PLAYS]
    generic = card.model_copy(update={"plays": generic_plays(card.name, us)})
    for play in (*ranked(card, brief), *ranked(generic, brief)):
        if len(plays) == PLAYS:
            break
        if all(play.id != other.play and not alike(play.title, other.title) for other in plays):
            plays.append(planned(card, us, brief, play))
    return tuple(plays)


def planned(card: Battlecard, us: Us, brief: Brief, play: Play) -> PlannedPlay:
    """A play as it stands on the card, at this account. Only what may be said to a buyer is put there to be said."""
    to_say, inside = _to_say(card, play)
    proof = proof_of(us, (to_say or inside or CardAnswer(line=NO_PROOF, question=LAST_QUESTION)).proof)
    return PlannedPlay(
        title=play.title.strip(),
        does=_line(play.does),
        why=reasons(play, brief),
        facts=play.claims,
        answer=_line(to_say.line if to_say else proof.text if proof else NOTHING_TO_SAY),
        question=_line(to_say.question if to_say else next((m.question for m in open_landmines(card)), LAST_QUESTION)),
        proof=proof_text(proof) if proof else NO_PROOF,
        proof_id=proof.id if proof else None,
        play=play.id,
        inside=_line(inside.line) if inside and not to_say else None,
    )


def proof_of(us: Us, proof_id: str | None) -> Proof | None:
    """A proof by its id, None where us.yaml has no such one."""
    return next((proof for proof in us.proofs if proof.id == proof_id), None)


def proof_text(proof: Proof) -> str:
    """A proof with where it comes from, in one line."""
    return f"{_line(proof.text)} Source: {proof.source}{f', {proof.date}' if proof.date else ''}."


def open_landmines(card: Battlecard) -> Iterator[Landmine]:
    """The neutral questions that may be put to a buyer."""
    return (mine for mine in card.landmines if mine.use is Use.EXTERNAL)


def positions(card: Battlecard, us: Us) -> tuple[Position, ...]:
    """All we could stand on: where the card says that we win, then our other proofs."""
    found: list[Position] = []
    told: set[str] = set()
    for win in card.we_win:
        proof = proof_of(us, win.proof)
        told |= {proof.id} if proof else set()
        say = proof.text if proof else win.text if win.use is Use.EXTERNAL else None
        found.append(Position(text=_line(win.text), fact=win.id, use=win.use, say=_line(say) if say else None))
    for proof in us.proofs:
        if proof.id not in told:
            text = _line(proof.text)
            found.append(Position(text=text, fact=proof.id, use=Use.EXTERNAL, say=text))
    return tuple(found)


def concessions(card: Battlecard) -> tuple[Position, ...]:
    """Where they truly win, with what an honest seller says after granting it."""
    return tuple(
        Position(text=_line(each.text), fact=each.id, use=each.use, say=_line(each.instead) if each.instead else None)
        for each in card.they_win
    )


def reasons(play: Play, brief: Brief) -> tuple[str, ...]:
    """The words of the account that make a play likely there, as they were typed."""
    said = sentences(brief)
    found: list[str] = []
    for words in triggered(play, brief):
        wanted = content_words(words)
        sentence = next((each for each in said if wanted <= set(normal(each))), words)
        found.append(_shortened(sentence, wanted))
    return tuple(dict.fromkeys(found))


def sentences(brief: Brief, fields: Iterable[str] | None = None) -> tuple[str, ...]:
    """What was said about the account, a sentence each; `fields` narrows it down."""
    names = None if fields is None else set(fields)
    texts = [text for name, text in brief.filled() if names is None or name in names]
    return tuple(
        part for text in texts for each in _SENTENCE.split(text) if (part := " ".join(each.split()).strip(";"))
    )


def alike(one: str, other: str) -> bool:
    """Whether two titles name the same play: most of the words that carry them are the same."""
    first, second = content_words(one), content_words(other)
    shorter = min(len(first), len(second))
    return normal(one) == normal(other) or (shorter > 1 and len(first & second) / shorter > 0.75)


def _to_say(card: Battlecard, play: Play) -> tuple[CardAnswer | None, CardAnswer | None]:
    """The first answer that may be said to a buyer, and the first one that may not."""
    claims = [claim.answer for name in play.claims for claim in card.claims if claim.id == name]
    answers = [answer for answer in (play.answer, *claims) if answer]
    by_use = {use: next((each for each in answers if each.use is use), None) for use in Use}
    return by_use[Use.EXTERNAL], by_use[Use.INTERNAL]


def _shortened(sentence: str, wanted: frozenset[str]) -> str:
    """A long sentence around the words that matter."""
    if len(sentence) <= LONGEST_EXCERPT:
        return sentence
    words = sentence.split()
    at = next((index for index, word in enumerate(words) if wanted & set(normal(word))), 0)
    first = last = at
    while True:
        wider = [(first - 1, last), (first, last + 1)]
        fitting = [
            (a, b) for a, b in wider if a >= 0 and b < len(words) and len(" ".join(words[a : b + 1])) < LONGEST_EXCERPT
        ]
        if not fitting:
            break
        first, last = min(fitting, key=lambda span: abs((span[0] + span[1]) / 2 - at))
    return ("… " if first else "") + " ".join(words[first : last + 1]) + (" …" if last < len(words) - 1 else "")


def _line(text: str) -> str:
    return " ".join(text.split())
