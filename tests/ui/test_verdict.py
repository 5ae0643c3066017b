from tutor.engine.events import ChallengeJudged, CheckResult
from tutor.ui.spans import line_width, plain
from tutor.ui.widgets.verdict import check_lines, grids, verdict_lines

GOOD = CheckResult("add returns a tensor", True, 0.01)
BAD = CheckResult("add sums", False, 0.02, "Got 1.0 where 3.0 belongs.", {"expected": "3.0\n3.0", "got": "1.0\n1.0"})
WORSE = CheckResult("add keeps the dtype", False, 0.02, "Wrong dtype.", {"got": "torch.int64"})


def texts(judged, width=70):
    return [plain(line) for line in verdict_lines(judged, width)]


def test_a_pass_says_so_in_its_first_line():
    judged = ChallengeJudged("c", True, (GOOD,), 0.25)
    assert texts(judged) == ["✓ Solved: the check passed. 0.25 s", "✓ add returns a tensor 0.01 s"]


def test_a_time_is_never_torn_from_its_unit():
    lines = [plain(line) for line in check_lines(GOOD, len("✓ add returns a tensor 0.01"), details=False)]
    assert lines == ["✓ add returns a tensor", "  0.01 s"]


def test_only_the_first_failure_shows_its_grids():
    lines = texts(ChallengeJudged("c", False, (GOOD, BAD, WORSE), 0.25))
    assert lines[0].startswith("✗ Not yet: 1 of 3 checks passed.")
    assert "  Got 1.0 where 3.0 belongs." in lines
    assert any("got" in line and "expected" in line for line in lines)
    assert "  Wrong dtype." in lines
    assert not any("torch.int64" in line for line in lines)


def test_grids_stand_side_by_side_where_they_fit():
    lines = [plain(line).rstrip() for line in grids({"expected": "3.0", "got": "1.0", "inputs": "x"}, 40)]
    assert lines == ["inputs   got   expected", "x        1.0   3.0"]


def test_those_that_do_not_fit_stand_below():
    details = {"difference": "1.0", "expected": "3.0", "inputs": "y" * 30, "got": "1.0"}
    lines = [plain(line).rstrip() for line in grids(details, 40)]
    assert lines == [
        "inputs                           got",
        "y" * 30 + "   1.0",
        "expected   difference",
        "3.0        1.0",
    ]


def test_grids_stand_below_each_other_where_none_fits_beside_another():
    lines = grids({"got": "1" * 30, "expected": "2" * 30}, 40)
    assert [plain(line) for line in lines] == ["got", "1" * 30, "expected", "2" * 30]
    assert all(line_width(line) <= 40 for line in lines)


def test_code_in_a_message_stands_out_without_its_quotes():
    told = CheckResult("add sums", False, 0.02, "Call `y.sum()` once.")
    line = check_lines(told, 70, details=False)[1]
    assert plain(line).strip() == "Call y.sum() once."
    assert [span.role for span in line if "y.sum" in span.text] == ["code"]


def test_a_quote_without_its_second_stays():
    told = CheckResult("add sums", False, 0.02, "It returned '`'.")
    assert plain(check_lines(told, 70, details=False)[1]).strip() == "It returned '`'."
