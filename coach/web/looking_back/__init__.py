"""What the pages of the history show, as values: trends, cards of a pitch, two takes side by side."""
