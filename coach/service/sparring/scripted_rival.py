"""The competitor's rep without a model: prepared lines, chosen by what the answer did and did not touch."""

from collections.abc import Callable

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.drill import Drill, Left, Line, Order, Said

NAME = "scripted rival"


class ScriptedRival:
    """Satisfies the `Rival` port with the card's own lines. Deterministic; concedes only to what settles a point."""

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name=NAME, embedded=True)

    def reply(self, drill: Drill, order: Order, shown: Callable[[Said], None]) -> Line:
        said: list[Said] = []
        if order.left is Left.LET_GO and order.about:
            said.append(Said(text=order.about.beaten))
        if order.press and order.about:
            press = order.about.presses[min(order.press, len(order.about.presses)) - 1]
            said.append(Said(text=press))
        if order.put:
            said.append(Said(text=order.put.says, facts=order.put.facts, claim=True))
        if not said or (order.put is None and order.press is None):
            said.append(Said(text="That is all from my side. It is your call."))
        for each in said:
            shown(each)
        return Line(said=tuple(said), left=order.left, engine=NAME)
