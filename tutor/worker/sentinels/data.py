"""Loaders, schedules, saved and kept states."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import SequentialSampler, Subset

from tutor.worker.lookup import attributes, class_name, home, is_any, is_module, is_of, static, variables_in
from tutor.worker.sentinels.glance import is_plain, numbers, readable
from tutor.worker.sentinels.models import parameters_of
from tutor.worker.sentinels.record import Record, where

MOST_LOADERS = 12
MOST_LABELS = 4096
MOST_STATES = 64
MOST_NAMES = 500
MOST_ATTRIBUTES = 40


class DataAndStates:
    """Follows what goes into training and what is kept of it."""

    def __init__(self, record: Record, progress: Callable[[], Any]) -> None:
        self._record = record
        self._progress = progress
        self.clear()

    def clear(self) -> None:
        """Begin a run."""
        self._loaders: dict[int, tuple[weakref.ref[Any], dict[str, Any]]] = {}
        self._current: dict[str, Any] | None = None
        self._schedules: dict[int, tuple[weakref.ref[Any], dict[str, Any]]] = {}
        self._states: list[tuple[weakref.ref[Any], Any, Any]] = []

    # -- loaders ---------------------------------------------------------------------------------------------------

    def iterated(self, loader: Any) -> None:
        """A pass over a loader begins."""
        known = self._loaders.get(id(loader))
        if known is None or known[0]() is not loader:
            if len(self._loaders) >= MOST_LOADERS:
                return
            fact = self._record.note("loader", where(), key=id(loader), **_about(loader))
            if fact is None:
                return
            known = self._loaders[id(loader)] = (weakref.ref(loader), fact)
        else:
            known[1]["count"] += 1
        self._current = known[1]

    def before_backward(self) -> None:
        """What is iterated now is trained on."""
        if self._current is not None:
            self._current["trained"] = True

    @property
    def epochs(self) -> int:
        """How often the loader that is trained on was begun."""
        return max((fact["count"] for _, fact in self._loaders.values() if fact.get("trained")), default=0)

    # -- schedules -------------------------------------------------------------------------------------------------

    def scheduled(self, schedule: Any, *, steps: int, awake: bool) -> None:
        """A learning rate schedule moves on."""
        known = self._schedules.get(id(schedule))
        if known is None or known[0]() is not schedule:
            if len(self._schedules) >= MOST_LOADERS:
                return
            early = awake and not steps
            fact = self._record.note(
                "schedule",
                where(),
                key=id(schedule),
                scheduler=class_name(schedule),
                early=early,
                length=_length(schedule),
                first=_rate(schedule),
            )
            if fact is None:
                return
            known = self._schedules[id(schedule)] = (weakref.ref(schedule), fact)
        else:
            known[1]["count"] += 1
        known[1]["last"] = _rate(schedule)
        known[1]["epochs"] = self.epochs

    # -- saving and keeping ----------------------------------------------------------------------------------------

    def state_taken(self, state: Any) -> None:
        """``state_dict()`` was called."""
        if len(self._states) >= MOST_STATES:
            self._states = [kept for kept in self._states if kept[0]() is not None][-MOST_STATES // 2 :]
        try:
            self._states.append((weakref.ref(state), where(), self._progress()))
        except TypeError:
            return  # a plain dict

    def state_loaded(self, module: Any, state: Any) -> None:
        """``load_state_dict`` is about to be called."""
        taken = next((kept for kept in self._states if kept[0]() is state), None)
        if taken is not None and taken[2] != self._progress() and _shares(module, state):
            self._record.note("live state loaded", taken[1])

    def saved(self, thing: Any) -> None:
        """``torch.save`` is about to be called."""
        if is_module(thing):
            self._record.note("module saved", where(), owner=class_name(thing))

    def end(self, namespace: dict[str, Any]) -> None:
        """The run is over: which states are kept, and went on changing?"""
        for reference, place, then in self._states:
            state = reference()
            if state is not None and then != self._progress():
                name = next((name for name, value in variables_in(namespace, MOST_NAMES) if value is state), "")
                self._record.note("live state kept", place, name=name)


def _about(loader: Any) -> dict[str, Any]:
    dataset = loader.dataset
    size = _size(dataset)
    batch = loader.batch_size or 0
    share, classes = _single_class(dataset, batch, size)
    return {
        "in order": is_of(loader.sampler, SequentialSampler),
        "size": size,
        "batch": batch,
        "drop_last": bool(loader.drop_last),
        "workers": int(loader.num_workers),
        "seeded": loader.worker_init_fn is not None,
        "own_generator": any(
            home(value).startswith("numpy.random") or class_name(value) == "RandomState" for value in _held(dataset)
        ),
        "single": share,
        "classes": classes,
        "trained": False,
    }


def _held(dataset: Any) -> list[Any]:
    """What a data set keeps in its attributes, and the tensors of a ``TensorDataset``, the last one first."""
    kept = attributes(dataset)
    tensors = kept.get("tensors")
    return [*(reversed(tensors) if type(tensors) is tuple else ()), *list(kept.values())[:MOST_ATTRIBUTES]]


def _size(dataset: Any) -> int:
    """How many samples it has, as far as what it keeps tells: code of the learner's own class is not to be run."""
    if home(dataset).startswith("torchvision."):
        return len(dataset)
    indices: Any = attributes(dataset).get("indices") if type(dataset) is Subset else None
    if is_any(indices, list, range):
        return len(indices)
    return next((int(value.shape[0]) for value in _held(dataset) if readable(value) and value.ndim), 0)


def _single_class(dataset: Any, batch: int, size: int) -> tuple[float, int]:
    """The share of batches that hold one class alone when taken in order, and how many classes there are."""
    labels = None
    for value in _held(dataset):
        if readable(value) and value.dtype == torch.int64 and list(value.shape) == [size]:
            labels = numbers(value, MOST_LABELS)
            break
    if not labels or batch < 2:
        return 0.0, 0
    batches = [set(labels[start : start + batch]) for start in range(0, len(labels), batch)]
    return sum(len(found) == 1 for found in batches) / len(batches), len(set(labels))


def _shares(module: Any, state: dict[str, Any]) -> bool:
    for name, parameter in parameters_of(module):
        other = state.get(name)
        if is_plain(other) and is_plain(parameter) and parameter.numel():
            return bool(other.data_ptr() == parameter.data_ptr())
    return False


def _rate(schedule: Any) -> float | None:
    known, optimiser = static(schedule, "optimizer")
    rate: Any = optimiser.param_groups[0].get("lr") if known else None
    return float(rate) if is_any(rate, float, int) else None


def _length(schedule: Any) -> int:
    for name in ("step_size", "T_max", "patience"):
        known, value = static(schedule, name)
        if known and type(value) is int:
            return value
    return 0
