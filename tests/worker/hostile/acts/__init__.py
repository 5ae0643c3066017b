"""The forbidden acts, each a function that does the thing and raises if it can't.

``world`` names what there is to attack; ``world["prepared"]`` is what the act's ``prepare`` function laid ready before
confinement. Only the standard library: this runs in whatever Python an ordinary user has.
"""

# ruff: noqa: F403

from hostile.acts.bombs import *
from hostile.acts.files import *
from hostile.acts.kernel import *
from hostile.acts.processes import *
from hostile.acts.sockets import *
from hostile.acts.work import *
