"""What the scripted rival says between its reactions and the card's own lines.

As in `scripted_leads`: “$words” stands for the seller's own words, and no line states a fact about anybody,
praises, gives advice or speaks for the seller.
"""

from coach.service.sparring.scripted_leads import Wordings

POLITE = ("If I may, ", "With respect, ", "Forgive me, ", "To be fair to both of us, ")

COST = (
    "Each week without an answer to that is paid by the people who sign.",
    "Somebody will have to defend that gap in front of the board, and it will not be you.",
    "They would be paying while you find out.",
    "A year from now that is a line in their budget, and nobody remembers why.",
    "That is the kind of gap that costs people their quarter.",
    "If it goes wrong there, it is their name on it.",
    "That costs nothing today, and a good deal in spring.",
    "Their customers will not wait until you know.",
)

TO_THE_BUYER = (
    "You were listening: was there an answer in that?",
    "May I ask you directly: does that settle it for you?",
    "You know your own work best: was that what you wanted to know?",
    "You heard both of us. What would you write down?",
    "Could you repeat that answer to whoever holds your budget?",
    "You will have to explain it in your house. Could you, after that?",
    "Tell us if I am wrong, but I think you are still waiting.",
)

PRESS = (
    "Who says so, apart from you?",
    "What would the people who decide see of that?",
    "Which figure would you put next to mine?",
    "What changes on the first Monday, if they choose you?",
    "Which of your customers would say that on the phone?",
    "Where could they look that up tonight?",
    "Why does that weigh more than what I said?",
    "What do they lose, if they do nothing at all?",
    "What is it that they cannot have without you?",
    "And if they believe me instead, what goes wrong?",
    "What would you say, if they asked you for one example?",
    "And after the first year, what is left of that?",
    "Is that all there is on your side?",
)

STANDS = Wordings(
    mild=(
        "So my point stands.",
        "I leave it there, and it stands.",
        "Then it stays as I said.",
        "I take it that this one stands.",
        "That one stays open.",
        "It stands, as far as I can hear.",
        "Then that remains on the table.",
        "Nothing has moved there.",
        "So that stays with me.",
    ),
    sharp=(
        "So it stands, and everybody heard it.",
        "It stands. They will come back to it when both of us are gone.",
        "That one is mine.",
        "It stands, and it will stand tomorrow.",
        "Then that gap stays in your offer.",
        "Unanswered, and everybody noticed.",
        "That point is still standing, and you are not near it.",
        "It stands. I need not say it again.",
        "Still nothing against it.",
    ),
)

STANDS_SHORT = ("“$words”? It stands.", "“$words” does not move it.", "“$words”: and it stands.")

NAMES_THE_PROOF = (
    "“$words”: that can be looked up.",
    "“$words”. I have nothing to set against that.",
    "You name it: “$words”.",
    "“$words”: there is a source to that, so I stop here.",
    "“$words”: with that on paper I do not argue.",
)

NAMES_THE_SOURCE = ("That has a source: $source.", "It is on paper: $source.", "I know where that comes from: $source.")

NAMES_THE_REASON = (
    "“$words”: that is what they decide by, so I let it be.",
    "“$words”. Against that I have no argument.",
    "“$words”: on that measure I cannot win.",
)

BEATEN_AGAIN = (
    "I let go of it once more.",
    "Against that I have nothing new.",
    "Then I have to let go of it again.",
    "Once more, I have nothing to set against it.",
)

BRIDGES = (
    "Something else, then.",
    "There is another thing.",
    "Let us go on.",
    "Another point.",
    "Then this.",
    "I have one more.",
    "That brings me to another matter.",
    "Let me turn to something else.",
    "And then there is this.",
)

ONCE_MORE = (
    "I put it another way.",
    "Once more, then.",
    "Let me come at it from another side.",
    "The same matter, in other words.",
    "We are not done with it.",
    "Back to it, then.",
)

ASK_AGAIN = (
    "What do you say to that?",
    "How do you answer that?",
    "What is your answer to that, this time?",
    "And what do you set against it?",
    "Where does that leave your offer?",
    "Does your offer change that?",
)

OPENINGS = {
    "fair": ("Thank you for having both of us here.", "I am glad that we can talk about it together."),
    "firm": ("Let me come to the point.", "I will say it as I see it."),
    "hard": (
        "I will be short, because the decision is not a hard one.",
        "I will not take long; it does not need long.",
    ),
}

CLOSINGS = {
    "fair": (
        "That is all from my side. Thank you, and the decision is yours.",
        "I have said my part; it is your call.",
    ),
    "firm": ("That is all from my side. It is your call.", "I have said what I came to say. You decide."),
    "hard": ("I have nothing to add. You know where to find me.", "That is all. I expect your call."),
}

ROUND_IN_CIRCLES = "We are going round in circles, and my point stands. I leave it there."
