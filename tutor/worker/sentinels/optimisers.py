"""The order of clearing, backward passes and steps, and whose parameters they concern."""

from __future__ import annotations

import weakref
from typing import Any

import torch

from tutor.worker.lookup import class_name, is_of
from tutor.worker.sentinels.glance import is_cleared, numbers
from tutor.worker.sentinels.record import Record, where

MOST_OPTIMISERS = 16
MOST_LEAVES = 400


class Held:
    """What is known of one optimiser."""

    def __init__(self, optimiser: Any) -> None:
        self.reference = weakref.ref(optimiser)
        self.steps = 0
        self.uncleared = 0
        self.backward = 0
        """Backward passes since its last step."""
        self.cleared_unused = False
        self.dirty = False
        """Whether gradients that a step has used may still be there."""
        self.version = -1
        """By it a gradient that can't be read (on a GPU, in half precision) is seen to be unchanged since the step."""
        self.reached: set[int] = set()

    def parameters(self) -> list[Any]:
        """The tensors it holds; empty once it is gone."""
        optimiser = self.reference()
        if optimiser is None:
            return []
        return [parameter for group in optimiser.param_groups for parameter in group["params"]][:MOST_LEAVES]

    def is_clear(self) -> bool | None:
        """Whether none of its parameters has a gradient but of zeros; None where it can't be told."""
        gradient = self.gradient()
        return True if gradient is None else is_cleared(gradient)

    def gradient(self) -> Any:
        """The gradient of the last of its parameters that has one."""
        gradients = (parameter.grad for parameter in reversed(self.parameters()))
        return next((gradient for gradient in gradients if gradient is not None), None)

    def look_for_clearing(self) -> None:
        """Notice that the gradients of the last step are gone, whoever cleared them."""
        clear = self.is_clear() if self.dirty else False
        if clear or (clear is None and self.gradient()._version != self.version):
            self.dirty = False


class Leaf:
    """A tensor that gradients reach, as it was when a backward pass reached it first."""

    def __init__(self, tensor: Any) -> None:
        self.reference = weakref.ref(tensor)
        self.remember(tensor)
        self.shape = [int(size) for size in tensor.shape]
        self.passes = 0
        self.uncleared = 0

    def remember(self, tensor: Any) -> None:
        """Keep how it is now."""
        self.numbers = numbers(tensor, 4)
        self.version = int(tensor._version)

    def moved(self) -> bool | None:
        """Whether it has changed since; None once it is gone. Where it can't be read, its version tells."""
        tensor = self.reference()
        if tensor is None:
            return None
        return numbers(tensor, 4) != self.numbers if self.numbers is not None else tensor._version != self.version


class Loops:
    """Follows what training loops do while the sentinels are awake."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.clear()

    def clear(self) -> None:
        """Begin a run."""
        self.held: dict[int, Held] = {}
        self.leaves: dict[int, Leaf] = {}
        self.steps = 0
        self.backward = 0
        self.last = ""
        self.reborn = 0

    def known(self, optimiser: Any) -> Held | None:
        """The record of an optimiser; None where there are too many."""
        held = self.held.get(id(optimiser))
        if held is None or held.reference() is not optimiser:
            if len(self.held) >= MOST_OPTIMISERS:
                return None
            held = self.held[id(optimiser)] = Held(optimiser)
        return held

    # -- what happens ----------------------------------------------------------------------------------------------

    def before_backward(self) -> None:
        """A backward pass begins."""
        self.backward += 1
        self.last = "backward"
        for held in self.held.values():
            held.look_for_clearing()
            held.backward += 1
            held.cleared_unused = False

    def reached(self, leaves: list[Any]) -> None:
        """The leaves of the graph that is about to be gone through."""
        owned = {id(parameter) for held in self.held.values() for parameter in held.parameters()}
        for held in self.held.values():
            held.reached.update(id(leaf) for leaf in leaves)
        if self.leaves and leaves and not any(self._is_known(leaf) for leaf in leaves):
            self.reborn += 1
        for leaf in leaves[:MOST_LEAVES]:
            known = self.leaves.get(id(leaf)) if self._is_known(leaf) else None
            if known is None:
                if len(self.leaves) < MOST_LEAVES:
                    self.leaves[id(leaf)] = Leaf(leaf)
                continue
            known.passes += 1
            if id(leaf) not in owned and known.moved() and is_cleared(leaf.grad) is False:
                known.uncleared += 1
                known.remember(leaf)
                if known.uncleared == 2:
                    self._record.note("uncleared by hand", where(), steps=known.uncleared)
            elif id(leaf) not in owned and known.moved():
                known.remember(leaf)
                known.uncleared = -1000  # it is cleared at times: gradients are gathered on purpose

    def _is_known(self, leaf: Any) -> bool:
        known = self.leaves.get(id(leaf))
        return known is not None and known.reference() is leaf

    def before_clearing(self) -> list[Held]:
        """``zero_grad`` is called: whose gradients were computed and not used yet."""
        self.last = "zero_grad"
        return [held for held in self.held.values() if held.backward and held.is_clear() is False]

    def after_clearing(self, unused: list[Held]) -> None:
        """``zero_grad`` is done."""
        for held in unused:
            held.cleared_unused = held.is_clear() is True
        for held in self.held.values():
            held.look_for_clearing()

    def before_step(self, optimiser: Any, args: Any, kwargs: Any) -> None:
        """An optimiser is about to step."""
        held = self.known(optimiser)
        if held is None:
            return
        self.steps += 1
        held.steps += 1
        closure = args[1] if len(args) > 1 else kwargs.get("closure")
        if closure is not None:
            held.dirty = False
            return
        place = where()
        nothing = all(parameter.grad is None for parameter in held.parameters())
        if held.cleared_unused and held.is_clear():
            self._record.note("cleared before step", place)
        elif nothing and held.backward:
            self._record.note("disjoint", place, held=len(held.parameters()), backward=self.backward)
        elif nothing:
            self._record.note("no gradients", place, optimiser=class_name(optimiser), backward=self.backward)
        elif held.dirty and held.backward and not held.is_clear():
            held.uncleared += 1
            self._record.note("uncleared", place, key=id(held), steps=held.steps, passes=held.backward)
        elif held.steps > 1 and held.backward:
            self._record.note("cleared", place, key=id(held))

    def after_step(self, optimiser: Any) -> None:
        """It has stepped."""
        self.last = "step"
        held = self.known(optimiser)
        if held is not None:
            held.backward = 0
            held.cleared_unused = False
            held.dirty = not held.is_clear()
            held.version = held.gradient()._version if held.dirty else -1

    def before_clipping(self) -> None:
        """Gradients are about to be clipped."""
        if not self.held:
            return
        if any(held.backward for held in self.held.values()):
            self._record.note("clipped in time")
        else:
            early = self.last == "zero_grad" or not self.steps
            self._record.note("clipped", where(), when="before backward()" if early else "after the step")

    # -- the end ---------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Sum up what only the whole run tells."""
        self._record.note("loop", steps=self.steps, backward=self.backward, optimisers=len(self.held))
        if self.reborn > 1:
            self._record.note("reborn", times=self.reborn)
        owned = {id(parameter) for held in self.held.values() for parameter in held.parameters()}
        free = [leaf for key, leaf in self.leaves.items() if key not in owned and leaf.reference() is not None]
        still = [leaf for leaf in free if leaf.moved() is False and leaf.passes]
        parameters = [leaf for leaf in still if is_of(leaf.reference(), torch.nn.Parameter)]
        stale = sum(
            id(parameter) not in held.reached
            for held in self.held.values()
            if held.steps and held.reached
            for parameter in held.parameters()
        )
        self._record.note(
            "left out",
            parameters=len(parameters),
            tensors=len(still) - len(parameters),
            stale=stale,
            moved=sum(leaf.moved() is True for leaf in self.leaves.values()),
            all=len(self.leaves),
            shapes=["×".join(map(str, leaf.shape)) for leaf in parameters[:4]],
        )

    def unheld(self) -> dict[int, Any]:
        """The leaves that gradients reached and no optimiser holds, by identity."""
        owned = {id(parameter) for held in self.held.values() for parameter in held.parameters()}
        return {
            key: tensor
            for key, leaf in self.leaves.items()
            if key not in owned and (tensor := leaf.reference()) is not None and leaf.moved() is False and leaf.passes
        }
