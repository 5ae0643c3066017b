from dataclasses import replace

import pytest

from tests.ui.fakes import FIRST, FakeLibrary, FakeProgress, FakeRunner, failing, good_run, make_app, snippet
from tests.ui.test_lesson_screen import SMALL, block, keys, screen_text, settle
from tutor.course.model import Page, Prose
from tutor.ui.widgets.editor import CodeEditor, next_indent

TEXT = FIRST.snippets[1].text


@pytest.mark.parametrize(
    ("line", "indent"),
    [
        ("x = 1", ""),
        ("    x = 1", "    "),
        ("for x in y:", "    "),
        ("    if x:  # why", "        "),
        ("f(", "    "),
        ("    return x", ""),
        ("        pass", "    "),
        ("    returned = 1", "    "),
        ("", ""),
    ],
)
def test_a_new_line_is_indented_as_python_wants(line, indent):
    assert next_indent(line) == indent


async def test_e_edits_in_place_and_escape_keeps_the_draft():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        editor = app.screen.query_one(CodeEditor)
        assert editor.has_focus
        assert editor.text == TEXT
        await pilot.press("y", "=", "1", "enter", "q")
        assert editor.text.startswith("y=1\nq")
        await pilot.press("escape")
        assert not app.screen.query(CodeEditor)
        assert progress.drafts["tensors/first#2"].startswith("y=1\nq")
        assert "edited" in screen_text(app)
        assert app.is_running


async def test_the_edited_text_is_what_runs_and_ctrl_r_runs_while_editing():
    runner = FakeRunner(script=good_run())
    app = make_app(runner)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "z", "ctrl+r")
        await settle(pilot)
        assert runner.calls[0][1][1].text == "z" + TEXT
        assert app.screen.query_one(CodeEditor).has_focus


async def test_keys_shown_while_editing_are_those_of_the_editor():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        await pilot.pause()
        shown = keys(app)
        assert any("Run" in key for key in shown)
        assert "esc Back" in shown
        assert "r Run" not in shown
        assert not any("Map" in key for key in shown)


async def test_u_returns_to_the_lessons_text():
    progress = FakeProgress(drafts={"tensors/first#2": "mine"})
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        assert "u Lesson's text" in keys(app)
        await pilot.press("u")
        assert app.screen.state.text(2) == TEXT
        assert progress.drafts == {}
        assert "u Lesson's text" not in keys(app)


async def test_typing_the_lessons_text_again_is_no_draft():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "z", "backspace", "escape")
        assert progress.drafts == {}


async def test_drafts_are_written_on_quit():
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "z", "ctrl+q")
        await pilot.pause()
    assert progress.drafts["tensors/first#2"] == "z" + TEXT


async def test_tab_indents_and_shift_tab_takes_the_indent_back():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "tab")
        editor = app.screen.query_one(CodeEditor)
        assert editor.text.startswith("    x = ")
        await pilot.press("shift+tab")
        assert editor.text == TEXT
        assert editor.cursor_location == (0, 0)


async def test_undo_takes_back_what_was_typed():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "z", "ctrl+z")
        assert app.screen.query_one(CodeEditor).text == TEXT


async def test_the_editor_has_pythons_colours():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "e")
        line = app.screen.query_one(CodeEditor).get_line(0)
        colours = {line.plain[span.start : span.end]: span.style.color for span in line.spans}
        assert colours["for"] != colours["step"]


async def test_marking_another_place_closes_the_editor():
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "z")
        app.screen.page.mark(block(app, 3))
        await pilot.pause()
        assert not app.screen.query(CodeEditor)
        assert app.screen.state.text(2) == "z" + TEXT


async def test_what_came_of_a_long_snippet_is_in_sight_after_editing():
    long = replace(FIRST, pages=(Page("Long", 1, (snippet(1, "x = 1\n" * 60),)),), challenges=())
    app = make_app(FakeRunner(script=failing()), library=FakeLibrary([long]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "ctrl+r")
        await settle(pilot)
        await pilot.press("escape")
        await pilot.pause()
        page = app.screen.query_one("#page")
        bottom = block(app, 1).virtual_region.bottom
        assert page.scroll_offset.y < bottom <= page.scroll_offset.y + page.size.height
        await pilot.press("home", "t")
        await pilot.pause()
        assert page.scroll_offset.y > 0


async def test_a_long_snippet_is_edited_where_one_reads_it():
    lines = [f"x{number} = {number}" for number in range(60)]
    long = replace(FIRST, pages=(Page("Long", 1, (snippet(1, "\n".join(lines)),)),), challenges=())
    app = make_app(library=FakeLibrary([long]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        page = app.screen.query_one("#page")
        hidden = page.region.y - block(app, 1).children[0].region.y
        assert 0 < hidden < len(lines)
        await pilot.press("e")
        await pilot.pause()
        editor = app.screen.query_one(CodeEditor)
        assert editor.cursor_location == (hidden, 0)
        assert page.region.contains_point(editor.cursor_screen_offset)
        await pilot.press("z")
        await pilot.pause()
        drawn = [strip.text for strip in app.screen._compositor.render_strips(app.size)]
        assert any(f"z{lines[hidden]}" in text for text in drawn)


async def test_the_cursor_of_an_editor_is_followed_when_the_page_was_scrolled_away():
    blocks = (snippet(1, "x = 1\n" * 60), Prose("Later.\n\n" * 40, 70))
    app = make_app(library=FakeLibrary([replace(FIRST, pages=(Page("Long", 1, blocks),))]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        await pilot.pause()
        page, editor = app.screen.query_one("#page"), app.screen.query_one(CodeEditor)
        page.scroll_end(animate=False, immediate=True)
        await pilot.pause()
        assert not page.region.contains_point(editor.cursor_screen_offset)
        await pilot.press("right")
        await pilot.pause()
        assert page.region.contains_point(editor.cursor_screen_offset)


async def test_an_open_editor_leaves_no_gap_below():
    app = make_app(library=FakeLibrary([replace(FIRST, pages=(Page("Long", 1, (snippet(1, "x = 1\n" * 60),)),))]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e")
        await pilot.pause()
        place = block(app, 1)
        shown = [child for child in place.children if child.display]
        assert place.region.bottom == max(child.region.bottom for child in shown)
