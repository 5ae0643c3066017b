import contextlib
import os
import sys
from pathlib import Path

import pytest

from tests.ui.fakes import FIRST, FakeProgress, make_app
from tests.ui.test_lesson_screen import SMALL
from tutor.session.own_editor import FALLBACKS, NoEditor, edit_with, editor_command
from tutor.ui.external import edit
from tutor.ui.widgets.editor import CodeEditor


class SteppingAside:
    """An app that can be suspended."""

    def __init__(self) -> None:
        self.suspended = 0

    @contextlib.contextmanager
    def suspend(self):
        self.suspended += 1
        yield


def editor_that(folder: Path, code: str) -> str:
    script = folder / "editor.py"
    script.write_text(f"import sys\npath = sys.argv[1]\n{code}\n")
    return f"{sys.executable} {script}"


def test_visual_comes_before_editor_and_may_have_options(tmp_path):
    found = editor_command({"VISUAL": f"{sys.executable} -w 'a b'", "EDITOR": "nano", "PATH": os.defpath})
    assert found == [sys.executable, "-w", "a b"]


def test_an_editor_that_is_not_installed_is_named():
    with pytest.raises(NoEditor, match="no-such-editor is not installed"):
        editor_command({"EDITOR": "no-such-editor", "PATH": os.defpath})


def test_without_a_setting_what_is_installed_is_taken(tmp_path):
    with pytest.raises(NoEditor, match="Set EDITOR"):
        editor_command({"PATH": str(tmp_path)})
    for name in reversed(FALLBACKS):
        (tmp_path / name).touch(mode=0o755)
        assert editor_command({"PATH": str(tmp_path)}) == [str(tmp_path / name)]


def test_the_text_comes_back_as_it_was_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("VISUAL", editor_that(tmp_path, "open(path, 'a').write(f'# {path[-9:]}')"))
    app = SteppingAside()
    assert edit(app, "x = 1\n", "Add them") == "x = 1\n# d_them.py"
    assert app.suspended == 1
    assert not list(tmp_path.glob("tutor-edit-*"))


def test_an_editor_that_fails_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("VISUAL", editor_that(tmp_path, "open(path, 'w').write('typed')\nsys.exit(3)"))
    with pytest.raises(NoEditor, match=r"status 3\. Your text is kept at") as raised:
        edit(SteppingAside(), "x = 1\n", "code")
    kept = Path(str(raised.value).rpartition(" ")[2].rstrip("."))
    assert kept.read_text() == "typed"


def test_without_room_for_a_file_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr("tempfile.mkdtemp", no_room)
    monkeypatch.setenv("VISUAL", "cat")
    with pytest.raises(NoEditor, match=r"No file can be made in .*: No space left on device"):
        edit_with(lambda command: 0, "x = 1\n", "code")


def no_room(**_):
    raise OSError(28, "No space left on device")


def test_half_a_pair_that_was_pasted_goes_to_the_editor(monkeypatch):
    monkeypatch.setenv("VISUAL", "cat")
    assert edit_with(lambda command: 0, "x = '\ud800'\n", "code") == "x = '?'\n"


async def test_a_snippet_goes_to_the_editor_and_back(monkeypatch):
    monkeypatch.setattr("tutor.ui.external.edit", lambda app, text, name: text + "z = 1\n")
    progress = FakeProgress()
    app = make_app(progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "ctrl+o")
        await pilot.pause()
        assert app.screen.query_one(CodeEditor).text == FIRST.snippets[1].text + "z = 1\n"
        await pilot.press("ctrl+z")
        assert app.screen.query_one(CodeEditor).text == FIRST.snippets[1].text
        await pilot.press("ctrl+o", "escape")
        assert progress.drafts["tensors/first#2"].endswith("z = 1\n")


async def test_without_an_editor_a_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setenv("VISUAL", "no-such-editor")
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "ctrl+o")
        await pilot.pause()
        assert "no-such-editor is not installed" in next(iter(app._notifications)).message
        assert app.screen.query_one(CodeEditor).has_focus
