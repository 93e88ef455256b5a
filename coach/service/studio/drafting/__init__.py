"""Drafts from a document: begun from a page, worked on by the worker, accepted line by line, written as a file."""
