"""A recording cut into pieces that a recogniser takes at once, at the pauses of the speaker."""

from collections.abc import Sequence
from itertools import pairwise

from coach.domain.delivery import Stretch
from coach.domain.exchange import SAMPLE_RATE, Audio

BYTES_PER_SAMPLE = 2


def utterances(speech: Sequence[Stretch], seconds: float, *, pause_s: float, pad_s: float) -> tuple[Stretch, ...]:
    """Stretches of speech joined over pauses shorter than `pause_s`, with `pad_s` of quiet on either side.

    Nothing overlaps: where two utterances are nearer than twice the padding, they share the gap.
    """
    joined: list[Stretch] = []
    for stretch in speech:
        if joined and stretch.start - joined[-1].end < pause_s:
            stretch = Stretch(start=joined.pop().start, end=stretch.end)
        joined.append(stretch)
    middles = [(before.end + after.start) / 2 for before, after in pairwise(joined)]
    return tuple(
        Stretch(start=max(earliest, stretch.start - pad_s), end=min(latest, stretch.end + pad_s))
        for stretch, earliest, latest in zip(joined, [0.0, *middles], [*middles, seconds], strict=False)
    )


def cut_at_pauses(speech: Sequence[Stretch], seconds: float, longest_s: float) -> tuple[Stretch, ...]:
    """The whole recording in pieces of at most `longest_s`, each cut in the last pause that fits.

    Where nobody pauses in the second half of a piece, it is cut at its full length.
    """
    pauses = [(before.end + after.start) / 2 for before, after in pairwise(speech)]
    pieces: list[Stretch] = []
    start = 0.0
    while seconds - start > longest_s:
        fitting = [pause for pause in pauses if start + longest_s / 2 <= pause <= start + longest_s]
        end = fitting[-1] if fitting else start + longest_s
        pieces.append(Stretch(start=start, end=end))
        start = end
    return (*pieces, Stretch(start=start, end=seconds))


def pcm_between(audio: Audio, stretch: Stretch) -> bytes:
    """The samples of `stretch`, as in `Audio.pcm`."""
    first, last = (int(at * SAMPLE_RATE) * BYTES_PER_SAMPLE for at in (stretch.start, stretch.end))
    return audio.pcm[first:last]
