"""What a challenge's ``check.py`` imports. It runs in the checks' process, beside torch.

A failing check raises ``CheckFailed`` with the sentence that the learner reads: what was seen, why it matters, one
next action.
"""

from __future__ import annotations

from tutor.check.comparing import approx, close, equal
from tutor.check.drawing import Draw, booleans, floats, integer, integers, labels, number, one_of, size
from tutor.check.failing import CheckFailed, expect, fail
from tutor.check.gradients import gradient_matches, gradients_of, grads_match
from tutor.check.grids import grid
from tutor.check.matching import matches
from tutor.check.modules import (
    Parts,
    all_registered,
    gives_shape,
    gradients_reach,
    has_buffers,
    has_count,
    has_layers,
    has_parameters,
    in_mode,
    parts,
)
from tutor.check.raising import leaves_alone, must_raise
from tutor.check.runs import Ledger, Phase, steps_are_sound, takes_steps
from tutor.check.syntax import calls, find, forbid, has_loop, names_used, require
from tutor.check.training import accuracy, begins_undecided, fit, learns, outputs, overfits, reaches, samples_stay_apart

__all__ = [
    "CheckFailed",
    "Draw",
    "Ledger",
    "Parts",
    "Phase",
    "accuracy",
    "all_registered",
    "approx",
    "begins_undecided",
    "booleans",
    "calls",
    "close",
    "equal",
    "expect",
    "fail",
    "find",
    "fit",
    "floats",
    "forbid",
    "gives_shape",
    "gradient_matches",
    "gradients_of",
    "gradients_reach",
    "grads_match",
    "grid",
    "has_buffers",
    "has_count",
    "has_layers",
    "has_loop",
    "has_parameters",
    "in_mode",
    "integer",
    "integers",
    "labels",
    "learns",
    "leaves_alone",
    "matches",
    "must_raise",
    "names_used",
    "number",
    "one_of",
    "outputs",
    "overfits",
    "parts",
    "reaches",
    "require",
    "samples_stay_apart",
    "size",
    "steps_are_sound",
    "takes_steps",
]
