"""The words by which a model gives away that it has left the rival's part, as a table.

Each pattern is a list of regular expressions, one a line; a line that ends in a backslash goes on in the next one.
Names in capitals stand for what `PARTS` holds; `US` and `RIVAL` for the names of both companies. A rule does not
count where its `unless` is found in the same sentence: “Point taken, but who pays for it?” is no surrender.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Break(StrEnum):
    """A way of leaving the part. The text completes “It ...”, for people and for the model that tries again."""

    FOR_THE_SELLER = "speaks for the seller or the buyer"
    OTHER_PART = "plays another part than the competitor's rep"
    FOR_US = "argues for the other side"
    COACHES = "coaches, praises or marks the seller"
    POLITE = "turns polite for no reason"
    GIVES_IN = "gives in although nothing settled the point"
    LEAKS = "tells what it was told to do"
    MARKUP = "has stage directions, markup, a list or emoji in it"
    LANGUAGE = "is not in English"
    INSULTS = "insults somebody"
    ACCUSES = "accuses the other side of something that nobody has shown"
    INVENTS = "makes up something about the other side"
    REPEATS = "says what was said before"
    TOO_LONG = "is too long"
    OFF_POINT = "does not put the point that was ordered"


class Rule(NamedTuple):
    """`allowed`: where the rival may give in, or says goodbye, it is no break."""

    kind: Break
    pattern: str
    unless: str = ""
    allowed: str = ""


PARTS: Mapping[str, str] = {
    "BUT": r"""
        \b(?:but|yet|however|though|although|still|only|except|unless|until|while|and yet|nobody\
            |which is (?:exactly |just )?why)\b
        ;[^;]*\?
    """,
    "NOUN": r"""
        (?:answer|question|point|response|reply|rebuttal|argument|move|job|approach|pitch|proof|example|way to)
    """,
    "MILD": r"""
        (?:good|nice|strong|solid|clever|smart|valid|compelling|convincing)
    """,
    "RAVE": r"""
        (?:great|excellent|fantastic|wonderful|brilliant|superb|impressive|perfect|amazing|outstanding|terrific)
    """,
    "VERY": r"""
        (?:really |very |truly |quite |actually |such )*
    """,
    "PART": r"""
        (?:ai|bot|chatbot|assistant|language model|coach|judge|buyer|customer|prospect|seller|moderator|trainer)
    """,
    "WHO": r"""
        (?:seller|you|rep|sales ?(?:rep|person)|buyer|customer|prospect|user|human|assistant|coach|judge\
            |moderator|narrator|system|me|trainer|US(?:'s)?(?: rep| seller)?)
    """,
}
"""Parts of the patterns below, by the name that stands for them there."""

RULES: tuple[Rule, ...] = (
    # Both sides of the talk.
    Rule(
        Break.FOR_THE_SELLER,
        r"""
        ^[\"“'(]?(?:the )?WHO(?:'s (?:reply|answer|response|line|turn))?\)?(?: \([^)]*\))?\s*:(?!\d)
        \b(?:you|the seller|the buyer)(?:'ll| will| would| then)? (?:say|answer|repl(?:y|ies)|respond)s?\s*:
        \b(?:the|a) (?:seller|buyer|rep|salesperson)\b[^.?!]{0,20}[:,]\s?[\"“]
        \b(?:the|a) (?:seller|rep|buyer) (?:replying|saying|answering|goes)\b
        \bthe (?:seller|buyer|customer) (?:smiles|nods|laughs|pauses|thinks|replies|responds|answers|agrees\
            |hesitates)\b
        """,
    ),
    # Another part.
    Rule(
        Break.OTHER_PART,
        r"""
        \bas an? (?:ai|artificial|language model|(?:helpful |virtual )?assistant|chatbot|bot)\b
        \blanguage models?\b
        \bi(?:'m| am) (?:an? |the |your |just |only |actually |really |now )*PART\b(?!['-])
        \bas (?:the|a|an|your) PART,? (?:i|we|my|our|let me)\b
        \bhow (?:can|may|could) i (?:help|assist|support)\b
        \bi(?:'m| am) here to (?:help|assist|support)\b
        (?:happy|glad) to (?:help|assist)(?: you)?(?: with (?:that|this|anything))?[.!]*$
        \blet me know (?:if (?:you (?:need|want|would like|have any)|there)|how i can)\b
        \bfeel free to\b
        \banything else (?:i can|you)\b
        \brole[- ]?play
        \b(?:step|stepping|stepped|going|go) (?:out of|outside) (?:the|my|this) (?:role|part|character|scene)\b
        \bthis is (?:a|an|only|just|our|your)(?: \w+)? (?:training|exercise|simulation|practi[cs]e|drill\
            |rehearsal|test)\b
        \b(?:like|want|going) to practi[cs]e\b
        \bi(?:'m| am) (?:\w+ly )?(?:\w+'s model|a model|software|a program|a machine|not (?:really )?a rep\
            |on US(?:'s)? side)\b
        \bwe US\b
        \b(?:switch|change|swap) (?:sides|roles|places)\b
        \bspeaking (?:for|as|on behalf of) (?:US|PART|the (?:seller|buyer))\b
        \bour (?:\w+ ){1,3}(?:at|of|from) US\b
        \b(?:no longer|stopped|stop) (?:represent|work(?:ing)? for|speak(?:ing)? for|representing|selling for)\b
        \bassistant here\b
        \bsimulat(?:ed|ing) (?:conversation|meeting|buyer|seller|rep|scenario)\b
        \bi (?:was|am|have been) (?:trained|built|created|designed|developed) (?:by|to|on)\b
        \bi (?:can|could|will|would) (?:also )?play (?:the|a|your)\b
        \b(?:ready|shall we|want|time) (?:for|to do|to try|to have) (?:the next|another|a new) (?:round|one|try\
            |turn|question)\b
        \bi, (?:as )?(?:the|your|a) PART\b
        \b(?:start|begin|end|stop|restart|continue|repeat|resume) (?:the|this|our) \
            (?:drill|exercise|session|simulation|round|training)\b
        \b(?:next|another|new|previous) objection\b
        \bwould you like me to (?:give|help|explain|continue|rephrase|provide|try|go on|be)\b
        \bhelp you (?:practi[cs]e|prepare|rehearse|improve)\b
        \b(?:in|out of|break(?:ing)?) character\b
        \bin this (?:exercise|drill|simulation|rehearsal|training|practice)\b
        \b(?:playing|play) the (?:role|part) of\b
        \bmy (?:role|character|part) (?:as|here|is to|in this)\b
        \b(?:i|let me|let's|let us|i'll|i'm|i am)(?: \w+)? pretend(?:ing)? to be\b
        ^(?:sure|certainly|of course|absolutely|okay|ok|understood|got it)[,!.]? (?:here|i(?:'ll| will| can| am\
            |'m)|let me|as)\b
        ^(?:understood|got it|as requested)[,.!]
        \bhere(?:'s| is| are) (?:my|the|a|an|your|another) (?:revised |new |rewritten |possible \
            |short )*(?:response|reply|line|answer|rebuttal|version|summary)\b
        \bi (?:can't|cannot|can not|won't|will not|am unable to|am not able to)(?: \w+)? (?:comply|assist\
            |fulfil|fulfill|engage)\b
        \bthat request\b
        \bwe(?:'re| are) (?:looking|shopping|in the market) for (?:a|an) (?:new )?(?:vendor|tool|solution\
            |product|supplier)\b
        \b(?:my|our) budget\b
        \bi(?:'d| would) (?:like|love) to (?:buy|see a demo|sign|learn more)\b
        \b(?:we|i|us|those of us|my team|my colleagues)(?: here)? (?:at|of|from|with) US\b
        \b(?:our|my) (?:own )?US\b
        \bi(?:'m| am) (?:with|from|at|speaking for) US\b
        \b(?:the|a) US (?:rep|seller|salesperson),? i\b
        """,
    ),
    # Their case.
    Rule(
        Break.FOR_US,
        r"""
        \bUS (?:\w+ly )?(?:is|are|has|offers|gives you|looks|remains|would be|will be) (?:\w+ly |far |much \
            |just )*(?:the |a |an )?(?:best|better|great|excellent|right|perfect|superior|stronger|ideal|wonderful\
            |fantastic|good|safer|smarter|amazing)\b
        """,
        unless=r"""
        BUT
        \bfor small
        \?
        \bif\b
        \bfor a (?:team|firm|company)\b
        """,
    ),
    Rule(
        Break.FOR_US,
        r"""
        \b(?:you|they|the buyer|everybody|everyone)(?: \w+)? (?:should|ought to|must|need to\
            |had better)(?: \w+ly| just| all)* (?:buy|choose|go (?:for|with)|pick|take|sign with|sign|select|prefer\
            |stick with|switch to)(?: \w+){0,4} (?:US|them|theirs|the seller|your (?:product|tool|solution|plan\
            |software))\b
        """,
        unless=r"""
        \b(?:before|ask|if|why|nobody)\b
        \?
        """,
    ),
    Rule(
        Break.FOR_US,
        r"""
        \bi(?:'d| would)?(?: \w+)? (?:recommend|suggest|advise|endorse|prefer|choose|pick\
            |buy)(?: \w+){0,4} (?:US|them|their|theirs|your (?:product|tool|solution|plan|software))\b
        """,
        unless=r"""
        \?
        \b(?:if|why|not|never)\b
        """,
    ),
    Rule(
        Break.FOR_US,
        r"""
        \bRIVAL (?:is|are|has|will be|looks|would be) (?:\w+ly |far |much |just )*(?:the |a |an )?(?:worse\
            |wors[et]|overpriced|outdated|slow(?:er)?|too (?:expensive|slow|complex)|wrong|bad|inferior|weak(?:er)?)\b
        """,
        unless=r"""
        \bnot\b
        \?
        \bif\b
        """,
    ),
    Rule(
        Break.FOR_US,
        r"""
        \bUS (?:might|may|could|would|will|must|does|do)(?: \w+ly| well)? (?:be|look|make|sound) (?:like )?\
            (?:the |a |an )?(?:better|best|smarter|right|safer|stronger|wiser|good) (?:choice|option|fit|product\
            |tool|one|way)\b
        \b(?:better|best) (?:served|off|placed) (?:by|with) US\b
        \bUS (?:\w+ly )?(?:deserves|wins|beats|is what you (?:need|want)|would suit you|fits you)\b
        ^(?:just |simply |please )?(?:buy|choose|pick|take|go with|sign with) US\b
        \b(?:see|understand|know|get) why (?:\w+ ){1,3}(?:prefer|choose|chose|like|love|buy|pick)s? US\b
        """,
        unless=r"""
        BUT
        \?
        """,
    ),
    # Coaching.
    Rule(
        Break.COACHES,
        r"""
        ^(?:wow|bravo|superb|splendid|marvellous|fantastic|wonderful|amazing|beautiful|awesome|magnificent\
            |well (?:done|said|played|put)|nicely (?:done|said|put|handled)|kudos|congratulations\
            |excellent|perfect|impressive|nice one|(?:good|great|nice) (?:job|work|one)|touché|brilliant\
            |outstanding)\b[,.!]
        \b(?:that(?:'s| is| was)|this is|what|such) (?:an? )?VERYRAVE NOUN
        ^RAVE NOUN
        \byour (?:answer|response|rebuttal|reply|point|argument) (?:is|was) VERY(?:RAVE|MILD)\b
        """,
    ),
    Rule(
        Break.COACHES,
        r"""
        \b(?:that(?:'s| is| was)|what|such) (?:an? )?VERYMILD NOUN
        ^MILD NOUN
        """,
        unless=r"""
        BUT
        \bfor (?:your|the|their)\b
        \bto ask\b
        """,
    ),
    Rule(
        Break.COACHES,
        r"""
        \byou(?:'ve| have)? (?:really |just )?(?:did|done|handled|answered|explained|made|put|responded\
            |argued)\b[^.?!]{0,40}\b(?:very well|nicely|great|good job|perfectly|brilliantly|a (?:great|good|strong\
            |excellent|compelling|valid|fair) (?:point|case|argument))\b
        \byou(?:'ve| have)? (?:did|done|answered|handled (?:it|that|this)|responded|explained (?:it|that)) well\b
        """,
        unless=r"""
        BUT
        """,
    ),
    Rule(
        Break.COACHES,
        r"""
        \bi(?:'m| am) (?:\w+ly )?impressed\b
        \bi (?:\w+ly )?(?:like|love|appreciate|admire) (?:that (?:you|answer|point)|your|how you|the way you)\b
        """,
        unless=r"""
        BUT
        """,
    ),
    Rule(
        Break.COACHES,
        r"""
        ^(?:tip|hint|advice|feedback|coaching(?: note| tip)?|note|score|rating|grade|suggestion|pro tip\
            |better line|stronger line|strengths?|improvements?|assessment|evaluation)s?\s*(?:\d+\s*)?:
        \byou (?:could|might|should|can) have (?:said|mentioned|answered|asked|used|given|started|led|framed\
            |acknowledged|opened)\b
        \byou (?:could|might|should|may)(?: also| instead| then| better| rather| perhaps| now| want to| try to\
            | consider)* (?:say|saying|mention|mentioning|emphasi[sz]e|highlight|reframe|acknowledge|respond|reply)\b
        \btry (?:saying|to say|asking|mentioning|framing|opening with|leading with|acknowledging)\b
        \b(?:my|some|your|brief|more) feedback\b
        \bfeedback (?:on|for|about) (?:your|you|that|this)\b
        \bgive you (?:\w+ )?(?:feedback|tips?|hints?|advice|pointers?)\b
        ^(?:(?:one|two|my|a|another|some|here (?:is|are)) )+(?:\w+ )?(?:suggestion|tip|hint|advice|improvement\
            |pointer)s?(?: for you)?\s*(?::|for you)
        \ba (?:good|better|great|strong|top) (?:rep|seller|sales ?person) (?:would|might|asks|says|names)\b
        \b(?:a|one|another|two) points? (?:for|to) you\b
        \bhit the nail\b
        \b(?:that was|this was|straight from the) (?:a )?textbook\b
        \byou (?:sound|sounded|seem|seemed|came across|come across|look) (?:\w+ )?(?:confident|convincing\
            |prepared|credible|strong|calm)\b
        \byour (?:best|strongest|weakest) (?:line|moment|answer|sentence|phrase) (?:is|was)\b
        \bi(?:'d| would)? (?:suggest|recommend|advise) (?:that you )?(?:nam|ask|mention|say|start|begin|lead|open\
            |us|giv|add|clos|end)ing\b
        ^(?:consider|try|avoid|practi[cs]e) \w+ing\b
        ^(?:remember|don't forget|do not forget|make sure|be sure) to (?:end|open|name|say|ask|mention\
            |acknowledge|pause|smile|close|start|give|use)\b
        \byou(?:'re| are) (?:getting (?:better|there|good)|improving|doing (?:well|fine|great|good)\
            |on the right track)\b
        \b(?:answer|response|reply|rebuttal) deserves\b
        \byour (?:tone|delivery|wording|phrasing|structure|confidence|body language|rebuttal)\b
        ^(?:solid|good|great|nice|strong|excellent) (?:work|effort|attempt|try|start|stuff)\b
        \bnext time,? (?:try|you|say|ask|mention|start|lead|open)\b
        \ba (?:better|stronger|more convincing|good) (?:answer|reply|response|line|rebuttal|way to (?:say\
            |answer|put))\b[^.?!]{0,20}\b(?:would|could|might|here)\b
        \bto (?:improve|strengthen|sharpen) (?:your|this|that) (?:answer|pitch|rebuttal|reply|response|argument)\b
        \bkeep (?:practi[cs]ing|it up|up the good)\b
        \b(?:your|more) practice\b
        \bi(?:'d| would|'ll| will)? (?:give|rate|score|grade) (?:you|that|this|it|your)\b[^.?!]{0,20}\d
        \b\d{1,3}\s?/\s?(?:5|10|100)\b
        ^\W*(?:\w+ ){0,2}out of (?:five|ten|a hundred|5|10|100)\W*$
        \b(?:score|rating|grade) (?:is|of|:)? ?\d
        """,
    ),
    Rule(
        Break.COACHES,
        r"""
        \byou (?:really |always )?(?:make|made|have|raise|raised) (?:a|an|some) VERY(?:RAVE|MILD|fair) (?:points?\
            |case|argument)\b
        """,
        unless=r"""
        BUT
        """,
        allowed="giving_in",
    ),
    # Politeness and surrender.
    Rule(
        Break.GIVES_IN,
        r"""
        \bi(?: must| have to| need to| can only| do)? (?:completely|totally|fully|entirely|wholeheartedly\
            |absolutely) agree\b
        \bi(?: couldn't| could not) agree more\b
        \byou(?:'re| are) (?:absolutely|completely|totally|entirely|quite|so|100 percent) right\b
        """,
        allowed="giving_in",
    ),
    Rule(
        Break.GIVES_IN,
        r"""
        \bi(?: must| have to| need to| can only| do)? agree\b
        \byou(?:'re| are) right\b(?! to\b)
        \byou have a point\b
        \bthat(?:'s| is) (?:true|right|correct|fair)[.!]*$
        """,
        unless=r"""
        BUT
        \bagree on one\b
        """,
        allowed="giving_in",
    ),
    Rule(
        Break.GIVES_IN,
        r"""
        \byou(?:'ve| have)? (?:\w+ly )?(?:won|convinced|persuaded|beaten) (?:me|us|this|here|the)
        \byou win(?: this)?\b(?: (?:one|round|point|argument))?[.!,]
        \bi(?:'m| am| was)? (?:\w+ly )?(?:convinced|persuaded|sold|beaten|speechless|out of arguments)\b
        \b(?:i|we) (?:surrender|concede|give up|give in|yield|withdraw|stand corrected|was wrong|were wrong\
            |am wrong)\b
        """,
        unless=r"""
        \bnot\b
        \bif\b
        \?
        """,
        allowed="giving_in",
    ),
    Rule(
        Break.GIVES_IN,
        r"""
        \b(?:i|we) (?:must |have to |can only |will |'ll )?(?:retract|take (?:it|that) back|admit(?: it)?[.,!]\
            |admit (?:that )?(?:you|US|we)|acknowledge (?:that )?(?:you|US)|grant (?:you )?that|give you that\
            |let (?:it|that) go|can't argue|cannot argue|have (?:nothing|no) (?:answer|argument|reply|response\
            |counter|more)|can't (?:match|beat|compete)|cannot (?:match|beat|compete))
        \bsettles (?:it|that|the point)\b
        ^(?:point taken|fair enough|fair point|my mistake|i see your point|you got me|good for you)\b
        \bpoint is yours\b
        \b(?:you|they|US)(?:'ve| have)? (?:made|make|have|had) the (?:better|stronger|best) (?:case|argument\
            |point|product|offer)\b
        \bi(?:'m| am| was)? (?:\w+ly )?won over\b
        \bi (?:now )?believe you\b
        \bnothing (?:left )?(?:i|we) (?:can|could) (?:say|add|reply|answer)\b
        \bRIVAL (?:has|have) (?:no|nothing) (?:answer|reply|better)\b
        \byou (?:beat|defeated|outdid|outplayed) (?:me|us)\b
        \bi lose\b
        \b(?:you|they) were right\b
        ^my bad\b
        \bi(?:'m| am) (?:done|finished|out)\b
        \byou(?:'ve| have) made your (?:case|point)\b
        \bcall it a (?:draw|day)\b
        \byou have my (?:vote|word|support|blessing)\b
        \bi(?:'ll| will| shall)? step (?:back|aside|down)\b
        \bi(?:'ll| will)? (?:take (?:\w+ ){1,3}back|drop (?:my|the|that) (?:point|objection|claim))\b
        \bthat makes (?:total|complete|perfect|a lot of|good) sense\b
        \byou(?:'ve| have) got me\b
        """,
        unless=r"""
        BUT
        """,
        allowed="giving_in",
    ),
    Rule(
        Break.POLITE,
        r"""
        \bthank you (?:so much|very much|for (?:your (?:time|patience|answer|help|explanation)|the (?:great\
            |good|wonderful|helpful|clear|kind)|explaining|clarifying|sharing|listening|that (?:great|good|helpful)))
        ^(?:\w+, )?(?:thanks|thank you)(?: \w+){0,3}[.!]*$
        \b(?:i )?wish you (?:all the best|luck|success|well)
        \bgood luck\b
        \b(?:thanks|thank you),? that (?:was|is)\b
        \bno hard feelings\b
        \bhave a (?:great|nice|good|lovely|wonderful) (?:day|evening|week|one)\b
        ^cheers\b
        \ball the best\b
        ^please (?:continue|go on|go ahead)\b
        \bthank(?:s| you) for (?:a|the|this|that|your|such a)(?: \w+){0,2} (?:conversation|chat|talk|discussion\
            |call|answer|explanation|honesty|insights?)\b
        ,? thank you[.!]*$
        \b(?:it was|it's been|it has been) a pleasure\b
        \bbest of luck\b
        \byou(?:'ve| have) been (?:very |most |so )?(?:helpful|kind|patient)\b
        """,
        unless=r"""
        BUT
        """,
        allowed="goodbye",
    ),
    Rule(
        Break.POLITE,
        r"""
        \bi(?:'m| am)? (?:so |very |really |truly |deeply )?(?:sorry|apologi[sz]e)\b
        \bmy apologies\b
        \bplease forgive\b
        """,
        unless=r"""
        BUT
        \bsorry to say\b
        \bafraid\b
        """,
    ),
    # What nobody may hear.
    Rule(
        Break.LEAKS,
        r"""
        \b(?:my|your|the hidden|the secret|these|previous|prior|above) (?:system )?(?:instructions?|prompt\
            |guidelines|programming|directives?)\b
        \bsystem (?:prompt|message)\b
        \bi(?:'ve| have|'m| am| was| were)?(?: been)? (?:told|instructed|programmed|directed|ordered|prompted\
            |configured|supposed) to (?:say|press|put|play|let|act|not|never|keep|stay|argue|grant|pretend|begin\
            |raise|reply|answer|be)\b
        \bas (?:instructed|directed|ordered|prompted)\b
        \bi(?:'ve| have| was| am|'m)(?: been)? asked to (?:press|play|stay|act|argue|grant|never|not|keep)\b
        \baccording to my\b
        \bi(?:'m| am) (?:not )?(?:allowed|permitted|required|supposed) to (?:grant|say|praise|reveal|tell|agree\
            |concede|help|answer)\b
        \bi must (?:put|press|stay|remain|not (?:grant|praise|reveal|agree))\b
        \b(?:word|length|token|character) limit\b
        \b(?:text|message|words|lines|facts|points?|material|notes|list) i (?:was|am|were|have been|'ve been) given\b
        \b(?:the|this|my|your) prompt\b
        \bmy (?:rules|system|programming|role|model|training)\b
        \bmy (?:direction|orders?|rules|briefing) (?:is|are|say|says|tell|tells|for)\b
        \bbattle ?cards?\b
        \bfact ids?\b
        \bthe direction\b
        ={3,}
        <\|
        \|>
        </?[a-z_]{2,20}>
        \[/?inst\]
        [{}]
        \b[a-z0-9]+_[a-z0-9_]+\b
        \bweak spot of what\b
        """,
    ),
    # Only what is said aloud.
    Rule(
        Break.MARKUP,
        r"""
        \*
        __
        `
        ^\s*#
        ^\s*[-•]\s
        ^\s*\d{1,2}[.)](?:\s|$)
        \|.*\|
        ^\s*\([^)]*\)\s*$
        ^\s*(?:point|argument|objection|claim|reason|step|line)\s*(?:\d+|one|two|three)?\s*:
        [:;]-?[)(DP](?:\s|$)
        ~\w+~
        \((?:smil|paus|lean|laugh|sigh|nod|shrug|turn|look|chuckl|grin|wink|gestur|cough|clear|rais|star|cross\
            |sip)\w*\b[^)]*\)
        \bthe (?:rival|competitor|RIVAL)(?:'s)? rep (?:smiles|says|replies|leans|nods|pauses|shrugs)\b
        [\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]
        """,
    ),
    Rule(
        Break.INSULTS,
        r"""
        \b(?:clowns?|fools?|morons?|thie(?:f|ves)|shut up|you people|bullshit|screw (?:you|them)|shame on (?:you\
            |them))\b
        \bbunch of (?:\w+ )?(?:amateurs|kids|students|beginners|cowboys)\b
        """,
    ),
)
