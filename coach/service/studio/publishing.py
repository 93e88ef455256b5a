"""From a draft to a version: what stands where, what is open, publishing and retiring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, Bundle, ManuscriptKind, Reading
from coach.domain.studio.study import ACTIVE, Study
from coach.domain.studio.version import LONGEST_NOTE, GateResult, Retirement, Version
from coach.errors import CoachError, OvertakenError, UsageError
from coach.service.studio.gates import Gates, judge_name
from coach.service.studio.ports import Manuscripts, VersionStore
from coach.service.studio.studies import Studies

SHORTEST_REASON = 3
"""Characters. Nobody who comes later learns anything from less."""


@dataclass(frozen=True)
class Mistake:
    """Why a draft cannot be published: in which file, at which line, and what to do."""

    message: str
    hint: str
    address: Address | None = None
    line: int | None = None


@dataclass(frozen=True)
class Draft:
    """A rubric's file with all that goes with it. `text` is None without a file, `bundle` while it has mistakes.

    `title` is what the file says, as far as it can be read.
    """

    text: str | None
    bundle: Bundle | None
    title: str | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def mark(self) -> str:
        """Names exactly this draft; empty while it has mistakes."""
        return "-".join(self.bundle.hashes) if self.bundle else ""


@dataclass(frozen=True)
class Order:
    """What somebody wants published, and what they had before their eyes: the draft, and the last version."""

    rubric_id: str
    by: str
    note: str
    reason: str
    mark: str
    last: int


@dataclass(frozen=True)
class Publishing:
    """The use cases between a draft and what learners are offered."""

    manuscripts: Manuscripts
    versions: VersionStore
    studies: Studies
    gates: Gates
    now: Callable[[], datetime]

    def draft(self, rubric_id: str) -> Draft:
        """The rubric's files as they stand, with everything that is wrong with them."""
        rubrics = (each for each in self.manuscripts.addresses() if each.kind is ManuscriptKind.RUBRIC)
        address = next((each for each in rubrics if each.id == rubric_id), None)
        if address is None:
            return Draft(None, None)
        try:
            text = self.manuscripts.open(address).text
        except CoachError as error:
            return Draft(None, None, None, (Mistake(error.message, error.hint, address),))
        try:
            bundle = self.manuscripts.bundle(rubric_id, text)
            return Draft(text, bundle, bundle.rubric.title)
        except CoachError as error:
            reading = self.manuscripts.read(address, text)
            said = (reading.data or {}).get("title")
            found = self._mistakes(address, reading) or (Mistake(error.message, error.hint),)
            return Draft(text, None, said if isinstance(said, str) else None, found)

    def _mistakes(self, address: Address, reading: Reading) -> tuple[Mistake, ...]:
        """Every error in the rubric, in the texts of its golden pitch, and in the facts about us."""
        found = [Mistake(r.message, r.hint, address, r.line) for r in reading.remarks if r.severity == "error"]
        golden = (reading.data or {}).get("golden_pitch")
        pitches = {each.id for each in self.manuscripts.addresses() if each.kind is ManuscriptKind.PITCH}
        # Where no text of the pitch is there at all, the rubric's own mistake says so.
        parts = tuple(PitchKind) if golden in pitches else ()
        texts = [Address(kind=ManuscriptKind.PITCH, id=str(golden), part=part) for part in parts]
        for each in (*texts, Address(kind=ManuscriptKind.US, id="us")):
            try:
                remarks = self.manuscripts.read(each, self.manuscripts.open(each).text).remarks
                found += [Mistake(r.message, r.hint, each, r.line) for r in remarks if r.severity == "error"]
            except CoachError as error:
                found.append(Mistake(error.message, error.hint, each))
        return tuple(found)

    def try_gates(self, rubric_id: str, *, who: str) -> Study:
        """Run the gates on the draft as it stands; the study that is at it already, if there is one."""
        bundle = self.usable(self.draft(rubric_id))
        under_way = self.gates.latest(bundle)
        if under_way is not None and under_way.state in ACTIVE:
            return under_way
        return self.studies.begin(self.gates.plan(bundle), who=who, bundle=bundle)

    def publish(self, order: Order) -> Version:
        """Make the draft the version in use.

        Raises UsageError for whatever is missing, and OvertakenError when the draft, or the last version, is
        another one than whoever orders it saw.
        """
        note = _text(order.note, "note", 1)
        draft = self.draft(order.rubric_id)
        bundle, text = self.usable(draft), draft.text
        assert text is not None
        if draft.mark != order.mark:
            message = "The draft has changed since this page was loaded."
            raise OvertakenError(message, hint="Look at what it says now, then publish.")
        versions = self.versions.versions(order.rubric_id)
        if (last := versions[0].number if versions else 0) != order.last:
            message = f"Version {last} was published since this page was loaded."
            raise OvertakenError(message, hint="Look at what it changed, then publish yours on top of it.")
        if same := next((each for each in versions if each.in_use and each.hashes == bundle.hashes), None):
            message = f"The draft says the same as version {same.number}, which is in use: nothing is to be published."
            raise UsageError(message, hint="Change the draft first.")
        gates = self.gates.passed_through(bundle)
        version = Version(
            rubric_id=order.rubric_id,
            number=last + 1,
            rubric_version=bundle.rubric.version,
            golden_version=bundle.golden.version,
            us_version=bundle.us.version,
            title=bundle.rubric.title,
            author=order.by,
            at=self.now(),
            note=note,
            text=text,
            judge=judge_name(self.gates.serving),
            gates=gates,
            reason=_reason(gates, order.reason),
        )
        self.versions.publish(version, bundle)
        return version

    def retire(self, rubric_id: str, number: int, *, by: str, why: str) -> None:
        """Take a version out of use: learners are not offered the rubric until another one is published.

        Raises UsageError without a reason, and when it is not in use.
        """
        retirement = Retirement(at=self.now(), by=by, why=_text(why, "reason", SHORTEST_REASON))
        self.versions.retire(rubric_id, number, retirement)

    def usable(self, draft: Draft) -> Bundle:
        """What the draft describes. Raises UsageError while it has mistakes."""
        if draft.bundle is not None:
            return draft.bundle
        if not draft.mistakes:
            raise UsageError("There is no draft of this rubric.", hint="Write one, or bring its file back.")
        count = len(draft.mistakes)
        first = draft.mistakes[0]
        many = "a mistake" if count == 1 else f"{count} mistakes"
        raise UsageError(f"The draft has {many}. {first.message}", hint=first.hint)


def _reason(gates: tuple[GateResult, ...], reason: str) -> str | None:
    """Why it is published with gates open; None where all are closed."""
    still_open = [gate.name for gate in gates if gate.state == "broken"]
    if not still_open:
        return None
    if not reason.strip():
        many = "One gate is open" if len(still_open) == 1 else f"{len(still_open)} gates are open"
        hint = "Mend the draft and run the gates again, or write down why it is published all the same."
        raise UsageError(f"{many}: {', '.join(still_open)}.", hint=hint)
    return _text(reason, "reason", SHORTEST_REASON)


def _text(said: str, what: str, shortest: int) -> str:
    """What somebody wrote, without space around it. Raises UsageError where it is too short or too long."""
    text = said.strip()
    if len(text) < shortest:
        message = f"The {what} is missing." if not text else f"The {what} is too short."
        raise UsageError(message, hint=f"Write a {what} of {shortest} to {LONGEST_NOTE} characters.")
    if len(text) > LONGEST_NOTE:
        message = f"The {what} has {len(text)} characters."
        raise UsageError(message, hint=f"Write it in {LONGEST_NOTE} at most.")
    return text
