import pytest

from tests.ui.fakes import FakeProgress
from tutor.session.drafts import Drafts


def test_nothing_is_written_before_the_flush_but_everything_is_read():
    store = FakeProgress()
    drafts = Drafts(store)
    drafts.put("a", "text")
    assert store.drafts == {}
    assert drafts.get("a") == "text"
    drafts.flush()
    assert store.drafts == {"a": "text"}


def test_none_forgets_a_draft():
    store = FakeProgress(drafts={"a": "old"})
    drafts = Drafts(store)
    drafts.put("a", None)
    assert drafts.get("a") is None
    drafts.flush()
    assert store.drafts == {}


def test_the_last_text_wins():
    store = FakeProgress()
    drafts = Drafts(store)
    for text in ("a", "ab", "abc"):
        drafts.put("k", text)
    drafts.flush()
    assert store.drafts == {"k": "abc"}


def test_what_could_not_be_written_waits_for_the_next_flush():
    class Full(FakeProgress):
        full = True

        def save_draft(self, key, text):
            if self.full:
                raise OSError("disk full")
            super().save_draft(key, text)

    store = Full()
    drafts = Drafts(store)
    drafts.put("a", "text")
    with pytest.raises(OSError, match="disk full"):
        drafts.flush()
    store.full = False
    drafts.flush()
    assert store.drafts == {"a": "text"}


def test_what_is_typed_while_it_is_written_is_written_too():
    class Slow(FakeProgress):
        def save_draft(self, key, text):
            super().save_draft(key, text)
            if text == "ab":
                drafts.put(key, "abc")

    store = Slow()
    drafts = Drafts(store)
    drafts.put("a", "ab")
    drafts.flush()
    assert store.drafts == {"a": "abc"}
