"""What the form of each kind of file consists of, as values that a page can draw."""
