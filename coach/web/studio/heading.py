"""What stands above a file that is edited: its name in plain words, its state, and the ways to its neighbours."""

from typing import TYPE_CHECKING, Any, NamedTuple

from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind, Reading
from coach.domain.studio.version import Version
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


US_USED = (
    "Drills, playbooks and rubrics without a version use it at once; published rubrics keep what they were "
    "published with until you publish again."
)


class Way(NamedTuple):
    """A link beside the heading."""

    text: str
    href: str
    here: bool = False
    apart: bool = False


class Heading(NamedTuple):
    """What stands above one file."""

    title: str
    kind: str
    lead: str
    ways_named: str
    ways: tuple[Way, ...]


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
                return Heading(_text(data, "name") or address.id, KINDS[address.kind], lead, "", ())
            case ManuscriptKind.US:
                lead = " ".join((US_USED, *waiting(self._workshop)))
                title = _text(data, "company") or "Us"
                return Heading(title, KINDS[address.kind], lead, "", ())

    def standing(self, address: Address) -> dict[str, Any] | None:
        """What learners are scored by while this file is written: None for what is no rubric.

        `managed`: the studio looks after it. `in_use`: the published version, with its number, the hash of its
        rubric, and whether its golden pitch and the facts about us still are `alike` in the files.
        """
        if address.kind is not ManuscriptKind.RUBRIC:
            return None
        version = self._workshop.versions.in_use().get(address.id)
        in_use = version and {
            "number": version.number,
            "version": version.rubric_version,
            "alike": self._is_alike(version),
        }
        return {"managed": address.id in self._workshop.versions.managed(), "in_use": in_use}

    def _is_alike(self, version: Version) -> bool:
        try:
            bundle = self._workshop.manuscripts.bundle(version.rubric_id, version.text)
        except CoachError:  # the files do not even fit this version any more
            return False
        return bundle.hashes == version.hashes

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
        lead = "The file is your draft: write here, try it, then publish it."
        return Heading(_text(data, "title") or address.id, KINDS[address.kind], lead, "Its golden pitch", ways)

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


def waiting(workshop: "Workshop") -> tuple[str, ...]:
    """Which published rubrics were published with other facts about us than stand there now, in a sentence or none."""
    try:
        now = workshop.files.us().version
    except CoachError:  # its mistakes are told where they are
        return ()
    titles = sorted(each.title for each in workshop.versions.in_use().values() if each.us_version != now)
    if not titles:
        return ()
    verb = "has" if len(titles) == 1 else "have"
    return (f"{', '.join(titles)} {verb} changes in the draft because of it.",)
