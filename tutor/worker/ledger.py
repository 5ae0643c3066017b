"""What a judged script did, for its checks to ask about."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch.nn.modules.loss import _Loss
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_post_hook

MOST_ACTS = 400
MOST_LOSSES = 2000


class Ledger:
    """Counts of what the training loop did, the order in which it began, its losses, and the model's modes."""

    def __init__(self) -> None:
        self.counts = {"forward": 0, "backward": 0, "step": 0, "zero_grad": 0}
        self.order: list[str] = []
        self.losses: list[float] = []
        self.phases: list[list[Any]] = []
        """``[training, recording, forwards, steps]`` of forward passes in a row that ran alike."""
        self._depth = 0

    def note(self, act: str) -> None:
        """One act, in order."""
        self.counts[act] += 1
        if len(self.order) < MOST_ACTS:
            self.order.append(act)
        if act == "step" and self.phases:
            self.phases[-1][3] += 1

    def lost(self, value: Any) -> None:
        """A backward pass started from a scalar with this value (a float, or a 0-D tensor)."""
        self.note("backward")
        if len(self.losses) < MOST_LOSSES:
            self.losses.append(float(value))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the wire, as they are now."""
        return {
            **self.counts,
            "order": list(self.order),
            "losses": list(self.losses),
            "phases": [list(phase) for phase in self.phases],
        }

    def attach(self) -> None:
        """Begin to watch; ``backward`` is noted by the instruments."""
        for owner in (torch.optim.Optimizer, torch.nn.Module):
            self._watch_zero_grad(owner)
        register_optimizer_step_post_hook(lambda *_: self.note("step"))
        register_module_forward_pre_hook(self._enter)
        register_module_forward_hook(self._leave, always_call=True)

    def _enter(self, module: Any, *_: Any) -> None:
        if self._depth == 0 and not isinstance(module, _Loss):
            self.note("forward")
            alike = [module.training is True, torch.is_grad_enabled()]
            if not self.phases or self.phases[-1][:2] != alike:
                if len(self.phases) < MOST_ACTS:
                    self.phases.append([*alike, 1, 0])
            else:
                self.phases[-1][2] += 1
        self._depth += 1

    def _leave(self, *_: Any) -> None:
        self._depth = max(0, self._depth - 1)

    def _watch_zero_grad(self, owner: Any) -> None:
        original = owner.zero_grad

        @functools.wraps(original)
        def zero_grad(module: Any, *args: Any, **kwargs: Any) -> None:
            self.note("zero_grad")
            original(module, *args, **kwargs)

        owner.zero_grad = zero_grad
