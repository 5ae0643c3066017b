"""``torch.utils.tensorboard`` in a learner's process: scalars land on the tutor's chart.

Where TensorBoard is installed, its ``SummaryWriter`` works as ever and is listened to. Where it is not, a stand-in
takes its place: ``add_scalar`` and ``add_scalars`` draw, everything else is accepted and ignored.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import tutor

Log = Callable[["dict[str, Any]", "int | None"], None]


class SummaryWriter:
    """What a script needs of ``torch.utils.tensorboard.SummaryWriter`` where TensorBoard is not installed."""

    _log: Log

    def __init__(
        self,
        log_dir: Any = None,
        comment: str = "",
        purge_step: Any = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
    ) -> None:
        self.log_dir = str(log_dir) if log_dir else f"runs/tutor{comment}"
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """One point of the curve ``tag``.

        Raises:
            TypeError: if the value is not a number or the step is not whole.
        """
        self._log({tag: scalar_value}, _place(global_step))

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: dict[str, Any], global_step: Any = None, walltime: float | None = None
    ) -> None:
        """One point of each curve ``main_tag/name``.

        Raises:
            TypeError: if a value is not a number or the step is not whole.
        """
        named = {f"{main_tag}/{name}": value for name, value in tag_scalar_dict.items()}
        self._log(named, _place(global_step))

    def get_logdir(self) -> str:
        """The folder that the real one would write to."""
        return self.log_dir

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("add_"):  # add_histogram, add_image, add_graph, …: nothing to draw them on
            return lambda *_, **__: None
        raise AttributeError(f"The tutor's SummaryWriter has no {name}. Install tensorboard for the real one.")


def _place(global_step: Any) -> int | None:
    return None if global_step is None else tutor.as_step(global_step)


def stand_in(module: ModuleType, log: Log) -> None:
    """Fill ``torch.utils.tensorboard``, whose own code needs TensorBoard, with the stand-in."""
    writer_class = type("SummaryWriter", (SummaryWriter,), {"_log": staticmethod(log), "__module__": module.__name__})
    writer = ModuleType(f"{module.__name__}.writer")
    for part in (module, writer):
        vars(part).update(SummaryWriter=writer_class, __all__=["SummaryWriter"])
    vars(module)["writer"] = writer
    sys.modules[writer.__name__] = writer


def watch(module: ModuleType, log: Log) -> None:
    """Listen to the real ``SummaryWriter`` of ``torch.utils.tensorboard``."""
    writer_class = getattr(module, "SummaryWriter", None)
    if writer_class is None:
        return

    def scalar(tag: Any, value: Any, step: Any = None, *_: Any) -> None:
        log({str(tag): value}, None if step is None else tutor.as_step(step))

    def scalars(main_tag: Any, values: Any, step: Any = None, *_: Any) -> None:
        log(
            {f"{main_tag}/{name}": value for name, value in values.items()},
            None if step is None else tutor.as_step(step),
        )

    _listen(writer_class, "add_scalar", ("tag", "scalar_value", "global_step"), scalar)
    _listen(writer_class, "add_scalars", ("main_tag", "tag_scalar_dict", "global_step"), scalars)


def _listen(owner: Any, method: str, names: tuple[str, ...], note: Callable[..., None]) -> None:
    original = getattr(owner, method)

    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        given = dict(zip(names, args, strict=False)) | {name: kwargs[name] for name in names if name in kwargs}
        try:
            note(*(given.get(name) for name in names))
        except (TypeError, AttributeError):
            return result  # the real one took it, so it is no fault of the script
        return result

    setattr(owner, method, wrapper)
