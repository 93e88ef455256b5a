import threading
from concurrent.futures import ThreadPoolExecutor

from coach.service.gate import Gate


def test_those_who_need_not_be_alone_are_inside_together() -> None:
    gate, both = Gate(), threading.Barrier(2)

    def meet() -> None:
        with gate.enter(alone=False):
            both.wait(20)

    with ThreadPoolExecutor(2) as people:
        for person in [people.submit(meet) for _ in range(2)]:
            person.result(30)


def test_whoever_is_to_be_alone_is_alone_and_nobody_is_forgotten() -> None:
    gate, inside, met = Gate(), [], []

    def visit(number: int) -> None:
        alone = number % 5 == 0
        with gate.enter(alone=alone):
            inside.append(number)
            if alone:
                met.append(list(inside))
            threading.Event().wait(0.002)
            inside.remove(number)

    with ThreadPoolExecutor(8) as people:
        list(people.map(visit, range(60)))

    assert sorted(met) == [[number] for number in range(0, 60, 5)]
    assert inside == []
