"""What the set-up page shows: competitors, what was typed, drills to go on with, progress per competitor."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from coach.domain.sparring.brief import LABELS, LONGEST_BRIEF, Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.cards.notes import LONGEST_NAME, LONGEST_NOTES, card_from_notes
from coach.domain.sparring.drill_history import DrillEntry
from coach.domain.sparring.levels import MANNERS, Level, Setup
from coach.errors import ContentError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.sparring.drills import Start
from coach.web.sparring.wording import LEVELS, SETUPS, initials

if TYPE_CHECKING:
    from coach.wiring import Workshop

NO_CARD, SAME_CARD = "-notes", "-same"
"""What stands for a competitor without a card, and for the card of an earlier drill or playbook. No id looks so."""

BARS = 12
"""So many of the newest drills are bars."""


class Asked:
    """What was chosen and typed on the page, or what it begins with."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return self._fields.get(name, "")

    def having(self, **changes: str) -> "Asked":
        """The same with some fields filled in otherwise."""
        return Asked({**self._fields, **changes})

    @property
    def brief(self) -> Brief:
        return Brief(**{name: self[name].strip() for name in LABELS})

    @property
    def setup(self) -> Setup:
        return Setup(self["setup"]) if self["setup"] in set(Setup) else Setup.MEETING

    @property
    def level(self) -> Level:
        return Level(self["level"]) if self["level"] in set(Level) else Level.FIRM

    @property
    def engine(self) -> str:
        return EMBEDDED if self["engine"] == EMBEDDED else CONFIGURED

    @property
    def play(self) -> str:
        """The play that was chosen, of whichever card was chosen."""
        return self[f"play.{self['competitor']}"] or self["play"]

    def start(self, workshop: "Workshop", who: str) -> Start:
        """Raises UsageError for what does not make a drill."""
        competitor, card = self["competitor"], None
        if competitor == SAME_CARD:
            card = _same(workshop, self, who)
        elif competitor == NO_CARD:
            card = _from_notes(workshop, self)
        elif not competitor:
            raise UsageError("No competitor is chosen yet.", hint="Pick a card, or give a name and notes.")
        return Start(
            competitor=card.id if card else competitor,
            brief=self.brief,
            setup=self.setup,
            level=self.level,
            play=(self.play or None) if self.setup is Setup.ONE_PLAY else None,
            card=card,
            engine=self.engine,
        )


def asked_for(workshop: "Workshop", who: str, *, again: str | None, playbook: str | None, play: str | None) -> Asked:
    """What the page begins with; a drill or playbook that is not this person's changes nothing."""
    fields: dict[str, str] = {"play": play or ""}
    try:
        if again:
            drill = workshop.drills.own(again, who)
            kept = kept_as_card(workshop, drill.card)
            fields |= {"competitor": drill.card.id if kept else SAME_CARD, "again": drill.id}
            fields |= {"setup": drill.setup.value, "level": drill.level.value, **drill.brief.model_dump()}
            fields["engine"] = EMBEDDED if drill.rival.embedded else CONFIGURED
        elif playbook:
            book = workshop.playbooks.own(playbook, who)
            kept = kept_as_card(workshop, book.card)
            fields |= {"competitor": book.card.id if kept else SAME_CARD, "playbook": book.id}
            fields |= book.brief.model_dump()
    except UsageError:
        return Asked({})
    if play:
        fields |= {"setup": Setup.ONE_PLAY.value, f"play.{fields.get('competitor', '')}": play}
    return Asked(fields)


def setup_values(workshop: "Workshop", who: str, asked: Asked) -> dict[str, Any]:
    """Everything that the page shows beside what was asked for."""
    cards = [_card(workshop, card_id, asked) for card_id in workshop.cards.card_ids()]
    same = None
    if asked["competitor"] == SAME_CARD:
        with suppress(UsageError):
            same = _described(_same(workshop, asked, who))
    if not asked["competitor"] and (first := next((card for card in cards if not card["problem"]), None)):
        first["chosen"] = True
    entries = workshop.drill_store.entries(who)
    rival = workshop.drills.rivals[CONFIGURED].identity
    return {
        "cards": cards,
        "same": same,
        "playable": [(SAME_CARD, same)] * (same is not None) + [(c["id"], c) for c in cards if not c["problem"]],
        "NO_CARD": NO_CARD,
        "SAME_CARD": SAME_CARD,
        "labels": LABELS,
        "initials": initials,
        "longest": {"name": LONGEST_NAME, "notes": LONGEST_NOTES, "brief": LONGEST_BRIEF},
        "setups": [(setup, *SETUPS[setup]) for setup in Setup],
        "levels": [(level, LEVELS[level], MANNERS[level].says) for level in Level],
        "model": None if rival.embedded else rival.name,
        "open": [_line(entry) for entry in entries if entry.ended is None],
        "past": _past(entries),
    }


def _card(workshop: "Workshop", card_id: str, asked: Asked) -> dict[str, Any]:
    try:
        described = _described(workshop.cards.card(card_id))
    except ContentError as error:
        return {"id": card_id, "name": card_id, "problem": error, "chosen": False}
    return described | {"chosen": asked["competitor"] == card_id}


def _described(card: Battlecard) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "segment": card.segment,
        "about": card.about,
        "plays": [(play.id, play.title) for play in card.plays],
        "marks": _marks(card, date.today()),  # noqa: DTZ011  # a card expires by the reader's own calendar
        "problem": None,
    }


def _marks(card: Battlecard, today: date) -> list[str]:
    """What to know before relying on a card."""
    marks: list[str] = []
    if card.temporary:
        marks.append("Made of notes: no sources yet")
    if card.expires and (expires := _date(card.expires)) and expires < today:
        marks.append(f"Expired on {expires:%d %b %Y}")
    dates = [_date(fact.date) for fact in card.facts() if fact.sourced]
    old = sum(each is not None and (today - each).days > card.stale_after_days for each in dates)
    if old:
        marks.append(f"{old} of {len(dates)} sources older than {card.stale_after_days} days")
    return marks


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _from_notes(workshop: "Workshop", asked: Asked) -> Battlecard:
    """A card for this drill; written as a file too where that is wanted. Raises UsageError, StoreError."""
    today = date.today()  # noqa: DTZ011  # as above
    card = card_from_notes(asked["name"], asked["notes"], workshop.cards.us(), today)
    if asked["save"]:
        keep_card(workshop, card)
    return card


def keep_card(workshop: "Workshop", card: Battlecard) -> None:
    """Write a card as a file, unless that was done already, by another tab perhaps. Raises UsageError, StoreError."""
    try:
        workshop.cards.save(card)
    except UsageError:
        with suppress(UsageError, ContentError):
            if workshop.cards.card(card.id).model_copy(update={"version": card.version}) == card:
                return
        raise


def kept_as_card(workshop: "Workshop", card: Battlecard) -> bool:
    """Whether the library has this card by now; a file with the same id may be about somebody else."""
    if card.id not in workshop.cards.card_ids():
        return False
    if not card.temporary:
        return True
    try:
        return workshop.cards.card(card.id).name == card.name
    except ContentError:
        return False


def _same(workshop: "Workshop", asked: Asked, who: str) -> Battlecard:
    """The card of the drill or playbook that this begins with. Raises UsageError."""
    if asked["again"]:
        return workshop.drills.own(asked["again"], who).card
    return workshop.playbooks.own(asked["playbook"], who).card


def _line(entry: DrillEntry) -> dict[str, Any]:
    return {
        "entry": entry,
        "setup": SETUPS[entry.setup][0],
        "level": LEVELS[entry.level],
        "says": f"{entry.answered} of {entry.put} answered" if entry.put else "nothing put",
    }


def _past(entries: tuple[DrillEntry, ...]) -> list[dict[str, Any]]:
    """Ended drills by competitor, the one drilled last on top; each with its bars, the oldest first."""
    ended = [entry for entry in entries if entry.ended is not None]
    order = list(dict.fromkeys(entry.competitor for entry in ended))
    grouped = {
        name: list(group)
        for name, group in groupby(sorted(ended, key=lambda e: order.index(e.competitor)), lambda e: e.competitor)
    }
    return [
        {
            "name": group[0].competitor_name,
            "id": name,
            "lines": [_line(entry) for entry in group],
            "bars": [_bar(entry, max(max(each.put for each in group[:BARS]), 1)) for entry in reversed(group[:BARS])],
            "put": sum(entry.put for entry in group),
            "answered": sum(entry.answered for entry in group),
            "latest": f"{group[0].answered} of {group[0].put}",
        }
        for name, group in grouped.items()
    ]


def _bar(entry: DrillEntry, most: int) -> dict[str, Any]:
    return {
        "entry": entry,
        "put": round(100 * entry.put / most),
        "answered": round(100 * entry.answered / most),
        "says": f"{entry.answered} of {entry.put} answered",
    }
