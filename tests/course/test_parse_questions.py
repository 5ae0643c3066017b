"""Quiz and prediction fences: what they hold, and what is said of each fault."""

from __future__ import annotations

from textwrap import indent

import pytest
from sample_course import LESSON, SampleCourse

from tutor.course.model import CourseError, Lesson
from tutor.course.parse import read_lesson
from tutor.course.questions import Choice, KnownWrong, Prediction, Question, QuizResult, Sketch

FRONT = LESSON[: LESSON.index("## Make one")]
ID = "basics/first-steps"
FIRST = 11
"""Line of the file in which a fence's content begins."""

CHOICES = """\
name: what-is-a-tensor
ask: |
  What is a **tensor**?
choices:
  - text: A grid of numbers
    right: true
  - text: A kind of network
    why: A network is made of tensors.
    mistake: F01
    lesson: basics/first-steps
explain: It has a shape and a dtype.
"""

TYPED = """\
name: shape-of-ones
ask: "What is the shape of `torch.ones({{n}}, 3)`?"
answer_type: shape
run: |
  import torch
  answer = torch.ones({{n}}, 3).shape
wrong:
  - answer: "(3, {{n}})"
    why: Rows come first.
  - expression: answer.numel()
    why: That is how many numbers it holds.
    mistake: F38
explain: "{{n}} rows of 3: `{{answer}}`."
lesson: basics/first-steps
task: predict
exam: true
skills: [shapes]
covers: [S2]
vary: {n: [4, 6]}
"""

PREDICTION = """\
name: prints-what
ask: What will it print?
answer_type: number
expression: x * 0.5
tolerance: 0.01
wrong:
  - answer: 2
    why: It is halved.
"""

CURVES = """\
name: which-curve
ask: How will the loss go?
curves:
  - name: falls
    formula: exp(-3*x)
    right: true
  - name: rises
    points: [[0, 1], [0.5, 2], [1, 4]]
    why: Each step goes downhill.
"""


def read(course: SampleCourse, body: str, front: str = FRONT) -> Lesson:
    for path in sorted(course.double.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    course.write("01-basics/01-first-steps/lesson.md", front + body)
    return read_lesson(course.first, ID)


def quiz(course: SampleCourse, text: str) -> Question:
    """The question of a lesson whose fence's content begins in line ``FIRST``."""
    return read(course, f"## One\n\n```quiz\n{text}```\n").questions[0]


def predicted(course: SampleCourse, text: str) -> Prediction:
    return read(course, f"## One\n\n```predict\n{text}```\n\n```python run\nx = 2\n```\n").predictions[0]


def faults(course: SampleCourse, text: str, kind: str = "quiz") -> list[tuple[int, str]]:
    after = "\n```python run\nx = 2\n```\n" if kind == "predict" else ""
    with pytest.raises(CourseError) as caught:
        read(course, f"## One\n\n```{kind}\n{text}```\n{after}")
    assert all(fault.path.name == "lesson.md" for fault in caught.value.faults)
    return [(fault.line - FIRST, fault.message) for fault in caught.value.faults]


def test_a_question_with_choices(course):
    question = quiz(course, CHOICES)
    assert (question.id, question.name) == (f"{ID}/what-is-a-tensor", "what-is-a-tensor")
    assert question.ask == "What is a **tensor**?"
    assert question.answer_type == "choice"
    assert question.choices == (
        Choice("A grid of numbers", right=True),
        Choice("A kind of network", why="A network is made of tensors.", mistake="F01", lesson=ID),
    )
    assert not question.several
    assert question.expressions == ()
    assert question.line == FIRST
    assert question.lines["choices"] == FIRST + 3


def test_a_question_with_a_typed_answer(course):
    question = quiz(course, TYPED)
    assert question.answer_type == "shape"
    assert question.ask == "What is the shape of `torch.ones(4, 3)`?"
    assert question.run == "import torch\nanswer = torch.ones(4, 3).shape"
    assert question.wrong == (
        KnownWrong("(3, 4)", "", "Rows come first."),
        KnownWrong("", "answer.numel()", "That is how many numbers it holds.", "F38"),
    )
    assert question.expressions == ("answer", "answer.numel()")
    assert question.explain == "4 rows of 3: `{{answer}}`."
    assert (question.task, question.exam, question.skills, question.covers) == ("predict", True, ("shapes",), ("S2",))


def test_parameters_are_drawn_anew_and_the_question_stays_the_same(course):
    question = quiz(course, TYPED)
    other = question.drawn(-1)
    assert other.run.endswith("torch.ones(6, 3).shape")
    assert other.wrong[0].answer == "(3, 6)"
    assert other.content_hash == question.content_hash
    assert other.drawn(0) == question
    assert question.drawn(5) == question.drawn(5)


def test_another_draw_shuffles_the_choices(course):
    text = CHOICES.replace("explain", "".join(f"  - {{text: c{n}, why: wrong}}\n" for n in range(6)) + "explain")
    question = quiz(course, text)
    assert question.drawn(0) == question
    orders = {question.drawn(number).choices for number in range(1, 6)}
    assert len(orders) > 1
    assert all(set(order) == set(question.choices) for order in orders)


def test_several_right_choices(course):
    question = quiz(course, CHOICES.replace("explain", "  - {text: Numbers with a shape, right: true}\nexplain"))
    assert question.several


def test_the_hash_tells_what_is_asked_from_how_it_is_explained(course):
    first = quiz(course, CHOICES).content_hash
    assert quiz(course, CHOICES.replace("It has", "Each has")).content_hash == first
    assert quiz(course, CHOICES.replace("A network is", "Networks are")).content_hash == first
    assert quiz(course, CHOICES.replace("grid", "table")).content_hash != first
    assert quiz(course, CHOICES.replace("**tensor**", "*tensor*")).content_hash != first
    typed = quiz(course, TYPED).content_hash
    assert quiz(course, TYPED.replace("[4, 6]", "[4, 8]")).content_hash != typed


def test_a_prediction_speaks_of_the_snippet_that_follows(course):
    prediction = predicted(course, PREDICTION)
    assert (prediction.id, prediction.snippet, prediction.line) == (f"{ID}/prints-what", 1, FIRST)
    assert prediction.expressions == ("x * 0.5",)
    assert prediction.question.tolerance == 0.01
    assert prediction.question.wrong[0].answer == "2"


def test_a_prediction_of_a_printed_line(course):
    prediction = predicted(course, PREDICTION.replace("expression: x * 0.5", "printed: -1"))
    assert (prediction.printed, prediction.expressions) == (-1, ())


def test_a_prediction_of_a_curve(course):
    prediction = predicted(course, CURVES)
    assert [sketch.name for sketch in prediction.sketches] == ["falls", "rises"]
    assert prediction.sketches[1] == Sketch("rises", ((0, 1), (0.5, 2), (1, 4)))
    assert prediction.question.choices == (
        Choice("falls", right=True),
        Choice("rises", why="Each step goes downhill."),
    )
    assert prediction.metric == "loss"


def test_hidden_set_up_may_stand_between_a_prediction_and_its_snippet(course):
    body = "```python run hide\nimport math\n```\n\n```python run\nx = 2\n```\n"
    lesson = read(course, f"## One\n\n```predict\n{PREDICTION}```\n\n{body}")
    assert lesson.predictions[0].snippet == 2


def test_questions_between_prose_keep_their_place(course):
    lesson = read(course, f"## One\n\nBefore.\n\n```quiz\n{CHOICES}```\n\nAfter.\n")
    assert [type(block).__name__ for block in lesson.pages[0].blocks] == ["Prose", "Question", "Prose"]


def test_a_quiz_has_a_result(course):
    lesson = read(
        course,
        f"## One\n\n```quiz\n{CHOICES}```\n\n## End\n\n```result\n```\n\nWhat you can do now.\n",
        FRONT.replace("minutes: 10", "minutes: 10\nkind: quiz"),
    )
    assert lesson.is_quiz
    assert isinstance(lesson.pages[1].blocks[0], QuizResult)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("name: what-is-a-tensor", "name: What is it"), 0, "can't be a name. Write lower-case words with hyphens."),
        (("name: what-is-a-tensor\n", ""), 0, 'The question lacks "name". Add a line `name: …`.'),
        (("explain: It has a shape and a dtype.\n", ""), 0, 'The question lacks "explain"'),
        (("explain:", "explane:"), 10, '"explane" is not a key of the question. Did you mean "explain"?'),
        (("    right: true\n", "    right: yes please\n"), 5, "Make it true or false."),
        (("    right: true\n", "    why: Hm.\n"), 3, 'None of the "choices" is right. Mark one with `right: true`.'),
        (("    why: A network is made of tensors.\n", ""), 6, "A wrong choice says why it is wrong."),
        (("    why: A network is made", "    right: true\n    why: A"), 3, "offers nothing wrong to choose"),
        (("A kind of network", "A grid of numbers"), 3, 'offers "A grid of numbers" twice. Change one.'),
        (("mistake: F01", "mistake: broadcast"), 8, "Write F and two digits, as in F07."),
        (("    mistake:", "    mistaek:"), 8, 'is not a key of the choice. Did you mean "mistake"?'),
        (("explain:", "wrong:\n  - {answer: 2, why: wrong}\nexplain:"), 10, '"wrong" belongs to a typed answer.'),
        (("explain:", "tolerance: 0.1\nexplain:"), 10, '"tolerance" belongs to a typed answer. Remove it.'),
        (("explain:", "answer_type: shape\nexplain:"), 10, 'with "choices" has no typed answer'),
        (("    right: true\n", "    right: true\n    check: x > 1\n"), 3, "A `check` needs something that ran."),
        (("explain:", "exam: true\nexplain:"), 10, "An exam question says what kind of task it is."),
        (("explain:", "task: riddle\nexplain:"), 10, "\"task\" is 'riddle'. Make it predict, spot-the-bug"),
        (("explain:", "vary: {n: [1, 2]}\nexplain:"), 10, '"n" in "vary" stands nowhere. Write {{n}} where'),
        (("explain:", "vary: {n: 1}\nexplain:"), 10, "two different values or more"),
        (("- text: A grid of", "- A grid of"), 5, "is not valid YAML"),
        (("ask: |\n  What is a **tensor**?", "ask: what: that"), 1, "is not valid YAML"),
        (
            ("choices:\n", "choices:\n" + "".join(f"  - {{text: '{n}', why: No.}}\n" for n in range(8))),
            3,
            "has 10 entries",
        ),
    ],
)
def test_faults_of_a_question_with_choices(course, change, line, message):
    assert CHOICES.replace(*change) != CHOICES
    found = faults(course, CHOICES.replace(*change))
    assert (line, True) in [(at, message in said) for at, said in found], found


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("answer_type: shape\n", ""), 0, "Nothing tells how to answer. Add `choices`, or `answer_type`"),
        (("answer_type: shape", "answer_type: size"), 2, "Make it shape, dtype, number, value or text."),
        (("run: |\n  import torch\n  answer = torch.ones({{n}}, 3).shape\n", ""), 0, "A typed answer is computed."),
        (("  answer = torch", "  x = torch"), 3, "The code never assigns `answer`."),
        (("  answer = torch.ones({{n}}, 3)", "  answer = torch.ones({{n}}, 3"), 5, "is not valid Python"),
        (("expression: answer.numel()", "expression: answer.numel("), 9, "is not a Python expression"),
        (('  - answer: "(3, {{n}})"\n    why', "  - why"), 7, "has either `answer` or `expression`"),
        (("    why: Rows come first.\n", ""), 7, 'The wrong answer lacks "why"'),
        (("vary: {n: [4, 6]}", "vary: {n: [4, 6], m: [1, 2]}"), 18, '"m" in "vary" stands nowhere'),
        (("vary: {n: [4, 6]}", "vary: {n: [4, 6], answer: [1, 2]}"), 18, "would hide the right answer"),
        (("task: predict", "tolerance: 0.1\ntask: predict"), 14, "A shape has no tolerance. Remove it."),
        (("task: predict", "seconds: no\ntask: predict"), 14, '"seconds" is'),
        (("covers: [S2]", "name: again"), 17, '"name" is given twice (first in line 11).'),
    ],
)
def test_faults_of_a_typed_question(course, change, line, message):
    assert TYPED.replace(*change) != TYPED
    found = faults(course, TYPED.replace(*change))
    assert (line, True) in [(at, message in said) for at, said in found], found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (PREDICTION.replace("expression: x * 0.5\n", ""), 0, "is what an `expression` gives or a line `printed`"),
        (PREDICTION.replace("tolerance", "printed: 1\ntolerance"), 0, "Write one of the two."),
        (PREDICTION.replace("expression: x * 0.5", "printed: 0"), 3, "Make it the number of a line, from 1, or -1"),
        (PREDICTION.replace("x * 0.5", "x *"), 3, "is not a Python expression"),
        (PREDICTION.replace("tolerance", "run: x = 1\ntolerance"), 4, '"run" is not a key of the prediction'),
        (CURVES.replace("    why: Each step goes downhill.\n", ""), 6, "A wrong curve says why it won't come."),
        (CURVES.replace("    why: Each", "    right: true\n    why: Each"), 2, "offers nothing wrong to choose"),
        (CURVES.replace("exp(-3*x)", "exp(-3*y)"), 4, '"y" is not known in a formula.'),
        (CURVES.replace("[0.5, 2]", "[1.5, 2]"), 7, "pairs with x rising from 0 to 1."),
        (CURVES.replace("[1, 4]", "[0.9, 4]"), 7, "pairs with x rising from 0 to 1."),
        (CURVES.replace("    formula: exp(-3*x)\n", ""), 3, "either `points` or a `formula` in x."),
        (CURVES + "expression: x\n", 9, "Only a typed answer is computed."),
        (CURVES + "choices:\n  - {text: a, right: true}\n  - {text: b, why: c}\n", 2, 'either "curves" or "choices"'),
        ("- one\n- two\n", 0, "The prediction is not a list of keys and values."),
    ],
)
def test_faults_of_a_prediction(course, text, line, message):
    found = faults(course, text, "predict")
    assert (line, True) in [(at, message in said) for at, said in found], found


def test_a_prediction_without_a_snippet(course):
    with pytest.raises(CourseError, match="No snippet follows this prediction"):
        read(course, f"## One\n\n```predict\n{PREDICTION}```\n\n## Two\n\n```python run\nx = 2\n```\n")


def test_two_questions_of_one_name(course):
    with pytest.raises(CourseError, match=r'"what-is-a-tensor" is the name of another question \(line 11\)'):
        read(course, f"## One\n\n```quiz\n{CHOICES}```\n\n```quiz\n{CHOICES}```\n")


def test_a_question_called_like_a_challenge(course):
    text = LESSON.replace("Now you.", f"```quiz\n{CHOICES.replace('what-is-a-tensor', 'double')}```")
    course.write("01-basics/01-first-steps/lesson.md", text)
    with pytest.raises(CourseError, match='A challenge of this lesson is called "double" too'):
        read_lesson(course.first, ID)


@pytest.mark.parametrize(
    ("body", "front", "message"),
    [
        ("## One\n\nText.\n\n```result\n```\n", "", "Only a quiz has a result"),
        ("## One\n\nText.\n\n```result\n```\n", "kind: quiz\n", "This quiz asks nothing"),
        (f"## One\n\n```quiz\n{CHOICES}```\n", "kind: quiz\n", "This quiz has no place for its result"),
        (f"## One\n\n```result\n```\n\n```quiz\n{CHOICES}```\n", "kind: placement\n", "comes after the result"),
        (f"## One\n\n```quiz\n{CHOICES}```\n\n```result\nhello\n```\n", "kind: quiz\n", "A result fence is empty"),
        (f"## One\n\n```quiz\n{CHOICES}```\n\n```result\n```\n\n```result\n```\n", "kind: quiz\n", "Keep one of the"),
        ("## One\n\n```result now\n```\n", "kind: quiz\n", "takes no attributes"),
    ],
)
def test_faults_of_a_quiz(course, body, front, message):
    with pytest.raises(CourseError) as caught:
        read(course, body, FRONT.replace("minutes: 10\n", f"minutes: 10\n{front}"))
    assert any(message in fault.message for fault in caught.value.faults), caught.value.faults


SHOWS_CODE = CHOICES.replace("  What is a **tensor**?\n", "  What is this?\n\n  ```python\n  x\n  ```\n")


def test_a_question_that_shows_code_has_a_longer_fence(course):
    lesson = read(course, f"## One\n\n````quiz\n{SHOWS_CODE}````\n")
    assert lesson.questions[0].ask == "What is this?\n\n```python\nx\n```"


def test_a_fence_that_ends_its_question_is_named(course):
    with pytest.raises(CourseError, match="A fence inside a question ends it"):
        read(course, f"## One\n\n```quiz\n{SHOWS_CODE}```\n")


def test_a_question_inside_a_list_is_a_fault(course):
    with pytest.raises(CourseError, match="stands inside a list or a quote"):
        read(course, "## One\n\n- item\n\n" + indent(f"```quiz\n{CHOICES}```\n", "  "))
