"""A learner at work: what both tutors, on the screen and line by line, do and say alike."""
