"""What was said, written as one would: recognisers without punctuation leave one long line of small letters."""

from coach.domain.transcript import Transcript

_ASKING = frozenset("what how who when where why which whose".split())
_VERBS = frozenset(
    """is are was were do does did can could would will should has have had may might must isn't aren't don't doesn't
    didn't can't couldn't wouldn't won't""".split()
)
_SUBJECTS = frozenset(
    "i you your we our they their he she it its that this these those there the a an any anyone anybody".split()
)
_FAR = 4
"""How many words after "how" or "which" its verb may stand: "how many of your customers do"."""


def caption(transcript: Transcript) -> str:
    """The text with a capital letter and a sign at each pause; what has punctuation of its own stays as it is."""
    if any(word.text.endswith((".", "?", "!")) for word in transcript.words):
        return transcript.text
    return " ".join(_written(sentence.text) for sentence in transcript.sentences)


def _written(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}{'?' if _asks(sentence.lower().split()) else '.'}"


def _asks(words: list[str]) -> bool:
    """Whether a sentence is a question, by its first words: "do you", "how many days did"; not "what we see is"."""
    if not words or len(words) < 2:
        return False
    if words[0] in _VERBS:
        return words[1] in _SUBJECTS
    return words[0] in _ASKING and words[1] not in _SUBJECTS and bool(_VERBS & set(words[1 : 2 + _FAR]))
