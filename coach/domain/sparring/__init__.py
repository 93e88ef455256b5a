"""The rules of a drill against the competitor's rep.

Start with `drill` (the value) and the `turn`s it is made of, `course` (what the rival does next) and `levels` (what
a level means). Beside them: `cards` (what we know of a competitor), `rivals` (what a model is asked, and what of it
is shown), `rebuttals` (what an answer is worth), `debriefs` (what a drill comes to), `playbooks` (how they would
win).
"""
