import json

from tutor.commands.check import as_dict, show
from tutor.course.model import Milestone
from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.grading.milestones import MilestoneResult, ProjectJudged

GOOD = CheckResult("add sums", True, 0.01)
BAD = CheckResult("loss is small", False, 0.02, "The loss is 9.", {"got": "9\n9"})
FIRST = Milestone("Forward", "correctness", 50, 15, ("add",), ("add sums",), ("test_sum",))
SECOND = Milestone("Loss", "analysis", 15, 20, ("loss",), ("loss is small",), ("test_loss",))
PROJECT = ProjectJudged(
    "unit/lesson/project",
    False,
    (GOOD, BAD),
    0.1,
    milestones=(
        MilestoneResult(FIRST, "reached", (GOOD,)),
        MilestoneResult(SECOND, "begun", (BAD,)),
        MilestoneResult(FIRST, "not started"),
    ),
)


def test_a_verdict_for_a_person(capsys):
    show(ChallengeJudged("c", False, (GOOD, BAD)))
    assert capsys.readouterr().out.splitlines() == [
        "✓ add sums  (0.01 s)",
        "✗ loss is small  (0.02 s)",
        "    The loss is 9.",
        "    got:",
        "        9",
        "        9",
        "Not yet: 1 of 2 checks.",
    ]


def test_a_project_shows_the_checks_of_what_needs_work(capsys):
    show(PROJECT)
    assert capsys.readouterr().out.splitlines() == [
        "✓ 1 Forward  (50 of 50 points)",
        "✗ 2 Loss  (0 of 15 points, next)",
        "    ✗ loss is small  (0.02 s)",
        "        The loss is 9.",
        "        got:",
        "            9",
        "            9",
        "○ 3 Forward  (0 of 50 points, not started)",
        "Not yet: 1 of 3 milestones, 50 of 100 points.",
    ]


def test_a_project_as_json():
    told = json.loads(json.dumps(as_dict(PROJECT)))
    assert told["points"] == 50
    assert [milestone["state"] for milestone in told["milestones"]] == ["reached", "begun", "not started"]
    assert told["milestones"][1]["checks"] == ["loss is small"]
    assert [check["name"] for check in told["checks"]] == ["add sums", "loss is small"]


def test_no_other_verdict_has_milestones():
    assert not {"points", "milestones"} & set(as_dict(ChallengeJudged("c", True, (GOOD,))))
