"""Tokens of one attempt, and the share of them that is a prefix a server can cache.

    python benchmarks/llm_tokens.py

Against the local server of the tests, which counts four characters a token; the shares do not depend on that.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))


def main() -> None:
    from fixtures.llm_server import LlmServer

    from coach.domain.certification import Kind
    from coach.service.submission import Submission
    from coach.settings import Settings
    from coach.wiring import Workshop

    print("| rubric | attempt | calls | prompt tokens | of them cacheable | answer tokens |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        base = Settings(home=Path(home), library=ROOT, offline=True, llm_model="local")
        for rubric_id in ("first_call", "competitive_call", "closing"):
            for kind in Kind:
                with LlmServer() as server:
                    coach = Workshop(replace(base, llm_base_url=server.base_url)).coach()
                    golden = coach.library.golden(coach.library.rubric(rubric_id).golden_pitch)
                    text = Path(home) / "pitch.txt"
                    text.write_text(golden.text, encoding="utf-8")
                    attempt = coach.receive(Submission(rubric_id, transcript=text, kind=kind))
                    used = coach.run(attempt.id, progress=lambda share: None).usage
                    share = used.cached_tokens / used.prompt_tokens
                    print(
                        f"| {rubric_id} | {kind.value} | {used.calls} | {used.prompt_tokens:,} "
                        f"| {share:.0%} | {used.completion_tokens:,} |"
                    )


if __name__ == "__main__":
    main()
