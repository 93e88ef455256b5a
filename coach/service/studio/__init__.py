"""The use cases of the studio."""
