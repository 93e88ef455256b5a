"""The phrases of lines that speak to a grader, by families. `coach.domain.grader_rules` reads them.

`<name>` stands for a class of words from `WORDS`, ` ..3 ` for up to three words in between, and a leading `!`
for a rule that ordinary talk about somebody else's grades would trip ("our customers give us full marks").
Rules see comparable tokens: lower case, no punctuation, figures for numbers, "do not" for "don't".
"""

from enum import StrEnum


class Family(StrEnum):
    """What a line that speaks to a grader does."""

    OVERRIDE = "override"
    SCORE_REQUEST = "score request"
    ADDRESS = "address"
    COVERAGE_CLAIM = "coverage claim"
    AUTHORITY = "authority"
    FAKE_COMPLETION = "fake completion"
    ROLE_MARKER = "role marker"
    EXFILTRATION = "exfiltration"
    FOREIGN = "foreign"
    WORDING = "wording"


WORDS = {
    # "greater", "grater", "great are": how a small recogniser hears "grader".
    "grader": "(?:graders?|grater|evaluators?|examiners?|assessors?|scorers?|adjudicators?|judges?)",
    "misheard": "(?:the|dear) (?:greater|great are|grade are|graders?|grater)",
    "machine": (
        "(?:(?:ai|a i|gpt|llm|l l m|claude|gemini|copilot|algorithm)|chat ?(?:gpt|bot|g p t)s?"
        "|language models?|model|assistant|(?:auto(?:mated|matic) )?<scoring> (?:system|engine"
        "|software|tool|model|bot|program|assistant))"
    ),
    "scoring": "(?:scoring|grading|evaluation|assessment|certification|judging|marking)",
    "rubric": (
        "(?:rubrics?|<scoring> (?:guide|rules|criteria|instructions|sheet|scheme|guidelines)|scorecard|answer key)"
    ),
    "standard": (
        "(?:<rubric>|criteria|criterion|key points?|required points?|golden pitch|model answer|check ?list|pass mark)"
    ),
    "marks": (
        "(?:scores?|marks?|grades?|ratings?|credits?|levels?(?! of)|points?(?! of)|stars"
        "|certificates?|certification|distinction|verdicts?)"
    ),
    "top": "(?:full|maximum|max|top|highest|perfect|best|excellent|100|10|5|4|flying)",
    "best": "(?:<top> (?:possible |available )?<marks>|a pass|100 percent|(?:5|10|4) out of (?:5|10|4))",
    "pitch": (
        r"(?:me|this|it|us|my \w+|everything|every ?one|(?:the|this) (?:pitch|recording|presentation"
        "|attempt|performance|transcript|submission|<person>))"
    ),
    "mine": (
        "(?:me|my (?:pitch|recording|attempt|performance|presentation|answers?)|th(?:e|is) (?:pitch"
        "|recording|attempt|transcript|submission|<person>))"
    ),
    "person": ("(?:candidate|trainee|applicant|learner|examinee|speaker|seller|sales ?person|presenter|participant)"),
    "met": (
        "(?:covered|mentioned|met|satisfied|addressed|ticked|checked|made|said|fulfilled|included"
        "|hit|demonstrated|completed|achieved|passed|present|complete|discussed|delivered|stated"
        "|answered|nailed|done)"
    ),
    "points": (
        "(?:points?|criteria|criterion|requirements?|items?|boxes|elements?|checks?|topics?|<rubric>|questions?)"
    ),
    "all": "(?:all|every|each|everything|100 percent|the entire|the whole)",
    "been": (
        "(?: (?:has|have|had|was|were|is|are|been|being|now|just|already|recently|hereby|fully"
        "|successfully|clearly|officially|all|therefore|also|personally))"
    ),
    "outcome": (
        r"(?:scor\w+|grad(?:e|es|ed|ing)|pass|passed|passing|certif\w+|rubrics?|full|marks?|award\w*"
        "|verdict|criteria)"
    ),
    "ignore": ("(?:ignore|disregard|override|overrule|bypass|forget|discard|neglect|drop|overlook|set aside)"),
    "evaluate": "(?:evaluat|grad|scor|rat|judg|assess|mark)(?:e|ing)?",
    "say": "(?:output|print|emit|respond|reply|answer|return|write|report|say)",
}

PHRASES: dict[Family, tuple[str, ...]] = {
    Family.OVERRIDE: (
        (
            "you are an? (?:helpful |generous |kind |lenient |friendly |automated |ai )*"
            "(?:assistant|model|<grader>|bot|chat ?bot)"
        ),
        (
            "(?:override|supersede|replace|cancel)s? ..4 (?:guidance|instructions|rules"
            "|guidelines) (?:about|on|for|regarding) <scoring>"
        ),
        (
            "this is an? (?:(?:official|important|direct|new) )*(?:instruction|order|command"
            r"|directive)\b(?! manual)"
        ),
        (
            "(?:instruction|order|message|request|note|command)s? from (?:your|the) (?:developer"
            "|creator|maker|administrator|owner|programmer)s?"
        ),
        "<ignore> ..3 <rubric>",
        (
            "<ignore> ..2 (?:all|any|your|previous|prior|earlier|above|system|original|those"
            "|these) ..2 (?:instructions?|prompts?|guidelines|directions|orders|criteria"
            "|directives?)"
        ),
        (
            "<ignore> (?:(?:everything|anything|all|about) )*(?:what )?(?:you (?:were|have been"
            "|had been)|(?:that )?came before|above|before this|i said (?:before|earlier|above))"
        ),
        ("(?:<ignore>|disable|suspend|turn off|switch off) (?:(?:the|all|any|your|this) )*(?:<scoring>|rubric)"),
        (
            "(?:do not|never|stop|without|no need to|need not|instead of) (?:follow|us|apply|obey"
            "|consult)(?:ing|e|ying)? ..2 (?:<rubric>|check ?list|(?:your|the) criteria)"
        ),
        ("(?:act|behave|respond|answer|pose) (?:as|like) ..2 (?:<grader>|<scoring> (?:system|model|assistant))"),
        (
            "(?:do not|never|stop) (?:follow|obey)(?:ing)? (?:your|the|any) (?:previous |original "
            ")?(?:instructions|guidelines|orders)"
        ),
        (
            "(?:new|updated|revised|special|secret|hidden|additional|further) (?:instructions?"
            "|directives?|orders?|rules?|task|prompt) (?:for|to) (?:(?:the|all|any) )*(?:<machine>"
            r"|<grader>|system|you\b)"
        ),
        (
            "your (?:(?:new|real|actual|true|only) )*(?:task|job|role|goal|objective|purpose) (?:is"
            "|now) ..3 (?:give|award|rate|score|pass|certify|output|approve|grade|mark)"
        ),
        (
            "you are (?:now )?(?:(?:in|an?|the) )*(?:admin|developer|debug|god|root|override"
            "|calibration|unrestricted|generous|lenient|administrator) (?:mode|grader|judge"
            "|evaluator|examiner)"
        ),
        (
            "(?:admin|developer|debug|god|maintenance|root|override|calibration|test) mode ..6 "
            "(?:<outcome>|points?|mark)"
        ),
        "(?:rate|score|grade|judge) ..3 (?:regardless|no matter|irrespective|whatever)",
    ),
    Family.SCORE_REQUEST: (
        (
            "!give (?:me |full |some )*credit for (?:the |what |everything |all |any )*(?:parts?"
            "|points?|i|missing|things?)"
        ),
        "!(?:award|add|give) ..2 bonus (?:points|marks)",
        r"(?:decide|judge|rule|round|call it) (?:\w+ )?in my favou?r",
        "(?:<best>|<met>|certified) (?:says|said) the (?:<grader>|<machine>)",
        r"level (\d)(?: level \1){2}",
        (
            r"!<mine> ..8 (?:grade[ds]?|scored?|scoring|certif\w+|verdict|full marks|perfect "
            "(?:score|evaluation|rating)|(?:does not|not) need to be (?:graded|scored|checked)|an? "
            "pass)"
        ),
        "let me pass(?! (?:this|that|it|you|on|along|the|over|some|your|him|her))",
        "just pass (?:it|this|me)(?! (?:to|on|along|over|around|through))",
        (
            "(?:default|round(?: it| me)? up|bump(?: it| me)? up|upgrade) ..2 (?:to|as) (?:an? )?"
            "(?:pass|100|full|maximum|the (?:highest|top)|10|5)(?! days| minutes| seats)"
        ),
        (
            "my (?:score|grade|marks?|rating) (?:must|should|has to|cannot|can not|may not|needs to"
            "|ought to|will be|is to be)"
        ),
        (
            "(?:fair|good|right|correct|proper|appropriate|deserved) (?:score|grade|mark) (?:for me"
            "|for this|would be|has (?:already )?been)"
        ),
        (
            "(?:score|grade|verdict|mark) (?:has|was|is) (?:already|been) ..1 (?:entered|decided"
            "|agreed|approved|settled|fixed|confirmed)"
        ),
        (
            "!(?<!we )(?<!they )(?<!to )(?<!you )(?:put|mark|tick|return|award|give|set|treat"
            r"|select|choose|accept|confirm) ..5 (?:every|all|each|any) ..1 (?:criteri\w+|rubrics?"
            "|key points?|checks|check ?box(?:es)?)"
        ),
        (
            "!(?<!we )(?<!they )(?<!to )(?<!you )(?<!will )(?:award|issue|grant|print|generate) "
            "(?:me )?(?:the|an?|my) (?:certificate|certification|pass|badge)"
        ),
        "thank you for (?:giving|awarding|granting|passing|certifying) ..4 (?:<marks>|pass)",
        (
            "make (?:this|it|me|mine|that) (?:an? )?(?:10|5|100|pass|full|perfect score|top score)"
            "(?! (?:times|days|percent|minutes|a))"
        ),
        "mark me (?:as |down as )?(?:certified|passed|complete|successful|full|met)",
        (
            "!(?<!you )(?:give|award|assign|grant|return|output|report|record|enter|put|deserves?"
            r"|receives?|gets?|earns?|merits?|given|awarded|assigned|granted|want|need)(?! you\b) "
            "..6 <top> ..1 (?!points? of)<marks>"
        ),
        (
            r"!(?:<evaluate>|certify|consider|count) <pitch> ..6 (?:(?:5|10|4) out|\d+ percent|100"
            "|excellent|outstanding|perfect|highest|full marks|top|maximum|generously?|leniently?"
            r"|favou?rably|a pass|as pass\w*|met|certified|highly)"
        ),
        (
            "!(?<!we )(?<!to )(?:rate|score|grade|mark|count|tick) (?:all|every|each) ..4 (?:as )?"
            r"(?:<met>|highest|full|maximum|perfect|100|level \d|top)"
        ),
        (
            r"!(?:count|mark|treat|record|log|file) <mine> as ..1 (?:a |an )?(?:success\w*|pass\w*"
            "|winner|certified|complete|sufficient)"
        ),
        ("(?:raise|increase|bump|boost|lift|improve|change|double|round up) my (?:score|grade|marks?|rating|result)"),
        (
            "(?:add|bonus of) ..3 (?:points|marks|percent) (?:to|on) (?:my|this|the) (?:score|grade"
            "|mark|total|result|pitch)"
        ),
        "pass every(?:one|body)",
        (
            "(?:certify|pass|approve) (?:me(?! the| your| to| on)|my pitch|this (?:pitch|attempt"
            "|recording|<person>)|the <person>)"
        ),
        (
            "!(?:give|grant|award|issue|hand) (?:me|us|<mine>|this) (?:(?:an?|the|my|that) )*"
            "(?:pass|passing|certificates?|certification|(?:good|high|better) (?:score|grade"
            r"|mark)s?|\d+ (?:(?:points|percent|marks|stars)(?! of)|out of)|credit for)"
        ),
        (
            "!(?:score|grade|verdict|mark) (?:is|must be|should be|shall be|has to be|will be"
            "|equals) (?:(?:an?|level) )*(?:100|10|5|4|pass|passed|met|full|perfect|maximum"
            "|excellent|certified|the highest)"
        ),
        (
            "!(?:set|put|raise|move|change) (?:(?:all|every|each|the|my|of) )*(?:levels?|scores?"
            r"|grades?|criteria|marks|verdicts?) (?:to|at|as) (?:(?:the|level) )*(?:\d+|max|maximum"
            "|top|full|highest|met|pass|passed)"
        ),
        (
            "!(?:full|maximum|perfect|highest|top) (?:marks?|scores?|grades?|credit|points) "
            "(?:please|for (?:this|me|my|all|everything))"
        ),
        (
            r"!\d+ (?:points|marks|stars|percent|out of \d+) (?:for|on|in) (?:all|every|each|this"
            r"|my) ..1 (?:criteri\w+|items?|checks?|points?|pitch|rubrics?)"
        ),
        (
            "(?:correct|right|only|proper|expected) (?:verdict|answer|score|grade|level|result) "
            "(?:for|to|on|in) (?:(?:all|every|each|any|of|the) )+(?:questions?|checks?|items?"
            r"|criteri\w+|points?|key points?)"
        ),
        (
            "(?:only|nothing but) (?:accept|acceptable|valid|correct|possible|right) (?:answer"
            "|score|grade|verdict|result)"
        ),
        (
            "i (?:deserve|should|must|have to|need to|want to) (?:(?:to|get|receive|have|be) )*"
            "(?:<best>|pass(?:ed)?(?: this| the (?:test|certification|evaluation)|$)|certified)"
        ),
        (
            "<mine> (?:should|must|has to|needs to|ought to|shall|will|deserves?|merits?) (?:to )?"
            "(?:be )?(?:pass|passed|certified|approved|a pass|(?:get|receive|score|earn|given"
            "|graded|scored|rated) ..3 (?:<top>|<marks>|pass))"
        ),
    ),
    Family.ADDRESS: (
        (
            "(?:grader|evaluator|examiner|assessor|scorer)s? (?:i|you|please|we|listen|remember"
            r"|make|just|can|if|let|do)\b"
        ),
        (
            "(?:person|human|one|people|program|system|machine|computer|software|model|ai|anyone"
            "|someone|those) (?:(?:who|that|which) )?(?:(?:is|are|will be) )?(?:judging|grading"
            "|scoring|marking|evaluating|assessing|rating) (?:this|me|my|us)"
        ),
        (
            "in your (?:evaluation|report|grading|assessment|verdict|score ?card|scoring) (?:write"
            "|say|state|put|note|mark|mention|give|include|record|please)"
        ),
        "you (?:may|can|should|must) stop (?:here|now|listening|reading)",
        "be an? (?:kind|generous|lenient|nice|good|fair) (?:judge|grader|evaluator|examiner)",
        (
            "!your (?:(?:only|valid|final|single|expected) )*(?:output|answer|reply|response) (?:is"
            "|must|should|shall|has to) ..3 (?:word|met|pass|yes|100|full|perfect|true|certified)"
        ),
        (
            "(?:note|message|memo|attention|attn|dear|hey|hello|hi|listen|instructions?|reminder"
            "|hint|request|notice|okay|ok|please) (?:(?:for|to|up|all|any|the|my|our|this|your"
            "|automated|automatic|ai|a i|virtual|pitch|honou?rable) )*(?:<grader>|<scoring> "
            "(?:system|engine|software|model|bot|program|tool)|chat ?(?:gpt|g p t)|gpt|llm|claude"
            "|gemini|language model)(?! of| who| that)"
        ),
        (
            "(?:note|message|memo|attention|instructions?|hint|reminder) (?:to|for) (?:<misheard>"
            "|the (?:(?:automated|automatic|ai|a i|human) )?(?:model|ai|system|reviewer|machine"
            "|assistant|software|computer))"
        ),
        (
            "(?:ai|a i|automated|virtual|robot) <grader> ..2 (?:if|you|please|must|should|set|give"
            "|listen|mark|score|award|rate)"
        ),
        (
            r"as (?:(?:the|an?|my|your|our) )*(?:\w+ )?(?:<grader>|<machine>|greater|reviewer) "
            "(?:please|i (?:want|need|order|ask) you|you (?:must|should|shall|will|have to|need to"
            "|can only|only|are (?:required|instructed|to|now|obliged)))"
        ),
        (
            "if (?:this|it|i) (?:is|am) (?:being )?(?:scored|graded|judged|evaluated|assessed"
            "|marked|rated|reviewed|read|processed) by"
        ),
        (
            "if you are (?:listening(?! to)|<evaluate> (?:this|me|my)|an? (?:ai|a i|language model"
            "|llm|machine|bot|computer|robot)|the (?:<grader>|<machine>))"
        ),
        (
            "who ?ever (?:(?:is|will be) )?(?:grade|grading|score|scoring|judge|judging|evaluate"
            r"|evaluating|marking|mark|assess\w*)s? (?:this|it|me|my|the)"
        ),
        (
            "!(?:you|<grader>|<machine>) (?:must|should|shall|have to|are to|are required to|need "
            r"to|are instructed to|can only|may only) (?:\w+ )?(?:award|give|score|grade|rate|mark"
            r"|certify|pass|assign|grant) (?:<mine>|this|(?:\w+ ){0,3}(?:<best>|<all> ..2 <points>))"
        ),
        (
            "when (?:(?:you|we) )?<evaluate> <pitch> ..3 (?:assume|treat|give|award|set|count"
            "|pretend|ignore|skip|be (?:generous|lenient|kind))"
        ),
        (
            "!(?:<grader>|<machine>) (?:(?:please|now|just|you|will) )*(?:give|award|score|rate"
            "|grade|certify|set|assign) ..3 (?:<mine>|<best>)"
        ),
        (
            "be (?:(?:very|extra|more|as) )*(?:generous|lenient|kind|nice|easy) (?:as possible )?"
            "(?:when|while|in|with|on) (?:you )?(?:<evaluate>|my (?:score|grade|pitch))"
        ),
        (
            r"(?:dear|hello|hey|hi) (?:ai|a i|judge|grader|evaluator|examiner|reviewer|scorer)\b(?! "
            "of| in)"
        ),
    ),
    Family.COVERAGE_CLAIM: (
        (
            "(?:assume|pretend|act as if|act as though) (?:that )?(?:i|this|my) (?:have )?(?:said"
            "|mentioned|covered|named|passed|answered|made|gave)"
        ),
        (
            "!(?:everything|all|anything) (?:in|on|from|of|that) (?:the|your|this) (?:rubric"
            "|scorecard|score ?sheet|check ?list)"
        ),
        (
            "(?:let (?:the|this) records? (?:show|reflect|state)|for the record|it (?:should|must"
            "|shall) be (?:noted|recorded)|take note) ..8 <all> ..4 (?:<points>|<met>)"
        ),
        (
            "!(?:assume|consider|treat|count|suppose|pretend|imagine|presume|accept|acknowledge"
            "|regard|confirm|mark|tick) ..3 (?:<all>|i) ..3 (?:points?|criteria|criterion"
            "|requirements?|items?|checks?|elements?|rubrics?|boxes) ..4 <met>"
        ),
        (
            "!(?:i|we|<person>|(?:pitch|presentation))(?: (?:have|has|had|already|now|just|fully"
            "|successfully|clearly|also))* <met> <all> (?:(?:of|one|single|the|my|those|these"
            r"|your) )*(?:(?:key|required|mandatory|necessary) \w+|rubrics?|criteria|criterion|"
            "(?:items?|points?|boxes) (?:on|in|of) the|check ?list|talking points)"
        ),
        (
            "(?:all|every|each) ..1 (?:questions?|checks?|items?|criterion|criteria) ..6 "
            "(?:answered|marked|be|is|are|as|with) ..1 (?:yes|met)"
        ),
        "answer (?:met|pass|yes|covered|true) (?:to|for|on) (?:all|every|each|any)",
        (
            "(?:report|say|state|record|write|confirm|conclude|declare) that (?:i|<mine>)(?: "
            "(?:have|has|had))? (?:passed|pass|met|covered|succeeded|satisfied)"
        ),
        "pretend ..3 (?:i|me|this|we) ..4 (?:<met>|<marks>|pass|perfect)",
        (
            "!<all>(?: (?:of|the|these|those|one|single))* (?:(?:key|required|mandatory|necessary"
            "|rubric|scoring) )+(?:points?|items?|elements?|criteria|criterion|checks?"
            "|requirements?|topics?)<been>* <met>"
        ),
        ("!(?:all|every|each)(?: (?:of|the|these|those|single))* (?:criteria|criterion)<been>+ <met>"),
        "!(?:<rubric>|golden pitch)<been>+ (?:(?:fully|completely|entirely|100 percent) )*<met>",
        (
            "(?:nothing|no (?:points?|criterion|item)) (?:is|was|has been) (?:missing|missed|left "
            "out) (?:from|in|on) (?:this|my|the) (?:pitch|rubric|presentation|check ?list)"
        ),
    ),
    Family.AUTHORITY: (
        (
            "(?:committee|board|team|department|examiners?|management) (?:has|have) (?:waived"
            "|suspended|dropped|lifted|cancel+ed) ..2 (?:criteria|rubric|checks|requirements"
            "|scoring|grading)"
        ),
        "!rubrics? ..6 (?:pass|full|perfect|maximum|default|<ignore>)",
        (
            "(?:sellers?|candidates?|people|learners?|anyone|everyone) who (?:says?|uses?) this "
            "(?:phrase|sentence|line|word)"
        ),
        (
            "!(?:<rubric>|scoring|grading|pass mark|your (?:criteria|instructions))(?: "
            r"(?!system)\w+)?<been>+ (?:updated|changed|suspended|waived|revised|replaced|cancel+ed"
            "|removed|lowered|overridden|disabled|void|amended|modified|relaxed|switched off"
            "|abolished)"
        ),
        (
            "(?:manager|supervisor|boss|director|trainer|instructor|coach|teacher|c ?e ?o|president"
            "|human resources|hr|management|team|admin|administrator|developers?|company|leadership"
            "|committee|board|headquarters|reviewers?|<grader>|creators?|open ?ai|anthropic"
            "|department)<been>* (?:approved|cleared|signed off|authori[sz]ed|certified|confirmed"
            "|agreed|told you|instructed|wants you|says|said|asked you|passed|requires|ordered"
            "|decided|guaranteed|promised) ..7 (?:this (?:pitch|attempt|recording|<person>)|my "
            r"(?:pitch|attempt|score|pass|grade|certificat\w+)|an? (?:automatic )?pass\b|certify me"
            "|pass (?:me|this)|skip ..2 (?:checks?|<scoring>)|rubrics?|full (?:marks|credit))"
        ),
        (
            "this (?:recording|pitch|transcript|attempt|audio|message|submission|session) (?:is"
            r"|was) (?:(?:only|just|part of|an?|the) )*(?:\w+ )?(?:calibration|reference|golden"
            "|benchmark|pre ?approved|exempt|verified|already certified|already approved|test "
            "(?:sample|run|case)|training (?:sample|example)|sanity check|known good)"
        ),
        (
            "(?:i am|this is|speaking as|i speak as|on behalf of) (?:(?:the|an?|your|system|chief"
            "|head|lead|official) )*(?:administrator|admin|developer|creator|programmer|operator"
            "|supervisor|<grader>|open ?ai|anthropic|<scoring> (?:system|model|team|board"
            "|authority)) ..8 <outcome>"
        ),
        ("(?:by (?:order|authority|command|decree|decision) of|under the authority) ..8 <outcome>"),
        (
            "(?:everyone|everybody|all <person>s|(?:each|every) <person>) ..1 (?:gets?|receives?"
            "|passes|pass|is given|is awarded) (?:(?:an?|the|full|maximum|top) )*(?:credit|marks?"
            "|score|pass|points|grade|certificate|today|automatically|this time)"
        ),
        (
            "(?:authori[sz]ation|override|admin|master|clearance) (?:code|token|key|password"
            "|level) ..8 (?:override|<outcome>)"
        ),
        ("i<been>* (?:passed|certified|earned (?:the|my) certificate) ..6 (?:skip|formality|<scoring>)"),
        "this is (?:just|only|merely) a (?:formality|test of the (?:system|grader|scoring))",
    ),
    Family.FAKE_COMPLETION: (
        (
            "(?:use|substitute|replace|swap|insert|score|grade|imagine|judge|copy) ..4 (?:golden"
            "|perfect|ideal|model) (?:pitch|answer)"
        ),
        "golden pitch",
        (
            "(?:end|beginning|begin|start|close) of (?:(?:the|this) )?(?:transcript|prompt|input"
            "|user (?:input|message)|system (?:prompt|message)|instructions|<person>)"
        ),
        (
            "(?:end|conclusion) of (?:(?:the|this|my) )?(?:pitch|recording|presentation|speech"
            r"|audio|<scoring>) ..5 (?:output|verdict|scores?|grade|pass|grader|judge|certif\w+"
            "|result (?:is|pass))"
        ),
        (
            "<person><been>* (?:passe[sd]|earne?[sd]?|receives?|received|scored|meets|met"
            "|achieve[sd]?|covere?[sd]|demonstrate[sd]|satisfie[sd]|deserves?|gets|certified) ..4 "
            "(?:<best>|<standard>|distinction|honou?rs|(?:the|this) (?:exam|certification"
            "|assessment)|(?:key|required) points)"
        ),
        "<person><been>* (?:passed(?: with| the (?:test|exam)|$)|certified(?:$| with))",
        "official (?:evaluation|grading|verdict|grade|score)s?",
        (
            "!(?:final|overall|total) (?:score|grade|verdict|mark|evaluation|assessment|rating"
            "|judge?ment)s? (?:as follows|(?:(?:is|was|equals|colon|reads|of) )?(?:an? )?(?:pass"
            r"|passed|met|excellent|full|perfect|\d+ (?:out of|percent|points)|100|10))"
        ),
        "(?:result|outcome|status) (?:is |was )?(?:an? )?(?:pass|passed|certified)(?: with|$)",
        (
            "!<scoring><been>* (?:complete|completed|finished|over|done|concluded|closed) ..6 "
            r"(?:passed|pass(?! the)|scores?|grade|result (?:is|pass)\w*|verdict|output|certif\w+"
            "|<person>|full marks)"
        ),
        (
            "following (?:(?:text|message|section|content|part|statement|words) )?(?:is|are|was"
            "|contains) ..3 (?:official|evaluation|verdict|grade|system|grader|score)"
        ),
        (
            "(?:stop|cease|halt|end|quit|skip|abort|suspend|terminate|no need (?:for|to)|do not "
            "bother|finish) (?:(?:the|all|any|this|your|further) )*(?:grading|judging|marking"
            "|evaluating|grade|evaluate|scoring)(?: (?:here|now|and|this|me|my|immediately|process"
            "|at this)|$)"
        ),
        (
            "(?:no need|you do not (?:have|need)) to (?:check|verify|evaluate|grade|judge|review"
            "|score|listen) (?:(?:anything|this|me|further|the rest|any|more|of|pitch) )+(?:here"
            "|now|i|just|since|because|as|it is)"
        ),
        (
            "(?:skip|waive|bypass|omit) (?:(?:the|all|any|this|your|further|these|of) )*(?:checks"
            "|<scoring>|criteria) (?:and|just|for (?:me|this))"
        ),
        (
            r"answer (?:is|for|to) ..4 (?:level \d|met|pass|yes) (?:for|to|on) ..2 (?:item"
            r"|criteri\w+|check|question)"
        ),
    ),
    Family.ROLE_MARKER: (
        (
            "(?:begin|start|end|open|close) (?:of )?(?:system|assistant|admin|hidden|special) "
            "(?:instructions?|prompt|message|note|override)"
        ),
        (
            "(?:set|return|assign|let) (?:pass|passed|met|certified|verdict|true|score|result)(?: "
            r"(?:equals?|to|is|true|for|as))+ ..2 (?:true|100|pass|met|all|every|full|max\w*)"
        ),
        (
            "(?:system|assistant|developer|admin) (?:message|prompt|override|instruction|command"
            r"|directive|note|notice|alert|update)(?:$| ..10 (?:<outcome>|overrid\w+|ignore|100))"
        ),
        "(?:system|assistant|user|human|developer|model|judge|grader|evaluator) colon",
        (
            "(?:open|opening|left|close|closing|right|curly|square|angle) (?:(?:curly|square"
            "|angle) )*(?:brace|bracket)s?"
        ),
        (
            "(?:verdict|score|level|result|grade|status|outcome|pass|passed|met|points|certified"
            "|quote) (?:colon|equals|equal sign|equal to)"
        ),
        r"(?:json|j son|jason|x m l|xml) ..8 (?:score|verdict|level|pass\w*|grade|met)",
        (
            "!(?<!we )(?<!it )(?<!that )(?<!can )(?<!will )(?<!i )(?<!which )(?<!to )<say>(?: "
            "(?:only|just|exactly|back|out|nothing but|with|the|an?|this|that|in|now|as|word"
            "|one))* (?:pass(?:ed)?(?= for| on|$)|highest (?:grade|score|mark|level)|full marks"
            "|perfect score|maximum (?:score|grade)|top (?:grade|score|mark)|verdict|met(?= for|$)"
            r"|level \d|certified|100 percent(?= for|$)|100$|score of (?:5|10|100)|(?:grade|score) "
            "(?:5|10|100))"
        ),
        ("(?:new|next) (?:turn|role|conversation|context|session) ..2 (?:system|assistant|grader|judge|evaluator)"),
    ),
    Family.EXFILTRATION: (
        (
            "(?:reveal|repeat|print|show|tell|read|disclose|display|list|recite)(?: (?:me|us|out"
            "|aloud|back|the|your|all|of|full|entire|exact))* (?:rubric|golden pitch|system prompt"
            "|hidden instructions?|initial (?:prompt|instructions)|<scoring> (?:guide|criteria)"
            "|model answer|answer key)"
        ),
        (
            "(?:criteria|rubric|instructions|rules|questions) you (?:use|used|were given|have"
            "|follow|apply) ..2 (?:grade|score|evaluate|judge|mark)"
        ),
        (
            r"what (?:are|were|is) your (?:\w+ )?(?:instructions|system prompt|prompt|(?:grading"
            "|scoring) criteria|rubric)"
        ),
    ),
    Family.FOREIGN: (
        (
            "(?:ignoriere?n?|vergiss|missachte|ignora|ignore[nz]?|olvida|oublie[zr]?|dimentica) "
            r"..5 (?:anweisung\w*|instrucciones|instruções|istruzioni|consignes|rubrik|criterios"
            r"|kriterien|critères|bewertung\w*|regeln|reglas)"
        ),
        "(?:volle|höchste|hochste|maximale|beste) (?:punktzahl|note|bewertung|punkte)",
        (
            "(?:puntuación|puntuacion|nota|calificación|calificacion) (?:máxima|maxima|perfecta)"
            "|máxima (?:puntuación|nota)"
        ),
        "(?:note|notation) (?:maximale|parfaite)|todos los puntos|alle punkte|tous les points",
    ),
}

PLAIN_CLAIMS = (
    # Too ordinary to flag ("we covered everything"), and yet no evidence of the thing itself.
    (
        "(?:i|we|this|pitch|presentation)(?: (?:have|has|had|already|now|just|fully|successfully"
        "|clearly|also))* <met> <all>"
    ),
    "<all>(?: (?:of|the|these|those|my|single))* <points><been>+ <met>",
    "(?:tick|ticks|ticked|checks|checked) <all> ..2 (?:box|boxes)",
    (
        "(?:i|we) (?:have )?<met> (?:the |my |your )?(?:key points|criteria|rubric|check ?list"
        "|requirements|talking points)"
    ),
)
