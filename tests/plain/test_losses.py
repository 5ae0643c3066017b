from tutor.engine.events import MetricsReceived
from tutor.plain.losses import LossTeller, number, trend


def teller_at(*times):
    moments = iter(times)
    return LossTeller(lambda: next(moments))


def points(*values, first=0, name="loss"):
    return MetricsReceived(name, tuple(range(first, first + len(values))), tuple(values))


def test_the_first_point_is_said_at_once():
    assert teller_at(0, 0).add(points(2.5)) == ["step 0: loss 2.5"]


def test_it_is_quiet_until_some_time_has_passed():
    teller = teller_at(0, 1, 3, 3)
    teller.add(points(2.5))
    assert teller.add(points(2.0, first=1)) == []
    assert teller.add(points(1.5, first=2)) == ["step 2: loss 1.5, falling"]


def test_trends():
    assert trend(1, 0.5) == "falling"
    assert trend(0.5, 1) == "rising"
    assert trend(1, 1.001) == "steady"
    assert trend(1, float("nan")) == ""
    assert trend(0, 0) == "steady"


def test_a_loss_that_is_no_number_is_said_at_once_and_once():
    teller = teller_at(0, 0, 0)
    teller.add(points(1.0))
    assert teller.add(points(float("nan"), float("nan"), first=1)) == ["step 1: loss is not a number (NaN)"]
    assert teller.summary() == ["loss: 1 at step 0, not a number (NaN) at step 2; no number from step 1 on."]


def test_the_summary_tells_how_it_went():
    teller = teller_at(*[0] * 9)
    teller.add(points(2.0, 0.5, 1.0))
    assert teller.summary() == ["loss: 2 at step 0, 1 at step 2, lowest 0.5 at step 1."]


def test_the_lowest_is_a_number_wherever_there_was_one():
    teller = teller_at(*[0] * 9)
    teller.add(points(float("nan"), 2.0, 1.0, 3.0))
    (told,) = teller.summary()
    assert "lowest 1 at step 2; no number from step 0 on" in told


def test_each_metric_is_told_of_itself():
    teller = teller_at(*[0] * 9)
    assert teller.add(points(1.0)) + teller.add(points(0.1, name="accuracy")) == [
        "step 0: loss 1",
        "step 0: accuracy 0.1",
    ]


def test_a_single_point_needs_no_summary():
    teller = teller_at(0, 0)
    teller.add(points(1.0))
    assert teller.summary() == []


def test_numbers_are_short():
    assert [number(0.123456), number(1e-9), number(float("inf"))] == ["0.123", "1e-09", "infinite"]
