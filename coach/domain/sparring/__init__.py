"""The rules of a drill against the competitor's rep: cards, plays, turns, what an answer is worth."""
