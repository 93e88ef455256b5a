"""PocketSphinx in processes of its own.

It holds Python's lock while it listens: in a thread of the web app, every page would stand still for
seconds. In several processes it also uses every core. Each utterance is normalised by itself
(`cmn="batch"`), its noise too, so what is heard does not depend on which process heard it, or in which order.
"""

import logging
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from coach.errors import TranscriberError

log = logging.getLogger(__name__)

STATES_PER_FRAME = 5_000
"""How many hypotheses are followed at once. The package's 30,000 made no word better on our recordings, and took
a fifth longer on synthetic speech and twice as long on a real one; with 3,000 real speech suffers."""

REPLACED = 3
"""How often processes that ended are replaced in one recording: one of its sounds may be what ends them."""

_decoders: list[Any] = []  # the one decoder of a worker process, made with its first utterance


class Heard(NamedTuple):
    """One segment: the dictionary's word, first and last frame (100 a second), posterior 0..1."""

    word: str
    first_frame: int
    last_frame: int
    posterior: float


def listen(utterances: Sequence[bytes]) -> Iterator[list[Heard]]:
    """What is heard in each utterance (16-bit mono PCM at 16 kHz), in order, as it becomes known.

    A process that was ended, as by a system short of memory, is replaced, and what was heard is not heard again.
    Raises TranscriberError when PocketSphinx fails, or its processes end again and again.
    """
    from concurrent.futures.process import BrokenProcessPool

    known = 0
    for left in reversed(range(REPLACED + 1)):
        try:
            for heard in _side_by_side(utterances[known:]):
                known += 1
                yield heard
            return
        except BrokenProcessPool as error:
            if not left:
                raise _failed(error) from error
            log.warning("a process of PocketSphinx was ended; the rest is heard in new ones")
        except (RuntimeError, ValueError, OSError) as error:
            raise _failed(error) from error


def _failed(error: Exception) -> TranscriberError:
    return TranscriberError(
        f"PocketSphinx could not recognise the speech: {error}",
        hint="Try again; if it stays, install the package pocketsphinx again or choose another transcriber.",
    )


def _side_by_side(utterances: Sequence[bytes]) -> Iterator[list[Heard]]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    workers = max(1, min(len(utterances), os.cpu_count() or 1))
    # Spawned, never forked: the parent may hold threads and loaded models.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_obey_parent)
    try:
        yield from pool.map(hear, utterances)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def hear(pcm: bytes) -> list[Heard]:
    """Decode one utterance in this process."""
    if not _decoders:
        import pocketsphinx

        vendor: Any = pocketsphinx  # a compiled module without types
        _decoders.append(vendor.Decoder(loglevel="FATAL", cmn="batch", maxhmmpf=STATES_PER_FRAME))
    decoder = _decoders[0]
    decoder.start_stream()  # forgets the noise of the utterances before, which came to this process by chance
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    # Its `prob` is a probability already, not a logarithm, and rounding takes it a little above one.
    return [Heard(s.word, s.start_frame, s.end_frame, min(1.0, s.prob)) for s in decoder.seg() or ()]


def _obey_parent() -> None:
    """Leave interrupts to the parent, and end when it ends: a killed one tells its pool nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None  # this is a process of a pool
    parent.join()
    os._exit(0)
