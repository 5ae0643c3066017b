from __future__ import annotations

from tutor.study.progress import Progress

QUESTION = "tensors/first/which-shape"


def test_a_question_nobody_answered_is_new(study: Progress) -> None:
    assert study.answers.answer_state(QUESTION, "h") == "new"
    assert study.answers.latest_answer(QUESTION, "h") is None
    assert study.answers.answers_given(QUESTION) == 0


def test_states_of_a_question(study: Progress) -> None:
    answers = study.answers
    answers.record_answer(QUESTION, "old", "(3, 2)", False, 2.0)
    assert answers.answer_state(QUESTION, "old") == "wrong"
    answers.record_answer(QUESTION, "old", "(2, 3)", True, 2.0)
    answers.record_answer(QUESTION, "old", "(9, 9)", False, 2.0)
    assert answers.answer_state(QUESTION, "old") == "right"
    assert answers.answer_state(QUESTION, "new") == "changed"
    answers.record_answer(QUESTION, "new", "(4, 3)", False, 2.0)
    assert answers.answer_state(QUESTION, "new") == "changed"
    answers.record_answer(QUESTION, "new", "(4, 4)", True, 2.0)
    assert answers.answer_state(QUESTION, "new") == "right"


def test_the_latest_answer_is_of_the_question_as_it_is(study: Progress) -> None:
    study.answers.record_answer(QUESTION, "a", "1", False, 1.0)
    study.answers.record_answer(QUESTION, "a", "2", True, 1.0)
    study.answers.record_answer(QUESTION, "b", "3", False, 1.0)
    assert study.answers.latest_answer(QUESTION, "a") == ("2", True)
    assert study.answers.latest_answer(QUESTION, "b") == ("3", False)
    assert study.answers.answers_given(QUESTION) == 3


def test_half_a_surrogate_pair_does_not_stop_an_answer(study: Progress) -> None:
    study.answers.record_answer(QUESTION, "h", "x\ud83d", False, 1.0)
    assert study.answers.latest_answer(QUESTION, "h") == ("x?", False)
