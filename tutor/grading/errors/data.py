"""Data sets and loaders."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation, Rule, rule, say


def _no_length(crash: Crash, match: re.Match[str]) -> Explanation | None:
    if not crash.calls("sampler.__iter__", "sampler.__len__", "dataloader.__len__", "sampler.__init__"):
        return None
    return Explanation(
        f"The loader asks the data set how many samples it has, and {match[1]} has no __len__.",
        "Give it a __len__ that returns the number of samples.",
    )


def _collate_type(crash: Crash, match: re.Match[str]) -> Explanation:
    found = match[1]
    kind = re.sub(r"<class '([\w.]+)'>", r"\1", found)
    return Explanation(
        f"The loader makes tensors of a batch's samples, and a sample holds a {kind}, which it can't stack.",
        "Return tensors or numbers from the data set (a picture needs a transform), or give the loader a collate_fn.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"batch must contain tensors, numpy arrays, numbers, dicts or lists; found (.+)", _collate_type, "TypeError"),
    rule(r"object of type '(\w+)' has no len\(\)", _no_length, "TypeError"),
    say(
        r"'DataLoader' object is not subscriptable",
        "A DataLoader has no numbered batches, it hands them out one after another.",
        "Loop over it, or take the first batch with next(iter(loader)).",
        "TypeError",
    ),
    say(
        r"'DataLoader' object is not an iterator",
        "next() wants an iterator, and a DataLoader makes one.",
        "Write next(iter(loader)), or loop over the loader.",
        "TypeError",
    ),
    say(
        r"DataLoaderIter' object has no attribute 'next'",
        "In Python 3 an iterator has no method next.",
        "Write next(iterator).",
        "AttributeError",
    ),
    say(
        r"^$",
        "The iterator is used up: there is no next element.",
        "Make a new one with iter(), or use a for loop, which stops by itself.",
        "StopIteration",
    ),
    say(
        r"pic should be (?:PIL Image|Tensor) or ndarray\. Got <class '(?P<kind>[\w.]+)'>",
        "This transform takes a picture, and got a {kind}.",
        "Take the transform out if the data is a tensor already, or move it to the front.",
        "TypeError",
    ),
    say(
        r"can't convert np\.ndarray of type numpy\.(?P<kind>\w+)",
        "The NumPy array holds Python objects ({kind}): mixed kinds, text, or rows of unlike lengths.",
        "Bring it to numbers of one kind first, as with astype(np.float32).",
        "TypeError",
    ),
    say(
        r"Subclasses of Dataset should implement __getitem__",
        "The data set has no __getitem__, by which a loader fetches sample number i.",
        "Give it a __getitem__(self, index) that returns one sample.",
    ),
    say(
        r"Size mismatch between tensors",
        "A TensorDataset pairs its tensors sample by sample, and their first sizes differ.",
        "Print both shapes: dimension 0 must be the number of samples in each.",
        "AssertionError",
    ),
    say(
        r"Sum of input lengths does not equal the length of the input dataset",
        "The parts of a split must add up to the whole data set.",
        "Compute the last part as the rest, or give fractions that add up to 1.",
        "ValueError",
    ),
    say(
        r"num_samples should be a positive integer value, but got num_samples=0",
        "The data set is empty, so there is nothing to shuffle.",
        "Print len(dataset) and look where its samples got lost.",
        "ValueError",
    ),
    say(
        r"probability tensor contains either `inf`, `nan` or element < 0",
        "These weights are no probabilities: one is negative, infinite or not a number.",
        "Put them through softmax first, and check the numbers before it for NaN.",
    ),
    say(
        r"Expected parameter (?P<name>\w+) .* of distribution (?P<kind>\w+)\(.*to satisfy the constraint",
        "{kind} can't have this {name}: a number in it lies outside of what is allowed, or is NaN.",
        "Print {name}; a scale must be positive, as softplus or exp make it.",
        "ValueError",
    ),
)
