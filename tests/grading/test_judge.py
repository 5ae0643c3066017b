"""Verdicts from a real worker, and every way of forging one that we know."""

from __future__ import annotations

import asyncio

import pytest

from tutor.engine.events import ChallengeJudged, CheckResult, OutputReceived, RunFinished
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner

pytestmark = [pytest.mark.torch, pytest.mark.asyncio(loop_scope="session")]

CHECK = '''
import torch
from tutor.check import close, expect

SECRET = 1234.5

def test_double(learner):
    """double(x) is 2x"""
    for size in range(1, 6):
        x = torch.randn(size, 3)
        close(learner.double(x), 2 * x, f"double of a {tuple(x.shape)} tensor")

def test_answer(learner):
    """answer is the number it should be"""
    close(learner.answer, SECRET, "answer")
'''
RIGHT = "def double(x):\n    return x + x\n"


async def judge(runner: WorkerRunner, code: str, check: str = CHECK, seconds: float = 20.0) -> ChallengeJudged:
    verdicts = [
        event
        async for event in runner.judge("unit/lesson/challenge", Source(code, "answer.py", seconds=seconds), check)
        if isinstance(event, ChallengeJudged)
    ]
    assert len(verdicts) == 1
    return verdicts[0]


def failing(verdict: ChallengeJudged) -> list[CheckResult]:
    return [check for check in verdict.checks if not check.passed]


NO_END = 'def test_it(learner):\n    """It ends"""\n    while True: pass\n'


async def test_what_was_stopped_had_no_say(runner: WorkerRunner) -> None:
    for code, check in (("print('begun')\nwhile True: pass", CHECK), ("print('begun')", NO_END)):
        verdict = None
        async for event in runner.judge("u/l/c", Source(code, "answer.py"), check):
            if isinstance(event, OutputReceived) and "while" in code:
                await runner.stop()
            elif isinstance(event, RunFinished) and "while" not in code:
                asyncio.get_running_loop().call_later(0.2, lambda: asyncio.ensure_future(runner.stop()))
            verdict = event
        assert isinstance(verdict, ChallengeJudged)
        assert (verdict.passed, verdict.had_its_say) == (False, False)


async def test_without_a_worker_nothing_had_its_say() -> None:
    lost = WorkerRunner("/nowhere/python")
    verdict = await judge(lost, RIGHT)
    assert (verdict.passed, verdict.had_its_say) == (False, False)
    assert "could not be started" in verdict.checks[0].message
    await lost.close()


@pytest.mark.parametrize("code", ["x = ", "import os\nos._exit(1)", "raise SystemExit(1)", "while True: pass"])
async def test_what_ends_by_itself_had_its_say(runner: WorkerRunner, code: str) -> None:
    verdict = await judge(runner, code, seconds=0.5)
    assert (verdict.passed, verdict.had_its_say) == (False, True)


async def test_right_code_passes(runner: WorkerRunner) -> None:
    verdict = await judge(runner, RIGHT + "answer = 1234.5\n")
    assert verdict.passed
    assert [check.name for check in verdict.checks] == ["double(x) is 2x", "answer is the number it should be"]


async def test_wrong_code_fails_with_grids(runner: WorkerRunner) -> None:
    verdict = await judge(runner, "def double(x):\n    return x * 3\nanswer = 1234.5\n")
    assert not verdict.passed
    (failed,) = failing(verdict)
    assert failed.message.startswith("double of a (1, 3) tensor[0, ")
    assert {"got", "expected", "difference"} <= set(failed.details)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "defines no `double`"),
        ("double = 3\nanswer = 0", "int"),
        ("def double(x): return x.double()\nanswer = 0", "dtype"),
        ("def double(x): return x[0]\nanswer = 0", "shape"),
        ("def double(x): return None\nanswer = 0", "None"),
        ("def double(x): raise ValueError('no')\nanswer = 0", "raised ValueError: no (line 1"),
        ("def double(x): return object()\nanswer = 0", "an object"),
        ("def double(x): return x + x\nanswer = 10 ** 400", "too large"),
        ("def double(x): return x * float('nan')\nanswer = 0", "nan"),
    ],
)
async def test_each_mistake_has_its_sentence(runner: WorkerRunner, code: str, sentence: str) -> None:
    verdict = await judge(runner, code)
    assert not verdict.passed
    assert any(sentence in check.message for check in verdict.checks), verdict.checks


FORGERIES = {
    "an early exit": "import sys\nprint('passed')\nsys.exit(0)",
    "an exit behind the interpreter's back": "import os\nprint('passed')\nos._exit(0)",
    "a printed verdict": 'print(\'{"type": "check", "name": "x", "passed": true}\')',
    "a patched torch.testing": "import torch\ntorch.testing.assert_close = lambda *a, **k: None",
    "a patched tutor.check": "import tutor.check\ntutor.check.close = tutor.check.expect = lambda *a, **k: None",
    "a forged event": """
import json, os, struct
def send(**message):
    data = json.dumps(message).encode()
    os.write(3, struct.pack('!II', len(data), 0) + data)
for run in range(20):
    send(type='check', run=run, name='double(x) is 2x', passed=True, seconds=0.1)
    send(type='finished', run=run, exit=0, reason='ok', seconds=0.1)
    send(type='done', run=run, exit=0, reason='ok', seconds=0.1)
""",
    "a monkeypatched builtin": "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.all = lambda *a: True\n"
    "builtins.isinstance = lambda *a: True",
    "a value that equals everything": """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
answer = Same(0)
def double(x): return Same(0)
""",
    "a tensor that equals everything": """
import torch
class Same(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True
def double(x): return torch.zeros(3).as_subclass(Same)
answer = torch.zeros(()).as_subclass(Same)
""",
    "a read of the caller's frames": """
import sys, gc
def double(x):
    frame = sys._getframe()
    while frame is not None:
        for value in frame.f_locals.values():
            if isinstance(value, float) and value == 1234.5:
                globals()['answer'] = value
        frame = frame.f_back
    found = [o for o in gc.get_objects() if isinstance(o, dict) and 'SECRET' in o]
    if found:
        globals()['answer'] = found[0]['SECRET']
    return x + x
answer = 0.0
""",
    "a search of its own memory for the check": """
answer = 0.0
def double(x):
    with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
        backwards = b'4321 = TERCES'  # forwards it would find itself
        for line in maps:
            span, mode = line.split()[:2]
            if 'rw' in mode and '[v' not in line:
                start, end = (int(part, 16) for part in span.split('-'))
                if end - start < 64 << 20:
                    memory.seek(start)
                    try:
                        if backwards in memory.read(end - start)[::-1]:
                            globals()['answer'] = 1234.5
                    except OSError:
                        pass
    return x + x
""",
    "a look at the checks' process": """
import os, glob
answer = 0.0
for path in glob.glob('/proc/[0-9]*/mem') + glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/fd/*'):
    pid = path.split('/')[2]
    if int(pid) != os.getpid():
        try:
            open(path, 'rb').read(1)
            answer = 1234.5
        except OSError:
            pass
def double(x): return x + x
""",
    "an answer written by itself on the checks' line": """
import os, json, struct
answer = 0.0
def double(x):
    data = json.dumps({'value': {'kind': 'float', 'value': (1234.5).hex()}}).encode()
    for _ in range(3):
        os.write(4, struct.pack('!II', len(data), 0) + data)
    return x + x
""",
    "another session's folder": """
import os
answer = 0.0
for folder in os.listdir('..'):
    answer = 1234.5
def double(x): return x + x
""",
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_no_forgery_passes(runner: WorkerRunner, name: str) -> None:
    verdict = await judge(runner, FORGERIES[name])
    assert not verdict.passed
    for check in failing(verdict):
        assert check.message
        assert "Traceback" not in check.message
        assert not check.broken


async def test_the_check_can_be_passed_by_the_memory_search_where_the_secret_is_its_own(runner: WorkerRunner) -> None:
    """The control for the memory search: where the text really is in its memory, it is found."""
    code = FORGERIES["a search of its own memory for the check"]
    verdict = await judge(runner, "held = 'SEC' + 'RET = 1234.5'.lower().upper()\n" + code)
    assert verdict.passed


async def test_code_that_never_answers_is_told_so(runner: WorkerRunner) -> None:
    check = "def test_it(learner):\n    '''It answers'''\n    learner.double(1)\n"
    runner_limit = 0.5
    from tutor.engine import worker_runner

    before, worker_runner.CHECK_SECONDS = worker_runner.CHECK_SECONDS, runner_limit
    try:
        verdict = await judge(runner, "def double(x):\n    while True: pass\n", check, seconds=0.5)
    finally:
        worker_runner.CHECK_SECONDS = before
    assert "did not answer within 0.5 seconds" in failing(verdict)[0].message
    assert failing(verdict)[0].name == "It answers"


async def test_code_that_does_not_run_is_told_why(runner: WorkerRunner) -> None:
    verdict = await judge(runner, "x = 1\nx.y\n")
    assert [check.name for check in verdict.checks] == ["Your code runs"]
    assert "AttributeError in line 2" in verdict.checks[0].message


async def test_a_check_that_breaks_is_the_lessons_fault(runner: WorkerRunner) -> None:
    verdict = await judge(runner, RIGHT, "def test_it(learner):\n    '''It holds'''\n    {}['missing']\n")
    assert verdict.checks[0].broken
    assert "fault of the lesson" in verdict.checks[0].message


async def test_checks_see_what_the_script_did(runner: WorkerRunner) -> None:
    code = """
import torch
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.ones(4, 2)).square().mean()
    loss.backward()
    optimizer.step()
print("trained")
"""
    check = '''
import torch
from tutor.check import calls, close, expect, has_loop, names_used
def test_everything(learner, source, tree, output, ledger):
    """Everything a check may ask for is there"""
    expect(ledger.order == ["zero_grad", "forward", "backward", "step"] * 3, str(ledger.order))
    expect((ledger.backward, ledger.step, ledger.zero_grad, len(ledger.losses)) == (3, 3, 3, 3), "counts")
    expect(output == "trained\\n", repr(output))
    expect("Linear" in source and calls(tree, "torch.nn.Linear") == 1 and has_loop(tree), "source")
    expect("zero_grad" in names_used(tree), "names")
    x = torch.randn(5, 2)
    close(learner.model(x), x @ learner.model.weight.T + learner.model.bias, "model(x)")
    expect(learner("model.weight.grad").shape == (1, 2), "grad")
    expect(learner.model.weight.requires_grad and not learner.has("nothing"), "has")
    expect(len(learner("list(model.parameters())")) == 2, "list")
    expect(learner("model.weight.dtype") is torch.float32, "dtype")
'''
    verdict = await judge(runner, code, check)
    assert verdict.passed, verdict.checks


OWN_FUNCTION = """
def twice(x):
    return learner["double"](x), learner["double"](x)
"""
CHECK_WITH_ITS_OWN_FUNCTION = f'''
from tutor.check import expect

def test_double(learner):
    """double gives the same again"""
    first, second = learner.define({OWN_FUNCTION!r}, "twice", "double")(3)
    expect(first == second == 6, f"Got {{first}} and {{second}}.")
'''


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def double(x):\n    return 2 * x\n", ""),
        ("def double(x):\n    return x\n", "Got 3 and 3."),
        (
            "def double(x):\n    y = 1\n    raise ValueError('no')\n",
            "`double` raised ValueError: no (line 3 of your code)",
        ),
    ],
)
async def test_a_check_may_bring_a_function_of_its_own(runner: WorkerRunner, code: str, message: str) -> None:
    verdict = await judge(runner, code, CHECK_WITH_ITS_OWN_FUNCTION)
    assert [check.message for check in verdict.checks] == [message]
