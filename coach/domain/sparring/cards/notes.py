"""A temporary card made of a competitor's name and pasted notes, so that nobody needs a file to begin.

Each sentence or bullet becomes a claim, unsourced unless it carries its own source and date: “… (Castle price
list, 2026-10-01)”. The strongest become plays; general ones fill up. Notes are data: they are never followed.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from coach.domain.language import content_words, is_number, normal
from coach.domain.prompt_data import without_role_markers
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, Claim, Landmine, Play, Strength
from coach.domain.sparring.cards.card_rules import day
from coach.domain.sparring.cards.generic_plays import LONGEST_LINE, answer_on, generic_plays, topic_of
from coach.domain.sparring.cards.in_their_mouth import in_their_mouth
from coach.domain.sparring.cards.running_down import insult
from coach.errors import UsageError

LONGEST_NAME = 80
LONGEST_NOTES = 6000
MOST_CLAIMS = 60
MOST_PLAYS = 6
"""So many claims become plays at most, the strongest; so many plays there are at least."""

DANGER = {Strength.STRONG: 4, Strength.FAIR: 3, Strength.WEAK: 2}

_RESERVED = "us"
_BULLET = re.compile(r"^\s*(?:[-*•–—·▪]+|\d{1,2}[.)]|\[[ xX]?\])\s+")
_HEADING = re.compile(r"^\s*(?:#+\s.*|.{1,60}:)\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”\"']?\s+(?=[^\s(])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|approx|incl|vs|no|dr|mr|mrs|ms|st|inc|ltd|corp|co)\.$", re.IGNORECASE)
_SOURCE = re.compile(
    r"\s*[(\[](?:(?:sources?|src)\s*:\s*)?(?P<source>[^()\[\]]*?)[\s,;]*(?P<date>\d{4}-\d{2}-\d{2})?[)\]]\s*[.!]?$",
    re.IGNORECASE,
)
_NAMED_SOURCE = re.compile(r"[(\[]\s*(?:sources?|src)\s*:", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:may|might|maybe|perhaps|apparently|probably|possibly|rumou?rs?|hearsay|heard|seems?|allegedly|i think"
    r"|we think|not sure|unclear|supposedly)\b",
    re.IGNORECASE,
)
_HEAVY = re.compile(
    r"\b(?:free|included|cheaper|cheapest|half|already|owns?|contract|discount|guarantees?|certified|largest|percent"
    r"|every|all)\b|[%$€£]",
    re.IGNORECASE,
)
_AGAINST_THEM = re.compile(
    r"\b(?:weak|weakness|weaknesses|poor|lacks?|missing|complain(?:s|ed|ts?)?|slow|slower|expensive|buggy|cannot|can't"
    r"|no api|loses?|struggles?|fails?)\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(r"\b(?:we|us|our|ours|we're)\b", re.IGNORECASE)
_WE_WIN = re.compile(r"\b(?:we (?:win|won|beat)|los[te]s? to us)\b", re.IGNORECASE)


def card_from_notes(name: str, notes: str, us: Us, today: date) -> Battlecard:
    """A temporary card with at least six plays. Raises UsageError for a name or notes that cannot be used."""
    name = without_role_markers(name)
    if not normal(name):
        raise UsageError("The competitor needs a name.", hint="Write the name that the buyer would use.")
    if len(name) > LONGEST_NAME:
        message = f"This name has {len(name)} characters, and {LONGEST_NAME} are possible."
        raise UsageError(message, hint="Write the name alone; everything else belongs into the notes.")
    if len(notes) > LONGEST_NOTES:
        message = f"These notes have {len(notes)} characters, and {LONGEST_NOTES} are possible."
        raise UsageError(message, hint="Keep what their rep is likely to say.")
    claims = tuple(_claims(notes, name, us, today))
    if len(claims) > MOST_CLAIMS:
        message = f"These notes make {len(claims)} points, and a card has room for {MOST_CLAIMS}."
        raise UsageError(message, hint="Keep the points that matter, one a line.")
    return Battlecard(
        id=id_from(name),
        version=hashlib.sha256(f"{name}\n{notes}\n{us.version}".encode()).hexdigest()[:12],
        name=name,
        about=f"Made from notes about {name} on {today.isoformat()}; nobody has checked it.",
        segment="Not written down yet.",
        manner="Polite and sure; argues like any good rep, because nobody has written down how this one does.",
        claims=claims,
        plays=plays_from(claims, name, us),
        landmines=_LANDMINES,
        words=(name,),
        temporary=True,
    )


def id_from(name: str) -> str:
    """An id out of a name: “Castle Pro” becomes `castle-pro`; never that of the file about ourselves.

    A name with letters that an id cannot hold is told from others by a short hash of itself.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not slug or any(char.isalnum() and not char.isascii() for char in plain):
        slug = f"{slug[:50].rstrip('-') or 'competitor'}-{_short_hash(plain)}"
    slug = slug if slug[0].isalpha() else f"the-{slug}"
    return f"{slug}-them" if slug == _RESERVED else slug[:60].rstrip("-")


def _short_hash(name: str) -> str:
    return hashlib.sha256(" ".join(name.split()).encode(errors="replace")).hexdigest()[:6]


def _claims(notes: str, name: str, us: Us, today: date) -> Iterator[Claim]:
    seen: set[tuple[str, ...]] = set()
    for note in _points(notes):
        text, source, dated = _with_source(note, today)
        text = _at_most(text, LONGEST_LINE)
        if len(content_words(text)) < 2 or normal(text) in seen:
            continue
        seen.add(normal(text))
        yield Claim(
            id=f"note_{len(seen)}",
            text=text,
            source=source,
            date=dated,
            strength=_strength(text),
            answer=answer_on(text, name, us),
        )


def _points(notes: str) -> Iterator[str]:
    """The bullets and sentences of the notes, cleaned of everything that is not a word to be said."""
    for line in _joined(notes):
        bullet = _BULLET.match(line)
        clean = without_role_markers(line[bullet.end() :] if bullet else line)
        if bullet and len(clean) <= LONGEST_LINE:
            yield clean
        else:
            yield from _sentences(clean)


def _joined(notes: str) -> Iterator[str]:
    """The lines of the notes; one that was broken in the middle of a sentence is put together again."""
    whole = ""
    for line in notes.splitlines():
        goes_on = len(whole) >= 50 and whole[-1] not in ".!?:…" and line[:1].islower()
        if goes_on:
            whole += f" {line.strip()}"
            continue
        if whole and not _HEADING.match(whole):
            yield whole
        whole = line.rstrip()
    if whole and not _HEADING.match(whole):
        yield whole


def _sentences(text: str) -> Iterator[str]:
    sentence = ""
    for piece in _SENTENCE_END.split(text):
        sentence = f"{sentence} {piece}".strip()
        if not _ABBREVIATION.search(sentence):
            yield sentence
            sentence = ""
    if sentence:
        yield sentence


def _with_source(note: str, today: date) -> tuple[str, str | None, str | None]:
    """A point, and the source and date that it names itself. A day that is none, or yet to come, is no date."""
    found = _SOURCE.search(note)
    if found is None or not note[: found.start()].strip() or not (found["date"] or _NAMED_SOURCE.search(found[0])):
        return note, None, None
    dated = day(found["date"]) if found["date"] else None
    text = note[: found.start()].rstrip()
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    known = dated is not None and dated <= today
    return text, _at_most(found["source"].strip(), LONGEST_LINE) or None, found["date"] if known else None


def _strength(text: str) -> Strength:
    if _HEDGED.search(text):
        return Strength.WEAK
    heavy = _HEAVY.search(text) or any(is_number(token) for token in normal(text))
    return Strength.STRONG if heavy else Strength.FAIR


def plays_from(claims: tuple[Claim, ...], name: str, us: Us) -> tuple[Play, ...]:
    """The strongest claims that speak for the competitor, then general plays, those on other matters first."""
    usable = [claim for claim in claims if _speaks_for_them(claim.text)]
    best = sorted(usable, key=lambda claim: (-DANGER[claim.strength], not claim.sourced))[:MOST_PLAYS]
    covered = {topic_of(claim.text) for claim in best}
    general = sorted(generic_plays(name, us), key=lambda play: play.id in covered)
    return (*(play_from(claim, name, us) for claim in best), *general[: MOST_PLAYS - len(best)])


def _speaks_for_them(text: str) -> bool:
    """Whether their rep would say it. “They are slow” is for our ears; “they say we are slow” is a play."""
    against = _AGAINST_THEM.search(text) and not _ABOUT_US.search(text)
    return not (against or _WE_WIN.search(text) or insult(text))


def play_from(claim: Claim, name: str, us: Us) -> Play:
    """A claim as what their rep would put on the table, with the presses and the end of any play."""
    says = in_their_mouth(claim.text, name, us.company)
    words = says.rstrip(".!?").split()
    return Play(
        id=f"play_{claim.id}",
        title=" ".join(words[:8]) + ("…" if len(words) > 8 else ""),
        does=_at_most(f"Puts this on the table in front of the buyer: {claim.text}", LONGEST_LINE),
        says=_at_most(says, LONGEST_LINE),
        claims=(claim.id,),
        danger=DANGER[claim.strength],
        presses=(
            "That was a general answer. What do you say to exactly this point?",
            "So far the buyer has heard an opinion. What can you show them?",
        ),
        beaten="If that can be checked, I have nothing to set against it. I leave the point there.",
    )


def _at_most(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


_LANDMINES = (
    Landmine(
        id="ask_days_to_use",
        question="How many days did your last ten customers need until their people worked with it every day?",
        why="It turns a promise into a number that can be compared.",
    ),
    Landmine(
        id="ask_whole_cost",
        question="What does it cost in all over three years, with everything that we need?",
        why="It brings to light what is not on the first page of an offer.",
    ),
    Landmine(
        id="ask_leaving",
        question="If we stop, how long are we bound, and in what form do we get our data back?",
        why="It is the one protection that does not depend on anybody's size.",
    ),
)
