"""Sentinels: facts about a run, gathered in passing, from which the tutor names known mistakes.

They look closely at the first steps of a loop and then sleep: while they do, nothing of theirs is in a training
step's way. A new optimiser, a switch to evaluation mode and, ever more rarely, the passing of time wake them. They
read the memory of tensors instead of computing with them, so that no operation, no random number and no mode of torch
can tell that they were there. They run none of the learner's code.
"""
