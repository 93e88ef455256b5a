"""What people read for the parts of a drill."""

from coach.domain.sparring.drill import Ending, State
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Standing, Step
from coach.service.panel import CONFIGURED, EMBEDDED

SETUPS = {
    Setup.MEETING: ("Meeting", "A buyer listens. They put five points and press them; you answer in your own time."),
    Setup.RAPID_FIRE: ("Rapid fire", "One line each, against the clock. No pressing: the next point comes at once."),
    Setup.ONE_PLAY: ("The play you fear", "One play, put again and again until you have it."),
}
"""Name and what it means."""

LEVELS = {Level.FAIR: "Fair", Level.FIRM: "Firm", Level.HARD: "Hard"}

ENDINGS = {
    Ending.COMPLETED: "Every point was put, and the drill is over.",
    Ending.ROUNDS_USED_UP: "The play was put as often as a drill allows.",
    Ending.STOPPED: "You ended this drill.",
    Ending.ANSWERS_USED_UP: "There were no more answers.",
}


def ending(ended: Ending, setup: Setup) -> str:
    """Why a drill is over, in a sentence."""
    if ended is Ending.COMPLETED and setup is Setup.ONE_PLAY:
        return "They have let go of this play: you have it."
    return ENDINGS[ended]


STATES = {
    State.ANSWERED: ("Answered", "good"),
    State.CONCEDED: ("Left standing", "bad"),
    State.DODGED: ("Dodged", "mid"),
    State.UNCLEAR: ("Could not tell", "none"),
    State.PUT: ("No answer yet", "none"),
    State.NOT_PUT: ("Not put", "none"),
}
"""Name and tone of what became of an objection."""

STEPS = {
    Step.TOOK_UP: "Took the point up fairly",
    Step.ASKED: "Asked before answering",
    Step.PROOF: "Gave a proof with a source",
    Step.CRITERION: "Came back to what the buyer decides by",
    Step.LED_ON: "Checked that it is settled, and led on",
}

STANDINGS = {
    Standing.SUPPORTED: ("On the cards", "good"),
    Standing.CONTRADICTED: ("Against the cards", "bad"),
    Standing.NOT_ON_CARD: ("Not on the cards", "mid"),
}

BREACHES = {"disparagement": "Runs the competitor down", "never_say": "Nobody may say this"}

AVOID = {
    "contradicted": "Against the cards",
    "not_on_card": "Not on the cards",
    "disparagement": "Runs the competitor down",
    "never_say": "Nobody may say this",
}

_RETRIES = {CONFIGURED: "Try again", EMBEDDED: "Go on with the scripted rival"}
_LOOKS = {CONFIGURED: "Try again", EMBEDDED: "Look at it with the embedded assessor"}


def reply_label(engine: str) -> str:
    """What people read on the button that lets the rival try again."""
    return _RETRIES.get(engine, f"Try again with {engine}")


def look_label(engine: str) -> str:
    """What people read on the button that has an answer looked at again."""
    return _LOOKS.get(engine, f"Try again with {engine}")


def day_of(date: str | None) -> str:
    """A card's date (YYYY-MM-DD) as people read it; whatever else stands there, as it stands."""
    from datetime import date as Date

    try:
        return f"{Date.fromisoformat(date or ''):%d %b %Y}"
    except ValueError:
        return date or ""


def initials(name: str) -> str:
    """One or two letters that stand for a competitor."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
