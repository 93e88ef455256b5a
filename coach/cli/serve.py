"""`coach serve`: the app in a browser on this machine."""

import argparse

from coach.cli.commands import Commands


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "serve",
        help="run the app in the browser",
        description="Run the app on this machine. One person, no password, reachable from this machine only.",
        epilog="Example: coach serve --port 7860",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; only this machine's own")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default 7860)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped."""
    from coach.settings import environment, settings_from
    from coach.web.server import serve
    from coach.wiring import Workshop

    serve(Workshop(settings_from(environment())), host=arguments.host, port=arguments.port)
    return 0
