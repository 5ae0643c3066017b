from tutor.engine.link import CALM_SECONDS, FLOOD_READINGS, FloodGauge


class Clock:
    now = 10.0

    def __call__(self) -> float:
        return self.now


def readings(seconds_between: float, count: int) -> list[bool]:
    clock = Clock()
    gauge = FloodGauge(clock)
    found = []
    for _ in range(count):
        clock.now += seconds_between
        found.append(gauge.is_flood())
    return found


def test_the_few_pieces_of_an_answer_are_no_flood() -> None:
    assert not any(readings(CALM_SECONDS / 10, FLOOD_READINGS))


def test_pieces_that_go_on_and_on_are_one() -> None:
    assert readings(CALM_SECONDS / 10, FLOOD_READINGS + 3)[-3:] == [True, True, True]


def test_it_is_still_one_while_readings_wait_for_each_other() -> None:
    assert all(readings(CALM_SECONDS * 1.1, 40)[FLOOD_READINGS:])


def test_pieces_far_apart_are_none() -> None:
    assert not any(readings(CALM_SECONDS * 3, 40))


def test_a_pause_ends_it() -> None:
    clock = Clock()
    gauge = FloodGauge(clock)
    for _ in range(FLOOD_READINGS + 1):
        clock.now += CALM_SECONDS / 10
        flood = gauge.is_flood()
    assert flood
    clock.now += 1.0
    assert not gauge.is_flood()
