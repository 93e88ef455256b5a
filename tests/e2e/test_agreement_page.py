"""The exported report of a calibration in a real browser: it fits, it can be read by everybody, and it opens."""

import pytest
from axe import axe_finds
from gradings import gradings, sample_rubric
from looks import LOOKS
from playwright.sync_api import Browser

from coach.adapters.statistics import ScipyStatistics
from coach.domain.studio.calibration.retest import spread
from coach.service.studio.calibration import Calibration
from coach.web.agreeing.page import render_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> str:
    rubric = sample_rubric()
    report = Calibration(ScipyStatistics(resamples=100)).report(
        rubric, gradings(rubric, 40, bias=-0.3), spread=spread([(60, 66), (71, 70)])
    )
    file = tmp_path_factory.mktemp("calibration") / "calibration.html"
    file.write_text(render_page(report), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_report_fits_and_can_be_read_by_everybody(browser: Browser, exported: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(exported)
    for part in page.locator("details").all():
        if part.get_attribute("open") is None:
            part.locator("summary").press("Enter")
    assert page.locator("details:not([open])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe_finds(page) == []
    assert said == []
    page.close()
