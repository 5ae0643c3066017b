"""Mistakes between the model's output, the target and the loss."""

from __future__ import annotations

from tutor.grading.feedback.misconception import Misconception

ENTRIES = (
    Misconception(
        "F03",
        "Softmax before cross-entropy",
        1,
        "losses/classification",
        "The values you gave to cross-entropy are already probabilities: every row sums to 1. This loss applies "
        "log-softmax itself, and twice is too flat to learn from. Hand it the raw scores (logits).",
        "Is there a softmax before cross-entropy? This loss applies log-softmax itself. What should it get instead?",
    ),
    Misconception(
        "F04",
        "LogSoftmax before cross-entropy",
        3,
        "losses/classification",
        "The values you gave to cross-entropy are already log-probabilities. A second log-softmax changes nothing, "
        "but the pair is mixed up: LogSoftmax goes with NLLLoss, raw logits go with CrossEntropyLoss. Choose one.",
        "Is there a log-softmax before cross-entropy? LogSoftmax goes with NLLLoss, logits with CrossEntropyLoss.",
    ),
    Misconception(
        "F05",
        "Probabilities in NLLLoss",
        1,
        "losses/classification",
        "NLLLoss wants log-probabilities; yours are probabilities between 0 and 1, which is why the loss is negative "
        "({loss}). Give it their logarithm, or change the pair of output and loss.",
        "Does NLLLoss get probabilities here? It wants their logarithm. Which pair of output and loss do you mean?",
    ),
    Misconception(
        "F06",
        "Prediction and target of unlike shapes",
        1,
        "losses/regression",
        "The prediction has shape {prediction} and the target {target}. Broadcasting made a table of {table} "
        "differences, every prediction against every target. Give both one shape.",
        "Do prediction and target have one shape? Broadcasting would compare every prediction with every target. "
        "Print both shapes.",
    ),
    Misconception(
        "F07",
        "Every prediction against every target",
        1,
        "first-contact/broadcasting",
        "The difference has shape {shape}: one side is {left}, the other {right}, so every prediction was compared "
        "with every target. Give both one shape.",
        "Do the two sides of this difference have one shape? Print both: [N, 1] and [N] make an N × N table.",
    ),
    Misconception(
        "F08",
        "Class labels as floats",
        1,
        "losses/classification",
        "Class labels are indices, so cross-entropy needs integers (int64); yours are {dtype}. Convert the labels, "
        "not the scores.",
        "Are the class labels floats? They are indices, so cross-entropy needs int64.",
    ),
    Misconception(
        "F09",
        "Class labels of a small integer type",
        1,
        "losses/classification",
        "The labels are {dtype}, and cross-entropy wants int64 indices. Convert them once, where they are loaded.",
        "Are the labels a small integer type from NumPy? Cross-entropy wants int64.",
    ),
    Misconception(
        "F10",
        "Integer targets for a loss of floats",
        1,
        "losses/choosing-the-loss",
        "This loss compares floats with floats, and the target is {dtype}. Convert the target to float.",
        "Is the target an integer tensor? This loss compares floats with floats.",
    ),
    Misconception(
        "F11",
        "Class labels of shape [N, 1]",
        1,
        "losses/classification",
        "Cross-entropy wants one label for each sample, shape [N]; yours has shape {shape}. Take the extra dimension "
        "away.",
        "Do the labels have a second dimension? Cross-entropy wants shape [N].",
    ),
    Misconception(
        "F12",
        "A label without an output",
        1,
        "losses/classification",
        "The model has {outputs} outputs, for the classes 0 to {last}, but there is a label {label}. Decide which is "
        "wrong, the last layer or the labels.",
        "There is a label for which the model has no output. Which is wrong, the last layer or the labels?",
    ),
    Misconception(
        "F13",
        "Arguments of the loss swapped",
        1,
        "losses/choosing-the-loss",
        "The loss got the labels first and the scores second. Its order is prediction, then target.",
    ),
    Misconception(
        "F14",
        "One-hot labels of integers",
        2,
        "losses/classification",
        "Cross-entropy takes class indices of shape [N], or probabilities of shape [N, K] that are floats; yours is "
        "one-hot in integers. Indices are simpler.",
    ),
    Misconception(
        "F15",
        "Sigmoid and BCE do not match",
        1,
        "losses/choosing-the-loss",
        "{what} Use one sigmoid in all: either in the model or in the loss.",
        "How many sigmoids stand between the last layer and the loss? BCEWithLogitsLoss contains one, BCELoss none.",
    ),
    Misconception(
        "F59",
        "Softmax over the wrong dimension",
        1,
        "losses/classification",
        "Softmax over dimension {dim} made the columns sum to 1: the samples of the batch compete with each other. "
        "Take it over the classes.",
        "Does softmax run over the classes here? Over dimension 0 the samples of the batch compete with each other.",
    ),
)
