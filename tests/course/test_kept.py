from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample_course import SampleCourse

from tutor.course import prose
from tutor.course.kept import KeptLesson
from tutor.course.library import Library
from tutor.course.model import CourseError

LESSON = "basics/first-steps"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "lesson.json"


def opened(course: SampleCourse, file: Path) -> Library:
    library = Library(course.root)
    library.kept = KeptLesson(file)
    return library


def keep(course: SampleCourse, file: Path) -> None:
    library = opened(course, file)
    library.lesson(LESSON)
    library.keep(LESSON)


def kept(course: SampleCourse, file: Path) -> bool:
    return KeptLesson(file).load(course.first, LESSON) is not None


def test_every_lesson_comes_back_as_it_was_read(file):
    library = Library.default()
    keeper = library.kept = KeptLesson(file)
    for lesson_id in library.ids():
        lesson = library.lesson(lesson_id)
        library.keep(lesson_id)
        again = keeper.load(lesson.path, lesson_id)
        assert again == lesson
        assert again is not lesson
        # What the comparison leaves out: lines, and the templates of questions that vary.
        assert repr(again) == repr(lesson)
        assert [question.drawn(3) for question in again.questions] == [
            question.drawn(3) for question in lesson.questions
        ]
        assert again.lines == lesson.lines


def test_a_kept_lesson_is_shown_without_a_parser(course, file):
    keep(course, file)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from tutor.course.kept import KeptLesson\nfrom tutor.course.library import Library\n"
        f"library = Library(Path({str(course.root)!r}))\nlibrary.kept = KeptLesson(Path({str(file)!r}))\n"
        f"print(library.lesson({LESSON!r}).title)\n"
        "print([name for name in ('yaml', 'markdown_it', 'tutor.course.parse') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [Library(course.root).lesson(LESSON).title, "[]"]


def test_what_was_laid_out_is_known_again(course, file):
    text = "A **bold** word, [a link](lesson:a/b) and\n\n1. one\n2. two\n\n| a | b |\n|---|--:|\n| `x` | y |\n"
    tree = prose.tree_of(text)
    keep(course, file)
    prose.know({text: ()})
    assert kept(course, file)
    assert prose.known()[text] == tree


@pytest.mark.parametrize("changed", ["lesson.md", "double/check.py", "double/wrong/adds_two.py"])
def test_a_lesson_that_changed_is_read_again(course, file, changed):
    keep(course, file)
    path = course.first / changed
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n# more\n")
    assert not kept(course, file)


def test_a_touched_file_of_the_same_size_counts_as_changed(course, file):
    keep(course, file)
    before = (course.first / "lesson.md").stat()
    os.utime(course.first / "lesson.md", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert not kept(course, file)


def test_a_new_file_counts_as_a_change(course, file):
    keep(course, file)
    (course.first / "new.txt").write_text("")
    assert not kept(course, file)


def test_what_changed_between_reading_and_keeping_is_not_kept(course, file):
    library = opened(course, file)
    library.lesson(LESSON)
    lesson = course.first / "lesson.md"
    lesson.write_text(lesson.read_text() + "\nMore.\n")
    library.keep(LESSON)
    assert not file.exists()


def test_another_lesson_is_not_mistaken_for_it(course, file):
    keep(course, file)
    assert KeptLesson(file).load(course.first, "basics/other") is None
    assert KeptLesson(file).load(course.root, LESSON) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"stamp": []}',
        b"[" * 100_000,
    ],
)
def test_a_torn_file_is_as_good_as_none(course, file, content):
    keep(course, file)
    file.write_bytes(content)
    library = opened(course, file)
    assert library.lesson(LESSON) == Library(course.root).lesson(LESSON)


@pytest.mark.parametrize("lesson", [{"Lesson": []}, {"Nothing": [1]}, {"Lesson": 3}, {}, {"a": 1, "b": 2}])
def test_a_lesson_in_another_form_is_as_good_as_none(course, file, lesson):
    keep(course, file)
    data = json.loads(file.read_text())
    file.write_text(json.dumps({**data, "lesson": lesson}))
    assert not kept(course, file)


def test_trees_in_another_form_are_as_good_as_none(course, file):
    keep(course, file)
    data = json.loads(file.read_text())
    file.write_text(json.dumps({**data, "trees": {"text": [["text"]], "more": [[]]}}))
    assert not kept(course, file)


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_keeping(course, tmp_path):
    (tmp_path / "state").write_text("a file, no folder")
    library = opened(course, tmp_path / "state" / "lesson.json")
    lesson = library.lesson(LESSON)
    library.keep(LESSON)
    assert library.lesson(LESSON) is lesson


def test_nothing_is_left_beside_it(course, file):
    keep(course, file)
    keep(course, file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_lesson_that_was_not_read_is_not_kept(course, file):
    opened(course, file).keep(LESSON)
    assert not file.exists()


def test_another_process_reads_while_this_one_goes_on(course, file):
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from tutor.course.kept import KeptLesson\nfrom tutor.course.library import Library\n"
        "from tutor.course.prose import known\n"
        f"library = Library(Path({str(course.root)!r}))\nlibrary.kept = KeptLesson(Path({str(file)!r}))\n"
        f"library.read_beside({LESSON!r})\nprint(library.lesson({LESSON!r}).title, *known(), sep='|')\n"
        "print([name for name in ('yaml', 'markdown_it', 'tutor.course.parse') if name in sys.modules])"
    )
    for _ in range(2):  # read, then kept
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        title = Library(course.root).lesson(LESSON).title
        assert done.stdout.splitlines() == [f"{title}|A tensor holds numbers.", "[]"]
        assert kept(course, file)


def test_a_faulty_lesson_is_told_by_the_process_that_wants_it(course, file):
    lesson = course.first / "lesson.md"
    lesson.write_text(lesson.read_text().replace("title: First steps\n", ""))
    library = opened(course, file)
    library.read_beside(LESSON)
    with pytest.raises(CourseError, match="title"):
        library.lesson(LESSON)
    assert not file.exists()


@pytest.mark.parametrize("page", [7, -9])
def test_a_page_that_is_not_there_any_more_is_read_by_whoever_wants_it(course, file, page):
    library = opened(course, file)
    library.read_beside(LESSON, page)
    assert library.lesson(LESSON) == Library(course.root).lesson(LESSON)


def test_nobody_reads_beside_where_nothing_is_kept(course, monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it forked"))
    Library(course.root).read_beside(LESSON)


def test_a_lesson_that_is_not_there_is_not_read_beside(course, file, monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it forked"))
    opened(course, file).read_beside("basics/gone")


def test_where_no_process_can_be_made_it_is_read_here(course, file, monkeypatch):
    def refuse():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    library = opened(course, file)
    library.read_beside(LESSON)
    assert library.lesson(LESSON) == Library(course.root).lesson(LESSON)


def test_only_the_last_texts_are_remembered():
    for number in range(prose.MOST_KEPT + 5):
        prose.tree_of(f"text {number}")
    assert len(prose.known()) == prose.MOST_KEPT
    assert list(prose.known())[-1] == f"text {prose.MOST_KEPT + 4}"
    assert "text 0" not in prose.known()


def test_a_text_that_is_used_again_is_remembered_longer():
    prose.tree_of("again")
    for number in range(prose.MOST_KEPT - 1):
        prose.tree_of(f"text {number}")
    prose.tree_of("again")
    prose.tree_of("one more")
    assert "again" in prose.known()
