"""The use cases, and the protocols they need from outside."""
