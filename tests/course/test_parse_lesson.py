from __future__ import annotations

from pathlib import Path

import pytest
from sample_course import LESSON, SampleCourse

from tutor.course.model import ChallengePlace, CourseError, Fault, Lesson, Prose, Snippet
from tutor.course.parse import read_entry, read_lesson

FRONT = LESSON[: LESSON.index("## Make one")]
ID = "basics/first-steps"


def read(course: SampleCourse, text: str | bytes | None = None) -> Lesson:
    if text is not None:
        course.write("01-basics/01-first-steps/lesson.md", text)
    return read_lesson(course.first, ID)


def faults(course: SampleCourse, text: str | bytes | None = None) -> list[Fault]:
    with pytest.raises(CourseError) as caught:
        read(course, text)
    return caught.value.faults


def pages(course: SampleCourse, body: str) -> Lesson:
    """A lesson of ``body``, which starts in line 8; without the challenge's folder."""
    for path in sorted(course.double.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    return read(course, FRONT + body)


def test_a_whole_lesson(course):
    lesson = read(course)
    assert (lesson.id, lesson.title, lesson.goal, lesson.minutes) == (ID, "First steps", "Make a tensor.", 10)
    assert (lesson.teaches, lesson.needs, lesson.data) == (("S1", "S2"), (), ())
    assert lesson.path == course.first
    assert [page.title for page in lesson.pages] == ["Make one", "Double it"]
    assert [page.line for page in lesson.pages] == [8, 21]
    assert lesson.pages[0].blocks == (
        Prose("A tensor holds numbers.", 10),
        Snippet("x = 2\nprint(x * 0.5)\n", 13, 1, output="1.0\n", output_line=18),
    )
    assert lesson.pages[1].blocks == (Prose("Now you.", 23), ChallengePlace("double", 26))
    assert [challenge.id for challenge in lesson.challenges] == [f"{ID}/double"]
    assert lesson.lines == {"title": 2, "goal": 3, "minutes": 4, "teaches": 5}


def test_line_numbers_are_those_of_the_file(course):
    lines = LESSON.split("\n")
    lesson = read(course)
    assert lines[lesson.snippets[0].line - 1] == "x = 2"
    assert lines[lesson.snippets[0].output_line - 1] == "1.0"
    assert lines[lesson.pages[1].line - 1] == "## Double it"


@pytest.mark.parametrize("variant", [LESSON.replace("\n", "\r\n"), "\ufeff" + LESSON])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(course, variant):
    assert read(course, variant) == read(course, LESSON)


def test_the_hash_tells_a_changed_text_and_only_that(course):
    before = read(course).content_hash
    assert read(course, LESSON).content_hash == before
    assert read(course, LESSON.replace("Now you.", "Now you!")).content_hash != before


def test_attributes_of_a_snippet(course):
    lesson = pages(course, "## P\n\n```python run threads=2 seconds=0.5 expect=OutOfMemoryError hide\nx\n```\n")
    (snippet,) = lesson.snippets
    assert (snippet.threads, snippet.seconds, snippet.expect, snippet.hide) == (
        2,
        0.5,
        "OutOfMemoryError",
        True,
    )


def test_snippets_are_numbered_through_the_lesson(course):
    lesson = pages(course, "## P\n\n```python run\na = 1\n```\n\n## Q\n\n```python run\nb = 2\n```\n")
    assert [(snippet.number, snippet.key) for snippet in lesson.snippets] == [(1, "1"), (2, "2")]
    assert [snippet.line for snippet in lesson.snippets] == [11, 17]


def test_shown_fences_headings_in_code_and_fences_in_fences_stay_prose(course):
    body = (
        "## P\n\n### Inside\n\n```python\n## no page\ndef broken(:\n```\n\n````text\n"
        "```python run\n## no page\n```\n"
        "````\n\n- a list\n\n  ```text\n  shown in a list\n  ```\n\n    ## no page either\n"
    )
    lesson = pages(course, body)
    (page,) = lesson.pages
    (prose,) = page.blocks
    assert isinstance(prose, Prose)
    assert prose.markdown == body.partition("\n\n")[2].rstrip("\n")
    assert prose.line == 10


def test_prose_is_cut_by_snippets_only(course):
    lesson = pages(course, "## P\n\none\n\ntwo\n\n```python run\nx = 1\n```\n\nthree\n")
    assert [(block.markdown, block.line) for block in lesson.pages[0].blocks if isinstance(block, Prose)] == [
        ("one\n\ntwo", 10),
        ("three", 18),
    ]


def test_tildes_make_fences_too(course):
    lesson = pages(course, "## P\n\n~~~python run\nx = 1\n~~~\n")
    assert lesson.snippets[0].text == "x = 1\n"


def test_a_syntax_error_may_be_the_point(course):
    lesson = pages(course, "## P\n\n```python run expect=SyntaxError\nif x\n```\n")
    assert lesson.snippets[0].expect == "SyntaxError"


def test_the_future_of_the_parser_is_not_the_snippets(course):
    lesson = pages(course, "## P\n\n```python run\nfrom __future__ import annotations\nx = '\\d'\n```\n")
    assert len(lesson.snippets) == 1


BROKEN = {
    "no front matter": ("---\ntitle", "title", 1, "The file has no front matter."),
    "unclosed front matter": (
        "teaches: [S1, S2]\n---",
        "teaches: [S1, S2]",
        1,
        "The front matter is never closed. Put a line --- after its last key.",
    ),
    "YAML error": (
        "goal: Make a tensor.",
        "goal: Make: a tensor.",
        3,
        "The front matter is not valid YAML: ",
    ),
    "YAML error in a list": ("[S1, S2]", "[S1, S2", 6, "The front matter is not valid YAML: "),
    "front matter is no mapping": (
        "title: First steps\ngoal: Make a tensor.\nminutes: 10\nteaches: [S1, S2]",
        "just words",
        2,
        "The front matter is not a list of keys and values.",
    ),
    "impossible date": (
        "10\nteaches",
        "2026-13-45\nteaches",
        2,
        "The front matter holds a value that YAML can't read",
    ),
    "missing key": ("goal: Make a tensor.\n", "", 1, 'The front matter lacks "goal". Add a line `goal: …`.'),
    "key without value": (
        "goal: Make a tensor.",
        "goal:",
        3,
        '"goal" has no value. Write one after the colon.',
    ),
    "blank text": ("goal: Make a tensor.", 'goal: " "', 3, '"goal" is empty. Write a few words.'),
    "number for text": (
        "title: First steps",
        "title: 2",
        2,
        '"title" should be text, but YAML reads 2. Put it in quotes.',
    ),
    "yes for text": ("title: First steps", "title: Yes", 2, '"title" should be text, but YAML reads True.'),
    "text for number": (
        "minutes: 10",
        "minutes: ten",
        4,
        "\"minutes\" is 'ten'. Make it a whole number from 1 to 600.",
    ),
    "no minutes": ("minutes: 10", "minutes: 0", 4, '"minutes" is 0. Make it a whole number from 1 to 600.'),
    "minutes as yes": ("minutes: 10", "minutes: true", 4, '"minutes" is True. Make it a whole number'),
    "text for list": (
        "teaches: [S1, S2]",
        "teaches: S1",
        5,
        '"teaches" should be a list of words. Write `teaches: [one, two]`.',
    ),
    "numbers in list": ("[S1, S2]", "[1, 2]", 5, '"teaches" should be a list of words.'),
    "item twice": ("[S1, S2]", "[S1, S1]", 5, '"teaches" names S1 twice. Remove one.'),
    "unknown key": (
        "teaches: [S1, S2]",
        "teachs: [S1, S2]",
        5,
        '"teachs" is not a key of the front matter. Did you mean "teaches"? Rename it or remove it.',
    ),
    "unknown key without a neighbour": (
        "teaches: [S1, S2]",
        "xyz: 1",
        5,
        '"xyz" is not a key of the front matter. Known keys are title, goal, minutes, teaches, needs, data',
    ),
    "key twice": (
        "minutes: 10",
        "minutes: 10\nminutes: 12",
        5,
        '"minutes" is given twice (first in line 4). Keep one of them.',
    ),
    "text before the first page": (
        "## Make one",
        "Hello.\n\n## Make one",
        8,
        "Text stands before the first page. Put a heading `## Title` above it.",
    ),
    "page without title": ("## Make one", "##", 8, "This page has no title. Write one behind the ##."),
    "page title twice": (
        "## Double it",
        "## Make one",
        21,
        'Another page (line 8) is called "Make one" too. Give each its own title.',
    ),
    "empty page": (
        "## Double it",
        "## Nothing\n\n## Double it",
        21,
        'The page "Nothing" is empty. Write something under its heading.',
    ),
    "heading of level 1": (
        "## Make one",
        "## Make one\n\n# Big",
        10,
        "A heading of level 1 has no place here.",
    ),
    "dashes under text": ("Now you.", "Now you.\n---", 23, "A line of dashes makes this text a heading."),
    "unknown fence": (
        "```output",
        "```ouput",
        17,
        '"ouput" is not a kind of fence. Did you mean "output"? Use text for anything that is only shown.',
    ),
    "unknown fence without a neighbour": (
        "```output",
        "```xyzzy",
        17,
        '"xyzzy" is not a kind of fence. Known kinds are',
    ),
    "Python in capitals": (
        "```python run",
        "```Python run",
        12,
        '"Python" is not a kind of fence. Did you mean "python"?',
    ),
    "words behind output": (
        "```output",
        "```output run",
        17,
        'A fence "output" takes no attributes. Remove "run".',
    ),
    "words behind text": (
        "```output",
        "```text run",
        17,
        'A fence "text" takes no attributes. Remove "run".',
    ),
    "run spelt wrong": (
        "```python run",
        "```python rum",
        12,
        '"rum" is not an attribute of a snippet. Did you mean "run"? Correct it or remove it.',
    ),
    "attribute spelt wrong": (
        "python run",
        "python run thread=2",
        12,
        '"thread=2" is not an attribute of a snippet. Did you mean "threads"? Correct it or remove it.',
    ),
    "attribute twice": (
        "python run",
        "python run hide hide",
        12,
        'The attribute "hide" is given twice. Keep one.',
    ),
    "attribute without run": (
        "python run",
        "python hide",
        12,
        '"hide" belongs to a runnable snippet. Write "python run" before it.',
    ),
    "value for hide": (
        "python run",
        "python run hide=yes",
        12,
        'The attribute "hide" takes no value. Write it without "=yes".',
    ),
    "threads not a number": (
        "python run",
        "python run threads=x",
        12,
        '"threads=x" is not a number of threads. Write a whole number from 1 to 64.',
    ),
    "no threads": ("python run", "python run threads=0", 12, '"threads=0" is not a number of threads.'),
    "seconds not a number": (
        "python run",
        "python run seconds=inf",
        12,
        '"seconds=inf" is not a time limit. Write a number above 0 and up to 3600.',
    ),
    "no seconds": ("python run", "python run seconds=0", 12, '"seconds=0" is not a time limit.'),
    "exception spelt wrong": (
        "python run",
        "python run expect=RuntmeError",
        12,
        '"expect=RuntmeError" names no exception. Did you mean "RuntimeError"? Write a class name',
    ),
    "not an exception": ("python run", "python run expect=yes", 12, '"expect=yes" names no exception.'),
    "exception with its module": (
        "python run",
        "python run expect=torch.OutOfMemoryError",
        12,
        '"expect=torch.OutOfMemoryError" names no exception. ',
    ),
    "exception without a name": ("python run", "python run expect", 12, '"expect=" names no exception.'),
    "syntax error in a snippet": ("x = 2", "x = = 2", 13, "Snippet 1 is not valid Python: "),
    "return outside a function": (
        "print(x * 0.5)",
        "return x",
        14,
        "Snippet 1 is not valid Python: 'return' outside function. Correct this line.",
    ),
    "empty snippet": (
        "x = 2\nprint(x * 0.5)\n",
        "",
        12,
        "This runnable snippet is empty. Write code in it or remove it.",
    ),
    "output behind prose": (
        "```output",
        "It prints:\n\n```output",
        19,
        "This output doesn't follow a runnable snippet. Put it straight after a `python run` fence.",
    ),
    "output behind shown code": (
        "python run",
        "python",
        17,
        "This output doesn't follow a runnable snippet.",
    ),
    "two outputs": (
        "## Double it",
        "```output\n1.0\n```\n\n## Double it",
        21,
        "The snippet above has an output already. Make one of the two.",
    ),
    "snippet in a list": (
        "Now you.",
        "- Now you.\n\n  ```python run\n  x\n  ```",
        25,
        "This fence stands inside a list or a quote. Move it to the left margin.",
    ),
    "unclosed fence": (
        "double\n```",
        "double",
        25,
        "This fence is never closed. Put a line ``` below its last line.",
    ),
    "fence closed too shortly": (
        "```challenge\ndouble",
        "````challenge\ndouble",
        25,
        "This fence is never closed. Put a line ```` below its last line.",
    ),
    "challenge unknown": (
        "```challenge\ndouble",
        "```challenge\ndouble\n```\n\n```challenge\ndubble",
        30,
        'There is no challenge folder "dubble" here. Did you mean "double"? Correct the name.',
    ),
    "challenge above its folder": (
        "```challenge\ndouble",
        "```challenge\ndouble\n```\n\n```challenge\n../01-first-steps/double",
        30,
        'There is no challenge folder "../01-first-steps/double" here.',
    ),
    "challenge twice": (
        "Now you.",
        "Now you.\n\n```challenge\ndouble\n```",
        30,
        '"double" is placed twice (first in line 26). Keep one place.',
    ),
    "challenge fence with two names": (
        "challenge\ndouble",
        "challenge\ndouble\ntriple",
        27,
        "A challenge fence names one folder. Make a fence for each challenge.",
    ),
    "words behind challenge": (
        "```challenge",
        "```challenge now",
        25,
        'A fence "challenge" takes no attributes.',
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_fault_is_named_with_file_line_and_sentence(course, old, new, line, sentence):
    assert old in LESSON
    found = faults(course, LESSON.replace(old, new, 1))
    places = [(fault.path, fault.line) for fault in found if fault.message.startswith(sentence)]
    assert places == [(course.first / "lesson.md", line)], [str(fault) for fault in found]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_every_fault_ends_with_a_next_step(course, old, new, line, sentence):
    for fault in faults(course, LESSON.replace(old, new, 1)):
        assert fault.message.endswith((".", "?"))
        assert len(fault.message.replace("?", ".").split(". ")) >= 2, fault.message


ODD_YAML = {
    "nothing": ("", 1),
    "a comment alone": ("# title: x", 1),
    "a control character": ("title: x\ngoal: \x07", 3),
    "a control character behind umlauts": ("title: äöüäöüäöü\ngoal: \x07", 3),
    "two documents": ("title: x\n...\n%YAML 1.1", 5),
    "an unknown alias": ("title: x\ngoal: *nothing", 3),
    "a tag": ("title: x\ngoal: !!python/object:os.system x", 3),
    "a list as key": ("title: x\n[a, b]: c", 3),
    "a map as key": ("title: x\n? {a: b}\n: c", 3),
    "a tab": ("title: x\n\tgoal: y", 3),
    "a number as key": ("title: x\n3: y", 3),
}


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure Python"])
@pytest.mark.parametrize(("yaml_text", "line"), ODD_YAML.values(), ids=ODD_YAML.keys())
def test_odd_front_matter_is_a_fault_and_no_crash(course, monkeypatch, pure, yaml_text, line):
    if pure:
        monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    found = faults(course, f"---\n{yaml_text}\n---\n\n## P\n\ntext\n")
    assert line in {fault.line for fault in found}, [str(fault) for fault in found]


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure Python"])
def test_front_matter_nested_too_deep_is_a_fault_and_no_crash(course, monkeypatch, pure):
    if pure:
        monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    (fault,) = faults(course, "---\ntitle: " + "[" * 1200 + "\n---\n\n## P\n\ntext\n")
    assert fault.path.name == "lesson.md"


def test_an_empty_challenge_fence(course):
    found = faults(course, LESSON.replace("challenge\ndouble\n", "challenge\n"))
    assert [(fault.path.name, fault.line, fault.message.partition(".")[0]) for fault in found] == [
        ("double", 1, 'No page places the challenge "double"'),
        ("lesson.md", 25, "This challenge fence is empty"),
    ]


def test_a_challenge_no_page_places(course):
    course.challenge("01-basics/01-first-steps/triple")
    assert [str(fault) for fault in faults(course)] == [
        f"{course.first / 'triple'}:1: "
        'No page places the challenge "triple". Put a challenge fence that names it in a page.'
    ]


@pytest.mark.parametrize("name", ["Triple", "triple it", "triple#2", "a--b"])
def test_a_challenge_whose_folder_can_not_be_an_id(course, name):
    course.challenge(f"01-basics/01-first-steps/{name}")
    found = faults(course, LESSON.replace("double\n", f"double\n```\n\n```challenge\n{name}\n"))
    assert [(fault.path.name, fault.message) for fault in found] == [
        (name, f'"{name}" can\'t be an id. Name the folder in lower-case words with hyphens.')
    ]


def test_other_folders_of_a_lesson_are_left_alone(course):
    course.write("01-basics/01-first-steps/pictures/loss.svg", "<svg/>")
    course.write("01-basics/01-first-steps/__pycache__/x.pyc", b"\x00")
    assert len(read(course).challenges) == 1


def test_all_faults_are_collected_in_order(course):
    found = faults(course, LESSON.replace("minutes: 10", "minutes: x").replace("run", "rnu").replace("x = 2", "x ="))
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert {4, 12, 17} <= {fault.line for fault in found}


def test_faults_of_a_challenge_come_with_the_lessons(course):
    (course.double / "starter.py").unlink()
    found = faults(course, LESSON.replace("minutes: 10", "minutes: x"))
    assert [fault.path.name for fault in found] == ["starter.py", "lesson.md"]


def test_no_page(course):
    found = faults(course, FRONT)
    assert ("lesson.md", 7, "The lesson has no page. Start one with a heading `## Title`.") in [
        (fault.path.name, fault.line, fault.message) for fault in found
    ]


@pytest.mark.parametrize("text", ["", "\n", "---", "---\n---", "---\n---\n"])
def test_a_lesson_of_next_to_nothing_is_a_fault_and_no_crash(course, text):
    assert faults(course, text)


def test_text_that_is_not_utf8(course):
    (fault,) = faults(course, LESSON.encode().replace(b"Now you.", b"Now \xe4 you."))
    assert (fault.path.name, fault.line) == ("lesson.md", 23)
    assert fault.message == "lesson.md is not UTF-8 text. Save it in the encoding UTF-8."


def test_utf16_is_told_so(course):
    (fault,) = faults(course, LESSON.encode("utf-16"))
    assert "Save it in the encoding UTF-8." in fault.message


def test_a_missing_file(course):
    (course.first / "lesson.md").unlink()
    (fault,) = faults(course)
    assert str(fault) == f"{course.first / 'lesson.md'}:1: lesson.md is missing. Add it to 01-first-steps/."


def test_a_file_that_is_a_folder(course):
    (course.first / "lesson.md").unlink()
    (course.first / "lesson.md").mkdir()
    (fault,) = faults(course)
    assert fault.message == "lesson.md can't be read (is a directory). Check its permissions."


def test_control_characters_in_a_snippet(course):
    found = faults(course, LESSON.replace("x = 2", "x = 2\x00"))
    assert [fault.line for fault in found] == [13]


def test_the_entry_needs_the_front_matter_alone(course):
    broken_below = LESSON.replace("## Make one", "```nonsense")
    course.write("01-basics/01-first-steps/lesson.md", broken_below)
    entry = read_entry(course.first, ID)
    assert (entry.id, entry.title, entry.minutes, entry.path) == (ID, "First steps", 10, course.first)


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: [\n---\n", b"\xff\xfe"])
def test_the_entry_of_a_broken_lesson_goes_by_its_folder(course, text):
    course.write("01-basics/01-first-steps/lesson.md", text)
    entry = read_entry(course.first, ID)
    assert (entry.title, entry.minutes) == ("First steps", 0)


def test_the_entry_of_no_file(tmp_path: Path):
    assert read_entry(tmp_path, "a/two-words").title == "Two words"


def test_capabilities_are_declared(course):
    lesson = read(course, LESSON.replace("minutes: 10", "minutes: 10\ncapabilities: [worker_processes, loopback]"))
    assert lesson.capabilities == ("worker_processes", "loopback")


def test_an_unknown_capability_is_named_with_its_line(course):
    (fault,) = faults(course, LESSON.replace("minutes: 10", "minutes: 10\ncapabilities: [worker_process]"))
    assert fault.line == 5
    assert 'no capability "worker_process"' in fault.message
    assert "worker_processes" in fault.message
