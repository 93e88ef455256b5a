"""The thresholds that the figures of a calibration are read by, and where each comes from."""

ETS = "Williamson, Xi & Breyer 2012 (the ETS framework for automated scoring)"
LANDIS_KOCH = "Landis & Koch 1977"
KRIPPENDORFF = "Krippendorff 2004"
PARADOX = "Feinstein & Cicchetti 1990"
BLAND_ALTMAN = "Bland & Altman 1986"
MEASURED = "our own measurement, see docs/studio.md"

KAPPA_NEEDED = 0.70
"""Williamson, Xi & Breyer (2012): below it more than half of the variance is not shared."""

DEGRADATION_ALLOWED = 0.10
"""The same: the judge may agree with a grader this much less than graders agree with each other."""

SMD_ALLOWED = 0.15
"""The same, for all pitches together."""

ALPHA_RELIABLE, ALPHA_TENTATIVE = 0.800, 0.667
"""Krippendorff (2004, p. 241): rely on what reaches the first; draw tentative conclusions only from the second on."""

LIKENESS = ((0.20, "slight"), (0.40, "fair"), (0.60, "moderate"), (0.80, "substantial"), (1.0, "almost perfect"))
"""Landis & Koch (1977): from 0 up to and including these values."""

ENOUGH_DEGREES = 10
"""With fewer degrees of freedom a standard deviation may well be half or double of what it seems (chi-square)."""

TOO_FEW = "Too few pitches to tell."

MANY_MATCH = 0.80
"""So many matches beside a low kappa point to the paradox of nearly equal scores; our own choice."""


def agreement_word(kappa: float) -> str:
    """The word that Landis & Koch (1977) have for a kappa."""
    if kappa < 0:
        return "worse than chance"
    return next(word for limit, word in LIKENESS if round(kappa, 9) <= limit)
