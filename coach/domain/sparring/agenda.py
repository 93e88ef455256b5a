"""Which plays come up in a drill, and in which order: the most dangerous at this account first."""

from coach.domain.language import content_words, normal
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, Play
from coach.domain.sparring.drill import Objection
from coach.domain.sparring.levels import MEETING_OBJECTIONS, Setup
from coach.errors import UsageError

MOST_IN_RAPID_FIRE = 10


def ranked(card: Battlecard, brief: Brief) -> tuple[Play, ...]:
    """The card's plays in order of danger at this account: named triggers first, then the card's own figure."""
    return tuple(sorted(card.plays, key=lambda play: (-(play.danger + 2 * len(triggered(play, brief))), play.id)))


def triggered(play: Play, brief: Brief) -> tuple[str, ...]:
    """The play's trigger words that the account mentions."""
    said = set(normal(brief.text))
    return tuple(words for words in play.when if content_words(words) and content_words(words) <= said)


def agenda(card: Battlecard, brief: Brief, setup: Setup, play_id: str | None = None) -> tuple[Objection, ...]:
    """The objections of a drill, in the order in which they are put. Raises UsageError for a play that is not there."""
    if setup is Setup.ONE_PLAY:
        play = card.play(play_id) if play_id else ranked(card, brief)[0]
        if play is None:
            known = ", ".join(play.id for play in card.plays)
            raise UsageError(f"{card.name}'s card has no play “{play_id}”.", hint=f"Choose one of: {known}.")
        return (Objection.of(card, play),)
    most = MEETING_OBJECTIONS if setup is Setup.MEETING else MOST_IN_RAPID_FIRE
    return tuple(Objection.of(card, play) for play in ranked(card, brief)[:most])
