"""Do the scores agree with people? Begin with `rating`: what one grader said of one pitch."""
