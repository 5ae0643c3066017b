"""What feedback finds in the corpus: ``python -m tests.feedback.figures [part of a name ...]``."""

from __future__ import annotations

import asyncio
import sys
import time

from tests.feedback.corpus_runs import Outcome, observe, programs, summary
from tutor.engine.worker_runner import WorkerRunner


async def main(wanted: list[str]) -> None:
    """Print a line for each program that is not named as planted, then the figures."""
    runner = WorkerRunner()
    await runner.surveyed()
    outcomes: list[Outcome] = []
    started = time.monotonic()
    for program in programs():
        if not wanted or any(part in program.path.name for part in wanted):
            outcome = await observe(runner, program)
            outcomes.append(outcome)
            if not outcome.good or wanted:
                error = f"{outcome.error.name}: {outcome.error.message[:90]}" if outcome.error else outcome.reason
                message = outcome.feedback.message if outcome.feedback else ""
                print(
                    f"{program.path.name}: {program.expected or 'right'} → {outcome.given or '-'}  [{error}] {message}"
                )
    await runner.close()
    for name, value in summary(outcomes).items():
        print(f"{name:16} {value}")
    print(f"{'seconds':16} {time.monotonic() - started:.1f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
