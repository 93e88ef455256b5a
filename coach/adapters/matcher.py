"""Likeness of sentences without a model: character n-grams weighted by how telling they are."""

from collections.abc import Sequence
from typing import Any

from coach.domain.language import FUNCTION_WORDS, normal

NGRAMS = (3, 5)
"""Lengths of the character n-grams: long enough to carry a stem, short enough to survive a misheard ending."""

BUCKETS = 2**18
"""N-grams are hashed, so that one never seen among the queries still counts against a match."""


class TfidfMatcher:
    """TF-IDF over the character 3-5-grams of comparable tokens, without function words.

    The weights are learnt from the queries alone. That takes out the topic (a word that most queries
    share tells little), and it makes the likeness of a sentence independent of the other sentences:
    adding a line to a pitch never moves the rest. On the ArgKP-2021 development set this beats weights
    learnt from queries and sentences together (benchmarks/embedded_matcher.py prints both).
    Deterministic; holds no state.
    """

    def similarity(self, queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
        """For each query the likeness (0..1) to each sentence; comparable within one query.

        A query or sentence without any content word is like nothing (0.0).
        """
        asked = [_telling(query) for query in queries]
        said = [_telling(sentence) for sentence in sentences]
        words = sorted({word for text in (*asked, *said) for word in text})
        if not asked or not said or not words:
            return [[0.0] * len(said) for _ in asked]
        return _cosines(asked, said, words)


def _cosines(asked: list[list[str]], said: list[list[str]], words: list[str]) -> list[list[float]]:
    from sklearn.feature_extraction import text as features  # pyright: ignore[reportMissingTypeStubs]

    vendor: Any = features
    # N-grams never cross a word, so each distinct word is cut once and texts are sums of words: a pitch
    # seen through hundreds of overlapping windows costs little more than the pitch itself.
    hasher = vendor.HashingVectorizer(
        analyzer="char_wb", ngram_range=NGRAMS, n_features=BUCKETS, norm=None, alternate_sign=False
    )
    grams = hasher.transform(words)
    counter = vendor.CountVectorizer(analyzer=_as_it_is, vocabulary=words)
    weights = vendor.TfidfTransformer(sublinear_tf=True)
    asked_rows = weights.fit_transform(counter.transform(asked) @ grams)
    said_rows = weights.transform(counter.transform(said) @ grams)
    rows: list[list[float]] = (asked_rows @ said_rows.T).toarray().clip(0.0, 1.0).tolist()
    return rows


def _telling(text: str) -> list[str]:
    return [token for token in normal(text) if token not in FUNCTION_WORDS]


def _as_it_is(tokens: list[str]) -> list[str]:
    return tokens
