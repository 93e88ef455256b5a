"""The frame that all plain pages share: navigation on top, one stylesheet, nothing from other hosts."""

from collections.abc import Sequence

from fastapi.responses import HTMLResponse, Response

from coach.web.rendering import STATIC, render

PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Scripts only from our own files. Styles may stand in an element: the width of a bar is a figure of ours."""

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def page(
    title: str,
    body: str,
    *,
    navigation: str,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    status: int = 200,
) -> HTMLResponse:
    """A whole page around `body`, which is safe HTML. `styles` and `scripts` are names in `static/`."""
    text = render(
        "shell.html",
        title=title,
        body=body,
        navigation=navigation,
        styles=("shell.css", "navigation.css", *styles),
        scripts=("shell.js", *scripts),
    )
    return HTMLResponse(text, status_code=status, headers={**PRIVATE, "Content-Security-Policy": POLICY})


def static_file(name: str) -> Response:
    """One of our stylesheets or scripts; 404 for anything else."""
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
        return Response(status_code=404)
    # Asked about at each load: after an upgrade an old script must not meet a new page.
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers={"Cache-Control": "no-cache"})
