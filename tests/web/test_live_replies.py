"""The rival's reply while it is made: once for everybody, whoever comes late or leaves early."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from drill_rooms import SlowRival, begun, sparring_at

from coach.domain.sparring.drill import Drill
from coach.errors import EngineError
from coach.service.panel import CONFIGURED
from coach.web.sparring import live
from coach.web.sparring.live import Replies, Reply
from coach.wiring import Workshop

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """What comes of a coroutine, in a thread of its own: a browser may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def rival() -> Iterator[SlowRival]:
    rival = SlowRival()
    yield rival
    rival.go_on.set()


@pytest.fixture
def workshop(tmp_path: Path, rival: SlowRival) -> Workshop:
    return sparring_at(tmp_path, rival=rival)


@pytest.fixture
def replies(workshop: Workshop) -> Replies:
    return Replies(
        workshop.drills,
        told=lambda drill: {"turn": len(drill.turns)},
        shown=lambda drill, said: {"text": said.text},
    )


async def every(reply: Reply) -> list[dict[str, Any]]:
    return [json.loads(line) async for line in reply.follow() if line.strip()]


OPENING, ENDING, STATE = {"said": {"text": "You own this already."}}, {"said": {"text": "Everybody knows that."}}, 1


def test_whoever_comes_late_hears_everything_and_the_reply_is_made_once(
    workshop: Workshop, replies: Replies, rival: SlowRival
) -> None:
    drill = begun(workshop)

    async def meet() -> tuple[list[dict[str, Any]], ...]:
        early = asyncio.create_task(every(replies.join(drill, CONFIGURED)))
        await asyncio.to_thread(rival.spoke.wait, 30)
        late = asyncio.create_task(every(replies.join(drill, CONFIGURED)))
        await asyncio.sleep(0.05)
        assert replies.said(drill.id) == ("You own this already.",)
        rival.go_on.set()
        return await early, await late

    early, late = run(meet())
    assert early == late == [OPENING, ENDING, {"state": {"turn": STATE}}]
    assert rival.asked == 1
    assert replies.said(drill.id) == ()


def test_a_page_that_leaves_does_not_stop_the_reply(workshop: Workshop, replies: Replies, rival: SlowRival) -> None:
    drill = begun(workshop)

    async def leave_and_come_back() -> list[dict[str, Any]]:
        reply = replies.join(drill, CONFIGURED)
        leaving = reply.follow()
        assert json.loads(await anext(leaving)) == OPENING
        await leaving.aclose()
        rival.go_on.set()
        return await every(reply)

    assert run(leave_and_come_back())[-1] == {"state": {"turn": STATE}}
    assert len(workshop.drills.own(drill.id, "me").turns) == 1


def test_quiet_seconds_are_filled_with_empty_lines(
    workshop: Workshop, replies: Replies, rival: SlowRival, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_S", 0.02)
    drill = begun(workshop)

    async def wait_a_little() -> list[bytes]:
        following = replies.join(drill, CONFIGURED).follow()
        return [await anext(following) for _ in range(3)]

    assert run(wait_a_little())[1:] == [b"\n", b"\n"]


def test_a_dead_model_leaves_the_turn_with_the_reason_and_two_ways_on(
    workshop: Workshop, replies: Replies, rival: SlowRival
) -> None:
    rival.dead = True
    rival.go_on.set()
    drill = begun(workshop)
    assert run(every(replies.join(drill, CONFIGURED)))[-1] == {"state": {"turn": 0}}
    problem = workshop.drills.own(drill.id, "me").problem
    assert problem is not None
    assert problem.retries == ("configured", "embedded")


def test_another_program_that_makes_the_reply_is_told_as_such(
    workshop: Workshop, replies: Replies, rival: SlowRival
) -> None:
    drill = begun(workshop)
    with workshop.drills.leases.take(f"drill-{drill.id}"):
        events = run(every(replies.join(drill, CONFIGURED)))
    assert [list(event) for event in events] == [["problem"]]
    assert "in another tab or program" in events[0]["problem"]["message"]
    assert rival.asked == 0


def test_more_replies_than_fit_are_refused_until_one_is_done(
    workshop: Workshop, replies: Replies, rival: SlowRival, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_AT_ONCE", 1)
    first, second = begun(workshop), begun(workshop)

    async def fill() -> None:
        running = replies.join(first, CONFIGURED)
        with pytest.raises(EngineError, match="more do not fit"):
            replies.join(second, CONFIGURED)
        rival.go_on.set()
        await every(running)
        assert (await every(replies.join(second, CONFIGURED)))[-1] == {"state": {"turn": STATE}}

    run(fill())


def test_a_fault_of_our_own_ends_the_reply_with_words(workshop: Workshop, rival: SlowRival) -> None:
    def broken(_: Drill) -> dict[str, Any]:
        raise ZeroDivisionError

    rival.go_on.set()
    replies = Replies(workshop.drills, told=broken, shown=lambda drill, said: {})
    assert "for a reason of our own" in run(every(replies.join(begun(workshop), CONFIGURED)))[-1]["problem"]["message"]


def test_a_reply_whose_thread_cannot_start_is_refused_and_may_be_tried_again(
    workshop: Workshop, replies: Replies, rival: SlowRival, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoMore(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    rival.go_on.set()
    drill = begun(workshop)
    with monkeypatch.context() as full:
        full.setattr(live, "Thread", NoMore)
        with pytest.raises(EngineError, match="no more threads"):
            replies.join(drill, CONFIGURED)
    assert run(every(replies.join(drill, CONFIGURED)))[-1] == {"state": {"turn": STATE}}
