"""Helpers for tests that run learner code in a real worker and look at what arrives."""

from __future__ import annotations

from tutor.engine.events import MetricsReceived, OutputReceived, RunEvent, RunFinished
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

Points = list[tuple[int, float]]

HEAD = """
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
x = torch.randn(64, 8)
y = x.sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
seen = []
"""


async def run(runner: WorkerRunner, code: str, **options: float) -> list[RunEvent]:
    """Everything that a script did; it must end well."""
    events = [event async for event in runner.run_script(Source(code, "script.py", **options))]
    ending = events[-1]
    assert isinstance(ending, RunFinished)
    assert ending.reason == "ok", text_of(events) + "\n".join(str(getattr(e, "traceback", "")) for e in events)
    return events


def curves(events: list[RunEvent]) -> dict[str, Points]:
    """The points of every metric by name, in the order they came."""
    found: dict[str, Points] = {}
    for event in events:
        if isinstance(event, MetricsReceived):
            found.setdefault(event.name, []).extend(zip(event.steps, event.values, strict=True))
    return found


def text_of(events: list[RunEvent], stream: str = "stdout") -> str:
    """What it printed."""
    return "".join(event.text for event in events if isinstance(event, OutputReceived) and event.stream == stream)
