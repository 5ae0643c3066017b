"""Builds small courses on disk, whole by default, so that a test changes only what it is about."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
title = "A small course"
format = 1

[[units]]
id = "basics"
title = "The basics"

[[units]]
id = "more"
title = "More of it"
"""

LESSON = """\
---
title: First steps
goal: Make a tensor.
minutes: 10
teaches: [S1, S2]
---

## Make one

A tensor holds numbers.

```python run
x = 2
print(x * 0.5)
```

```output
1.0
```

## Double it

Now you.

```challenge
double
```
"""

PLAIN_LESSON = """\
---
title: Later
goal: Read a page.
minutes: 5
---

## One page

Nothing to run here.
"""

CHALLENGE = """\
---
title: Double it
minutes: 3
kind: write
skills: [arithmetic]
covers: [S2, S3]
---
Write `double(x)`.

## Hint

Think of addition.

## Hint

Add x to itself.

## Afterwards

`2 * x` is shorter.
"""

STARTER = "def double(x):\n    return x\n"
SOLUTION = "def double(x):\n    return x + x\n"
CHECK = '''\
from tutor.check import expect


def test_double(learner):
    """double(3) is 6"""
    expect(learner.double(3) == 6, "Not twice.")
'''
WRONG = {
    "squares": '"""double(3) is 9:\nthat is the square."""\n\n\ndef double(x):\n    return x * x\n',
    "adds_two": '"""double(3) is 5."""\n\n\ndef double(x):\n    return x + 2\n',
}
ALSO_RIGHT = {"times_two": "def double(x):\n    return 2 * x\n"}


class SampleCourse:
    """A course in the folder ``root`` with the lesson ``basics/first-steps`` and its challenge ``double``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("course.toml", COURSE)
        self.first = self.lesson("01-basics/01-first-steps", LESSON)
        self.double = self.challenge("01-basics/01-first-steps/double")

    def write(self, path: str, text: str | bytes) -> Path:
        """Write one file below the course's folder."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def lesson(self, folder: str, text: str = PLAIN_LESSON) -> Path:
        """Write a lesson and return its folder."""
        return self.write(f"{folder}/lesson.md", text).parent

    def challenge(self, folder: str, text: str = CHALLENGE) -> Path:
        """Write a whole challenge and return its folder."""
        scripts = {"starter": STARTER, "solution": SOLUTION, "check": CHECK}
        scripts.update({f"wrong/{name}": source for name, source in WRONG.items()})
        scripts.update({f"also_right/{name}": source for name, source in ALSO_RIGHT.items()})
        for name, source in scripts.items():
            self.write(f"{folder}/{name}.py", source)
        return self.write(f"{folder}/challenge.md", text).parent

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace ``old``, which must stand in the file once, by ``new``."""
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
