"""Wordings that run somebody down, over comparable tokens; `coach.domain.sparring.rebuttals.fairness` is the rule.

Most words here are harmless by themselves ("a security breach is no joke", "waiting is the worst"), so nearly
every pattern asks for somebody that it is aimed at: the competitor by name, "they" and "you", or what they
sell and the people who sell it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from coach.domain.sparring.rebuttals.heard import words

DEROGATORY = frozenset(
    """junk crap trash garbage rubbish fossil dinosaur dilettante dilettantes amateur amateurs amateurish clown clowns
    joke laughs laughable pity ridiculous pathetic greedy corrupt trick tricks fantasy fantasies lying lies liar liars
    dumb stupid idiot idiots idiotic ugly shameless scam fraud crook crooks crooked sleazy shady dishonest incompetent
    clueless useless worthless terrible horrible awful disgusting nonsense lousy circus bloated hopeless nightmare
    disaster mess shambles cheat cheats cheating swindle sham sucks stinks cowboys charlatans parasites vultures
    brainless spineless worst hate hates despise despises disgrace disgraceful shame embarrassing""".split()
)
"""Words that run somebody down when they are said of somebody: near one of `AIMED_AT` they are a doubt."""

AIMED_AT = frozenset("they them their theirs those these salesman salesmen salespeople".split())


class Insult(NamedTuple):
    """A pattern. `certain`: it can hardly mean anything else. `negated`: a "not" belongs to it."""

    pattern: re.Pattern[str]
    certain: bool = True
    negated: bool = False


def _any(text: str) -> str:
    """Alternatives from words; `_` joins what belongs together."""
    return f"(?:{'|'.join(word.replace('_', ' ') for word in text.split())})"


_VERY = (
    r"(?:(?:\S+ly|just|so|too|such|quite|very|pretty|all|still|and|old|a|an|the|one|big|bit|of|real|total|complete|"
    r"absolute|pure|utter|cheap|expensive|nothing but|little more than|kind|sort|like) )*"
)
_IS = _any(
    """is are was were looks look sounds sound feels seems smells became has_become has_always_been have_always_been
    turned_into will_always_be has_been have_been"""
)
_THING = _any(
    """product products software tool tools suite system platform module app portal interface support service company
    firm outfit vendor people team rep reps salesman salesmen salespeople sales_team sales_people engineers developers
    management manager boss offer price_list prices pricing demo code technology stuff thing references numbers slides
    release roadmap security rollout setup argument arguments claim claims excuse promise promises board boards
    features plan_of_theirs customer_service"""
)
_PERSON = _any(
    """idiot idiots moron morons liar liars crook crooks thief thieves clown clowns fool fools loser losers amateur
    amateurs con_man con_men con_artist con_artists swindler swindlers cheat cheats charlatan charlatans fraud frauds
    scammer scammers fraudster fraudsters hypocrite hypocrites vulture vultures parasite parasites jerk jerks bastard
    bastards weasel weasels snake snakes leech leeches dinosaur dinosaurs"""
)
_FILTH = _any(
    """garbage trash rubbish junk crap crapware shit bullshit bloatware scam scams rip_off ripoff rip_offs snake_oil
    hot_air swindle abomination"""
)
_NOUN = _any(
    """joke laughing_stock dinosaur mess disaster disgrace nightmare catastrophe train_wreck sinking_ship museum_piece
    relic fossil toy waste waste_of_money waste_of_time insult embarrassment farce shambles horror_show con sham fake"""
)
_VILE = _any(
    """pathetic disgusting idiotic moronic shameless laughable stupid dumb clueless incompetent dishonest crooked
    corrupt sleazy shady crappy shitty lousy worthless braindead brain_dead despicable contemptible half_baked
    third_rate lying cheating thieving bloody damn godawful rotten useless"""
)
_BAD = _any(
    """terrible horrible awful ridiculous hopeless abysmal atrocious dreadful shameful lazy arrogant greedy unethical
    untrustworthy embarrassing prehistoric insane dead dying finished a_waste worst second_rate dirty rubbish
    falling_apart held_together a_hundred_years_old from_the_stone_age stuck_in_the_past out_of_their_minds
    out_of_your_mind full_of_it"""
)
_LIE = _any(
    """lie lies lied lying cheat cheats cheated cheating steal steals stole stealing rip_off ripped_off rips_off
    ripping_off con cons conned conning trick tricks tricked tricking fool fools fooled fooling scam scams scammed
    scamming suck sucks sucked stink stinks swindle swindles deceive deceives deceived rob robs robbed"""
)
_OFTEN = r"(?:(?:have|has|is|are|all|always|just|will|do|constantly|only|simply|been|to|would|\S+ly) )*"
_ALONE = (
    Insult(
        words(
            r"(?:piece|pile|load|heap|bunch|pack|bucket|box) of (?:\S+ )?"
            + _any(
                "crap junk garbage trash shit rubbish lies liars idiots clowns amateurs fools crooks losers thieves"
            ),
            rf"only (?:an? |the )?(?:\S+ )?{_any('idiot idiots fool fools moron morons amateurs')} "
            r"(?:would|could|will|buys?|believes?|picks?|chooses?|trusts?|pays?)",
            r"(?:who|anyone|anybody) (?:\S+ )?in (?:his|her|their|your) right mind",
            r"even my (?:\S+ )?(?:grandmother|grandma|granny|dog|cat|kid|kids|goldfish)",
            r"my (?:\S+ )?(?:grandmother|grandma|granny|dog|cat|kids?|goldfish) "
            r"(?:codes?|writes?|builds?|sells?|does|could|would|can) (?:\S+ ){0,2}better",
            r"(?:shame on|to hell with|screw|curse) (?:you|them|these people)",
            _any("crooks idiots morons swindlers charlatans scammers fraudsters clowns con_artists bullshit snake_oil"),
            r"shut up|laughing stock",
            r"what an? (?:\S+ )?(?:pathetic|ridiculous|stupid|laughable|joke|disgrace|farce|mess|bunch|load)",
            rf"{_VILE} (?:\S+ )?(?:company|people|vendor|outfit|salesman|salespeople|argument|excuse|suite|firm)",
            rf"you (?:\S+ )?{_PERSON}",
            rf"(?:that|this|such) {_FILTH}",
            rf"{_any('fossil dinosaur joke mess disaster museum_piece toy relic')} of an? (?:\S+ )?{_THING}",
        )
    ),
    Insult(
        words(
            r"(?:do not|never|would not|can not) (?:\S+ )?(?:believe|trust) (?:a|one|any|another) (?:single )?"
            r"(?:word|thing) (?:of|they|he|she|you|from)",
            r"(?:nobody|no one) (?:\S+ )?in (?:his|her|their|your) right mind",
            r"(?:nobody|no one) with (?:a|any|half a|half an) (?:\S+ )?(?:brain|brains|sense|clue|eyes)",
            r"(?:nobody|no one) (?:\S+ )?(?:likes|trusts|wants|believes|respects|can stand|needs) "
            r"(?:them|you|you people|those people)",
        ),
        negated=True,
    ),
    Insult(words(r"good luck with (?:them|that|those people)", r"have fun with (?:them|that)"), certain=False),
)


@lru_cache(maxsize=50)
def insults(names: frozenset[str]) -> tuple[Insult, ...]:
    """All wordings, aimed at the competitor of these names."""
    name = rf"(?:(?:{'|'.join(map(re.escape, sorted(names)))})(?: (?:{'|'.join(map(re.escape, sorted(names)))}))*)"
    guys = r"(?:people|guys|folks|lot|clowns|vendors)"
    them = rf"(?:they|(?:\S+ )?{name}|these {guys}|those {guys}|you|you {guys}|you all|he|she|this (?:guy|man|woman))"
    whose = (
        rf"(?:their|theirs|your|(?:the )?(?:\S+ )?{name}|that|this|his|her|the other (?:vendor|side)|the competition)"
    )
    thing = rf"{whose} (?:\S+ ){{0,2}}?{_THING}(?: (?:itself|of theirs|of yours|they sell|you sell))?"
    who = rf"(?:{thing}|{them}|the other (?:vendor|side)|the competition)"
    bad = rf"(?:{_PERSON}|{_FILTH}|{_NOUN}|{_VILE}|{_BAD})"
    objects = rf"(?:{name}|them|you|you {guys})"
    return (
        *_ALONE,
        Insult(
            words(
                rf"{who} (?:\S+ )?{_IS} {_VERY}{bad}",
                rf"{who} {_VERY}(?:{_FILTH}|{_any('liars idiots crooks clowns thieves dinosaur dinosaurs')})",
                rf"(?:the|that|this) (?:\S+ )?{_THING} (?:itself )?(?:they sell |you sell )?{_IS} {_VERY}{_FILTH}",
                rf"{whose} {_VERY}(?:{_VILE}|{_any('terrible horrible awful ridiculous')}) (?:\S+ )?{_THING}",
                rf"{whose} {_VERY}{_FILTH}",
                rf"(?:{them}|{thing}) {_OFTEN}{_LIE}",
                r"(?:ripping off|rip off|cheating|robbing|deceiving|tricking|fooling|lying to) "
                r"(?:their |your |its |the )?(?:own )?(?:customers|clients|buyers|people|everybody|everyone)",
                r"(?:everybody|everyone|we all|i|we) (?:\S+ ){0,2}"
                rf"(?:hates?|despises?|pity|pities|laughs? (?:at|about)) {objects}",
                rf"(?:call|calls|called) {objects} {_VERY}{bad}",
                r"(?:sell|sells|selling|sold|tell|tells|telling) (?:you |us |them |nothing but |only |just |\S+ly )*"
                rf"(?:{_FILTH}|lies)",
                rf"(?:with|of|like|at|from|by) (?:these|those|such|you|a bunch of) {_VERY}{_PERSON}",
                rf"(?:{who}|it) belongs? in (?:a|the) "
                r"(?:museum|bin|trash|garbage|dustbin|toilet|last century|stone age)",
            )
        ),
        Insult(
            words(
                rf"(?:nobody|no one) (?:\S+ )?(?:likes|trusts|wants|believes|respects|can stand|needs|uses) {name}",
                rf"(?:{objects}|they|{thing}) (?:\S+ )?(?:have|has|had) no "
                r"(?:idea|clue|shame|brains?|honou?r|decency|morals|integrity)",
                rf"(?:{objects}|they|{thing}) (?:do not|does not|did not) (?:have|know) (?:a|the first|the faintest) "
                r"(?:clue|idea|thing)",
                rf"{who} (?:could|can) not (?:even )?(?:find|organi[sz]e|run|ship|sell|tie|spell|count|boil|build) "
                r"(?:\S+ ){0,3}"
                r"(?:sandwich|shoes?|shoelaces|brewery|water|egg|party|office|nose|names?|kitchen|sale|picnic|three|ten)",
                rf"(?:would|will|can|could) not trust {objects}(?: with| to| as far| for)?",
            ),
            negated=True,
        ),
        Insult(
            words(
                rf"(?:the|that|this|it) (?:(?:\S+ )?{_THING} )?(?:itself )?{_IS} {_VERY}"
                rf"(?:{_FILTH}|{_VILE}|{_any('joke farce disgrace')})",
                rf"(?:the|that|this) (?:\S+ )?{_THING} (?:itself )?{_IS} {_VERY}"
                rf"(?:{_NOUN}|{_any('terrible horrible awful ridiculous hopeless')})",
            ),
            certain=False,
        ),
    )
