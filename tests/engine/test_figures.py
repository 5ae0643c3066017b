"""Figures, tensors and TensorBoard in learner code, through the real worker."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from watched import curves, run, text_of

from tutor.engine.events import ImageReceived, RunEvent, TensorShown, as_json
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

FAKE_PYPLOT = """
import io, os, struct, zlib
from matplotlib.figure import Figure
_figures = {}
def figure(number=None):
    number = number or max(_figures, default=0) + 1
    return _figures.setdefault(number, Figure(number))
def get_fignums(): return sorted(_figures)
def close(which): _figures.clear()
def isinteractive(): return False
def show(*args, block=None): raise AssertionError("the window of the fake was opened")
def savefig(*args, **kwargs): return figure(max(_figures, default=1)).savefig(*args, **kwargs)
"""

FAKE_FIGURE = """
import os, struct, zlib
def chunk(kind, data):
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
class Axes:
    def __init__(self): self.title = ""
    def get_title(self): return self.title
class Figure:
    def __init__(self, number):
        self.dpi, self.number, self.axes, self.noise, self._suptitle = 100.0, number, [Axes()], 0, None
    def savefig(self, fname, *, format=None, dpi=None):
        width, height = int(dpi or self.dpi), 50
        row = b"\\0" + bytes([self.number] * width)
        data = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
        data += chunk(b"IDAT", zlib.compress(row * height))
        data += chunk(b"tEXt", os.urandom(self.noise * width)) + chunk(b"IEND", b"")
        if hasattr(fname, "write"):
            fname.write(data)
        else:
            with open(fname, "wb") as file:
                file.write(data)
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def faked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerRunner]:
    """A worker in whose environment a stand-in for matplotlib is installed."""
    folder = tmp_path_factory.mktemp("packages")
    (folder / "matplotlib").mkdir()
    (folder / "matplotlib" / "__init__.py").write_text("")
    (folder / "matplotlib" / "pyplot.py").write_text(FAKE_PYPLOT)
    (folder / "matplotlib" / "figure.py").write_text(FAKE_FIGURE)
    async for made in _worker_with(folder):
        yield made


async def _worker_with(folder: Path) -> AsyncIterator[WorkerRunner]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{before}" if before else str(folder)
    try:
        made = WorkerRunner()
        await made.surveyed()
    finally:
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
    yield made
    await made.close()


def images(events: list[RunEvent]) -> list[ImageReceived]:
    return [event for event in events if isinstance(event, ImageReceived)]


def tensors(events: list[RunEvent]) -> list[TensorShown]:
    return [event for event in events if isinstance(event, TensorShown)]


# -- figures -----------------------------------------------------------------------------------------------------------


async def test_show_sends_every_open_figure_and_closes_them(faked: WorkerRunner) -> None:
    code = r"""
import matplotlib.pyplot as plt
plt.figure(); plt.figure().axes[0].title = "Loss\n\x1b[31mover\x1b[0m steps"
plt.show()
print(plt.get_fignums())
plt.show()
"""
    events = await run(faked, code)
    assert [(image.width, image.height, image.title) for image in images(events)] == [
        (100, 50, ""),
        (100, 50, "Loss over steps"),
    ]
    assert all(image.format == "png" and image.data.startswith(b"\x89PNG") for image in images(events))
    assert text_of(events) == "[]\n"
    assert text_of(events, "stderr") == ""


async def test_an_image_as_json(faked: WorkerRunner) -> None:
    events = await run(faked, "import matplotlib.pyplot as plt\nplt.figure()\nplt.show()")
    image = images(events)[0]
    (line,) = as_json(image)
    assert base64.b64decode(line.pop("data")) == image.data
    assert line == {"type": "image", "format": "png", "width": 100, "height": 50, "title": ""}
    json.dumps(line)


async def test_savefig_writes_the_file_and_sends_the_figure_once(faked: WorkerRunner) -> None:
    code = """
import io, os, matplotlib.pyplot as plt
plt.figure()
plt.savefig("loss.png")
plt.savefig(io.BytesIO())
plt.show()
print(os.path.getsize("loss.png") > 60)
"""
    events = await run(faked, code)
    assert len(images(events)) == 1
    assert text_of(events) == "True\n"


async def test_show_without_blocking_keeps_the_figure(faked: WorkerRunner) -> None:
    code = "import matplotlib.pyplot as plt\nplt.figure()\nplt.show(block=False)\nprint(plt.get_fignums())"
    events = await run(faked, code)
    assert len(images(events)) == 1
    assert text_of(events) == "[1]\n"


async def test_images_are_bounded_in_number(faked: WorkerRunner) -> None:
    code = "import matplotlib.pyplot as plt\nfor n in range(30): plt.figure(n + 1).show()"
    events = await run(faked, code)
    assert len(images(events)) == 20
    assert text_of(events, "stderr") == "20 figures were shown; the rest of this run's are not.\n"


async def test_a_large_image_shrinks_and_one_too_large_is_refused(faked: WorkerRunner) -> None:
    code = """
import matplotlib.pyplot as plt
large = plt.figure(); large.noise = 60_000; large.show()
huge = plt.figure(); huge.noise = 600_000; huge.show()
print("went on")
"""
    events = await run(faked, code)
    (image,) = images(events)
    assert image.width < 100
    assert len(image.data) <= 4 << 20
    assert text_of(events) == "went on\n"
    assert "too large to be shown" in text_of(events, "stderr")


async def test_many_large_images_are_no_flood(faked: WorkerRunner) -> None:
    code = """
import matplotlib.pyplot as plt
for n in range(15):
    figure = plt.figure(n + 1); figure.noise = 38_000; figure.show()
"""
    events = await run(faked, code)
    assert 3 <= len(images(events)) <= 15


async def test_a_forked_process_shows_nothing(faked: WorkerRunner) -> None:
    code = """
import os, matplotlib.pyplot as plt
plt.figure()
child = os.fork()
if child == 0:
    plt.show()
    os._exit(0)
os.waitpid(child, 0)
"""
    assert images(await run(faked, code)) == []


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is not None, reason="matplotlib is installed here")
async def test_without_matplotlib_its_import_fails_as_ever(runner: WorkerRunner) -> None:
    code = """
for name in ("matplotlib", "matplotlib.pyplot"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(error)
"""
    assert text_of(await run(runner, code)) == "No module named 'matplotlib'\n" * 2


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed here")
async def test_the_real_matplotlib(runner: WorkerRunner) -> None:
    code = """
import matplotlib.pyplot as plt
plt.plot([3, 2, 1]); plt.title("down"); plt.savefig("x.pdf"); plt.show()
figure, axes = plt.subplots(); axes.plot([1, 2]); figure.suptitle("up"); figure.show()
print(plt.get_fignums())
"""
    events = await run(runner, code)
    assert [(image.width, image.height, image.title) for image in images(events)] == [
        (640, 480, "down"),
        (640, 480, "up"),
    ]
    assert text_of(events) == "[1]\n"


# -- tensors -----------------------------------------------------------------------------------------------------------


async def test_a_shown_tensor(runner: WorkerRunner) -> None:
    code = """
import torch
from tutor import show
x = torch.tensor([[1.0, 2.0], [float("nan"), 5.0]], requires_grad=True)
show(x, "x")
show(torch.arange(100_000).reshape(10, 100, 100))
show([1, 2])
show(torch.empty(0, 3))
show(torch.tensor([3 + 4j]))
show(torch.ones(2, 2).to_sparse())
show(torch.tensor(True))
show(torch.ones(2, device="meta"))
"""
    shown = tensors(await run(runner, code))
    first, large, listed, empty, compound, sparse, truth, meta = shown
    assert (first.shape, first.dtype, first.device, first.requires_grad) == ((2, 2), "float32", "cpu", True)
    assert (first.minimum, first.mean, first.maximum, first.nan_count) == (1.0, pytest.approx(8 / 3), 5.0, 1)
    assert (first.values[0], first.whole, first.title) == ((1.0, 2.0), True, "x")
    assert "1 NaN, requires grad" in first.text
    assert (len(large.values), len(large.values[0]), large.whole) == (32, 32, False)
    assert (large.values[0][0], large.values[-1][-1]) == (0.0, 99_999.0)
    assert (large.minimum, large.maximum, large.dtype) == (0.0, 99_999.0, "int64")
    assert (listed.shape, listed.values) == ((2,), ((1.0, 2.0),))
    assert (empty.shape, empty.minimum, empty.values) == ((0, 3), None, ())
    assert (compound.dtype, compound.values) == ("complex64", ((5.0,),))
    assert sparse.values == ((1.0, 1.0), (1.0, 1.0))
    assert (truth.shape, truth.mean) == ((), 1.0)
    assert (meta.device, meta.values, meta.mean) == ("meta", (), None)


async def test_a_tensor_as_json(runner: WorkerRunner) -> None:
    event = tensors(await run(runner, "from tutor import show\nshow([1.0, float('inf')])"))[0]
    assert json.loads(json.dumps(as_json(event)[0], allow_nan=False)) == {
        "type": "tensor",
        "title": "",
        "shape": [2],
        "dtype": "float32",
        "device": "cpu",
        "requires_grad": False,
        "min": 1.0,
        "mean": "inf",
        "max": "inf",
        "nan": 0,
        "values": [[1.0, "inf"]],
        "whole": True,
    }


async def test_show_says_what_it_wants_and_is_bounded(runner: WorkerRunner) -> None:
    code = """
from tutor import show
try:
    show(object())
except TypeError as error:
    print(error)
for _ in range(500): show(1.0)
"""
    events = await run(runner, code)
    assert text_of(events).startswith("show() got a value of type object. Give it a tensor")
    assert len(tensors(events)) == 200
    assert text_of(events, "stderr").startswith("show() was called more than 200 times")


# -- TensorBoard -------------------------------------------------------------------------------------------------------

WRITER = """
from torch.utils.tensorboard import SummaryWriter
from torch.utils.tensorboard.writer import SummaryWriter as Same
assert Same is SummaryWriter
import numpy, torch
with SummaryWriter("runs/x", comment="c", flush_secs=3) as writer:
    for step in range(5):
        writer.add_scalar("Loss/train", torch.tensor(float(step)), step)
        writer.add_scalar(tag="lr", scalar_value=numpy.float32(0.5), global_step=10 * step)
        writer.add_scalars("acc", {"a": 0.25, "b": 0.75}, step)
    writer.add_histogram("h", torch.ones(3), 0)
    writer.add_image("i", torch.ones(3, 2, 2))
    writer.add_text("t", "text")
    writer.flush()
print(writer.log_dir, writer.get_logdir())
"""

TENSORBOARD = importlib.util.find_spec("tensorboard") is not None


@pytest.mark.skipif(TENSORBOARD, reason="tensorboard is installed here")
async def test_a_writer_stands_in_for_tensorboard(runner: WorkerRunner) -> None:
    events = await run(runner, WRITER)
    drawn = curves(events)
    assert list(drawn) == ["Loss/train", "lr", "acc/a", "acc/b"]
    assert drawn["Loss/train"] == [(step, float(step)) for step in range(5)]
    assert drawn["lr"] == [(10 * step, 0.5) for step in range(5)]
    assert text_of(events) == "runs/x runs/x\n"


@pytest.mark.skipif(TENSORBOARD, reason="tensorboard is installed here")
async def test_the_stand_in_refuses_what_is_no_number(runner: WorkerRunner) -> None:
    code = """
from torch.utils.tensorboard import SummaryWriter
writer = SummaryWriter()
for wrong in (lambda: writer.add_scalar("a", "text"), lambda: writer.add_scalar("a", 1.0, 0.5)):
    try:
        wrong()
    except TypeError as error:
        print(error)
print(hasattr(writer, "no_such"))
"""
    lines = text_of(await run(runner, code)).splitlines()
    assert [line.split(" got ")[0] for line in lines] == ["log(a=…)", "log()", "False"]


FAKE_WRITER = '''
import sys, types
__version__ = "2.99"
written = []
class SummaryWriter:
    """Stands for the real one."""
    def __init__(self, log_dir=None): self.log_dir = log_dir
    def add_scalar(self, tag, scalar_value, global_step=None, walltime=None):
        written.append((tag, float(scalar_value), global_step))
        return "real"
    def add_scalars(self, main_tag, tag_scalar_dict, global_step=None, walltime=None):
        written.append((main_tag, dict(tag_scalar_dict), global_step))
module = types.ModuleType("torch.utils.tensorboard.writer")
module.SummaryWriter = SummaryWriter
module.FileWriter = object
sys.modules[module.__name__] = module
sys.modules["torch.utils.tensorboard._convert_np"] = types.ModuleType("none")
'''


async def test_the_real_writer_is_listened_to(tmp_path: Path) -> None:
    package = tmp_path / "packages" / "tensorboard"
    (package / "summary" / "writer").mkdir(parents=True)
    (package / "__init__.py").write_text(FAKE_WRITER)
    for folder in (package / "summary", package / "summary" / "writer"):
        (folder / "__init__.py").write_text("")
    (package / "summary" / "writer" / "record_writer.py").write_text("class RecordWriter: pass\n")
    code = """
from torch.utils.tensorboard import SummaryWriter
import tensorboard
writer = SummaryWriter("runs")
print(writer.add_scalar("loss", 2, 7), SummaryWriter.__doc__)
writer.add_scalar("loss", scalar_value="1.5", global_step=8)
writer.add_scalars("acc", {"a": 0.5}, global_step=9)
print(tensorboard.written)
"""
    async for made in _worker_with(tmp_path / "packages"):
        events = await run(made, code)
        assert curves(events) == {"loss": [(7, 2.0)], "acc/a": [(9, 0.5)]}
        assert text_of(events) == (
            "real Stands for the real one.\n[('loss', 2.0, 7), ('loss', 1.5, 8), ('acc', {'a': 0.5}, 9)]\n"
        )
