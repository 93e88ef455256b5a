"""What a seller says about an account before a drill: free text, or a small form with MEDDPICC's names."""

from collections.abc import Iterator

from coach.domain.value import Value

LONGEST_BRIEF = 6000
"""Characters in all. Longer texts would push the cards out of a small model's window."""

LABELS = {
    "account": "Account",
    "company": "Company",
    "use": "What they want it for",
    "people": "People",
    "runs_today": "What they run today",
    "metrics": "Metrics",
    "economic_buyer": "Economic buyer",
    "decision_criteria": "Decision criteria",
    "decision_process": "Decision process",
    "paper_process": "Paper process",
    "pain": "Pain",
    "champion": "Champion",
    "competition": "Competition",
}
"""The fields by the words people see. Metrics to competition are the eight of MEDDPICC."""


class Brief(Value):
    """One account. Any field may be empty; `account` is free text."""

    account: str = ""
    company: str = ""
    use: str = ""
    people: str = ""
    runs_today: str = ""
    metrics: str = ""
    economic_buyer: str = ""
    decision_criteria: str = ""
    decision_process: str = ""
    paper_process: str = ""
    pain: str = ""
    champion: str = ""
    competition: str = ""

    def filled(self) -> Iterator[tuple[str, str]]:
        """The fields that say something: name and text."""
        for name in LABELS:
            if text := getattr(self, name).strip():
                yield name, text

    @property
    def text(self) -> str:
        """Everything that was said, one line a field."""
        return "\n".join(text if name == "account" else f"{LABELS[name]}: {text}" for name, text in self.filled())
