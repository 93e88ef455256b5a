"""What any competitor's rep tries: plays for where nothing better is known. Nobody has shown that they happen.

They state no fact about the competitor and none about us but proofs out of us.yaml, so they are honest
without a source: a rep who rehearses them has learned an argument, not a rumour.
"""

from typing import NamedTuple

from coach.domain.language import content_words
from coach.domain.rubric import Proof, Us
from coach.domain.sparring.cards.battlecard import CardAnswer, Play

LONGEST_LINE = 300
"""Characters of one line to say. Longer ones are read out, not said."""

FIT = 2
"""So many words of a topic must stand in a proof before we call it fitting: one alone is chance."""


class _Generic(NamedTuple):
    """One play; `$them` and `$us` stand for the two companies.

    `about`: words of a claim on the same matter. `fits`: words of a proof that answers it.
    """

    id: str
    title: str
    does: str
    says: str
    presses: tuple[str, str]
    beaten: str
    line: str
    question: str
    danger: int
    when: tuple[str, ...]
    about: str
    fits: str


def generic_plays(card_name: str, us: Us) -> tuple[Play, ...]:
    """Six plays that lean on no claim, each with an answer; the answer has a proof only where one really fits."""

    def named(text: str) -> str:
        return _named(text, card_name, us)

    return tuple(
        Play(
            id=play.id,
            title=named(play.title),
            does=named(play.does),
            says=named(play.says),
            claims=(),
            danger=play.danger,
            when=tuple(named(words) for words in play.when),
            presses=tuple(named(press) for press in play.presses),
            beaten=named(play.beaten),
            answer=_answer(play, card_name, us),
        )
        for play in _PLAYS
    )


def answer_on(claim: str, card_name: str, us: Us) -> CardAnswer:
    """An honest answer to a claim that nobody has prepared for: that of a general play on the same matter, if any."""
    topic = topic_of(claim)
    play = next((play for play in _PLAYS if play.id == topic), None)
    return _answer(play, card_name, us) if play else _ask_for_a_source(card_name)


def topic_of(claim: str) -> str | None:
    """The id of the general play on the matter that a claim is about."""
    said = content_words(claim)
    best = max(_PLAYS, key=lambda play: len(said & content_words(play.about)))
    return best.id if said & content_words(best.about) else None


def _ask_for_a_source(card_name: str) -> CardAnswer:
    return CardAnswer(
        line=f"That may well be so; I cannot speak for {card_name}. Have it shown to you on a case like yours, and "
        "compare it with what you want to reach.",
        question="How much does this weigh in your decision, next to what you want to reach?",
    )


def _named(text: str, card_name: str, us: Us) -> str:
    # In one pass, so that a competitor called “$us” stays one.
    return card_name.join(part.replace("$us", us.company) for part in text.split("$them"))


def _answer(play: _Generic, card_name: str, us: Us) -> CardAnswer:
    line = _named(play.line, card_name, us)
    proof = _fitting_proof(play.fits, us)
    told = f"{line} {proof.text}" if proof else line
    return CardAnswer(
        line=told if len(told) <= LONGEST_LINE else line, proof=proof.id if proof else None, question=play.question
    )


def _fitting_proof(topic: str, us: Us) -> Proof | None:
    """The proof that shares most words with a topic, if it shares enough; the first of several that share as many."""
    wanted = content_words(topic)
    found = max(us.proofs, key=lambda proof: len(wanted & content_words(proof.text)), default=None)
    return found if found and len(wanted & content_words(found.text)) >= FIT else None


_PLAYS = (
    _Generic(
        id="generic_already_run",
        title="You already run us",
        does="Says that what is already in the house is enough, and that a second tool is work nobody asked for.",
        says="If $them runs in your company already, why bring in $us and look after two systems instead of one?",
        presses=(
            "So your own people would have to look after two systems. Who of them has the time?",
            "I hear what it does. I do not hear why it cannot be done with what is already paid for.",
        ),
        beaten="If it really sits on top of what you have, then that is fair. I leave it there.",
        line="It is true that nothing new is easiest to run. What counts is whether what you have today already does "
        "what you are looking for.",
        question="Which part of this do you do in that system today, and which part happens outside of it?",
        danger=3,
        when=("$them",),
        about="already own owns installed suite module existing standard",
        fits="works on top of the system already there, keep, nothing has to be replaced, beside, alongside",
    ),
    _Generic(
        id="generic_price",
        title="We are the better price",
        does="Puts the two offers side by side and talks about the total until price is the only criterion left.",
        says="Put both offers side by side over three years, and let your finance department say which one it signs.",
        presses=(
            "That was about value. My question was about money: what does it come to over three years?",
            "So you cannot say here and now what it costs in all?",
        ),
        beaten="That is a clear figure. Then compare the two offers line by line.",
        line="You should compare the whole cost, and we will put ours in writing. The comparison only helps if both "
        "offers solve the same problem.",
        question="What does it cost you today if everything stays as it is?",
        danger=3,
        when=("budget", "price", "cheaper"),
        about="price prices priced cheap cheaper cheapest cost costs free discount discounts license "
        "licence fee budget included dollars euros pounds pay pays charge charges",
        fits="price costs cost dollars euros pounds free included fee charge per user",
    ),
    _Generic(
        id="generic_small_vendor",
        title="They are a small vendor",
        does="Asks what happens if we are sold or give up, and lets the buyer's own caution do the rest.",
        says="Ask what happens if $us is sold or gives up. Who stands behind this for you in two years?",
        presses=(
            "Those are good intentions. What does the contract give them if it goes wrong?",
            "And that would be enough for your procurement and your legal department?",
        ),
        beaten="If you can leave that easily, the risk is smaller than I thought. I will not press it.",
        line="It is right to ask what happens if a vendor changes course, and you should ask every one of us. What "
        "protects you is how easily you can leave.",
        question="What would a vendor's contract have to say so that you could leave without losing anything?",
        danger=3,
        when=("procurement", "legal", "long term"),
        about="small smaller startup young size largest leader years gone risk bank stable survive",
        fits="contract ended end month notice leave cancel export terms take",
    ),
    _Generic(
        id="generic_integration",
        title="It has to be connected",
        does="Paints every connection as a project of its own that the buyer's technical people have to carry.",
        says="Everything that $us does not cover has to be connected. Who builds that, and who repairs it on a Monday?",
        presses=(
            "That sounds like a project for your technical people. Have they been asked?",
            "You say that it connects. Connects to what, exactly?",
        ),
        beaten="If that connection exists, it is not the project I had in mind. Agreed.",
        line="Connections are a fair thing to look at before anybody signs. Let us go through the systems you really "
        "use and say for each one what there is.",
        question="Which systems have to exchange what, and how often?",
        danger=2,
        when=("integration", "IT department"),
        about="integration integrations integrate integrates connect connects connection connected api "
        "interface interfaces sync data",
        fits="works connects connected connections on top of the system systems nothing replaced integration",
    ),
    _Generic(
        id="generic_references",
        title="Who else uses it?",
        does="Asks for customers of the same size and trade, and calls every other example irrelevant.",
        says="Ask $us for a customer like you: the same size, the same trade, live for longer than a year.",
        presses=(
            "That is one example. Is it a company like yours?",
            "And who measured that: the customer, or the vendor?",
        ),
        beaten="A customer's own figure is worth something. I take that one back.",
        line="Ask every vendor for a customer you may talk to, us as well.",
        question="Which customer of ours would be close enough to you to be worth an hour of your time?",
        danger=2,
        when=("references", "reference customers"),
        about="reference references logos case study studies named industry serve serves companies",
        fits="reduced fell percent half cut saved faster months quarter rose grew doubled",
    ),
    _Generic(
        id="generic_wait",
        title="Wait for our next release",
        does="Promises that the next release has it, so that the buyer postpones the decision.",
        says="This is on our roadmap. Why buy something from $us now, before you have seen our next release?",
        presses=(
            "A few months are nothing in a system that you keep for years. What do you lose by waiting?",
            "You would pay now for what you may get from us later. How do you explain that in your own house?",
        ),
        beaten="If you need it before then, waiting does not help you. I see that.",
        line="If it can wait, wait. If it cannot, ask for the date in the contract and compare what each month until "
        "then costs you.",
        question="What happens in your company between now and then if nothing changes?",
        danger=2,
        when=("next year", "roadmap"),
        about="release roadmap soon coming next announced announces launch launches quarter beta version",
        fits="weeks days running live setup start started up",
    ),
)
