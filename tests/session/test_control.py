import pytest

from tests.ui.fakes import FakeRunner
from tutor.session.control import RunControl


async def numbers(count):
    for number in range(count):
        yield number


async def test_every_event_is_taken_in_order():
    control = RunControl(FakeRunner(), lambda: 0.0)
    taken = []
    await control.follow(numbers(5), taken.append)
    assert taken == [0, 1, 2, 3, 4]
    assert not control.running


async def test_a_flood_makes_room_for_others():
    ticks = iter(range(10**6))
    control = RunControl(FakeRunner(), lambda: next(ticks))
    others = []

    async def other():
        others.append(control.running)

    import asyncio

    task = asyncio.create_task(other())
    await control.follow(numbers(3), lambda _: None)
    assert others == [True]
    await task


async def test_only_one_run_is_followed():
    control = RunControl(FakeRunner(), lambda: 0.0)
    control.running = True
    with pytest.raises(RuntimeError, match="already followed"):
        await control.follow(numbers(1), lambda _: None)


async def test_a_fault_in_the_events_ends_the_run():
    control = RunControl(FakeRunner(), lambda: 0.0)

    def broken(_):
        raise ValueError("inner")

    with pytest.raises(ValueError, match="inner"):
        await control.follow(numbers(1), broken)
    assert not control.running


async def test_stopping_counts_its_steps():
    runner = FakeRunner()
    control = RunControl(runner, lambda: 0.0)
    assert await control.stop() == "nothing"
    control.running = True
    assert await control.stop() == "interrupted"
    assert await control.stop() == "killed"
    assert runner.stops == 2


async def test_the_next_run_is_stopped_in_two_steps_again():
    control = RunControl(FakeRunner(), lambda: 0.0)
    steps = []

    async def stopped_once():
        steps.append(await control.stop())
        yield control.stopping

    for _ in range(2):
        await control.follow(stopped_once(), steps.append)
    assert steps == ["interrupted", True] * 2


async def test_a_runner_that_can_not_be_asked_is_no_second_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    class Gone(FakeRunner):
        async def stop(self):
            raise BrokenPipeError("worker is gone")

    control = RunControl(Gone(), lambda: 0.0)
    control.running = True
    assert await control.stop() == "interrupted"
    await control.end()
    assert "worker is gone" in next(tmp_path.rglob("tutor.log")).read_text()
