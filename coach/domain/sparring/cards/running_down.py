"""Words that run somebody down. In a card's prepared lines they can only be meant for the competitor or for us."""

import re

_INSULTS = re.compile(
    r"\b(?:terribl[ey]|awful|horribl[ey]|garbage|junk|rubbish|crap|crappy|trash|pathetic|laughable|clueless"
    r"|incompetent|idiots?|stupid|dumb|dinosaurs?|amateurs?|amateurish|scam|crooks?|liars?|lying|cheaters?"
    r"|dishonest|fraudulent|nightmare|shady|losers?|worthless|useless|ridiculous"
    r"|(?:a|total|complete|utter) (?:joke|disaster|fraud|mess))\b",
    re.IGNORECASE,
)


def insult(text: str) -> str | None:
    """The first word that runs somebody down; it is heard for nothing else in a line to a buyer."""
    found = _INSULTS.search(text)
    return found[0] if found else None
