"""From what a model says about an answer to what counts: code looks up every quote and every fact.

A positive verdict without a quote that was really said is a doubt. A proof must be a fact with a source, and the
quoted words may not give another figure for it. What the rules find at the gate counts whatever the model says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coach.domain.answers import QuoteAnswer
from coach.domain.grader_speech import asserts_coverage
from coach.domain.judging import Evidence, JudgeIdentity, Verdict
from coach.domain.language import NEGATIONS, content_words, normal
from coach.domain.quoting import QuoteFinder
from coach.domain.spans import written
from coach.domain.sparring.rebuttals.better_line import may_be_said
from coach.domain.sparring.rebuttals.heard import Heard
from coach.domain.sparring.rebuttals.known import Facts, Known
from coach.domain.sparring.rebuttals.quoted_facts import bears_on, contradicts, gives_another_figure
from coach.domain.sparring.rebuttals.rebuttal import (
    FOR_OUR_EYES,
    Assessment,
    Breach,
    ClaimFinding,
    Exchange,
    Standing,
    Step,
    StepFinding,
)
from coach.domain.sparring.rebuttals.rebuttal_answers import ClaimAnswer, RebuttalAnswer, StepAnswer
from coach.domain.sparring.rebuttals.rebuttal_rulings import (
    answers_the_point,
    emptied,
    holds,
    let_stand,
    without_fouls,
    without_halo,
)
from coach.domain.transcript import Moment

LONGEST_REASON = 400

_TOLD_WRONGLY = "In these words a fact is told wrongly: they prove nothing."

_PLAIN: Mapping[Verdict, str] = {
    Verdict.MET: "You did this.",
    Verdict.NOT_MET: "This was not found in what you said.",
    Verdict.UNSURE: "The judge could not decide this from your words.",
    Verdict.NOT_OBSERVED: "In one line this is not looked at.",
}
_VERDICTS = {"met": Verdict.MET, "not_met": Verdict.NOT_MET, "cannot_assess": Verdict.UNSURE}


def settled(
    exchange: Exchange, facts: Facts, answer: RebuttalAnswer, quick: Assessment, judge: JudgeIdentity
) -> Assessment:
    """The assessment that a model's answer amounts to. `quick` is what the rules alone read."""
    check = _Check(exchange, facts)
    given = {one.step: one for one in answer.steps}
    breaches = tuple(check.breaches(answer, quick))
    wrong = [claim.text for claim in quick.claims if claim.standing is Standing.CONTRADICTED]
    steps = dict(without_halo({step: check.step(step, given[step], wrong) for step in exchange.steps}))
    steps = without_fouls(answers_the_point(exchange, facts, steps), breaches)
    met = {step for step, finding in steps.items() if finding.verdict is Verdict.MET}
    # Rules are slow to say that there is nothing: then only a fact, which code has looked up, says otherwise.
    leads = quick.met(Step.LED_ON)
    empty = quick.nothing or (answer.nothing and not met & {Step.CRITERION, Step.ASKED} and not leads)
    nothing = not breaches and Step.PROOF not in met and empty
    if nothing:
        steps = {step: emptied(finding) for step, finding in steps.items()}
    grants = not met & {Step.PROOF, Step.CRITERION} and not nothing and not breaches and answer.grants
    open_ = not met & {Step.PROOF, Step.CRITERION, Step.ASKED}
    if open_ and (quick.grants or (grants and Step.LED_ON not in met)):
        grants = not nothing and not breaches
        steps = {step: let_stand(finding) for step, finding in steps.items()}
    observed = [steps.get(step) or _not_observed(step) for step in Step]
    better = answer.better.strip()
    why_not = may_be_said(better, exchange, facts) if better else "it is empty"
    if better and why_not:
        check.notes.append(f"The judge's better line was not shown, because {why_not}.")
    return Assessment(
        steps=tuple(observed),
        claims=_with_those_of_rules(tuple(check.claims(answer.claims)), quick),
        breaches=breaches,
        nothing=nothing,
        grants=grants,
        better=quick.better if why_not else better,
        notes=(*dict.fromkeys(check.notes), *_second_opinion(observed, quick), *_to_grader(quick)),
        judge=judge,
    )


@dataclass
class _Check:
    exchange: Exchange
    facts: Facts
    notes: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._transcript = written(self.exchange.answer)
        self._finder = QuoteFinder(self._transcript)
        self._to_grader = Heard(self.exchange.answer).to_grader
        us, card = self.exchange.us, self.exchange.card
        self._protected = content_words(" . ".join((us.company, us.product, card.name, *us.words, *card.words)))

    def step(self, step: Step, answer: StepAnswer, wrong: Sequence[str]) -> StepFinding:
        """The finding on one step. In `wrong` words a fact is told wrongly: they prove nothing."""
        quotes = tuple(self._quotes(answer.quotes))
        verified = [quote for quote in quotes if quote.verified]
        verdict, reason = _VERDICTS[answer.verdict], _short(answer.reason)
        given: tuple[str, ...] = ()
        if verdict is Verdict.MET and not verified:
            verdict = Verdict.UNSURE
            self.notes.append(f"The judge said yes to {step}: {reason}")
            reason = "The judge says yes, but what it quotes was not found in your words."
        elif verdict is Verdict.MET and step is Step.PROOF:
            clear = [quote for quote in verified if not any(holds(quote.text, text) for text in wrong)]
            verdict, why, given = self._proof(answer, clear) if clear else (Verdict.NOT_MET, _TOLD_WRONGLY, ())
            reason = why or reason
        return StepFinding(step=step, verdict=verdict, reason=reason or _PLAIN[verdict], quotes=quotes, facts=given)

    def claims(self, answers: Sequence[ClaimAnswer]) -> Iterator[ClaimFinding]:
        for answer in answers:
            moment = self._said(answer.quote)
            if moment is None:
                self.notes.append(f"A claim was not found in your words: “{_short(answer.quote)}”")
                continue
            fact = self._fact(answer.fact)
            standing, reason = Standing(answer.standing), _short(answer.reason)
            if standing is not Standing.NOT_ON_CARD and fact is None:
                standing, reason = Standing.NOT_ON_CARD, "The judge names no fact that is on a card."
            elif standing is Standing.SUPPORTED and fact is not None:
                standing, reason = self._supported(fact, moment.text, reason)
            internal = fact is not None and fact.internal and fact.id not in self.exchange.facts
            if internal and standing is Standing.SUPPORTED:
                reason = FOR_OUR_EYES
            yield ClaimFinding(
                text=moment.text,
                standing=standing,
                fact=fact.id if fact else None,
                reason=reason,
                internal=internal and standing is not Standing.CONTRADICTED,
            )

    def breaches(self, answer: RebuttalAnswer, quick: Assessment) -> Iterator[Breach]:
        """The judge's insults that were really said, and all that the rules found; the surer one of two alike."""
        found: list[Breach] = []
        for insult in answer.insults:
            moment = self._said(insult.quote, to_grader=True)
            if moment is None:
                self.notes.append(f"The judge heard an insult that is not in your words: “{_short(insult.quote)}”")
                continue
            reason = _short(insult.reason) or "This runs the competitor down."
            found.append(Breach(kind="disparagement", text=moment.text, reason=reason))
        for breach in quick.breaches:
            alike = [one for one in found if one.kind == breach.kind and _shares(one.text, breach.text)]
            if not alike:
                found.append(breach)
        yield from found

    def _proof(self, answer: StepAnswer, quotes: Sequence[Evidence]) -> tuple[Verdict, str, tuple[str, ...]]:
        said = " ".join(quote.text for quote in quotes)
        named = [fact for name in answer.facts if (fact := self._fact(name)) and fact.proof]
        if not named:
            return Verdict.UNSURE, "The judge sees a proof, but names no fact with a source for it.", ()
        wrong = [(fact, why) for fact in named if (why := contradicts(fact, said))]
        good = [fact for fact in named if contradicts(fact, said) is None and bears_on(fact, said)]
        if good:
            return Verdict.MET, "", tuple(dict.fromkeys(fact.id for fact in good if fact.id))
        if wrong:
            return Verdict.NOT_MET, f"You came near “{wrong[0][0].text}”, but {wrong[0][1]}.", ()
        return Verdict.UNSURE, f"I cannot find “{named[0].text}” in what you said.", ()

    def _supported(self, fact: Known, said: str, reason: str) -> tuple[Standing, str]:
        if gives_another_figure(fact, said):
            return Standing.CONTRADICTED, f"The card has: “{fact.text}” But here it gives another figure."
        if fact.source is None:
            return Standing.NOT_ON_CARD, "It is on the card, but without a source."
        if not bears_on(fact, said):
            return Standing.NOT_ON_CARD, f"The judge names “{fact.text}” for it, but that says something else."
        return Standing.SUPPORTED, reason

    def _fact(self, name: str) -> Known | None:
        return next((fact for fact in self.facts.known if fact.id == name.strip()), None) if name else None

    def _quotes(self, quotes: Sequence[QuoteAnswer]) -> Iterator[Evidence]:
        seen: set[str] = set()
        for quote in quotes:
            moment = self._said(quote.text, quote.line or None)
            if not content_words(quote.text) - NEGATIONS and len(normal(quote.text)) < 3:
                continue
            if asserts_coverage(quote.text):
                self.notes.append(f"Dropped a quote that only says points were covered: “{_short(quote.text)}”")
            elif moment is None and self._said(quote.text, to_grader=True):
                self.notes.append(f"Dropped a quote that speaks to the grader: “{_short(quote.text)}”")
            elif moment is None:
                yield Evidence(text=_short(quote.text), verified=False)
            elif moment.text not in seen:
                seen.add(moment.text)
                yield Evidence.found(moment)

    def _said(self, text: str, line: int | None = None, *, to_grader: bool = False) -> Moment | None:
        moment = self._finder.find(text, self._protected, line=line)
        if moment is None or to_grader:
            return moment
        barred = any(m.first_word <= moment.last_word and moment.first_word <= m.last_word for m in self._to_grader)
        return None if barred else moment


def _with_those_of_rules(claims: tuple[ClaimFinding, ...], quick: Assessment) -> tuple[ClaimFinding, ...]:
    """The judge's claims, and what the rules know to be wrong or for our own eyes and the judge did not tell."""
    told = {claim.fact for claim in claims}
    rules = (claim for claim in quick.claims if claim.internal or claim.standing is Standing.CONTRADICTED)
    return (*claims, *(claim for claim in rules if claim.fact not in told))


def _not_observed(step: Step) -> StepFinding:
    return StepFinding(step=step, verdict=Verdict.NOT_OBSERVED, reason=_PLAIN[Verdict.NOT_OBSERVED])


def _second_opinion(steps: Sequence[StepFinding], quick: Assessment) -> Iterator[str]:
    """A note where the rules see a proof and the judge does not, or the other way round: not a doubt."""
    judged = next(finding.verdict for finding in steps if finding.step is Step.PROOF)
    ruled = quick.verdict(Step.PROOF)
    if {judged, ruled} == {Verdict.MET, Verdict.NOT_MET}:
        yield f"By rules alone {'a' if ruled is Verdict.MET else 'no'} proof was found."


def _to_grader(quick: Assessment) -> Iterator[str]:
    yield from (note for note in quick.notes if note.startswith("Speaks to the grader"))


def _shares(one: str, other: str) -> bool:
    return bool(content_words(one) & content_words(other))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_REASON else plain[: LONGEST_REASON - 1].rstrip() + "…"
