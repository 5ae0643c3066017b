"""Runs the test functions of a ``check.py`` in a process of their own and reports each.

This process alone holds the check's knowledge: expected values, references, thresholds. The learner's code is in
another process, reached through ``tutor.worker.remote``.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import random
import time
from collections.abc import Callable
from types import FunctionType
from typing import Any

import torch

from tutor.check import CheckFailed, Ledger
from tutor.worker.failures import describe
from tutor.worker.protocol import Message
from tutor.worker.remote import Learner

CHECK_NAME = "check.py"


def run_checks(message: Message, body: bytes, peer: int, send: Callable[[Message], None]) -> None:
    """Run every ``test_*`` function of the check in ``body``, in the order they stand.

    ``message`` carries ``source`` (the learner's text), ``source_name`` and ``output`` (what it printed).
    """
    text = body.decode("utf-8")
    linecache.cache[CHECK_NAME] = (len(text), None, text.splitlines(keepends=True), CHECK_NAME)
    namespace: dict[str, Any] = {"__name__": "check"}
    try:
        exec(compile(text, CHECK_NAME, "exec", dont_inherit=True), namespace)
    except BaseException as error:
        send(
            {
                "type": "check",
                "name": "The checks can be read",
                "passed": False,
                "seconds": 0.0,
                **_fault_of_the_lesson(error),
            }
        )
        return
    learner = Learner(peer, message["source_name"])
    offered = _offered(message, learner)
    for name, function in list(namespace.items()):
        if name.startswith("test_") and isinstance(function, FunctionType):
            title = " ".join((inspect.getdoc(function) or name).split())
            send({"type": "check_started", "name": title})
            send({"type": "check", "name": title, **_run_one(function, offered)})


def _offered(message: Message, learner: Learner) -> dict[str, Callable[[], Any]]:
    """What a test function may ask for by argument name."""
    source: str = message["source"]
    return {
        "learner": lambda: learner,
        "source": lambda: source,
        "tree": lambda: ast.parse(source),
        "output": lambda: message["output"],
        "ledger": lambda: Ledger.read(learner._ledger()),
    }


def _run_one(function: FunctionType, offered: dict[str, Callable[[], Any]]) -> Message:
    torch.manual_seed(0)
    random.seed(0)
    started = time.perf_counter()
    result: Message
    try:
        function(**{name: offered[name]() for name in inspect.signature(function).parameters})
        result = {"passed": True, "message": "", "details": {}}
    except CheckFailed as failed:
        result = {"passed": False, "message": str(failed), "details": failed.details, "crash": failed.crash}
    except BaseException as error:
        result = {"passed": False, **_fault_of_the_lesson(error)}
    return {**result, "seconds": time.perf_counter() - started}


def _fault_of_the_lesson(error: BaseException) -> Message:
    failure = describe(error, CHECK_NAME)
    place = f", line {failure.line}" if failure.line else ""
    return {
        "message": f"The check itself broke ({CHECK_NAME}{place}: {failure.name}: {failure.message}). "
        "This is a fault of the lesson, not of your code: please report it.",
        "details": {"traceback": failure.traceback},
        "fault": True,
    }
