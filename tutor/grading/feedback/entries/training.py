"""Mistakes in the training loop: gradients, steps, schedules."""

from __future__ import annotations

from tutor.grading.feedback.misconception import Misconception

ENTRIES = (
    Misconception(
        "F02",
        "Gradients are never cleared",
        1,
        "training/the-five-steps",
        "Step {step} used the sum of {step} gradients: nothing clears the old ones, and backward() adds to what is "
        "there. Decide where in the loop they should go.",
        "Nothing seems to clear the gradients between two steps, and backward() adds to what is there. Where in the "
        "loop should the old ones go?",
    ),
    Misconception(
        "F16",
        "backward() is never called",
        1,
        "training/the-five-steps",
        "{optimiser} made its step {steps} while none of its parameters had a gradient, so no weight moved. Look "
        "which call fills .grad, and whether it runs before the step.",
        "A step is taken, but nothing seems to compute gradients before it. Which call fills .grad?",
    ),
    Misconception(
        "F17",
        "Gradients cleared before the step",
        1,
        "training/the-five-steps",
        "You cleared the gradients after computing them and before using them, so the step had nothing to apply. Put "
        "the three calls in an order in which the step still finds gradients.",
        "Are the gradients cleared between backward() and step()? Then the step has nothing to apply; check the order.",
    ),
    Misconception(
        "F18",
        "Nothing is updated",
        1,
        "training/the-five-steps",
        "Gradients arrive ({backward} backward passes), but {what}, so the model stays as it was born. Check what "
        "should move the weights, and whose weights it holds.",
        "Gradients are computed, but no step seems to use them. What should move the weights?",
    ),
    Misconception(
        "F19",
        "The optimiser holds an old layer",
        1,
        "generalisation/transfer-learning",
        "{names} got gradients but {verb} not in the optimiser: the model was changed after the optimiser was built, "
        "or left out of it. Build the optimiser from the parameters as they are when training starts.",
        "A layer is replaced after the optimiser was built. Does the optimiser still hold the old one?",
    ),
    Misconception(
        "F20",
        "The loss lost its graph",
        1,
        "autograd/requires-grad-backward-grad",
        "The loss became a plain number or a detached tensor before backward(), and with it went the way back to the "
        "weights. Take the number for your log from a copy, and call backward() on the tensor itself.",
        "Is backward() called on something that .item(), .detach() or .numpy() returned? Those have no graph. Keep "
        "the tensor for backward() and the number for the log.",
    ),
    Misconception(
        "F21",
        "A running total of tensors keeps every graph",
        2,
        "training/logging-and-curves",
        "{name} adds up losses that still carry their graphs: {count} of them are held in memory, and more with each "
        "batch. Log the number, not the tensor.",
        "Does this total add up loss tensors? Each keeps its whole graph in memory. Is a plain number enough for it?",
    ),
    Misconception(
        "F22",
        "backward() twice through one graph",
        1,
        "autograd/the-graph",
        "The graph was already used by an earlier backward() and is freed. Compute the forward pass anew in each "
        "iteration, and look for a tensor that comes from the iteration before.",
        "Does backward() run twice on one loss? The graph is freed after the first. Compute the loss anew each time.",
    ),
    Misconception(
        "F23",
        "retain_graph=True as a cure",
        2,
        "autograd/the-graph",
        "backward(retain_graph=True) ran {count} times in this loop: each graph reaches back into the iterations "
        "before and grows. Find the tensor that is carried over (a hidden state?) and cut it from its past.",
        "Is retain_graph=True here to silence an error? It usually hides a tensor that is carried over from the "
        "last iteration. Which one is it?",
    ),
    Misconception(
        "F28",
        "Forward pass under no_grad",
        1,
        "autograd/the-graph",
        "The forward pass ran while gradients were switched off, so there is nothing to differentiate. Leave training "
        "steps outside no_grad() and inference_mode(), and keep these for evaluation.",
        "Does the training step run inside no_grad() or inference_mode()? Nothing is recorded there. Where should "
        "recording be on?",
    ),
    Misconception(
        "F45",
        "A weight replaced by a new tensor",
        1,
        "autograd/linear-regression-by-hand",
        "The update replaced {name} by a new tensor. That one is no leaf, so its .grad stays None and the next update "
        "fails. Change the old tensor in place, where autograd does not record.",
        "Does this update make a new tensor out of the weight? A new one is no leaf and gets no .grad. Change the "
        "weight in place, where autograd does not record.",
    ),
    Misconception(
        "F46",
        "Reading .grad of an intermediate value",
        2,
        "autograd/the-graph",
        "Only leaves keep their .grad, and this tensor was computed from others, so it is None. Ask autograd to keep "
        "it before backward() runs if you want to look at it.",
        "Is this tensor computed from others? Only leaves keep their .grad.",
    ),
    Misconception(
        "F47",
        "requires_grad on whole numbers",
        1,
        "autograd/requires-grad-backward-grad",
        "Gradients need floating point numbers, and this tensor holds integers. Make it of floats: a decimal point in "
        "the numbers is enough.",
    ),
    Misconception(
        "F48",
        "The schedule moves at the wrong moment",
        2,
        "optimisation/schedules",
        "The learning rate schedule {what}. Decide whether {scheduler} counts epochs or batches, and step it once "
        "for each, after the optimiser.",
        "Does the schedule step before the optimiser, or once a batch where it counts epochs? Look where it stands.",
    ),
    Misconception(
        "F49",
        "ReduceLROnPlateau without its number",
        1,
        "optimisation/schedules",
        "A plateau schedule decides by a number that it watches, and an argument here does not fit. Hand its step the "
        "validation loss; ask get_last_lr() for the rate, since verbose is gone.",
    ),
    Misconception(
        "F50",
        "Clipping at the wrong place",
        2,
        "optimisation/clipping",
        "You clipped gradients {where}, so the step never used clipped ones. Think which two calls clipping has to "
        "stand between.",
        "Is the clipping where the gradients are complete and not yet used? Which two calls must it stand between?",
    ),
    Misconception(
        "F60",
        "A hidden state that carries its whole past",
        1,
        "sequences/character-model",
        "The hidden state came from the batch before with its graph, so this backward() reaches into a graph that is "
        "gone. Cut the state from its past before it is used again.",
        "Is the hidden state carried from batch to batch with its graph? Cut it from its past before it is used again.",
    ),
    Misconception(
        "F70",
        "The model instead of its parameters",
        1,
        "training/the-five-steps",
        "An optimiser takes the tensors that it should change, not the model around them. Hand it the model's "
        "parameters.",
    ),
)
