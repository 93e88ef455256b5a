"""How the pages of a calibration write figures."""

from coach.domain.studio.calibration.agreement import Figure

NAMES = {
    "qwk": "Quadratic weighted kappa",
    "alpha": "Krippendorff's alpha",
    "exact": "The same score",
    "same_side": "Same side of the pass mark",
    "degradation": "Held against the graders",
    "qwk_mean": "Kappa with the graders' mean",
    "bias": "Mean difference, in points",
    "smd": "Standardised mean difference",
}
"""What figures are called, by the end of their path."""


def decimals(value: float, digits: int = 2) -> str:
    """A figure with a real minus sign and so many decimals: `0.70`, `−0.12`."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int = 1) -> str:
    """A difference: `+2.5`, `−0.3`, `0`."""
    rounded = round(value, digits) + 0.0
    return "0" if not rounded else f"{rounded:+.{digits}f}".replace("-", "−")


def figure(of: Figure, kind: str) -> str:
    """A figure as its kind is written (`ratio`, `share`, `points`); a dash where there is none."""
    return "–" if of.value is None else _one(of.value, kind)


def interval(of: Figure, kind: str) -> str | None:
    """Its interval, None where there is none."""
    if of.value is None or of.low is None or of.high is None:
        return None
    return f"{_one(of.low, kind)} to {_one(of.high, kind)}"


def _one(value: float, kind: str) -> str:
    if kind == "share":
        return f"{value:.0%}"
    return signed(value) if kind == "points" else decimals(value)
