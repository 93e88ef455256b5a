"""The rules: pure values and functions. No files, network, clock, database or user interface."""
