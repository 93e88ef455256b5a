"""The rubric studio: what authors write, prove and publish.

Begin with `manuscript` (a file under an author's hands), then `version` (what was published of it) and
`study` (what is tried in the background before that).
"""
