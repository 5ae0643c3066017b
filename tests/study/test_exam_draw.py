from __future__ import annotations

from collections import Counter

import pytest

from tests.study.items import item
from tutor.course.model import ExamTopic
from tutor.study.exam_draw import Drawn, EmptyBank, draw_exam, topic_of
from tutor.study.items import Item

TOPICS = (
    ExamTopic("Core", 40, ("autograd", "tensors/special")),
    ExamTopic("Tensors", 10, ("tensors",)),
    ExamTopic("Modules", 30, ("modules",)),
    ExamTopic("Networks", 20, ("conv",)),
)


def bank(per_unit: int, *units: str, **changes: object) -> list[Item]:
    kinds = ("write", "fix", "predict", "tune")
    return [
        item(f"task-{number}", f"{unit}/lesson", **{"task": kinds[number % 4], **changes})
        for unit in units
        for number in range(per_unit)
    ]


def per_topic(drawn: Drawn) -> dict[str, int]:
    return dict(Counter(task.topic for task in drawn.tasks))


def test_a_lesson_named_by_a_topic_leaves_the_topic_of_its_unit() -> None:
    assert topic_of("tensors/special", TOPICS) == "Core"
    assert topic_of("tensors/other", TOPICS) == "Tensors"
    assert topic_of("unknown/lesson", TOPICS) == ""


def test_twenty_tasks_by_weight_and_a_hundred_points() -> None:
    drawn = draw_exam(bank(20, "autograd", "tensors", "modules", "conv"), TOPICS, 1)
    assert per_topic(drawn) == {"Core": 8, "Tensors": 2, "Modules": 6, "Networks": 4}
    assert sum(task.points for task in drawn.tasks) == pytest.approx(100)
    assert {task.points for task in drawn.tasks} == {5.0}
    assert [task.number for task in drawn.tasks] == list(range(1, 21))
    assert drawn.seconds == 80 * 60.0  # twenty tasks of four minutes
    assert drawn.notes == ()


def test_kinds_are_mixed() -> None:
    items = bank(20, "autograd", "tensors", "modules", "conv")
    kinds = {item.id: item.task for item in items}
    drawn = draw_exam(items, TOPICS, 3)
    assert Counter(kinds[task.item] for task in drawn.tasks) == {"predict": 6, "fix": 5, "write": 7, "tune": 2}


def test_the_seed_decides() -> None:
    items = bank(20, "autograd", "tensors", "modules", "conv")
    assert draw_exam(items, TOPICS, 5) == draw_exam(items, TOPICS, 5)
    first, second = draw_exam(items, TOPICS, 5), draw_exam(items, TOPICS, 6)
    assert [task.item for task in first.tasks] != [task.item for task in second.tasks]
    assert [task.draw for task in first.tasks] != [task.draw for task in second.tasks]


def test_a_topic_without_tasks_gives_its_points_to_the_others_and_says_so() -> None:
    drawn = draw_exam(bank(20, "autograd", "tensors", "modules"), TOPICS, 1)
    assert len(drawn.tasks) == 20
    assert sum(task.points for task in drawn.tasks) == pytest.approx(100)
    core = sum(task.points for task in drawn.tasks if task.topic == "Core")
    assert core == pytest.approx(50)
    assert drawn.notes == ("Networks: no tasks yet; the other topics share its points.",)


def test_a_topic_with_few_tasks_keeps_its_weight_and_says_so() -> None:
    items = [*bank(20, "autograd", "tensors", "conv"), *bank(2, "modules")]
    drawn = draw_exam(items, TOPICS, 1)
    assert per_topic(drawn)["Modules"] == 2
    assert len(drawn.tasks) == 20
    assert sum(task.points for task in drawn.tasks if task.topic == "Modules") == pytest.approx(30)
    assert drawn.notes == ("Modules: 2 tasks instead of 6, worth more each.",)


def test_a_light_topic_is_not_rounded_away() -> None:
    topics = (ExamTopic("Core", 97, ("autograd",)), ExamTopic("Tensors", 3, ("tensors",)))
    assert per_topic(draw_exam(bank(20, "autograd", "tensors"), topics, 1)) == {"Core": 19, "Tensors": 1}


def test_a_small_bank_makes_a_shorter_exam() -> None:
    drawn = draw_exam(bank(5, "autograd", "tensors"), TOPICS, 1)
    assert len(drawn.tasks) == 10
    assert drawn.seconds == 40 * 60.0
    assert drawn.notes[0] == "There are 10 tasks yet instead of 20."


def test_the_time_is_what_the_tasks_are_meant_to_take() -> None:
    quick, long = bank(12, "autograd", minutes=2), bank(12, "modules", minutes=7)
    drawn = draw_exam([*quick, *long], (ExamTopic("All", 1, ("autograd", "modules")),), 4)
    longer = sum(task.item.startswith("modules/") for task in drawn.tasks)
    assert 0 < longer < 20
    assert drawn.seconds == 60.0 * (2 * (20 - longer) + 7 * longer)


def test_only_what_an_exam_may_ask_is_drawn_and_nothing_twice() -> None:
    items = [*bank(20, "autograd"), *bank(20, "modules", exam=False)]
    drawn = draw_exam(items, TOPICS, 9)
    ids = [task.item for task in drawn.tasks]
    assert len(set(ids)) == 20
    assert all(name.startswith("autograd/") for name in ids)


def test_an_exam_about_one_unit() -> None:
    drawn = draw_exam(bank(20, "autograd", "modules"), TOPICS, 1, "modules", "All about modules")
    assert {task.topic for task in drawn.tasks} == {"All about modules"}
    assert all(task.item.startswith("modules/") for task in drawn.tasks)
    assert sum(task.points for task in drawn.tasks) == pytest.approx(100)


@pytest.mark.parametrize("unit", ["", "conv"])
def test_nothing_to_draw_from_is_said(unit: str) -> None:
    with pytest.raises(EmptyBank, match="no exam tasks yet"):
        draw_exam(bank(3, "autograd", exam=False), TOPICS, 1, unit)
