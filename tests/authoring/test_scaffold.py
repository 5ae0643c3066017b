from __future__ import annotations

from pathlib import Path

import pytest
from sample_course import SampleCourse

from tutor.authoring.scaffold import CannotMake, make_challenge, make_course, make_lesson, unfilled
from tutor.authoring.verify import verify
from tutor.course.library import Library


def fill(folder: Path) -> None:
    """What an author does: every mark goes."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_text(path.read_text().replace("FILL: ", "").replace("FILL:", ""))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_course(tmp_path / "mine", "My course")
    return tmp_path / "mine"


def test_a_new_course_takes_lessons_and_lists_their_units(root):
    make_lesson(root, "first-steps", "see-it-work")
    make_lesson(root, "first-steps", "take-it-apart", title="Apart")
    make_lesson(root, "more", "go-on")
    library = Library(root)
    assert library.info.title == "My course"
    assert [(unit.id, unit.title) for unit in library.units()] == [("first-steps", "First steps"), ("more", "More")]
    assert library.ids() == ("first-steps/see-it-work", "first-steps/take-it-apart", "more/go-on")
    assert library.faults == ()
    assert library.lesson("first-steps/take-it-apart").title == "Apart"
    assert [path.name for path in sorted(root.iterdir()) if path.is_dir()] == ["01-first-steps", "02-more"]


@pytest.mark.parametrize(
    "title", ['a: "b" \\ # c', "Yes", "2024", "- [x]", "{{n}}", "@TITLE@", "don't", "two\n lines", "\udcff"]
)
def test_a_title_may_be_anything(tmp_path, title):
    read = " ".join(title.replace("\udcff", "?").split())
    root = tmp_path / "any"
    make_course(root, title)
    make_lesson(root, "first-steps", "see-it-work", title)
    make_challenge(root, "first-steps", "see-it-work", "double-it", title)
    library = Library(root)
    lesson = library.lesson("first-steps/see-it-work")
    assert (library.info.title, lesson.title, lesson.challenges[0].title) == (read, read, read)


def test_a_unit_joins_behind_the_others_and_before_what_follows(course: SampleCourse):
    path = course.root / "course.toml"
    path.write_text(path.read_text() + '\n[[exam]]\ntopic = "All"\nweight = 1\nlessons = ["basics"]\n')
    make_lesson(course.root, "brand-new", "first")
    text = path.read_text()
    assert text.index('id = "more"') < text.index('id = "brand-new"') < text.index("[[exam]]")
    assert Library(course.root).find("brand-new/first")


def test_a_listed_unit_without_a_folder_gets_one(course: SampleCourse):
    before = (course.root / "course.toml").read_text()
    folder = make_lesson(course.root, "more", "first")
    assert folder.relative_to(course.root).as_posix() == "02-more/01-first"
    assert (course.root / "course.toml").read_text() == before


def test_a_challenge_is_placed_in_its_lesson(root):
    make_lesson(root, "first-steps", "see-it-work")
    make_challenge(root, "first-steps", "see-it-work", "double-it")
    lesson = Library(root).lesson("first-steps/see-it-work")
    assert [challenge.id for challenge in lesson.challenges] == ["first-steps/see-it-work/double-it"]
    assert lesson.pages[-1].title == "Double it"


def test_what_nobody_has_written_is_named_with_its_line(root):
    lesson = make_lesson(root, "first-steps", "see-it-work")
    challenge = make_challenge(root, "first-steps", "see-it-work", "double-it")
    assert {fault.path.name for fault in unfilled(lesson)} == {"lesson.md"}
    names = {fault.path.name for fault in unfilled(challenge)}
    assert {"challenge.md", "starter.py", "solution.py", "check.py", "another_way.py", "squares.py"} <= names
    fault = next(iter(unfilled(challenge / "wrong")))
    assert fault.path.read_text().split("\n")[fault.line - 1].strip().startswith("# FILL:")
    assert "Write it, and take FILL: away." in fault.message


@pytest.mark.torch
@pytest.mark.asyncio(loop_scope="session")
async def test_once_filled_it_is_proven(root, runner):
    make_lesson(root, "first-steps", "see-it-work")
    make_challenge(root, "first-steps", "see-it-work", "double-it")
    report = await verify(Library(root), [runner])
    assert report.faults
    assert all("Nobody has written this yet" in fault.message for fault in report.faults)
    fill(root)
    report = await verify(Library(root), [runner])
    assert report.faults == ()
    assert (report.counts.challenges, report.counts.wrong, report.counts.also_right) == (1, 2, 1)


@pytest.mark.parametrize("names", [("Basics", "a"), ("basics", "two words"), ("basics", "../up"), ("", "a")])
def test_names_that_are_no_ids(root, names):
    with pytest.raises(CannotMake, match="can't be an id"):
        make_lesson(root, *names)


def test_nothing_is_overwritten(root):
    make_lesson(root, "first-steps", "see-it-work")
    make_challenge(root, "first-steps", "see-it-work", "double-it")
    with pytest.raises(CannotMake, match="already"):
        make_lesson(root, "first-steps", "see-it-work")
    with pytest.raises(CannotMake, match="already"):
        make_challenge(root, "first-steps", "see-it-work", "double-it")
    with pytest.raises(CannotMake, match="already"):
        make_course(root, "Another")


def test_a_challenge_needs_its_lesson(root):
    with pytest.raises(CannotMake, match="pytorch-tutor new first-steps/none"):
        make_challenge(root, "first-steps", "none", "double-it")
