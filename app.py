"""Build the web app and run it."""

from coach.cli import main

if __name__ == "__main__":
    raise SystemExit(main(["serve"]))
