"""A process that answers questions as fast as it can and says of each answer that it is saved, once it is.

Run it as ``python recorder.py FILE NAME [COUNT]``; without a count it goes on until it is killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.study.progress import Progress


def main() -> None:
    """Record and report."""
    path, name = Path(sys.argv[1]), sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else -1
    with Progress.open(path) as progress:
        assert not progress.notice, progress.notice
        number = progress.database.read("SELECT count(*) FROM answer WHERE question = ?", (name,))[0][0]
        while count:
            number += 1
            count -= 1
            progress.answers.record_answer(name, "h", f"answer {number} " + "x" * (number % 5 * 700), True, 1.0)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
