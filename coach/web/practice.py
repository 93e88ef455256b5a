"""The practice page: choose a pitch, read what earns points, hand in, read the report."""

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.web.access import Door
from coach.web.results import Results
from coach.web.sheets import Sheets

if TYPE_CHECKING:
    import gradio as gr

    from coach.wiring import Workshop

RECENT = 3
"""So many attempts are listed on top, next to those in work; the history has them all."""


def told(event: Callable[..., Any]) -> Callable[..., Any]:
    """An event of the page whose failure is told in a sentence; Gradio alone would say “Error” in each box."""
    import gradio as gr

    @wraps(event)
    def telling(*given: Any) -> Any:
        try:
            return event(*given)
        except CoachError as error:
            hint = f"{error.message} {error.hint or 'Load the page again.'}"
            raise gr.Error(escape(hint), duration=None, print_exception=False) from error

    return telling


def practice_page(workshop: "Workshop", door: Door) -> "gr.Blocks":
    """The page as a Blocks of its own. Everything in it is read anew at each load; nothing is kept in it."""
    import gradio as gr

    sheets, results = Sheets(workshop), Results(workshop)

    def who(request: gr.Request) -> str:
        name = door.person(request.request) if request.request else None
        if name is None:
            raise gr.Error("Load this page again.", print_exception=False)
        return name

    def load(request: gr.Request) -> tuple[Any, ...]:
        name = who(request)
        choices = sheets.choices()
        wanted: dict[str, str] = dict(request.query_params)  # pyright: ignore  # Gradio leaves its type open
        offered = [rubric_id for _, rubric_id in choices]
        rubric_id = wanted.get("pitch") if wanted.get("pitch") in offered else next(iter(offered), None)
        pitch = gr.Dropdown(choices=choices, value=rubric_id)
        chosen = settle(rubric_id, wanted.get("situation"), request)
        return (sheets.header(name), pitch, *chosen, sheets.recent(name, RECENT))

    def choose(rubric_id: str | None, request: gr.Request) -> tuple[Any, ...]:
        return settle(rubric_id, None, request)

    def settle(rubric_id: str | None, wanted: str | None, request: gr.Request) -> tuple[Any, ...]:
        situations = sheets.situations(rubric_id)
        situation = next((name for _, name in situations if name == wanted), situations[0][1] if situations else None)
        return (
            gr.Radio(choices=situations, value=situation, visible=bool(situations)),
            *read(rubric_id, situation, request),
        )

    def read(rubric_id: str | None, situation: str | None, request: gr.Request) -> tuple[str, ...]:
        return (
            sheets.rubric(rubric_id, situation),
            sheets.golden(rubric_id),
            weigh(rubric_id, situation, request),
            sheets.intake(rubric_id, situation, who(request)),
        )

    def weigh(rubric_id: str | None, situation: str | None, request: gr.Request) -> str:
        return sheets.stakes(rubric_id, situation, who(request))

    def list_anew(request: gr.Request) -> str:
        return sheets.recent(who(request), RECENT)

    def show(event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        name = who(request)
        return results.of(str(getattr(event, "id", "")), name), sheets.recent(name, RECENT)

    with gr.Blocks(title="Practice · Pitch Coach", analytics_enabled=False, delete_cache=(3600, 86400)) as page:
        header = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="header")
        recent = gr.HTML(
            js_on_load="pitchPractice.recent(element, trigger);",
            apply_default_css=False,
            elem_id="recent",
        )
        with gr.Row(elem_classes="pp-columns", equal_height=False):
            with gr.Column(scale=5, min_width=280, elem_classes="pp-card"):
                gr.HTML("<h2>Hand in</h2>", js_on_load=None, apply_default_css=False)
                pitch = gr.Dropdown(label="Pitch", choices=[], interactive=True, elem_id="pitch")
                situation = gr.Radio(label="Situation", choices=[], interactive=True, elem_id="situation")
                stakes = gr.HTML(
                    js_on_load="pitchIntake.stakes(element, trigger);",
                    apply_default_css=False,
                    elem_id="stakes",
                )
                gr.HTML(
                    sheets.recorder(),
                    js_on_load="pitchRecorder.mount(element);",
                    apply_default_css=False,
                    elem_id="recorder",
                )
                intake = gr.HTML(
                    js_on_load="pitchIntake.intake(element);",
                    apply_default_css=False,
                    elem_id="intake",
                )
                status = gr.HTML(
                    '<div class="pp-status" hidden></div><p class="pp-spoken" role="status"></p>',
                    js_on_load="pitchPractice.status(element, trigger);",
                    apply_default_css=False,
                    elem_id="status",
                )
            with gr.Column(scale=7, min_width=280, elem_classes="pp-card"), gr.Tabs(elem_id="reading"):
                with gr.Tab("What earns points"):
                    rubric = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="rubric")
                with gr.Tab("The golden pitch"):
                    golden = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="golden")
        report_box = gr.HTML(
            js_on_load="pitchReport(element); pitchCorrect(element);",
            apply_default_css=False,
            elem_id="report",
        )

        reading = [rubric, golden, stakes, intake]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(told(load), None, [header, pitch, situation, *reading, recent], **quiet)
        pitch.input(told(choose), pitch, [situation, *reading], concurrency_limit=8, **quiet)
        situation.input(told(read), [pitch, situation], reading, concurrency_limit=8, **quiet)
        stakes.select(told(weigh), [pitch, situation], stakes, concurrency_limit=8, **quiet)
        status.select(told(show), None, [report_box, recent], concurrency_limit=8, **quiet)
        recent.select(told(list_anew), None, recent, concurrency_limit=8, **quiet)
    return page
