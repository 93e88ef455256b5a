"""The wordings behind the module `moves`, over comparable tokens ("that's" is `that`, "I'd" is `id`)."""

from coach.domain.sparring.rebuttals.heard import one_of
from coach.domain.sparring.rebuttals.known import term

_ADVERBS = (
    r"(?:(?:all|quite|very|perfectly|absolutely|certainly|also|indeed|completely|of course|a|an|really|well|may|be|"
    r"totally|still|entirely|only|simply) )*"
)

BUT = frozenset({"but", "however", "though", "although", "yet", "except"})

GRANTS = one_of(
    r"""
    (?:that|it|this|which|all of that|both) (?:is |was |may be |may well be )?ADVERBS(?:true|right|correct|fair|
    valid|undeniable|a fact)(?! now| away| here| after| before) /
    (?:you are|you were|they are|he is|she is) ADVERBS(?:right|correct) / true (?:enough|that) /
    (?:fair|good|valid|excellent|strong|legitimate|reasonable) (?:point|concern|offer|argument|objection) /
    fair enough / point taken /
    (?:i|we|id|i would|i will|i have to|i must|i can only|i fully|i readily|i happily|
    i gladly)(?: \S+ly| fully| will| would| have to| must)? (?:agree|grant|accept|concede|admit|acknowledge|
    confirm) /
    (?:granted|agreed|no argument there|no dispute there|no question about (?:it|that)|nobody (?:disputes|denies|
    doubts) (?:it|that)|point well taken) /
    (?:i|we|nobody|no one) (?:would|will|do|can|am|are)? ?(?:not )?(?:argue|arguing|dispute|disputing|deny|denying|
    contest|contesting|quarrel|doubt|doubts|disputes|denies) (?:with |about )?(?:that|it|this|you|their|them|your) /
    (?:you have|you do have|you make|you raise|they have|there is) (?:got )?(?:a|an) (?:\S+ )?point /
    you have every right to / (?:your|the) (?:\S+ ){1,2}(?:is|are) right to / no argument (?:from|with) /
    credit where / hats off / i (?:do )?believe (?:you|them) / you deserve credit / that much is (?:true|clear) /
    (?:it|that|this) (?:is|would be) (?:a )?(?:sensible|reasonable|legitimate|fair|proper) (?:\S+ )?(?:question|
    thing|worry|concern|way|to)
    """.replace("ADVERBS", _ADVERBS)
)
"""Granting what is true. `BARE` words say as much only at the start of a sentence."""

BARE = one_of(r"""
    yes / sure / true / right(?! now| away| here) / ok / okay / of course / indeed / absolutely / exactly / correct
""")

PRAISES = one_of(r"""
    good / strong / solid / serious / impressive / decent / fair / excellent / reliable / capable / nice /
    respectable / generous / real strength / well / (?:that|it|this|which|really|does|size|they) counts? / worth /
    tempting / do(?:es)? (?:that|this|it) better / better than (?:us|we|ours) / ahead of us / larger / bigger /
    cheaper / quicker / faster / longer / easier / simpler / sensible / reasonable / legitimate / understandable /
    saves? (?:money|work|time) / respect (?:that|them|what|their|your) / makes sense / useful / keep it / valuable /
    an advantage / seriously / a (?:real )?strength / strengths? /
    (?:it|that) (?:is )?(?:attractive|tempting|convenient|comfortable) / less work / less paper
""")

ACKNOWLEDGES = one_of(r"""
    i (?:can |do |fully |completely |totally )?(?:understand|see|hear|appreciate|get|respect|
    know)(?: \S+ly)? (?:that|why|how|your|the|you|what|where|it|this) / i hear you / (?:i )?underst(?:an|oo)d /
    (?:that|it) (?:is )?(?:understandable|a worry|a concern) / (?:good|great|fair|excellent|interesting) question /
    thank(?:s| you) for
""")

REPEATS_POINT = one_of(r"""
    (?:so )?(?:what )?you (?:are )?(?:say|saying|said|mean|ask|asking|point out|mention|mentioned|worry|describe|
    name)(?: is)? /
    (?:if )?i (?:hear|heard|understand|understood) (?:you|your point|that) (?:right|correctly|well|as) /
    your (?:point|question|concern|worry|argument|case|message) (?:is|was|about|that) /
    (?:the|their) (?:point|question|concern|worry|argument) (?:is|was|about|that) / it sounds (?:like|as) /
    in other words / as you (?:say|said) / like you (?:say|said) /
    you (?:already|indeed|do|certainly) (?:pay|have|own|use|run) / with (?:\S+ )?them you (?:have|get)
""")

CONTRARY = one_of(r"""
    you are right (?:about nothing|if) /
    (?:that|it|this) (?:is )?(?:not|hardly|never|simply not|just not|far from) (?:true|right|correct|fair) /
    you (?:are )?(?:wrong|mistaken)
""")

QUESTION_OPENS = one_of(r"""
    how (?:many|much|long|often|soon|far|fast|quickly|big|important|do|does|did|would|will|is|are|was|were|can|
    could|should|have|has|about) /
    what (?:do|does|did|would|will|is|are|was|were|can|could|should|have|has|happens|happened|matters|else|kind|
    part|share|exactly|if|makes|made)(?! true) /
    what (?:\S+ ){1,2}(?:do|does|did|would|will|are|was|were|can|could|should|have|has)(?= (?:you|your|they|the|we|
    a|it|happen|count|matter)) /
    which (?:of|one|ones|\S+) (?:\S+ ){0,4}(?:do|does|did|would|will|is|are|was|were|can|could|should|have|has|
    matters|counts|decides|hurts|costs) /
    who (?:on|in|at|else|owns|decides|will|reads|looks|is|are|would|does|has|pays|signs|answers|uses|works|sees|up|
    keeps|updates) / whose / whom (?:do|does|did|would|will) /
    (?:where|when|why) (?:do|does|did|would|will|is|are|was|were|can|could|should|have|has) /
    (?:do|does|did|would|could|can|have|are|were) (?:you|your|the buyer|they|all|any|these)(?! \S+ (?:is|are)) /
    (?:is|are) (?:there|that|it|this|your|the)(?= \S+ )
""")

INDIRECT = one_of(r"""
    (?:please )?(?:tell|show|give) me (?:\S+ )?(?:how|what|which|who|where|when|why|about|more|a) /
    help me (?:understand|see) / walk (?:me|us) through /
    (?:i would|id|i) (?:first |really |just |also )?(?:like|love|want|need) to (?:first )?(?:know|understand|ask|
    hear|learn|see) (?:how|what|which|who|where|when|why|about|more|from|you|first|whether) /
    (?:may|can|could|let) (?:i|me) (?:first |just |quickly )?ask /
    i wonder (?:how|what|which|who|where|when|why|whether|if) / i am curious / describe (?:for|to) (?:me|us) /
    say (?:a little )?more about
""")

PLAINLY_ASKS = one_of(r"""
    how (?:many|much|long|often|soon) (?:\S+ ){0,5}?(?:do|does|did|would|will|are|have|has|can|could) /
    (?:what|which|who|whom|where|when|why|how) (?:\S+ ){0,2}?(?:do|does|did|would) (?:you|your|the|they|customers) /
    which \S+ (?:would|do|does|did|will) /
    who (?:\S+ ){0,4}?(?:decides|owns|signs|reads|looks|answers|keeps|updates)
""")
"""Questions that need no mark, unless they hang on a verb of knowing."""

RHETORICAL = one_of(r"""
    who (?:needs|wants|cares|would|says|knows|on earth) /
    why (?:would|should) (?:anyone|anybody|somebody|someone|you|they|a buyer|they|the buyer|i|we) / so what /
    what (?:is )?(?:your|the) (?:problem|point) /
    (?:are|is) (?:you|that|this|it) (?:serious|kidding|joking|a joke|it|all|really) / how (?:can|could|dare) you /
    do you (?:really|honestly|seriously) (?:think|believe|want|expect) / what do (?:i|we) know /
    what (?:can|should|could|do) i (?:say|do|know) / what was (?:that|it|the question) /
    (?:can|could) you (?:say|repeat) / how about (?:that|no) / what else is new / is that (?:all|it|so) /
    how would i know / how should i / can we (?:move|go|skip) / where (?:were|was) i /
    what (?:did|do) you (?:expect|want) / do you know who / what (?:is|was) (?:it|that)(?: called)?$
""")

CHECKS = one_of(r"""
    (?:does|did|do|would|will|has|is|have) (?:that|this|i|it|we) (?:\S+ )?(?:answer|answered|settle|settled|cover|
    covered|help|address|addressed|resolve|make sense|work for|clear|close|fair|satisfy|take care|put|ok|okay|
    enough|good|convincing|convince|sound) /
    (?:is|are) (?:that|this|we|you|your) (?:\S+ )?(?:settled|answered|covered|clear|fair|ok|okay|enough|closed|
    agreed|comfortable|happy|satisfied|fine|good)(?: with| on| for| now| then| enough)? /
    (?:can|could|may|shall|should) we (?:then )?(?:leave|park|close|tick|consider|call|agree|move(?! on)|say|go on|
    go ahead|put) / (?:what|anything|something) else (?:would|do|is|that|you|should|on|about) /
    is there (?:anything|something|still|another|more) / anything (?:left|open|missing)(?: on| about)? /
    if (?:that|this) (?:is )?(?:settles|answers|settled|answered|covers|works|helps|enough|convinces|makes) /
    what (?:is )?(?:still|left) (?:\S+ )?(?:open|missing|unclear|to) / still (?:open|worries|bothers|missing) /
    what would (?:you|they|he|she|the buyer) (?:still |then )?(?:need|have|want|like) to (?:see|hear|read|know|
    decide|sign|move) / what would (?:it take|have to be true) / does (?:that|this)(?: \S+)? sound /
    would (?:that|this) (?:do|be enough|settle|work|help|count) / who else (?:should|needs|would|has) /
    are we (?:good|fine|clear|done|agreed|together) / do we agree / agreed\?
""")

_DAYS = (
    r"(?:monday|tuesday|wednesday|thursday|friday|tomorrow|next week|this week|next month|this afternoon|in two weeks)"
)

NEXT_STEP = one_of(
    r"""
    (?:shall|should|can|could|may|why do not|would it help if|how about if) (?:we|i) (?:\S+ )?(?:meet|book|set|
    take|look|go|plan|schedule|agree|start|begin|try|test|run|do|show|bring|send|put|arrange|sit|walk|talk|call|
    invite|spend|compare|use|open|count|get) /
    (?:let us|lets) (?:\S+ )?(?:meet|book|set up|plan|schedule|agree|start|begin|try|test|run|arrange|sit|walk|
    compare|look|invite|put|take|do|open|fix|go through|talk|write|pick|
    choose)(?! it this way| it like| that aside| me) /
    (?:i|we) (?:suggest|propose|recommend|would suggest|would propose|can send|will send|can show|will show|
    can bring|will bring|can arrange|will arrange|can set up|will set up|will call|can call|can walk|
    will follow up|will come back|will get back|can introduce|will introduce|can start|could start) /
    (?:i would|id|i am|i will be|we would|we are|we will be) (?:\S+ )?(?:like to|happy to|glad to|propose|
    suggest) ?(?:show|send|bring|set|arrange|introduce|walk|meet|book|connect|put|take|go|look|come)? /
    (?:the |my |a |as (?:a |the )?)?next step /
    would you (?:be )?(?:\S+ )?(?:open to|like to (?:see|try|meet|test)|be willing to|want to (?:see|try|test|
    meet)|have (?:\S+ )?(?:minutes|time)) / want (?:me|us) to (?:send|show|set|arrange|book|bring) /
    when (?:can|could|shall|should|would) we /
    (?:meet|call|talk|sit down|look|go through|book|show you|send you|send it|bring it|a test|a pilot|do that|
    do it) (?:\S+ ){0,5}DAYS /
    let me (?:show|send|bring|book|set up|arrange|introduce|put you|walk you|get back|come back|follow up|
    check and|find out) / (?:who|whom) (?:else )?(?:should|shall|do) we (?:invite|bring|talk|include) /
    (?:does|would) (?:monday|tuesday|wednesday|thursday|friday|tomorrow|next week) (?:\S+ )?(?:work|suit) /
    (?:ask|have) your (?:\S+ ){1,4}(?:to (?:join|call|read|try|test)|join|call)
    """.replace("DAYS", _DAYS)
)

FOLLOWS_UP = one_of(r"""
    (?:next week|tomorrow|thursday|friday|monday|tuesday|wednesday) /
    (?:a|one) (?:pilot|trial|test|demo|reference call|workshop) / try it / see for yourself / call them / ask them
""")

OFFERS = one_of(r"""
    (?:i|we) (?:will|can|shall|would) (?:\S+ ){0,2}?(?:find out|send|bring|get you|give you|call you|show you|write)
""")
"""Something that will be brought; with `BY_WHEN` in the same sentence it is an offer that can be kept."""

BY_WHEN = one_of(
    r"""
    DAYS / tonight / today / (?:on|by) saturday / (?:by|before|until) (?:\S+ ){0,2}?(?:noon|evening|morning|end) /
    (?:within|in) (?:\S+ )?(?:hours?|days?)
    """.replace("DAYS", _DAYS)
)

TO_BUYER = one_of(r"""
    you / your / yours / the buyer / the buyers
""")

BACK_TO_BUYER = one_of(r"""
    what (?:really |actually |also )?(?:matters|counts|decides)(?: (?:here|to you|for you|most|in the end|today|
    for your \S+|to your \S+|to the \S+))? /
    what (?:your|the) (?:\S+ ){1,3}(?:asks?|asked|wants?|needs?|cares?|decides?|measures?|looks?|is measured|
    are measured|said|says|will ask)(?: for| about| by| at| on)? /
    you (?:\S+ )?(?:said|told us|told me|asked for|decide by|decide on|decide|care about|want|wanted|need|needed|
    are measured|mentioned|named|are looking for|are judged|are after|set out|wrote)(?: that| to| by| on)? /
    your (?:own |first |main |biggest |real )?(?:goal|aim|target|criterion|criteria|priority|problem|deadline|
    decision|pain|question|measure|yardstick)(?: is| was| are)? /
    the (?:real |only |first |better |other |actual )?(?:question|decision|issue|measure|test|yardstick|criterion|
    criteria|point for you) (?:is|for|here|remains|that matters|to decide|one floor up) /
    (?:for|to) you(?:r \S+)? (?:that|this|it|which) means /
    (?:which|that|this) means (?:for you|that you|you|your) / so that (?:you|your) /
    what (?:you|your \S+|the board|the buyer) (?:\S+ )?(?:get|gets|gain|gains|win|wins|need|needs|want|wants|
    decide|decides|asked|asks|told|wait|waits|pay|pays|see|sees) /
    (?:decide|deciding|decision|judge|measure|measured|choose) (?:by|on|about|between) /
    (?:in|at) the end (?:of the day )?(?:you|your|it is) /
    (?:comes|come|came|goes) (?:back )?(?:down )?to (?:what|how|when|whether|your) /
    (?:brings|bring|takes|take) (?:us|me|it) back to /
    your (?:board|finance team|finance director|cfo|managing director|team|customers|director|project managers|
    people|company|business) (?:\S+ )?(?:asks?|wants?|needs?|cares?|decides?|measures?|waits?|wait|sees?|see|gets?|
    get|feels?|feel|looks?|pays?|pay|loses?|lose|will|can|have|has|do|does) / measure (?:us|it|that|both) /
    (?:it|this) is about (?:your|you|how|when|what|the)
""")

OUTCOMES = one_of(r"""
    (?:go|goes|going|went|get|gets|brings?|bringing|are|is|until) (?:\S+ ){0,3}live / live /
    (?:weeks?|months?|days?|time|hours?) (?:faster|sooner|earlier|less|saved|lost|longer|later|until|to) / sooner /
    faster / quickly / walk away / deadlines? / overdue / on time / wait / waits / waiting / delays? / late /
    revenue / billed? / billing / invoices? / margin / budget / cost / costs / total cost / price / savings? /
    return / cash / risk / churn / renewals? / errors? / mistakes / rework / workload / effort / adoption /
    quality / satisfaction / capacity / downtime / audit / compliance /
    see (?:the|every|each|their|your) (?:plan|step|steps|status) / same plan / one plan / who does what /
    time to go live / first use / first value / productive / up and running / pay(?:s|ing)? twice / leave / exit /
    lock in / locked in / bound
""")
"""What buyers of most things decide by."""

SHRUGS = one_of(r"""
    (?:i|we) (?:\S+ )?do not (?:\S+ )?know / (?:i|we) would not know / do not know / dunno /
    no (?:idea|clue|answer|comment|opinion|thoughts?) /
    not (?:a clue|the faintest|sure|certain|prepared|ready|my area) /
    (?:i|we) (?:have|had|ve) (?:no|nothing|not got|not a|
    not the)(?: \S+){0,2}(?: answer| idea| clue| say| response| reply| add)? /
    (?:i|we) (?:can|could) not (?:\S+ )?(?:say|tell|answer|think|respond|comment|remember|recall|help|speak to) /
    (?:beats|got|stumped|lost|caught) me / you (?:have )?got me(?: there)? /
    (?:i|id|we|i will|i would|id have|i would have|ill) (?:would |will )?(?:have to|need to|must|should|better|
    get back|come back) (?:check|ask|look|get back|find|think|pass|see|to|talk) /
    (?:let me|i will|ill) (?:get back|come back|check|ask|think|pass|look into|see what) /
    (?:i|ill|i will|we will|let us|can i) (?:just )?(?:pass|skip)(?: on)? / pass / skip /
    next (?:question|one|point|please) /
    i am (?:\S+ )?(?:not sure|unsure|lost|stuck|blank|drawing a blank|speechless|at a loss|stumped) /
    my mind (?:\S+ )*blank / what (?:can|should|could) i say / how (?:would|should) i know /
    (?:i|we) (?:am|are)? ?(?:sorry|afraid) / that is above /
    (?:a )?(?:tough|hard|tricky|difficult) (?:one|question) / (?:i )?(?:forgot|forget) / never thought about /
    (?:i )?(?:guess|suppose) / rather not / move on / not (?:expect|expecting|expected) /
    (?:a )?question for (?:my|our|the|somebody|someone) / good question /
    ask (?:somebody|someone|my|our) (?:else|manager|boss|colleague|team|engineer|expert|product) /
    (?:i|we) give up / whatever(?: you say)? / could be / maybe
""")

GIVES_UP = one_of(r"""
    you win / you (?:have )?(?:won|beat us|beaten us) /
    (?:i|we) (?:can not|can|could not|would not) (?:really |honestly )?(?:argue|compete|beat|match|top|counter|
    dispute)(?: with| against)?(?: that| this| it| you| them)? /
    (?:i|we) (?:give up|give in|concede|surrender|lose|have lost|lost) /
    (?:then |maybe |perhaps |probably |better |just |you should |you may |id |i would )+(?:go|stay|stick|take|buy|
    choose|sign|pick) (?:\S+ )?(?:with \S+|for it|them|it|their|the \S+) /
    (?:they|you|it|that|their \S+) (?:is|are) (?:\S+ )?(?:better|cheaper|the better|ahead|stronger|superior|
    unbeatable) / nothing (?:i|we) can (?:say|do|add)(?: (?:to|against) (?:that|it))? /
    (?:hard|difficult|impossible) to (?:beat|argue|top|compete|match) /
    (?:is|are|would be) (?:\S+ )?the better (?:choice|option|way|offer) / there is (?:nothing|no way) (?:i|we|to) /
    that is (?:a )?(?:problem|weakness) (?:for us|of ours) /
    (?:i|we) (?:have )?(?:nothing|no way) to (?:add|say|offer|match|counter)
""")

TALK_ONLY = frozenset(
    term(word)
    for word in """
    um uh er hmm mm mhm ah oh well like yeah yes yep no nope ok okay sure right true fine great good nice really
    actually basically honestly literally maybe perhaps guess suppose think thing things stuff kind sort lot bit
    something anything everything know mean say said see look tell ask talk hear let get got go come give take
    make want need like love feel sound hello hi thanks thank please sorry excuse wow hey point question answer
    interesting important definitely certainly absolutely probably happy excited pleased passionate proud
    solution solutions partner partners partnership value quality best better leading innovative innovation
    world class amazing awesome wonderful fantastic excellent team teams people company companies business
    customer customers today now always way much many one ones day today here moment time help work works future
    vision synergy journey together trust believe strong special unique different product products software
    market leader experience expert experts care commitment committed deliver delivers success successful agree
    understand fair concern sir madam guy guys man buddy friend pass skip next clue idea blank mind manager boss
    colleague check back later dunno whatever beats tough hard tricky difficult forgot sure prepared answers
    sell buyer wait second moment repeat again comment speechless stuck lost unsure afraid argue win
    """.split()
)
"""Words that may be said about anything. An answer with nothing else says nothing."""

LEADS_ONLY = frozenset(
    term(word)
    for word in """
    meet meeting sit down call book set plan schedule next another later soon week day monday tuesday wednesday
    thursday friday tomorrow afternoon morning show arrange step further continue conversation follow
    """.split()
)
"""Words of a next step that say nothing of what it is about."""
