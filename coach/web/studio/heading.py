"""What stands above a file that is edited: its name in plain words, its state, and the ways to its neighbours."""

from typing import TYPE_CHECKING, Any, NamedTuple

from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind, Reading
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.wiring import Workshop

KINDS = {
    ManuscriptKind.RUBRIC: "Rubric",
    ManuscriptKind.PITCH: "Golden pitch",
    ManuscriptKind.CARD: "Battlecard",
    ManuscriptKind.US: "What is true of us",
}

PARTS = {
    PitchKind.GOLDEN: "Golden",
    PitchKind.OWN_WORDS: "Own words",
    PitchKind.WEAK: "Weak",
    PitchKind.NEAR_MISS: "Near miss",
}
"""The four texts, first those that must not fail, then those that must not pass."""

PURPOSES = {
    PitchKind.GOLDEN: "The model answer. On its rubric it must not fail.",
    PitchKind.OWN_WORDS: "The same points in other words. On its rubric it must not fail either.",
    PitchKind.WEAK: "A friendly talk that misses the point. On its rubric it must not pass.",
    PitchKind.NEAR_MISS: "The right topic, but denied, with wrong numbers or beside the point. It must not pass.",
}


class Way(NamedTuple):
    """A link beside the heading."""

    text: str
    href: str
    here: bool = False
    apart: bool = False


class Heading(NamedTuple):
    """`in_use`: the number and hash of the published version that learners are scored by, None without one."""

    title: str
    kind: str
    lead: str
    ways_named: str
    ways: tuple[Way, ...]
    in_use: dict[str, Any] | None
    state: str


class Headings:
    """Makes the heading of each file."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop

    def of(self, address: Address, reading: Reading) -> Heading:
        data = reading.data or {}
        match address.kind:
            case ManuscriptKind.RUBRIC:
                return self._rubric(address, data)
            case ManuscriptKind.PITCH:
                return self._pitch(address, data)
            case ManuscriptKind.CARD:
                lead = "What we know of one competitor. It is used in drills and playbooks as soon as it is saved."
                return Heading(_text(data, "name") or address.id, KINDS[address.kind], lead, "", (), None, "live")
            case ManuscriptKind.US:
                lead = "Judges, drills and battlecards use it as soon as it is saved."
                title = _text(data, "company") or "Us"
                return Heading(title, KINDS[address.kind], lead, "", (), None, "live")

    def sources(self) -> dict[str, list[dict[str, str]]]:
        """What can be named that stands in other files: golden pitches, and proofs of ours."""
        found = self._workshop.manuscripts.addresses()
        pitches = sorted({each.id for each in found if each.kind is ManuscriptKind.PITCH})
        us = self._data(Address(kind=ManuscriptKind.US, id="us"))
        proofs: list[dict[str, str]] = []
        for proof in us.get("proofs") if isinstance(us.get("proofs"), list) else ():  # pyright: ignore[reportOptionalIterable]
            if isinstance(proof, dict) and isinstance(proof.get("id"), str):  # pyright: ignore[reportUnknownMemberType]
                proofs.append({"value": proof["id"], "label": f"{proof['id']}: {proof.get('text', '')}"})  # pyright: ignore[reportUnknownMemberType]
        return {"pitches": [{"value": each, "label": self._pitch_title(each)} for each in pitches], "proofs": proofs}

    def _rubric(self, address: Address, data: dict[str, Any]) -> Heading:
        golden = _text(data, "golden_pitch")
        ways = _four_texts(golden, None) if golden else ()
        version = self._workshop.versions.in_use().get(address.id)
        in_use = {"number": version.number, "version": version.rubric_version} if version else None
        state = "managed" if address.id in self._workshop.versions.managed() else "file"
        lead = "The file is your draft: write here, try it, then publish it."
        return Heading(
            _text(data, "title") or address.id, KINDS[address.kind], lead, "Its golden pitch", ways, in_use, state
        )

    def _pitch(self, address: Address, data: dict[str, Any]) -> Heading:
        assert address.part is not None
        users = [
            Way(f"Rubric: {_text(rubric, 'title') or each.id}", f"/studio/edit/rubric/{each.id}", apart=True)
            for each in self._workshop.manuscripts.addresses()
            if each.kind is ManuscriptKind.RUBRIC and (rubric := self._data(each)).get("golden_pitch") == address.id
        ]
        own = _text(data, "title") if address.part is PitchKind.GOLDEN else None
        return Heading(
            f"{own or self._pitch_title(address.id)}: {PARTS[address.part].lower()}",
            KINDS[address.kind],
            PURPOSES[address.part],
            "The four texts",
            (*_four_texts(address.id, address.part), *users),
            None,
            "draft",
        )

    def _pitch_title(self, golden_id: str) -> str:
        data = self._data(Address(kind=ManuscriptKind.PITCH, id=golden_id, part=PitchKind.GOLDEN))
        return _text(data, "title") or golden_id

    def _data(self, address: Address) -> dict[str, Any]:
        try:
            text = self._workshop.manuscripts.open(address).text
        except CoachError:
            return {}
        return self._workshop.manuscripts.read(address, text).data or {}


def _four_texts(golden_id: str, here: PitchKind | None) -> tuple[Way, ...]:
    return tuple(
        Way(name, f"/studio/edit/pitch/{golden_id}/{part.value}", part is here) for part, name in PARTS.items()
    )


def _text(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value.strip() and value != "(unreadable)" else None
