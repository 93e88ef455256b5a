"""What we know of a competitor: cards, their rules and advice, and a card made of notes."""
