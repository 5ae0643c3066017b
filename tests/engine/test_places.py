from __future__ import annotations

from tutor.engine.events import OutputReceived
from tutor.engine.places import MOST_HELD, Places
from tutor.worker.protocol import PLACE


def out(*texts: str) -> list[OutputReceived]:
    return [OutputReceived("stdout", text) for text in texts]


def test_text_without_pictures_passes() -> None:
    places = Places()
    assert places.text("stdout", "a") == out("a")
    assert places.text("stderr", "b") == [OutputReceived("stderr", "b")]
    assert places.text("stdout", "") == []


def test_text_that_overtook_its_picture_waits_for_it() -> None:
    places = Places()
    assert places.text("stdout", f"before{PLACE}after") == out("before")
    assert places.text("stderr", "more") == []
    assert places.picture() == [*out("after"), OutputReceived("stderr", "more")]
    assert places.text("stdout", "on") == out("on")


def test_a_picture_that_came_first_holds_nothing_up() -> None:
    places = Places()
    assert places.picture() == []
    assert places.text("stdout", f"{PLACE}after") == out("after")


def test_several_pictures_release_the_text_between_them_one_by_one() -> None:
    places = Places()
    assert places.text("stdout", f"a{PLACE}b{PLACE}{PLACE}c") == out("a")
    assert places.picture() == out("b")
    assert places.picture() == []
    assert places.picture() == out("c")


def test_the_end_releases_everything() -> None:
    places = Places()
    assert places.text("stdout", f"{PLACE}a") == []
    assert places.rest() == out("a")
    assert places.text("stdout", "b") == out("b")


def test_marks_of_the_codes_own_hold_little_up() -> None:
    places = Places()
    assert places.text("stdout", PLACE) == []
    told = places.text("stdout", "x" * (MOST_HELD + 1))
    assert [len(event.text) for event in told] == [MOST_HELD + 1]
    assert places.text("stdout", "on") == out("on")
