"""What an answer is worth: its steps, claims and gate, with the words as evidence."""
