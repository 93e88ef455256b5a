"""How the scripted rival reacts to an answer: wordings by what it lacked.

`mild` is for the levels fair and firm, `sharp` for hard. “$words” stands for the seller's own words; where
there are none to take up, the `plain` wordings serve. None of these lines states a fact, praises, gives
advice or says anything in the seller's name.
"""

from enum import StrEnum
from typing import NamedTuple


class Cue(StrEnum):
    """What about the last answer the rival takes up."""

    INSULT = "insult"
    BIG_WORDS = "big_words"
    NOTHING = "nothing"
    GRANTS = "grants"
    CONTRADICTED = "contradicted"
    LATE = "late"
    MAYBE = "maybe"
    PROOF = "proof"
    TOOK_UP = "took_up"
    ASKED = "asked"
    CRITERION = "criterion"


class Wordings(NamedTuple):
    """Several ways to say one thing."""

    mild: tuple[str, ...]
    sharp: tuple[str, ...]
    plain: tuple[str, ...] = ()


LEADS: dict[Cue, Wordings] = {
    Cue.INSULT: Wordings(
        mild=(),
        sharp=(),
        plain=(
            "That is about me, not about the buyer.",
            "That was about my company, and the question was about the buyer.",
            "You are speaking about me now. My question is still here.",
            "I heard something about us in that, and nothing for the buyer.",
            "That is your view of me. The buyer asked about their own work.",
            "Call us what you like; that answers nothing for the buyer.",
            "Whatever I am, the buyer still has no answer.",
        ),
    ),
    Cue.BIG_WORDS: Wordings(
        mild=(),
        sharp=(),
        plain=(
            "That is a large promise. Who signs it?",
            "Those are large words. In which contract do they stand?",
            "Nobody in this room can promise that.",
            "A promise of that size needs a signature under it.",
            "I have never seen that sentence in a contract.",
            "And what does the buyer get, if that promise is not kept?",
        ),
    ),
    Cue.NOTHING: Wordings(
        mild=(
            "“$words”: then the question stays open.",
            "“$words”: so nobody has answered it yet.",
            "I asked, and what I heard was “$words”.",
            "“$words” leaves everybody here where they were.",
            "With “$words”, my question is as new as before.",
        ),
        sharp=(
            "“$words” is what everybody here will remember.",
            "“$words”: is that what they are supposed to pay for?",
            "Whoever hears “$words” puts the decision off until next year.",
            "“$words”. You came here to sell it, and that is all they get.",
            "With “$words” you lose this room, and not to me.",
        ),
        plain=(
            "Then there is no answer to it so far.",
            "There was nothing in that, and they still have to decide.",
            "That was no answer, so the question is the same.",
            "So that is something nobody has answered.",
            "I heard words, and no answer.",
            "That leaves it exactly where I put it.",
        ),
    ),
    Cue.GRANTS: Wordings(
        mild=(
            "“$words”: so we see that in the same way.",
            "Then we agree; you said it yourself: “$words”.",
            "You grant it, then: “$words”.",
            "“$words”. Then that is settled, and it is settled my way.",
        ),
        sharp=(
            "“$words”: you have just made my case.",
            "You give it away in front of everybody: “$words”.",
            "“$words”. Then what is left of your offer?",
            "I could not have put it against you more plainly: “$words”.",
        ),
        plain=("So you agree with me there.", "Then that point is mine.", "So you grant me that."),
    ),
    Cue.CONTRADICTED: Wordings(
        mild=(
            "“$words” is not how I read it here: $source.",
            "That does not agree with what is on paper: “$words”. I have it here, $source.",
            "“$words”: it says something else in this, $source.",
        ),
        sharp=(
            "“$words” is simply not so, and anybody can look it up: $source.",
            "You said “$words” in front of people who can read. Here it is: $source.",
            "“$words”? Then this must be wrong: $source. Which of us has it on paper?",
        ),
        plain=("That is not what is on paper.",),
    ),
    Cue.LATE: Wordings(
        mild=("“$words” came after the time was up.", "Too late for “$words”.", "The time was over before “$words”."),
        sharp=("“$words”, and the room had left.", "“$words”: nobody waited for that.", "Too slow for “$words”."),
        plain=("The time was over first.", "Too late.", "That came after the bell."),
    ),
    Cue.MAYBE: Wordings(
        mild=(
            "“$words”: is that written down anywhere?",
            "You say “$words”. Who measured it?",
            "“$words”: who else has seen that?",
            "“$words”: measured where, and by whom?",
        ),
        sharp=(
            "“$words”: says who, apart from you?",
            "“$words” without a page to look it up on is hearsay.",
            "Half a proof is no proof: “$words”.",
            "“$words”. Would you sign that in front of them?",
        ),
        plain=("Who else has seen that?", "Is that written down anywhere?"),
    ),
    Cue.PROOF: Wordings(
        mild=(
            "“$words”: I hear that, and I hear nothing behind it.",
            "You say “$words”. Who says so besides you?",
            "“$words” can be said by anybody.",
            "“$words” is a hope, as long as nobody has counted.",
            "What stands behind “$words”?",
            "“$words”: there is no figure in that and no customer.",
        ),
        sharp=(
            "“$words” is a line out of a brochure.",
            "“$words”: and for that sentence they are to pay?",
            "I could say “$words” as well, word for word.",
            "“$words”. No customer, no figure, no page.",
            "Take “$words” away, and what is left?",
            "“$words” is what one says with empty hands.",
        ),
        plain=(
            "I heard no figure and no customer in that.",
            "There was nothing in that which anybody could look up.",
            "That was a statement, and no proof.",
        ),
    ),
    Cue.TOOK_UP: Wordings(
        mild=(
            "“$words” may be so, but it does not touch what I said.",
            "I asked about one thing and got “$words”.",
            "“$words”: that is another matter. Mine is still on the table.",
            "You went past my point with “$words”.",
        ),
        sharp=(
            "“$words”: that is how one talks around a question.",
            "“$words” is the answer to something that nobody asked.",
            "You walk around it with “$words”.",
            "“$words”. Everybody here noticed that you changed the subject.",
        ),
        plain=("You went past my point.", "That was about something else."),
    ),
    Cue.ASKED: Wordings(
        mild=(
            "“$words”: does anybody here need that? You have not asked.",
            "You tell them “$words”, and you have not asked them one thing.",
            "“$words”: told, and not asked.",
        ),
        sharp=(
            "You know the answer, “$words”, before you know their question.",
            "“$words”: that would be the same sentence in any other room.",
            "Not one question to them, only “$words”.",
        ),
        plain=("You have not asked them one thing.",),
    ),
    Cue.CRITERION: Wordings(
        mild=(
            "“$words”: and is that what they decide by?",
            "What has “$words” to do with what they decide by?",
            "“$words” is your measure, and not theirs.",
        ),
        sharp=(
            "“$words” matters to you. What do they get from it?",
            "Nobody signs because of “$words”.",
            "“$words”: interesting for you, and no reason for them.",
        ),
        plain=("And what has that to do with what they decide by?",),
    ),
}
