"""A worker in a pod: a real kubectl, and a stand-in of the API server that it speaks with."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from living import Make, ending, failure, gone, lesson, ran, scratch_left, script, text_of, through

from tests.engine.standins.kubernetes_api import POD, ApiServer
from tutor.engine import launch
from tutor.engine.events import ChallengeJudged, OutputReceived, RunEvent
from tutor.engine.runner import Source
from tutor.worker import processes

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc"),
    pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl on this machine"),
]

TEXTS = ["x = 1\nprint('one')", "x += 1\nprint(x)"]
ENDLESS = "import os\nif os.fork() == 0:\n    while True: pass\nprint('begun', flush=True)\nwhile True: pass"


class Cluster:
    """The API server, and the commands that reach it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ApiServer({"PATH": os.environ["PATH"], "TMPDIR": str(folder), "SECRET_OF_THE_POD": "1"})

    def kubectl(self, pod: str = POD, *, options: str = "-i", port: int = 0) -> str:
        """The ``--launch`` command."""
        config = self.folder / f"config-{port}"
        config.write_text(self.server.config(port))
        command = f"kubectl --kubeconfig {shlex.quote(str(config))} --cache-dir {shlex.quote(str(self.folder))}/cache"
        return f"{command} exec {options} {pod} --"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.server.close()


async def test_a_lesson_and_a_script_in_a_pod(make: Make, cluster: Cluster) -> None:
    runner = make(cluster.kubectl())
    pairs = await lesson(runner, TEXTS, 1)
    assert text_of(event for _, event in pairs) == "one\n2\n"
    seen = text_of(await script(runner, "import os\nprint(*os.environ)\nprint('x' * 70000)"))
    assert "SECRET_OF_THE_POD" not in seen
    assert len(seen) > 70000
    family = processes.tree(int(runner.hello["pid"]))
    await runner.close()
    await gone(family)
    assert scratch_left(cluster.folder) == []


@pytest.mark.torch
async def test_a_challenge_in_a_pod(make: Make, cluster: Cluster) -> None:
    runner = make(cluster.kubectl(), preload=launch.PRELOAD)
    check = "def test_answer(learner):\n    '''The answer is 42'''\n    assert learner.answer.sum() == 42\n"
    for answer, passes in ((21.0, True), (20.0, False)):
        source = Source(f"import torch\nanswer = torch.full((2,), {answer})", "answer.py")
        verdict = [event async for event in runner.judge("a/b/c", source, check)][-1]
        assert isinstance(verdict, ChallengeJudged)
        assert verdict.passed is passes
        assert [result.name for result in verdict.checks] == ["The answer is 42"]


async def test_stop_reaches_the_pod(make: Make, cluster: Cluster) -> None:
    runner = make(cluster.kubectl())
    seen: list[RunEvent] = []
    async for event in runner.run_script(Source(ENDLESS, "run.py")):
        if isinstance(event, OutputReceived):
            await runner.stop()
        seen.append(event)
    assert ending(seen).reason == "stopped"


async def test_a_connection_that_drops_in_mid_run(make: Make, cluster: Cluster) -> None:
    runner = make(cluster.kubectl())
    assert ran(await lesson(runner, TEXTS, 0)) == [0]
    family = processes.tree(int(runner.hello["pid"]))
    sources = [Source(TEXTS[0], "snippet 1", "1"), Source(ENDLESS, "snippet 2", "2")]
    seen: list[RunEvent] = []
    async for _, event in runner.run_lesson("lesson", sources, 1):
        if isinstance(event, OutputReceived):
            family += processes.members(runner._current.pid) if runner._current else []
            os.kill(through(runner), signal.SIGKILL)
        seen.append(event)
    assert ending(seen).sentence.startswith(f"The link through “{cluster.kubectl()}” broke off (")
    await gone(family)
    assert scratch_left(cluster.folder) == []
    pairs = await lesson(runner, TEXTS, 1)
    assert ran(pairs) == [0, 1]
    assert text_of(event for _, event in pairs) == "one\n2\n"


async def test_a_worker_that_is_killed_in_the_pod(make: Make, cluster: Cluster) -> None:
    runner = make(cluster.kubectl())
    seen: list[RunEvent] = []
    async for event in runner.run_script(Source(ENDLESS, "run.py")):
        if isinstance(event, OutputReceived):
            os.kill(int(runner.hello["pid"]), signal.SIGKILL)
        seen.append(event)
    assert "broke off (command terminated with exit code" in ending(seen).sentence
    assert text_of(await script(runner, "print('back')")) == "back\n"


async def test_what_kubectl_refuses_is_a_sentence(make: Make, cluster: Cluster) -> None:
    said = await failure(make(cluster.kubectl("no-such-pod")))
    assert 'pods "no-such-pod" not found. Check the names of pod and namespace (kubectl get pods)' in said
    said = await failure(make(cluster.kubectl(port=1)))
    assert "was refused - did you specify the right host or port? Check which cluster kubectl asks" in said
    said = await failure(make(cluster.kubectl(options="")))
    assert "Does it pass its input on? docker and kubectl need -i for that." in said
    said = await failure(make(cluster.kubectl(), "/no/such/python"))
    assert "there is no Python called /no/such/python." in said
