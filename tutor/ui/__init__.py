"""The Textual app; nothing outside this room imports textual."""

import os

os.environ.setdefault("TEXTUAL_FPS", "160")
"""Textual's own 60 let a key that comes behind a picture of a run wait for its echo up to 17 ms. No more pictures are
drawn by it: only what changes is, and a run is drawn 20 times a second at most."""
