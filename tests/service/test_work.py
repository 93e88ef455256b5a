"""The worker's jobs, one call at a time: real SQLite and a real queue; the recogniser is a stand-in."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import FakeTranscriber

from coach.adapters.tables import ATTEMPT, WORK
from coach.domain.attempt import Attempt, Stage, State
from coach.domain.exchange import Audio, Progress
from coach.domain.transcript import Transcript
from coach.errors import MediaError, StoreError, UsageError
from coach.service.coach import Coach
from coach.service.panel import CONFIGURED
from coach.service.stages import HEARING_PER_SECOND, Chosen
from coach.service.submission import Submission
from coach.service.worker import MAX_RUNS, MAX_STORE_RUNS, SUSPECT_RUNS, Worker
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))


@pytest.fixture
def coach(workshop: Workshop) -> Coach:
    return hearing(workshop.coach(queued=True), FakeTranscriber(workshop.library.golden("first_call").text))


class Trouble(FakeTranscriber):
    """Something happens while it listens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__("hello there")
        self._happens = happens
        self.heard = 0

    def transcribe(self, audio: Audio, hints: object, progress: Progress) -> Transcript:
        self.heard += 1
        self._happens()
        return super().transcribe(audio, (), progress)


def hearing(coach: Coach, transcriber: FakeTranscriber) -> Coach:
    return replace(coach, choose_transcriber=lambda name, fetching: Chosen(transcriber, "for this test"))


def raises(error: Exception) -> Trouble:
    def happens() -> None:
        raise error

    return Trouble(happens)


def handed_in(coach: Coach) -> Attempt:
    return coach.receive(Submission("first_call", recording=UTTERANCE))


def work(coach: Coach, stage: Stage, attempt: Attempt, tries: int = 0, allow=lambda seconds: None) -> Attempt:
    Worker(coach).work(stage, attempt.id, tries, allow)
    return coach.attempts.get(attempt.id)


def runs(workshop: Workshop) -> list[tuple[str, int, int, bool]]:
    with workshop.database.read() as connection:
        rows = connection.execute(sa.select(WORK).order_by(WORK.c.started_at))
        return [(row.stage, row.tries, row.run, row.ended_at is not None) for row in rows]


def delete(workshop: Workshop, attempt: Attempt) -> None:
    """What a deletion leaves: the row with its decision, without the words."""
    with workshop.database.write() as connection:
        connection.execute(sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt.id).values(document=None))


def test_each_stage_keeps_its_result_and_is_noted_once(coach: Coach, workshop: Workshop) -> None:
    attempt = handed_in(coach)
    assert (attempt.state, attempt.queued_at is not None) == (State.RECEIVED, True)

    heard = work(coach, Stage.TRANSCRIBE, attempt)
    assert (heard.state, heard.next_stage) == (State.SCORING, Stage.SCORE)
    done = work(coach, Stage.SCORE, attempt)

    assert (done.state, done.scored) == (State.DONE, True)
    assert runs(workshop) == [("transcribe", 0, 1, True), ("score", 0, 1, True)]


def test_what_was_heard_is_never_heard_again(coach: Coach, workshop: Workshop) -> None:
    listening = Trouble(lambda: None)
    attempt = handed_in(coach)
    for _ in range(3):
        work(hearing(coach, listening), Stage.TRANSCRIBE, attempt)
    coach.attempts.save(coach.attempts.get(attempt.id).model_copy(update={"state": State.WAITING}))
    coach.retry(attempt.id, transcriber="pocketsphinx")
    for tries in (0, 1):
        work(hearing(coach, listening), Stage.TRANSCRIBE, attempt, tries)

    assert listening.heard == 1
    assert work(coach, Stage.SCORE, attempt, 1).scored


def test_a_stage_that_ends_its_worker_again_and_again_is_given_up_and_can_be_tried_again(
    coach: Coach, workshop: Workshop
) -> None:
    attempt = handed_in(coach)
    for _ in range(MAX_RUNS):
        coach.attempts.begin(attempt.id, Stage.TRANSCRIBE, 0)

    given_up = work(coach, Stage.TRANSCRIBE, attempt)
    assert given_up.state is State.WAITING
    assert given_up.problem is not None
    assert str(MAX_RUNS) in given_up.problem.message
    assert given_up.problem.retries == (CONFIGURED,)

    assert coach.retry(attempt.id).tries == 1
    assert work(coach, Stage.TRANSCRIBE, attempt, 1).state is State.SCORING


def test_a_stage_that_may_end_its_worker_is_worked_on_alone(coach: Coach) -> None:
    """So that its neighbours are not given up with it."""
    suspect, neighbour = handed_in(coach), handed_in(coach)
    for _ in range(SUSPECT_RUNS):
        coach.attempts.begin(suspect.id, Stage.TRANSCRIBE, 0)
    listening, go_on = threading.Event(), threading.Event()

    def listens() -> None:
        listening.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(2) as workers:
        alone = workers.submit(work, hearing(coach, Trouble(listens)), Stage.TRANSCRIBE, suspect)
        assert listening.wait(60)
        beside = workers.submit(work, coach, Stage.TRANSCRIBE, neighbour)
        time.sleep(0.5)
        assert coach.attempts.begun(neighbour.id, Stage.TRANSCRIBE, 0) == 0
        go_on.set()
        assert [job.result(60).state for job in (alone, beside)] == [State.SCORING] * 2


def test_what_hangs_again_is_told_and_can_be_tried_with_another_engine(coach: Coach) -> None:
    attempt = handed_in(coach)
    coach.attempts.begin(attempt.id, Stage.TRANSCRIBE, 0)
    Worker(coach).overdue(Stage.TRANSCRIBE, attempt.id, 0)
    assert coach.attempts.get(attempt.id) == attempt  # a first time may be the machine's

    coach.attempts.begin(attempt.id, Stage.TRANSCRIBE, 0)
    Worker(coach).overdue(Stage.TRANSCRIBE, attempt.id, 0)

    waiting = work(coach, Stage.TRANSCRIBE, attempt)  # as the next worker finds it
    assert (waiting.state, waiting.problem.retries) == (State.WAITING, (CONFIGURED, "pocketsphinx"))
    assert coach.attempts.begun(attempt.id, Stage.TRANSCRIBE, 0) == 2
    coach.retry(attempt.id, transcriber="pocketsphinx")
    assert work(coach, Stage.TRANSCRIBE, attempt, 1).state is State.SCORING


def test_what_nothing_in_the_queue_stands_for_is_queued_again(coach: Coach, workshop: Workshop) -> None:
    """As after a worker of an older version, which ends the jobs of what it cannot read."""
    queued, heard, by_hand, lost, held = (handed_in(coach) for _ in range(5))
    work(coach, Stage.TRANSCRIBE, heard)
    coach.attempts.save(by_hand.model_copy(update={"queued_at": None}))
    for attempt in (by_hand, lost, held):
        workshop.jobs.forget(attempt.id)

    with coach.leases.take(held.id):
        assert Worker(coach).take_up() == (lost.id,)
    assert Worker(coach).take_up() == (held.id,)
    assert Worker(coach).take_up() == ()

    assert [coach.attempts.get(each.id).tries for each in (queued, heard, by_hand, lost, held)] == [0, 0, 0, 1, 1]
    assert work(coach, Stage.TRANSCRIBE, lost, 1).state is State.SCORING


def test_a_job_that_was_overtaken_by_a_retry_does_nothing(coach: Coach, workshop: Workshop) -> None:
    attempt = handed_in(coach)
    assert coach.retry(attempt.id) == attempt  # queued: nothing to retry
    coach.attempts.save(attempt.model_copy(update={"state": State.WAITING}))
    again = coach.retry(attempt.id)

    assert work(coach, Stage.TRANSCRIBE, attempt, 0) == again
    assert runs(workshop) == []


def test_a_scored_attempt_needs_no_retry(coach: Coach) -> None:
    attempt = handed_in(coach)
    work(coach, Stage.TRANSCRIBE, attempt)
    done = work(coach, Stage.SCORE, attempt)

    assert coach.retry(attempt.id) == done
    assert coach.attempts.get(attempt.id) == done


def test_a_job_of_a_deleted_attempt_ends_quietly(coach: Coach, workshop: Workshop) -> None:
    attempt = handed_in(coach)
    delete(workshop, attempt)

    Worker(coach).work(Stage.TRANSCRIBE, attempt.id, 0, lambda seconds: None)

    assert runs(workshop) == []


@pytest.mark.parametrize("error", [None, UsageError("Odd.", hint=""), ZeroDivisionError()], ids=repr)
def test_an_attempt_that_is_deleted_while_it_is_worked_on_stays_deleted(
    coach: Coach, workshop: Workshop, error: Exception | None
) -> None:
    attempt = handed_in(coach)

    def deleted() -> None:
        delete(workshop, attempt)
        if error:
            raise error

    Worker(hearing(coach, Trouble(deleted))).work(Stage.TRANSCRIBE, attempt.id, 0, lambda seconds: None)

    with pytest.raises(UsageError):
        coach.attempts.get(attempt.id)
    assert runs(workshop) == [("transcribe", 0, 1, False)]


def test_what_cannot_be_scored_is_refused(coach: Coach) -> None:
    refused = work(
        hearing(coach, raises(MediaError("Hiss.", hint="Record again."))), Stage.TRANSCRIBE, handed_in(coach)
    )
    assert refused.state is State.REFUSED
    assert refused.problem is not None
    assert (refused.problem.message, refused.problem.retries) == ("Hiss.", ())


def test_a_record_that_a_newer_version_wrote_ends_its_job_and_keeps_no_other_waiting(
    coach: Coach, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    attempt = handed_in(coach)
    with workshop.database.write() as connection:
        newer = sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt.id)
        connection.execute(newer.values(document='{"of a newer version": 1}'))

    Worker(coach).work(Stage.TRANSCRIBE, attempt.id, 0, lambda seconds: None)

    assert "newer Pitch Coach" in caplog.text
    assert runs(workshop) == []


def test_a_mistake_of_ours_waits_for_a_person_and_can_be_tried_again(coach: Coach) -> None:
    attempt = handed_in(coach)
    waiting = work(hearing(coach, raises(ZeroDivisionError())), Stage.TRANSCRIBE, attempt)
    assert waiting.state is State.WAITING
    assert waiting.problem is not None
    assert waiting.problem.retries == (CONFIGURED,)
    assert "ZeroDivision" not in waiting.problem.message

    coach.retry(attempt.id)
    assert work(coach, Stage.TRANSCRIBE, attempt, 1).state is State.SCORING


def test_a_disk_that_refuses_is_tried_a_few_times_and_then_told(coach: Coach) -> None:
    full = hearing(coach, raises(StoreError("There is no room left.", hint="Free some.")))
    attempt = handed_in(coach)
    for _ in range(MAX_STORE_RUNS - 1):
        with pytest.raises(StoreError):
            work(full, Stage.TRANSCRIBE, attempt)

    waiting = work(full, Stage.TRANSCRIBE, attempt)
    assert waiting.state is State.WAITING
    assert waiting.problem is not None
    assert waiting.problem.message == "There is no room left."


def test_what_was_heard_is_kept_when_the_database_is_away_for_a_moment(coach: Coach, workshop: Workshop) -> None:
    listening = Trouble(lambda: None)
    away = iter([True])

    @contextmanager
    def shaky() -> Iterator[None]:
        with workshop.database.write():
            yield
            if next(away, False):
                raise StoreError("The database refused.", hint="Wait.")

    attempt = handed_in(coach)
    kept = work(replace(hearing(coach, listening), transaction=shaky), Stage.TRANSCRIBE, attempt)

    assert (kept.state, listening.heard) == (State.SCORING, 1)
    assert runs(workshop) == [("transcribe", 0, 1, True)]


def test_a_long_recording_may_be_listened_to_for_longer(coach: Coach) -> None:
    class Slowed:
        """The same sound, said to last an hour."""

        def __getattr__(self, name: str) -> object:
            return getattr(coach.media, name)

        def decode(self, path: Path) -> Audio:
            return replace(coach.media.decode(path), seconds=3600)

    asked: list[float] = []
    work(replace(coach, media=Slowed()), Stage.TRANSCRIBE, handed_in(coach), allow=asked.append)  # pyright: ignore

    assert max(asked) == HEARING_PER_SECOND * 3600


def test_a_command_takes_an_attempt_out_of_the_queue(coach: Coach, workshop: Workshop) -> None:
    attempt = handed_in(coach)
    by_hand = replace(coach, jobs=None)

    done = by_hand.run(attempt.id, progress=lambda share: None)

    assert (done.state, done.queued_at) == (State.DONE, None)
    assert work(coach, Stage.TRANSCRIBE, attempt) == done
    assert runs(workshop) == []


def test_a_hand_in_that_is_sent_several_times_at_once_is_one_attempt(coach: Coach, workshop: Workshop) -> None:
    submission = Submission("first_call", recording=UTTERANCE, key="of the page")
    with ThreadPoolExecutor(8) as senders:
        received = {attempt.id for attempt in senders.map(coach.receive, [submission] * 8)}

    assert len(received) == 1
    assert [attempt.id for attempt in coach.attempts.recent()] == [*received]
    assert coach.receive(replace(submission, who="somebody else")).id not in received
