from __future__ import annotations

from tutor.study.progress import Progress

QUESTION = "tensors/first/which-shape"


def test_a_question_nobody_answered_is_new(study: Progress) -> None:
    assert study.answers.answer_state(QUESTION, "h") == "new"


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


def test_every_answer_is_kept_as_it_was_given(study: Progress) -> None:
    study.answers.record_answer(QUESTION, "a", "1", False, 1.5)
    study.answers.record_answer(QUESTION, "b", "(2, 3)", True, 2.5)
    rows = study.database.read("SELECT question, content_hash, given, passed, seconds FROM answer ORDER BY id")
    assert rows == [(QUESTION, "a", "1", 0, 1.5), (QUESTION, "b", "(2, 3)", 1, 2.5)]


def test_half_a_surrogate_pair_does_not_stop_an_answer(study: Progress) -> None:
    study.answers.record_answer(QUESTION, "h", "x\ud83d", False, 1.0)
    assert study.database.read("SELECT given FROM answer") == [("x?",)]
