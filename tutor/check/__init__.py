"""What a challenge's ``check.py`` imports. It runs in the checks' process, beside torch.

A failing check raises ``CheckFailed`` with the sentence that the learner reads: what was seen, why it matters, one
next action.
"""

from __future__ import annotations

from tutor.check.comparing import approx, close, equal
from tutor.check.failing import CheckFailed, expect, fail
from tutor.check.grids import grid
from tutor.check.syntax import calls, has_loop, names_used

__all__ = ["CheckFailed", "approx", "calls", "close", "equal", "expect", "fail", "grid", "has_loop", "names_used"]
