"""A slow line: passes standard input and output of a command on, so many bytes a second and so late.

    relay.py BYTES_A_SECOND DELAY COMMAND …

Stop this process (SIGSTOP) and the line is open, but dead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

PIECES_A_SECOND = 50


def passed_on(source: int, target: int, rate: float, delay: float) -> None:
    """Copy until the source ends; each piece waits for the one before it."""
    waited = False
    while data := os.read(source, max(1, int(rate / PIECES_A_SECOND))):
        time.sleep(len(data) / rate + (0.0 if waited else delay))
        waited = True
        while data:
            data = data[os.write(target, data) :]
    os.close(target)


def main() -> int:
    rate, delay = float(sys.argv[1]), float(sys.argv[2])
    with subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        inward = (0, os.dup(process.stdin.fileno()), rate, delay)
        process.stdin.close()
        threading.Thread(target=passed_on, args=inward, daemon=True).start()
        passed_on(process.stdout.fileno(), 1, rate, delay)
        return process.wait()


if __name__ == "__main__":
    sys.exit(main())
