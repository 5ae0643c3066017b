from __future__ import annotations

import subprocess
import sys

import pytest
from sample_course import COURSE, PLAIN_LESSON, SampleCourse

from tutor.course.library import Library, NotInCourse
from tutor.course.model import CourseError

FIRST = "basics/first-steps"


@pytest.fixture
def library(course: SampleCourse) -> Library:
    course.lesson("01-basics/02-shapes-of-tensors")
    course.lesson("02-more/01-shapes-again")
    course.lesson("02-more/10-last")
    return Library(course.root)


def test_what_the_course_is(library, course):
    assert library.info.title == "A small course"
    assert library.info.root == course.root
    assert library.info.units == (("basics", "The basics"), ("more", "More of it"))
    assert library.faults == ()


def test_units_list_their_lessons_in_order(library):
    assert [(unit.id, unit.title, [lesson.id for lesson in unit.lessons]) for unit in library.units()] == [
        ("basics", "The basics", [FIRST, "basics/shapes-of-tensors"]),
        ("more", "More of it", ["more/shapes-again", "more/last"]),
    ]
    assert library.units()[0].lessons[0].title == "First steps"


def test_a_unit_without_folder_is_left_out(course):
    library = Library(course.root)
    assert [unit.id for unit in library.units()] == ["basics"]
    assert library.faults == ()


def test_ten_stands_behind_two(course):
    for number in (10, 2, 3):
        course.lesson(f"02-more/{number}-lesson-{number}")
    assert Library(course.root).ids()[1:] == ("more/lesson-2", "more/lesson-3", "more/lesson-10")


def test_folders_without_number_come_last(course):
    course.lesson("01-basics/appendix")
    course.lesson("01-basics/02-second")
    assert Library(course.root).ids() == (FIRST, "basics/second", "basics/appendix")


def test_a_lesson_is_read_once(library):
    assert library.lesson(FIRST) is library.lesson(FIRST)
    assert library.lesson(FIRST).title == "First steps"


def test_a_broken_lesson_hides_no_other(library, course):
    course.write("01-basics/02-shapes-of-tensors/lesson.md", "nothing of a lesson")
    assert [lesson.title for lesson in library.units()[0].lessons] == ["First steps", "Shapes of tensors"]
    assert library.lesson(FIRST).title == "First steps"
    with pytest.raises(CourseError) as caught:
        library.lesson("basics/shapes-of-tensors")
    assert [(fault.path.parent.name, fault.line) for fault in caught.value.faults] == [("02-shapes-of-tensors", 1)]


def test_a_mended_lesson_opens(library, course):
    course.write("01-basics/02-shapes-of-tensors/lesson.md", "nothing of a lesson")
    with pytest.raises(CourseError):
        library.lesson("basics/shapes-of-tensors")
    course.write("01-basics/02-shapes-of-tensors/lesson.md", PLAIN_LESSON)
    assert library.lesson("basics/shapes-of-tensors").title == "Later"


def test_opening_a_lesson_reads_no_other(library, course):
    for folder in ("01-basics/02-shapes-of-tensors", "02-more/01-shapes-again"):
        course.write(f"{folder}/lesson.md", b"\xff")
    assert library.lesson(FIRST).id == FIRST


def test_neighbours(library):
    assert library.previous(FIRST) is None
    assert library.next(FIRST) == "basics/shapes-of-tensors"
    assert library.next("basics/shapes-of-tensors") == "more/shapes-again"
    assert library.previous("more/shapes-again") == "basics/shapes-of-tensors"
    assert library.next("more/last") is None


def test_the_way_passes_a_placement_quiz_by(library, course):
    place = course.root / "01-basics" / "03-where-to-begin" / "lesson.md"
    course.write(str(place.relative_to(course.root)), "---\ntitle: P\ngoal: G.\nminutes: 5\nkind: placement\n---\n")
    library = Library(course.root)
    assert "basics/where-to-begin" in library.ids()
    assert library.next("basics/shapes-of-tensors") == "more/shapes-again"
    assert library.previous("more/shapes-again") == "basics/shapes-of-tensors"


@pytest.mark.parametrize("ask", ["lesson", "next", "previous", "challenge_ids"])
def test_an_unknown_lesson(library, ask):
    with pytest.raises(NotInCourse, match='no lesson "basics/first-step"'):
        getattr(library, ask)("basics/first-step")


def test_challenges(library):
    assert library.challenge_ids() == (f"{FIRST}/double",)
    assert library.challenge_ids("more/last") == ()
    assert library.challenge(f"{FIRST}/double").title == "Double it"


def test_a_challenge_is_the_lessons_own_once_that_is_open(library):
    lesson = library.lesson(FIRST)
    assert library.challenge(f"{FIRST}/double") is lesson.challenges[0]


def test_a_challenge_opens_though_its_lesson_is_broken(library, course):
    course.write("01-basics/01-first-steps/lesson.md", "broken")
    challenge = library.challenge(f"{FIRST}/double")
    assert challenge is library.challenge(f"{FIRST}/double")


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("name", [f"{FIRST}/duble", "nowhere/at/all", "double"])
def test_an_unknown_challenge(library, opened, name):
    if opened:
        library.lesson(FIRST)
    with pytest.raises(NotInCourse, match=f'no challenge "{name}"'):
        library.challenge(name)


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "first-steps",
        "first",
        "basics/f",
        "Basics/First-Steps",
        " first-steps ",
        "first-steps/",
        "1.1",
        "01.01",
        "01-basics/01-first-steps",
        "lessons/01-basics/01-first-steps/",
        "01-first-steps",
    ],
)
def test_what_people_type_finds_the_lesson(library, text):
    assert library.find(text) == FIRST


def test_a_number_is_the_folders(library):
    assert library.find("2.10") == "more/last"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("shapes", '"shapes" can mean basics/shapes-of-tensors or more/shapes-again. Type more of the name.'),
        (
            "basics",
            '"basics" can mean basics/first-steps or basics/shapes-of-tensors. Type more of the name.',
        ),
        ("frist-steps", 'There is no lesson "frist-steps". Did you mean basics/first-steps?'),
        ("2.2", "There is no lesson 2.2. Choose one of 1.1, 1.2, 2.1, 2.10."),
        ("zzz", 'There is no lesson "zzz". See `pytorch-tutor list` for their names.'),
        ("", 'There is no lesson "". See `pytorch-tutor list` for their names.'),
        ("/", 'There is no lesson "/". See `pytorch-tutor list` for their names.'),
    ],
)
def test_what_is_not_found_gets_a_sentence(library, text, sentence):
    with pytest.raises(NotInCourse) as caught:
        library.find(text)
    assert str(caught.value) == sentence


def test_a_whole_last_part_wins_over_a_longer_one(course):
    course.lesson("02-more/01-first-steps-again")
    assert Library(course.root).find("first-steps") == FIRST


def test_the_same_last_part_in_two_units_is_not_enough(course):
    course.lesson("02-more/01-first-steps")
    library = Library(course.root)
    with pytest.raises(NotInCourse, match="can mean basics/first-steps or more/first-steps"):
        library.find("first-steps")
    assert library.find("more/first-steps") == "more/first-steps"


def test_many_candidates_are_counted_and_not_listed(course):
    for number in range(2, 9):
        course.lesson(f"01-basics/{number:02}-part-{number}")
    with pytest.raises(NotInCourse, match="part-5 or 3 more"):
        Library(course.root).find("part")


@pytest.mark.parametrize("text", [f"{FIRST}/double", "double", "dou", "first-steps/double"])
def test_finding_a_challenge(library, text):
    assert library.find_challenge(text) == f"{FIRST}/double"


def test_an_empty_course_says_so(tmp_path):
    (tmp_path / "course.toml").write_text(COURSE)
    library = Library(tmp_path)
    assert library.units() == ()
    with pytest.raises(NotInCourse, match="this course has none"):
        library.find("anything")


FOLDER_FAULTS = {
    "same id": (
        "01-basics/05-first-steps",
        "05-first-steps",
        '01-first-steps has the id "basics/first-steps" too. Rename one of the two folders.',
    ),
    "same number": (
        "01-basics/01-other",
        "01-other",
        "01-first-steps has the number 1 too. Number the folders one after the other.",
    ),
    "bad id": (
        "01-basics/02-Two Words",
        "02-Two Words",
        '"Two Words" can\'t be an id. Name the folder in lower-case words with hyphens.',
    ),
    "unknown unit": (
        "03-basic/01-lesson",
        "03-basic",
        'course.toml lists no unit "basic". Did you mean "basics"? Add it or rename this folder.',
    ),
    "same unit": (
        "04-basics/01-lesson",
        "04-basics",
        '01-basics has the id "basics" too. Join the two folders or rename one.',
    ),
    "number of another unit": (
        "01-more/01-lesson",
        "01-more",
        "course.toml puts this unit behind 01-basics. Number the folders in that order.",
    ),
    "order": (
        "00-more/01-lesson",
        "00-more",
        "course.toml puts this unit behind 01-basics. Number the folders in that order.",
    ),
}


@pytest.mark.parametrize(("folder", "file", "sentence"), FOLDER_FAULTS.values(), ids=FOLDER_FAULTS.keys())
def test_faults_of_folders(course, folder, file, sentence):
    course.lesson(folder)
    library = Library(course.root)
    assert [(fault.path.name, fault.line, fault.message) for fault in library.faults] == [(file, 1, sentence)]
    assert library.lesson(FIRST).id == FIRST


def test_a_folder_without_lesson(course):
    course.write("01-basics/02-empty/notes.txt", "to do")
    assert [(fault.path.name, fault.message) for fault in Library(course.root).faults] == [
        ("02-empty", "This folder has no lesson.md. Add one or remove the folder.")
    ]


def test_folders_that_are_none_of_the_courses_are_left_alone(course):
    course.write("pictures/icons/a.svg", "<svg/>")
    course.write(".git/config", "x")
    course.write("01-basics/__pycache__/a.pyc", "x")
    (course.root / "01-basics" / "02-planned").mkdir()
    library = Library(course.root)
    assert library.faults == ()
    assert library.ids() == (FIRST,)


TOML_FAULTS = {
    "not TOML": ("format = 1", "format = = 1", 2, "course.toml is not valid TOML: "),
    "ends too soon": ('"More of it"\n', '"More', 10, "course.toml is not valid TOML: "),
    "no title": ('title = "A small course"', "", 1, 'The course has no title. Write `title = "…"`.'),
    "no format": ("format = 1", "", 1, "This course has format None; it should be 1."),
    "newer format": (
        "format = 1",
        "format = 2",
        2,
        "This course has format 2; it should be 1. Write that or update pytorch-tutor.",
    ),
    "unknown key": (
        "format = 1",
        "format = 1\nunit = 3",
        3,
        '"unit" is not a key of course.toml. Did you mean "units"? Rename it or remove it.',
    ),
    "unit without id": ('id = "more"\n', "", 8, "The unit's id is None. Write lower-case words with hyphens"),
    "bad id": ('"more"', '"More Of It"', 8, "The unit's id is 'More Of It'."),
    "unit without title": ('title = "More of it"', "", 8, 'The unit "more" has no title.'),
    "unit twice": ('"more"', '"basics"', 8, 'The unit "basics" is listed twice. Keep one of them.'),
    "unknown key of a unit": (
        'id = "more"',
        'id = "more"\nname = 1',
        8,
        '"name" is not a key of a unit. Rename it or remove it.',
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "sentence"), TOML_FAULTS.values(), ids=TOML_FAULTS.keys())
def test_faults_of_course_toml(course, old, new, line, sentence):
    course.edit(course.root / "course.toml", old, new)
    with pytest.raises(CourseError) as caught:
        Library(course.root)
    (fault,) = caught.value.faults
    assert (fault.path.name, fault.line) == ("course.toml", line)
    assert fault.message.startswith(sentence)


def test_a_course_without_units(tmp_path):
    (tmp_path / "course.toml").write_text('title = "None"\nformat = 1\n')
    with pytest.raises(CourseError, match="lists no unit"):
        Library(tmp_path)


def test_no_course_at_all(tmp_path):
    with pytest.raises(CourseError) as caught:
        Library(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'course.toml'}:1: This folder holds no course: course.toml is missing. "
        "Name the folder that has it."
    )


def test_the_course_beside_the_package_is_the_default():
    library = Library.default()
    assert library.root.name == "lessons"
    assert library.info.title == "PyTorch from the first tensor"


def test_a_course_inside_the_package_wins(course, monkeypatch, tmp_path):
    package = tmp_path / "tutor"
    package.mkdir()
    course.root.rename(package / "lessons")
    monkeypatch.setattr("tutor.course.library.__file__", str(package / "course" / "library.py"))
    assert Library.default().root == package.resolve() / "lessons"


def test_no_course_beside_the_package_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("tutor.course.library.__file__", str(tmp_path / "tutor" / "course" / "library.py"))
    with pytest.raises(CourseError, match="holds no course"):
        Library.default()


def test_listing_the_course_needs_no_markdown_parser():
    code = (
        "import sys; from tutor.course.library import Library; Library.default().units(); "
        "print('markdown_it' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_importing_the_library_is_cheap():
    code = (
        "import sys, tutor.course.library; "
        "print(sorted({'yaml', 'markdown_it', 'torch', 'textual', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
