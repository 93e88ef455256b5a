"""The rival as it streams: what we add before the first words, fifty drills at once, and tokens as a drill grows.

    python benchmarks/rival_stream.py

Against the local server of the tests, which sends a word every twenty milliseconds and counts four characters a
token. The bare client is the openai package with the same messages on the same server. A sentence is shown once it
is whole, because it is checked first; that wait is told apart from our own work.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

WORD_S = 0.02
RUNS = 15
AT_ONCE = 50
ACCOUNT = "A machine maker with 300 people. They own Castle for sales and plan in spreadsheets."
ANSWERS = (
    "It is true that you own it. Our customers go live thirty percent faster; how do yours see the plan today?",
    "I do not know.",
    "We are quick to set up, and you can leave with one month of notice.",
)


def main() -> None:
    import openai
    from fixtures.llm_server import LlmServer

    from coach.settings import Settings
    from coach.wiring import Workshop

    with tempfile.TemporaryDirectory() as home, LlmServer() as server:
        settings = Settings(
            home=Path(home), library=ROOT, offline=True, llm_model="local", llm_base_url=server.base_url
        )
        workshop = Workshop(settings)
        bare = openai.OpenAI(base_url=server.base_url, api_key="none", max_retries=0)
        opening = start(workshop)
        workshop.drills.reply(opening, "me", lambda said: None)  # loads what is loaded at first use
        server.pause_s = WORD_S
        first_words(workshop, bare, server)
        at_once(workshop, bare, server)
        server.pause_s = 0
        tokens(workshop, server)
        workshop.database.close()


def start(workshop) -> str:
    from coach.domain.sparring.brief import Brief
    from coach.service.sparring.drills import Start

    return workshop.drills.start("me", Start("castle", Brief(account=ACCOUNT))).id


def first_words(workshop, bare, server) -> None:
    from coach.domain.sparring.course import next_order
    from coach.domain.sparring.rivals.rival_prompt import ask_line

    drill = workshop.drills.own(start(workshop), "me")
    messages = ask_line(drill, next_order(drill), "=== mark ===")
    rows = {
        "bare client, first word": lambda: bare_first(bare, messages),
        "our client, first word": lambda: talk_first(workshop.model, messages),
        "bare client, first sentence": lambda: bare_first(bare, messages, whole_sentence=True),
        "the drill, first sentence shown (read, checked, grounded)": lambda: shown_first(workshop, start(workshop)),
    }
    print(f"Milliseconds to the first words, median of {RUNS}, a word every {WORD_S * 1000:.0f} ms")
    print("| what | ms | over the bare client | ratio |")
    print("|---|---|---|---|")
    base = 0.0
    for name, way in rows.items():
        way()
        took = 1000 * statistics.median(way() for _ in range(RUNS))
        base = took if name.startswith("bare") else base
        print(f"| {name} | {took:.1f} | {took - base:+.1f} | {took / base:.2f} |")


def bare_first(bare, messages, *, whole_sentence: bool = False) -> float:
    """Seconds to the first word, or to the first word of the second sentence, which tells that the first is whole."""
    begin, text = time.perf_counter(), ""
    stream = bare.chat.completions.create(model="local", messages=wire(messages), max_tokens=400, stream=True)
    with stream:
        for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            if text and (not whole_sentence or ". " in text):
                return time.perf_counter() - begin
    return time.perf_counter() - begin


def talk_first(model, messages) -> float:
    begin = time.perf_counter()
    talk = model.talk(messages, max_tokens=400)
    next(talk)
    took = time.perf_counter() - begin
    talk.close()
    return took


def shown_first(workshop, drill_id: str) -> float:
    begin, at = time.perf_counter(), []
    workshop.drills.reply(drill_id, "me", lambda said: at.append(time.perf_counter()))
    return at[0] - begin


def at_once(workshop, bare, server) -> None:
    from coach.domain.sparring.course import next_order
    from coach.domain.sparring.rivals.rival_prompt import ask_line

    drills = [start(workshop) for _ in range(AT_ONCE)]
    drill = workshop.drills.own(drills[0], "me")
    messages = ask_line(drill, next_order(drill), "=== mark ===")
    gate = Barrier(AT_ONCE)

    def ours(drill_id: str) -> tuple[float, float, bool]:
        gate.wait()
        begin, at = time.perf_counter(), []
        after = workshop.drills.reply(drill_id, "me", lambda said: at.append(time.perf_counter()))
        played = len(after.turns) == 1 and after.problem is None and not after.turns[0].safe
        return at[0] - begin, time.perf_counter() - begin, played

    def theirs(_: str) -> tuple[float, float, bool]:
        gate.wait()
        begin = time.perf_counter()
        text, first = "", 0.0
        stream = bare.chat.completions.create(model="local", messages=wire(messages), max_tokens=400, stream=True)
        for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            first = first or (time.perf_counter() - begin if ". " in text else 0.0)
        return first, time.perf_counter() - begin, bool(text)

    print(f"\n{AT_ONCE} at once in one process, with the server beside them; seconds")
    print("| what | all finished | first sentence, median | slowest | whole line, median | slowest | slowest/median |")
    print("|---|---|---|---|---|---|---|")
    for name, way in (("bare client", theirs), ("drills", ours)):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            took = list(pool.map(way, drills))
        first, whole = sorted(row[0] for row in took), sorted(row[1] for row in took)
        print(
            f"| {name} | {sum(row[2] for row in took)}/{AT_ONCE} | {statistics.median(first):.2f} | {first[-1]:.2f} "
            f"| {statistics.median(whole):.2f} | {whole[-1]:.2f} | {whole[-1] / statistics.median(whole):.2f} |"
        )


def tokens(workshop, server) -> None:
    from coach.service.sparring.drills import Answer

    drill = workshop.drills.own(start(workshop), "me")
    print("\nTokens a turn as a meeting grows (four characters a token)")
    print("| turn | prompt | shared with the turn before | share | new |")
    print("|---|---|---|---|---|")
    before = ""
    while True:
        seen = len(server.seen)
        drill = workshop.drills.reply(drill.id, "me", lambda said: None)
        prompt = server.seen[seen].prompt
        shared = next((i for i, (a, b) in enumerate(zip(before, prompt, strict=False)) if a != b), len(before))
        print(
            f"| {len(drill.turns)} | {len(prompt) // 4:,} | {shared // 4:,} | {shared / len(prompt):.0%} "
            f"| {(len(prompt) - shared) // 4:,} |"
        )
        if drill.ended:
            return
        before = prompt
        answer = ANSWERS[len(drill.turns) // 2 % len(ANSWERS)]
        drill = workshop.drills.answer(drill.id, "me", Answer(answer, after=len(drill.turns)))


def wire(messages) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


if __name__ == "__main__":
    main()
