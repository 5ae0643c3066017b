from __future__ import annotations

import pytest
from sample_course import ALSO_RIGHT, CHALLENGE, CHECK, SOLUTION, STARTER, SampleCourse

from tutor.course.challenge import content_hash, read_challenge
from tutor.course.folders import challenge_folders
from tutor.course.model import CourseError, Fault

ID = "basics/first-steps/double"
FOLDER = "01-basics/01-first-steps/double"


def faults(course: SampleCourse) -> list[Fault]:
    with pytest.raises(CourseError) as caught:
        read_challenge(course.double, ID)
    return caught.value.faults


def told(course: SampleCourse) -> list[tuple[str, int, str]]:
    return [(fault.path.relative_to(course.double).as_posix(), fault.line, fault.message) for fault in faults(course)]


def test_a_whole_challenge(course):
    challenge = read_challenge(course.double, ID)
    assert (challenge.id, challenge.title, challenge.kind, challenge.minutes) == (ID, "Double it", "write", 3)
    assert challenge.task == "Write `double(x)`."
    assert challenge.hints == ("Think of addition.", "Add x to itself.")
    assert challenge.afterwards == "`2 * x` is shorter."
    assert (challenge.starter, challenge.solution, challenge.check) == (STARTER, SOLUTION, CHECK)
    assert (challenge.skills, challenge.covers) == (("arithmetic",), ("S2", "S3"))
    assert (challenge.threads, challenge.seconds) == (1, 30.0)
    assert challenge.path == course.double
    assert challenge.lines["covers"] == 6


def test_variants(course):
    challenge = read_challenge(course.double, ID)
    assert [(variant.name, variant.feedback) for variant in challenge.wrong] == [
        ("adds_two", "double(3) is 5."),
        ("squares", "double(3) is 9: that is the square."),
    ]
    assert [variant.path.name for variant in challenge.also_right] == ["times_two.py"]
    assert challenge.also_right[0].source == ALSO_RIGHT["times_two"]


def test_threads_and_seconds(course):
    course.edit(course.double / "challenge.md", "kind: write", "kind: tune\nthreads: 2\nseconds: 0.5")
    challenge = read_challenge(course.double, ID)
    assert (challenge.kind, challenge.threads, challenge.seconds) == ("tune", 2, 0.5)


def test_hints_and_afterwards_are_optional(course):
    course.write(f"{FOLDER}/challenge.md", CHALLENGE[: CHALLENGE.index("## Hint")])
    challenge = read_challenge(course.double, ID)
    assert (challenge.hints, challenge.afterwards) == ((), "")


def test_headings_in_code_are_no_sections(course):
    course.edit(course.double / "challenge.md", "Add x to itself.", "```python\n## Hint\n```")
    assert read_challenge(course.double, ID).hints[1] == "```python\n## Hint\n```"


@pytest.mark.parametrize(("file", "counts"), [("starter.py", True), ("check.py", True), ("solution.py", False)])
def test_the_hash_covers_what_the_learner_solves(course, file, counts):
    before = read_challenge(course.double, ID).content_hash
    path = course.double / file
    path.write_text(path.read_text() + "\n# changed\n")
    assert (read_challenge(course.double, ID).content_hash != before) is counts


def test_the_hash_keeps_borders_apart():
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert content_hash("ab", "c") == content_hash("ab", "c")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(course):
    before = read_challenge(course.double, ID)
    for path in course.double.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_challenge(course.double, ID) == before


MARKDOWN_FAULTS = {
    "kind": (
        "kind: write",
        "kind: wriet",
        4,
        '"kind" is \'wriet\'. Make it write, fix, predict, tune or project. Did you mean "write"?',
    ),
    "no kind": ("kind: write\n", "", 1, 'The front matter lacks "kind". Add a line `kind: …`.'),
    "kind as list": (
        "kind: write",
        "kind: [write]",
        4,
        "\"kind\" is ['write']. Make it write, fix, predict, tune or project.",
    ),
    "minutes": ("minutes: 3", "minutes: 3.5", 3, '"minutes" is 3.5. Make it a whole number from 1 to 600.'),
    "seconds": (
        "minutes: 3",
        "minutes: 3\nseconds: .inf",
        4,
        '"seconds" is inf. Make it a number of seconds above 0 and up to 3600.',
    ),
    "threads": (
        "minutes: 3",
        "minutes: 3\nthreads: 65",
        4,
        '"threads" is 65. Make it a whole number from 1 to 64.',
    ),
    "unknown key": (
        "covers:",
        "cover:",
        6,
        '"cover" is not a key of the front matter. Did you mean "covers"? Rename it or remove it.',
    ),
    "empty task": (
        "Write `double(x)`.\n",
        "",
        8,
        "The task is empty. Say below the front matter what to do.",
    ),
    "section": (
        "## Afterwards",
        "## Afterward",
        18,
        '"## Afterward" is not a section of a challenge. Did you mean "Afterwards"? Use Hint or Afterwards.',
    ),
    "empty hint": (
        "Think of addition.\n",
        "",
        10,
        'The section "Hint" is empty. Write something under it or remove it.',
    ),
    "afterwards twice": (
        "`2 * x` is shorter.",
        "Short.\n\n## Afterwards\n\nLong.",
        22,
        "Afterwards is given twice. Make one section of the two.",
    ),
    "hint behind afterwards": (
        "`2 * x` is shorter.",
        "Short.\n\n## Hint\n\nLate.",
        22,
        "A hint stands behind Afterwards. Move it above.",
    ),
    "runnable snippet": (
        "Think of addition.",
        "```python run\nx\n```",
        12,
        "Only a lesson runs snippets, asks questions or places challenges. Make this fence plain `python`.",
    ),
    "unclosed fence": (
        "`2 * x` is shorter.",
        "```python\nx",
        20,
        "This fence is never closed. Put a line ``` below its last line.",
    ),
    "heading of level 1": (
        "Write `double(x)`.",
        "# Double\n\nWrite `double(x)`.",
        8,
        "A heading of level 1 has no place here. Write ### for a heading inside a page, or write ## Hint.",
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "sentence"), MARKDOWN_FAULTS.values(), ids=MARKDOWN_FAULTS.keys())
def test_faults_of_challenge_md(course, old, new, line, sentence):
    course.edit(course.double / "challenge.md", old, new)
    assert told(course) == [("challenge.md", line, sentence)]


CHECK_FAULTS = {
    "no test": (
        "def test_double",
        "def check_double",
        1,
        "check.py has no test function. Write one whose name starts with test_.",
    ),
    "no docstring": (
        '    """double(3) is 6"""\n',
        "",
        4,
        "test_double has no docstring. Write one: a statement that is true of right code.",
    ),
    "blank docstring": (
        '"""double(3) is 6"""',
        '"""  """',
        4,
        "test_double has no docstring. Write one: a statement",
    ),
    "unknown argument": (
        "(learner)",
        "(learner,\n    leger)",
        5,
        'test_double asks for leger, which is unknown. Did you mean "ledger"? '
        "Use learner, source, tree, output or ledger.",
    ),
    "star arguments": (
        "(learner)",
        "(learner, *rest)",
        4,
        "test_double takes * or ** arguments. Name the ones it needs: learner, source",
    ),
    "async": (
        "def test",
        "async def test",
        4,
        "test_double is an async function, which nobody awaits.",
    ),
    "syntax error": (
        "(learner):",
        "(learner)",
        4,
        "check.py is not valid Python: expected ':'. Correct this line.",
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "sentence"), CHECK_FAULTS.values(), ids=CHECK_FAULTS.keys())
def test_faults_of_check_py(course, old, new, line, sentence):
    course.edit(course.double / "check.py", old, new)
    ((file, at, message),) = told(course)
    assert (file, at) == ("check.py", line)
    assert message.startswith(sentence)


def test_a_test_function_defined_twice(course):
    course.write(f"{FOLDER}/check.py", CHECK + '\n\ndef test_double(learner):\n    """again"""\n')
    assert told(course) == [
        ("check.py", 9, "test_double is defined twice (first in line 4): one never runs. Rename it.")
    ]


def test_every_argument_of_a_check_is_known(course):
    course.edit(course.double / "check.py", "(learner)", "(ledger, output, tree, source, learner)")
    assert read_challenge(course.double, ID).check.count("ledger") == 1


@pytest.mark.parametrize("name", ["challenge.md", "starter.py", "solution.py", "check.py"])
def test_a_missing_file(course, name):
    (course.double / name).unlink()
    assert told(course) == [(name, 1, f"{name} is missing. Add it to double/.")]


@pytest.mark.parametrize("name", ["starter", "solution", "check", "wrong/squares", "also_right/times_two"])
def test_a_syntax_error(course, name):
    course.write(f"{FOLDER}/{name}.py", '"""Text."""\n\nx = (\n')
    ((file, line, message),) = told(course)
    assert (file, line) == (f"{name}.py", 3)
    assert message == f"{name.rpartition('/')[2]}.py is not valid Python: '(' was never closed. Correct this line."


@pytest.mark.parametrize("name", ["starter", "solution", "check", "wrong/squares", "also_right/times_two"])
def test_a_script_that_is_not_utf8(course, name):
    course.write(f"{FOLDER}/{name}.py", b'"""Text."""\n# \xff\n')
    ((file, line, message),) = told(course)
    assert (file, line) == (f"{name}.py", 2)
    assert message.endswith("is not UTF-8 text. Save it in the encoding UTF-8.")


def test_an_empty_script(course):
    course.write(f"{FOLDER}/starter.py", "\n")
    assert told(course) == [("starter.py", 1, "starter.py is empty. Write its code.")]


def test_too_few_wrong_answers(course):
    (course.double / "wrong" / "squares.py").unlink()
    assert told(course) == [
        (
            "challenge.md",
            1,
            "A challenge ships at least two wrong answers; this one has 1. Add files to wrong/.",
        )
    ]


def test_no_other_right_answer(course):
    (course.double / "also_right" / "times_two.py").unlink()
    assert told(course) == [
        (
            "challenge.md",
            1,
            "A challenge ships a second right answer that goes another way. Add a file to also_right/.",
        )
    ]


def test_a_wrong_answer_without_docstring(course):
    course.write(f"{FOLDER}/wrong/squares.py", "def double(x):\n    return x * x\n")
    assert told(course) == [
        (
            "wrong/squares.py",
            1,
            "A wrong answer starts with a docstring. Write in it the sentence the learner must get.",
        )
    ]


def test_all_faults_are_collected(course):
    course.edit(course.double / "challenge.md", "kind: write", "kind: wriet")
    (course.double / "solution.py").unlink()
    course.write(f"{FOLDER}/starter.py", "x = (\n")
    assert [(file, line) for file, line, _ in told(course)] == [
        ("challenge.md", 4),
        ("solution.py", 1),
        ("starter.py", 1),
    ]


def test_scripts_are_read_even_without_front_matter(course):
    course.write(f"{FOLDER}/challenge.md", "Just a task.")
    (course.double / "solution.py").unlink()
    assert [file for file, _, _ in told(course)] == ["challenge.md", "solution.py"]


def test_folders_with_a_file_of_a_challenge_are_challenges(course):
    course.write("01-basics/01-first-steps/half-made/starter.py", "x = 1\n")
    course.write("01-basics/01-first-steps/pictures/loss.svg", "<svg/>")
    assert [path.name for path in challenge_folders(course.first)] == ["double", "half-made"]


def test_no_folder_has_no_challenges(tmp_path):
    assert challenge_folders(tmp_path / "nowhere") == ()
