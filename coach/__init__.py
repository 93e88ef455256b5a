"""Pitch Coach: certify a sales pitch against a golden one, and rehearse against the competitor."""

__version__ = "0.1.0"
