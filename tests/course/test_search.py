from __future__ import annotations

import pytest
from sample_course import SampleCourse

from tutor.course.library import Library
from tutor.course.search import EXCERPT, Index


@pytest.fixture
def index(course: SampleCourse) -> Index:
    course.lesson(
        "02-more/01-later",
        "---\ntitle: Tensors later\ngoal: Read.\nminutes: 5\n---\n\n## One page\n\n"
        + "A long way to `broadcasting` and back. " * 6
        + "\n\n## Two\n\nNothing of interest. See [the first](lesson:basics/first-steps).\n",
    )
    library = Library(course.root)
    return Index(library.lesson(identifier) for identifier in library.ids())


def test_every_word_has_to_be_on_the_page(index):
    assert [found.page_title for found in index.find("tensor holds")] == ["Make one"]
    assert index.find("tensor nowhere") == []
    assert index.find("   ") == []


def test_titles_come_before_text(index):
    assert [found.lesson for found in index.find("tensor")] == ["more/later", "more/later", "basics/first-steps"]


def test_capitals_make_no_difference_and_parts_of_words_are_found(index):
    assert index.find("BROADCAST")[0].page_title == "One page"


def test_code_tasks_and_link_texts_are_found_but_no_addresses(index):
    assert index.find("print(x")[0].excerpt == "print(x * 0.5)"
    assert index.find("now you")[0].page_title == "Double it"
    assert index.find("the first")[0].page_title == "Two"
    assert index.find("basics/first-steps") == []


def test_the_excerpt_is_cut_around_the_word(index):
    excerpt = index.find("broadcasting")[0].excerpt
    assert "broadcasting" in excerpt
    assert len(excerpt) <= EXCERPT
    assert excerpt.endswith("…")


def test_the_list_has_a_bound(index):
    assert len(index.find("e", most=1)) == 1


def test_a_title_that_holds_the_words_as_typed_comes_first(index, course):
    course.lesson(
        "02-more/02-last",
        "---\ntitle: Last\ngoal: Read.\nminutes: 5\n---\n\n## A page later\n\nOne and one. One page, one more page.\n",
    )
    library = Library(course.root)
    wider = Index(library.lesson(identifier) for identifier in reversed(library.ids()))
    assert wider.find("one page")[0].page_title == "One page"


def test_the_words_in_their_order_count_more_than_the_words(course):
    for name, title in (("02-more/01-a", "Page after page, one"), ("02-more/02-b", "This one page")):
        course.lesson(name, f"---\ntitle: {title}\ngoal: Read.\nminutes: 5\n---\n\n## Some\n\nText.\n")
    library = Library(course.root)
    index = Index(library.lesson(identifier) for identifier in library.ids())
    assert [found.lesson for found in index.find("one page")][:2] == ["more/b", "more/a"]


def test_a_word_inside_a_longer_one_of_a_title_counts_less(course):
    for name, title in (("02-more/01-a", "A network"), ("02-more/02-b", "Two of them")):
        course.lesson(name, f"---\ntitle: {title}\ngoal: Read.\nminutes: 5\n---\n\n## Page\n\nText.\n")
    library = Library(course.root)
    index = Index(library.lesson(identifier) for identifier in library.ids())
    assert [found.lesson for found in index.find("two")] == ["more/b", "more/a"]
