"""The embedded recogniser: PocketSphinx with the US English model that comes inside its package."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from coach.adapters.recognised import in_order
from coach.adapters.speech import find_speech
from coach.adapters.sphinx_process import Heard, listen
from coach.adapters.utterances import pcm_between, utterances
from coach.domain.delivery import Stretch
from coach.domain.exchange import Audio, Progress
from coach.domain.transcript import Transcript, Word

PAUSE_S = 0.3
PAD_S = 0.15
"""A pause this long ends an utterance, which keeps this much quiet on either side.

Word errors on four recordings (three synthetic pitches, a real speech; 700 words): 4.7 % with these values,
5.3 to 5.7 % with pauses of 0.2 to 0.4 s and 0.1 to 0.3 s of quiet, 5.7 % with PocketSphinx's own endpointer."""

FRAMES_PER_SECOND = 100

_VARIANT = re.compile(r"\(\d+\)$")  # the dictionary's second pronunciation of "the" is "the(2)"
_NO_WORD = ("<", "[", "+")  # <s>, <sil>, [NOISE], ++BREATH++


class SphinxTranscriber:
    """Satisfies the `Transcriber` port without network, key or download; deterministic.

    Good enough to practise only: its transcripts are marked `low_accuracy`. It writes lower-case words
    of its own dictionary without punctuation, in US English. `hints` change nothing: a name that is not
    in the dictionary would need both a pronunciation and a place in the language model.
    """

    embedded = True

    @property
    def name(self) -> str:
        return f"pocketsphinx {version('pocketsphinx')}"

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        """Words with times and confidence, none where nobody speaks. Raises TranscriberError."""
        words: list[Word] = []
        pieces = utterances(find_speech(audio), audio.seconds, pause_s=PAUSE_S, pad_s=PAD_S)
        if pieces:
            progress(0.0)
            for piece, heard in zip(pieces, listen([pcm_between(audio, piece) for piece in pieces]), strict=True):
                words += _words(piece, heard)
                progress(min(1.0, piece.end / audio.seconds))
        progress(1.0)
        return Transcript(
            words=in_order(words, audio.seconds),
            duration=audio.seconds,
            engine=f"{self.name} en-us",
            low_accuracy=True,
        )


def _words(piece: Stretch, heard: Iterable[Heard]) -> Iterator[Word]:
    for segment in heard:
        if not segment.word.startswith(_NO_WORD):
            yield Word(
                text=_spelled(segment.word),
                start=piece.start + segment.first_frame / FRAMES_PER_SECOND,
                end=piece.start + (segment.last_frame + 1) / FRAMES_PER_SECOND,
                confidence=round(segment.posterior, 3),
            )


def _spelled(word: str) -> str:
    word = _VARIANT.sub("", word)
    return word.capitalize() if word == "i" or word.startswith("i'") else word
