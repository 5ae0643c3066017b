"""Mistakes with data, metrics, saving and loading."""

from __future__ import annotations

from tutor.grading.feedback.misconception import Misconception

ENTRIES = (
    Misconception(
        "F51",
        "Workers with the same randomness",
        2,
        "data/dataloader-in-depth",
        "The data set draws from a NumPy generator of its own, and every worker starts with a copy of it: all draw the "
        "same numbers, in each epoch anew. Draw from torch's generator.",
        "Does the data set draw from a NumPy generator of its own? Every worker has a copy of it and draws the same.",
    ),
    Misconception(
        "F52",
        "Training data in order",
        2,
        "training/minibatches",
        "The training loader does not shuffle and the data lies sorted by class: {share} of the batches held a "
        "single class, and each pulls the weights its own way. Shuffle the training data.",
        "Is the training data shuffled? In order, batches may hold one class alone.",
    ),
    Misconception(
        "F53",
        "Statistics of all data",
        2,
        "data/normalisation-and-leakage",
        "The mean and deviation were taken over all data, so the test set has leaked into training. Take them from "
        "the training set alone and use the same on the test set.",
        "Are the mean and deviation taken before the split, or from the test set? Take them from the training set "
        "alone and use the same on the test set.",
    ),
    Misconception(
        "F55",
        "Saving or loading the wrong thing",
        2,
        "deployment/state-dict",
        "{what} Save the model's state and load it into a model that the code has built.",
        "Is a whole model saved here? A pickled model breaks when its code changes, and safe loading refuses it. "
        "What of the model is worth saving?",
    ),
    Misconception(
        "F56",
        "The best weights are the live ones",
        2,
        "deployment/state-dict",
        "{name} shares its memory with the model's weights, so it went on changing with every step: the best is the "
        "last. Keep a copy that training cannot reach.",
        "Is this state kept while training goes on? state_dict() points to the live weights. What makes a copy?",
    ),
    Misconception(
        "F57",
        "A NumPy number in a checkpoint",
        2,
        "deployment/checkpoints",
        "The checkpoint holds a NumPy number, and safe loading refuses what is neither a tensor nor plain Python. "
        "Store a plain number.",
    ),
    Misconception(
        "F64",
        "Mean of the batches' means",
        3,
        "generalisation/metrics",
        "The last batch is smaller than the others and weighs as much in your mean of means. Count the right answers "
        "and the samples, and divide once.",
        "Is this the mean of the batches' means? A smaller last batch weighs too much in it. What should be counted?",
    ),
    Misconception(
        "F65",
        "argmax over the batch",
        2,
        "losses/classification",
        "argmax ran over dimension {dim}, the batch: it names the best sample of each class. Take it over the classes.",
        "Does argmax run over the classes here? Over dimension 0 it names the best sample of each class.",
    ),
    Misconception(
        "F66",
        "Measured on the training data",
        2,
        "training/validation-and-test",
        "The score was measured on the very data that trained the model, so it says little about new data. Keep some "
        "data aside and measure there.",
        "Is this score measured on the data that trained the model? What would it be on data it has never seen?",
    ),
    Misconception(
        "F67",
        "A comparison without a seed",
        3,
        "generalisation/debugging",
        "The runs started from different random weights, so chance is part of their difference. Start each from the "
        "same seed, or repeat them and look at the spread.",
        "Do the compared runs start from the same seed? Otherwise chance is part of their difference.",
    ),
)
