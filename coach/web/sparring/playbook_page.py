"""What a playbook looks like: on our pages, and as one file to print or mail."""

from datetime import date
from typing import Any

from coach.domain.sparring.cards.battlecard import Battlecard, Fact, Use
from coach.domain.sparring.playbooks.planning import NO_PROOF, alike, proof_of
from coach.domain.sparring.playbooks.playbook import PlannedPlay, Playbook, Position
from coach.web.rendering import STATIC, render, when
from coach.web.sparring.wording import day_of

STYLES = ("report.css", "drill.css", "playbook.css")
"""What the page is drawn with, beside the frame's own."""


def playbook_body(playbook: Playbook, *, alone: bool = False) -> str:
    """The playbook as safe HTML. `alone`: in a file, where no link of ours leads anywhere."""
    card = playbook.card
    author = playbook.author
    return render(
        "sparring/playbook.html",
        alone=alone,
        id=playbook.id,
        name=card.name,
        made=when(playbook.at),
        account=playbook.brief.text,
        temporary=card.temporary,
        plays=[_play(playbook, play) for play in playbook.plays],
        stand_on=[_position(each) for each in playbook.stand_on],
        grant=[_position(each) for each in playbook.grant],
        landmines=playbook.landmines,
        notes=playbook.notes,
        author=f"{author.name}, {author.model}" if author.model else author.name,
        prompt=author.prompt,
        embedded=author.embedded,
        card=f"{card.id} ({card.version[:8]})",
    )


def playbook_file(playbook: Playbook) -> str:
    """The playbook as one HTML file that loads nothing and runs nothing."""
    style = "\n".join((STATIC / name).read_text("utf-8") for name in ("shell.css", *STYLES))
    # The fonts lie on our server: in a file the reader's own are taken.
    style = "\n".join(line for line in style.splitlines() if not line.startswith("@font-face"))
    body = playbook_body(playbook, alone=True)
    return render("sparring/playbook_file.html", title=f"Playbook: {playbook.card.name}", body=body, style=style)


def _play(playbook: Playbook, play: PlannedPlay) -> dict[str, Any]:
    proof = proof_of(playbook.us, play.proof_id)
    return {
        "title": play.title,
        "does": play.does,
        "why": play.why,
        "answer": play.answer,
        "question": play.question,
        "inside": play.inside,
        "proof": proof.text if proof else play.proof,
        "proof_source": proof.source if proof else None,
        "proof_date": day_of(proof.date) if proof else None,
        "no_proof": play.proof == NO_PROOF,
        "sourced": playbook.sourced(play),
        "facts": [_fact(playbook.card, fact) for fact in playbook.facts(play)],
        "loose": _loose(playbook, play),
        # What any rep tries stands on no card, so there is nothing to drill it with.
        "drill": play.play if play.play and playbook.card.play(play.play) else None,
    }


def _loose(playbook: Playbook, play: PlannedPlay) -> str:
    """What a play without any fact rests on."""
    if play.play is None:
        return "the model’s own idea; no card says that they do"
    on_card = playbook.card.play(play.play) is not None and not playbook.card.temporary
    return "on the card, without a fact" if on_card else "what any rep tries; nobody has shown that they do"


def _fact(card: Battlecard, fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "text": fact.text,
        "source": fact.source,
        "date": day_of(fact.date),
        "iso": fact.date,
        "sourced": fact.sourced,
        "stale": _stale(card, fact),
        "inside": fact.use is Use.INTERNAL,
    }


def _stale(card: Battlecard, fact: Fact) -> bool:
    try:
        age = date.today() - date.fromisoformat(fact.date or "")  # noqa: DTZ011  # by the reader's own calendar
    except ValueError:
        return False
    return age.days > card.stale_after_days


def _position(position: Position) -> dict[str, Any]:
    """What may be said first; the line behind it only where it tells more."""
    behind = position.text if not position.say or not alike(position.text, position.say) else None
    return {
        "say": position.say or position.text,
        "behind": behind if position.say else None,
        "why": position.why,
        "inside": position.use is Use.INTERNAL and behind is not None,
    }
