from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from sample_course import SampleCourse

import tutor
from tutor.authoring.notebook import as_json, notebook
from tutor.course.library import Library

FIRST = "basics/first-steps"


def cells(course: SampleCourse, **options):
    return notebook(Library(course.root).lesson(FIRST), **options).cells


def test_it_is_a_valid_notebook_and_always_the_same(course):
    lesson = Library(course.root).lesson(FIRST)
    text = as_json(notebook(lesson))
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert text == as_json(notebook(lesson))


def test_prose_snippets_and_challenges_stand_in_order(course):
    kinds = [(cell.cell_type, cell.source.split("\n")[0]) for cell in cells(course)]
    assert kinds == [
        ("markdown", "# First steps"),
        ("markdown", "## Make one"),
        ("code", "x = 2"),
        ("markdown", "## Double it"),
        ("markdown", "### Double it"),
        ("code", "def double(x):"),
        ("markdown", "<details><summary>Solution</summary>"),
    ]


def test_ones_own_code_takes_the_place_of_the_lessons(course):
    texts = {"1": "x = 3\n", f"{FIRST}/double": "def double(x):\n    return x + x\n"}
    code = [cell.source for cell in cells(course, texts=texts) if cell.cell_type == "code"]
    assert code == ["x = 3", "def double(x):\n    return x + x"]


def test_an_exception_that_the_lesson_wants_does_not_end_run_all(course):
    course.edit(course.first / "lesson.md", "```python run\n", "```python run expect=ZeroDivisionError\n")
    tags = [cell.metadata.get("tags") for cell in cells(course) if cell.cell_type == "code"]
    assert tags == [["raises-exception"], None]


def test_links_to_lessons_become_text(course):
    course.edit(course.first / "lesson.md", "Now you.", "Now [you](lesson:basics/first-steps).")
    assert any("Now you." in cell.source for cell in cells(course))


def test_a_lesson_without_the_tutors_modules_carries_none(course):
    assert not any("tutor.zip" in cell.source for cell in cells(course))


ELSEWHERE = """
import sys
sys.path[:] = [path for path in sys.path if path != {root!r}]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
try:
    import tutor.data
except ImportError:
    pass
else:
    raise SystemExit("the tutor is here")
for cell in {cells!r}:
    exec(compile(cell, "cell", "exec"), globals())
print(tutor.__file__)
print(tutor.data.digits()[0].shape, len(tutor.data.moons(10)[0]))
"""


@pytest.mark.torch
def test_the_carried_modules_work_where_the_tutor_is_not_installed(course):
    code = "import tutor.data\\nfrom tutor import log, show\\nlog(loss=1.5)\\nimages, labels = tutor.data.digits()"
    code += "\\nimport torch\\nshow(torch.nn.Linear(2, 1))"
    course.edit(course.first / "lesson.md", "x = 2\nprint(x * 0.5)", code.replace("\\n", "\n"))
    texts = [cell.source for cell in cells(course) if cell.cell_type == "code"]
    assert "tutor.zip" in texts[0]
    for text in texts:
        ast.parse(text)
    root = str(Path(tutor.__file__).parent.parent)
    code = ELSEWHERE.format(root=root, cells=texts[:2])
    done = subprocess.run([sys.executable, "-I", "-"], input=code, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "loss 1.5" in done.stdout
    assert "Linear(in_features=2" in done.stdout
    assert "tutor.zip" in done.stdout
    assert "torch.Size([1797, 1, 8, 8]) 10" in done.stdout
