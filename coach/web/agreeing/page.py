"""The report of a calibration: a fragment for a page that brings STYLESHEET, and a file of its own."""

from coach.domain.studio.calibration.agreement import Report
from coach.web.agreeing.view import shown
from coach.web.rendering import STATIC, render

STYLESHEET = STATIC / "agreement.css"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The file has no script and loads nothing."""


def render_fragment(report: Report) -> str:
    """The report as one HTML element."""
    return render("agreeing/report.html", shown=shown(report), alone=False)


def render_page(report: Report) -> str:
    """The report as one HTML file that loads nothing and runs nothing."""
    return render(
        "agreeing/page.html", shown=shown(report), alone=True, style=STYLESHEET.read_text("utf-8"), policy=POLICY
    )
