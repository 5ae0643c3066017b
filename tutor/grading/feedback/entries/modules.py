"""Mistakes in models: registration, forward, modes."""

from __future__ import annotations

from tutor.grading.feedback.misconception import Misconception

ENTRIES = (
    Misconception(
        "F01",
        "forward called on an output",
        1,
        "modules/module",
        "Calling a module already runs its forward and gives a tensor, and a tensor has no forward. Use what the call "
        "returned.",
        "Is .forward() called on what the model returned? Calling a module already runs forward.",
    ),
    Misconception(
        "F29",
        "Layers hidden in a plain list or dict",
        1,
        "modules/composing",
        "{name} is a plain {kind} with {count}, and parameters() does not look into it, so no optimiser trains what "
        "it holds. Keep layers in a container that registers them.",
        "Are layers kept in a plain list or dict of Python? Then parameters() does not see them. Which container does?",
    ),
    Misconception(
        "F30",
        "A layer is made in forward",
        1,
        "modules/module",
        "A new {layer} with fresh random weights is made on every call of forward, so it never learns. Make it once, "
        "in __init__.",
        "Is a layer made inside forward? Then it is a new, untrained one on every call. Where should it be made?",
    ),
    Misconception(
        "F31",
        "Module not initialised",
        1,
        "modules/module",
        "nn.Module has to set up its books before it can take a layer. Call its initialiser first thing in __init__.",
        "Does __init__ call the initialiser of nn.Module before it makes layers? Without it no layer is registered.",
    ),
    Misconception(
        "F32",
        "forward is missing or returns nothing",
        1,
        "modules/module",
        "{what} Check the name of forward, its indentation, and that every way through it returns the result.",
        "Does this forward return its result? Check its name, its indentation, and its last line.",
    ),
    Misconception(
        "F33",
        "A bare tensor among the weights",
        1,
        "modules/parameters-buffers",
        "{name} is a bare tensor: no optimiser trains it, .to() does not move it and state_dict() does not save it. "
        "Make it a parameter if it is learned, a buffer if not.",
        "Should this tensor be learned, or saved with the model? A bare tensor is neither a parameter nor a buffer.",
    ),
    Misconception(
        "F24",
        "Evaluated in training mode",
        2,
        "training/validation-and-test",
        "{layer} was still in training mode when the model was evaluated: {effect}. Switch the model to evaluation "
        "mode before you evaluate.",
        "Is the model in evaluation mode when you evaluate it? Dropout and BatchNorm behave differently there.",
    ),
    Misconception(
        "F25",
        "Trained in evaluation mode",
        2,
        "training/validation-and-test",
        "After an evaluation the model went on training in evaluation mode, where {layer} behaves as if it were being "
        "tested. Switch back to training mode at the start of each training epoch.",
        "Does the model go back to training mode after each evaluation?",
    ),
    Misconception(
        "F26",
        "eval() taken for no_grad()",
        3,
        "training/validation-and-test",
        "{count} in evaluation mode still recorded a graph that nobody used, which costs memory and time. "
        "eval() changes layers and leaves autograd on; switch recording off as well.",
        "Is recording off where you evaluate? eval() changes layers and leaves autograd on.",
    ),
    Misconception(
        "F27",
        "no_grad() taken for eval()",
        2,
        "training/validation-and-test",
        "no_grad() stops recording but left {layer} in training mode: {effect}. Switch the model to evaluation "
        "mode as well.",
        "Is the model in evaluation mode here? no_grad() stops recording and changes no layer.",
    ),
    Misconception(
        "F61",
        "BatchNorm with one sample",
        1,
        "convolution/batchnorm-and-dropout",
        "BatchNorm in training mode needs more than one value for each channel, and this batch has one sample. Drop "
        "the last odd batch, or switch to evaluation mode for a single sample.",
    ),
    Misconception(
        "F62",
        "Dropout in an LSTM of one layer",
        3,
        "sequences/lstm-and-its-shapes",
        "The dropout of an LSTM or GRU works between its layers, and this one has a single layer, so it does nothing. "
        "Add a layer, or put dropout behind it.",
    ),
    Misconception(
        "F63",
        "Frozen weights whose statistics still move",
        2,
        "generalisation/transfer-learning",
        "The weights of {layer} are frozen, but its running statistics kept moving in training mode. Put the frozen "
        "part into evaluation mode while you train the rest.",
        "Is the frozen part in evaluation mode? BatchNorm's statistics move even where its weights are frozen.",
    ),
    Misconception(
        "F69",
        "Sequential got a list",
        1,
        "modules/composing",
        "nn.Sequential takes the layers one by one as arguments, and got a list. Unpack the list.",
    ),
)
