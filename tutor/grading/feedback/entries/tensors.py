"""Mistakes with shapes, dtypes, devices and memory of tensors."""

from __future__ import annotations

from tutor.grading.feedback.misconception import Misconception

ENTRIES = (
    Misconception(
        "F34",
        "The result of .to() is dropped",
        1,
        "first-contact/set-up-versions-devices",
        "{name}.to() returned a new tensor and it was dropped, so {name} stayed what it was. (A module moves in "
        "place, a tensor does not.) Keep what it returns.",
        "Is the result of .to() dropped here? A tensor does not move in place. Who keeps the new one?",
    ),
    Misconception(
        "F35",
        "Tensors on different devices",
        1,
        "first-contact/set-up-versions-devices",
        "One tensor is on {left} and the other on {right}, and an operation needs both on one device. Move the batch "
        "to the model's device inside the loop.",
        "Two tensors of this operation are on different devices. Where should the batch be moved to the model's?",
    ),
    Misconception(
        "F36",
        "CUDA is taken for granted",
        1,
        "first-contact/set-up-versions-devices",
        "The code asks for CUDA and this machine has none. Choose the device once, by what is available, and use it "
        "everywhere.",
        "Is CUDA always there? Choose the device once, by what is available, and the code runs everywhere.",
    ),
    Misconception(
        "F37",
        "float64 meets float32",
        1,
        "first-contact/creation-rank-dtype",
        "The data is {data} and the layer's weights are {weights}: NumPy makes float64, layers hold float32. Convert "
        "the data once, where it is loaded.",
        "Is the data float64? NumPy makes float64, layers hold float32. Convert it once, where it is loaded.",
    ),
    Misconception(
        "F38",
        "The layer expects another number of features",
        1,
        "modules/linear",
        "{layer} expects {expected} features and got {given}. Look at the shape just before it and make one of the "
        "two numbers fit.",
        "The number of features and what the layer expects differ. Print the shape just before the layer.",
    ),
    Misconception(
        "F39",
        "The batch was flattened too",
        1,
        "first-contact/indexing-reshape-memory",
        "{samples} samples went in and the result has {rows} rows: the batch dimension was flattened with the rest. "
        "Keep dimension 0 and flatten from dimension 1 on.",
        "Does this flatten the batch dimension as well? Keep dimension 0 and flatten the rest.",
    ),
    Misconception(
        "F40",
        "Size after the convolutions",
        1,
        "convolution/shape-arithmetic",
        "After the convolutions one image is {image} = {numbers} numbers, and the linear layer was made for {given}. "
        "Compute the size layer by layer, or print it.",
        "How many numbers are left of one image after the convolutions? Compute the size layer by layer, or print it.",
    ),
    Misconception(
        "F41",
        "Images with channels last",
        1,
        "convolution/shape-arithmetic",
        "The images have shape {shape}, with the channels last. PyTorch wants N, C, H, W: reorder the axes, and don't "
        "reshape.",
        "Are the channels last? PyTorch wants N, C, H, W.",
    ),
    Misconception(
        "F42",
        "reshape used to swap axes",
        1,
        "first-contact/indexing-reshape-memory",
        "The shape is right, but the numbers are scrambled: {call} reads them in the old order and never swaps axes. "
        "Use an operation that reorders axes.",
        "Is reshape or view meant to swap axes here? It keeps the order of the numbers. What reorders axes?",
    ),
    Misconception(
        "F43",
        "view of memory that is not contiguous",
        1,
        "first-contact/indexing-reshape-memory",
        "After a transpose or permute the numbers no longer lie in the order that view needs. Use the operation that "
        "copies where it must.",
    ),
    Misconception(
        "F44",
        "A value that autograd needs was overwritten",
        1,
        "autograd/the-graph",
        "An in-place operation changed a value that autograd still needs, or a leaf that it records. Make a new "
        "tensor instead; update weights where nothing is recorded.",
        "Does this in-place operation change a value that autograd still needs? A new tensor is safe.",
    ),
    Misconception(
        "F54",
        "Inputs far from 1",
        2,
        "data/normalisation-and-leakage",
        "The first inputs of the network reach {largest}. Weights are made for inputs of about −1 to 1, and large ones "
        "make the loss huge or unstable. Scale the data first.",
        "In which range are the inputs? Weights are made for about −1 to 1; scale the data first.",
    ),
    Misconception(
        "F58",
        "Batch and time swapped",
        1,
        "sequences/lstm-and-its-shapes",
        "{layer} took the {samples} samples for time steps: its input is {shape} and it reads dimension {dimension} as "
        "time, so samples leak into each other. Check what batch_first says and how the input lies.",
        "Is the batch really the dimension that this recurrent layer takes for it? Check batch_first, and that h_n is "
        "(layers, N, H) either way.",
    ),
    Misconception(
        "F68",
        "torch.tensor of a tensor",
        3,
        "first-contact/creation-rank-dtype",
        "torch.tensor() of a tensor copies it and cuts it from its graph, and warns. Say which you mean: a copy, or "
        "the same tensor without its graph.",
    ),
)
