"""The learner's own keys: what the file may say, what is told about it, and what the screen shows then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.binding import Binding

from tests.ui.fakes import WAIT, FakeLibrary, FakeProgress, FakeRunner, good_run
from tests.ui.test_lesson_screen import screen_text
from tutor.cli import main
from tutor.course.keys import USUAL, key_name
from tutor.engine.events import RunStarted
from tutor.ui.app import TutorApp
from tutor.ui.keymap import Keymap, config_folder, is_key, parse_keymap, read_keymap, split_keys
from tutor.ui.known_keys import _classes, _own, checked, groups, known_keys
from tutor.ui.screens.help import key_help
from tutor.ui.widgets.keys import KeyBar

FILE = Path("keys.toml")


def keymap(*lines: str) -> Keymap:
    return parse_keymap("\n".join(["[keys]", *lines]), FILE)


def app_with(keys: Keymap, runner: FakeRunner | None = None) -> TutorApp:
    return TutorApp(
        FakeLibrary(),  # type: ignore[arg-type]
        FakeProgress(),  # type: ignore[arg-type]
        runner or FakeRunner(script=good_run()),
        keymap=keys,
    )


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("n, space", ("n", "space")),
        ("?", ("question_mark",)),
        ("G", ("G",)),
        ("Ctrl+N", ("ctrl+n",)),
        ("esc,F5", ("escape", "f5")),
        (",", ("comma",)),
        ("x,,", ("x", "comma")),
        ("+", ("plus",)),
        ("ctrl+?", ("ctrl+question_mark",)),
    ],
)
def test_keys_may_be_written_as_one_thinks_of_them(written: str, named: tuple[str, ...]) -> None:
    assert split_keys(written) == named
    assert all(map(is_key, named))


@pytest.mark.parametrize("key", ["ctrl+foo", "hyperspace", "control+x", ""])
def test_what_no_terminal_sends_is_no_key(key: str) -> None:
    assert not is_key(key)


def test_ids_may_stand_without_quotes_and_keys_in_a_list() -> None:
    assert keymap('lesson.run = ["x", "f5"]').keys == {"lesson.run": "x,f5"}


def test_what_is_no_key_text_is_told() -> None:
    told = keymap('"lesson.run" = 5', '"lesson.stop" = ""')
    assert not told.keys
    assert ["lesson.run" in told.faults[0], "lesson.stop" in told.faults[1]] == [True, True]


def test_a_broken_file_leaves_every_key_as_it_comes() -> None:
    broken = parse_keymap("[keys\n", FILE)
    assert not broken.keys
    assert "line 1" in broken.faults[0]
    assert "keys.toml" in broken.faults[0]


def test_a_part_that_is_not_keys_is_told() -> None:
    assert "[keys]" in parse_keymap('"lesson.run" = "x"\n', FILE).faults[0]


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "keys.toml") == Keymap(path=tmp_path / "keys.toml")


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in read_keymap(tmp_path / "keys.toml").faults[0]


def test_the_config_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_folder() == tmp_path / "pytorch-tutor"


def test_an_unknown_id_gets_its_nearest_neighbour() -> None:
    told = checked(keymap('"page.nxt" = "n"', '"lesson.run" = "x"'))
    assert told.keys == {"lesson.run": "x"}
    assert 'Did you mean "page.next"?' in told.faults[0]


def test_an_unknown_key_is_not_used() -> None:
    told = checked(keymap('"lesson.edit" = "ctrl+foo"'))
    assert not told.keys
    assert "ctrl+foo" in told.faults[0]


def test_a_key_that_works_while_typing_is_no_character() -> None:
    told = checked(keymap('"challenge.check" = "x"', '"lesson.run_now" = "ctrl+g"'))
    assert told.keys == {"lesson.run_now": "ctrl+g"}
    assert "while you type" in told.faults[0]


def test_a_key_given_twice_is_told_once() -> None:
    told = checked(keymap('"lesson.run" = "q"'))
    assert len(told.faults) == 1
    assert "lesson.run" in told.faults[0]
    assert "app.quit" in told.faults[0]


def test_the_example_of_the_first_page_is_a_good_one() -> None:
    page = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    example = page.partition("```toml\n[keys]\n")[2].partition("```")[0]
    told = checked(keymap(*example.splitlines()))
    assert told.keys
    assert not told.faults


def test_keys_may_change_places() -> None:
    assert not checked(keymap('"lesson.run" = "e"', '"lesson.edit" = "r"')).faults


def test_one_key_may_serve_on_screens_apart() -> None:
    assert not checked(keymap('"map.back" = "ctrl+g"', '"challenge.check" = "ctrl+g"')).faults


def test_every_key_that_comes_with_the_app_is_a_key() -> None:
    assert [one.id for one in known_keys() for key in one.keys if not is_key(key)] == []


def test_every_binding_but_the_digits_of_choices_can_be_named() -> None:
    nameless = [
        (owner.__name__, binding.key)
        for owner in _classes()
        for binding in vars(owner).get("BINDINGS", ())
        if (not isinstance(binding, Binding) or binding.id is None) and not str(getattr(binding, "key", "")).isdigit()
    ]
    assert nameless == []


def test_no_class_gives_one_key_to_two_things() -> None:
    for owner in _classes():
        users: dict[str, set[str]] = {}
        for binding in _own(owner):
            for key in split_keys(binding.key):
                users.setdefault(key, set()).add(binding.id or "")
        assert all(len(ids) == 1 for ids in users.values()), owner


def test_groups_hold_a_screen_with_its_widgets_and_the_app() -> None:
    assert any({"lesson.run", "question.answer", "app.quit"} <= group for group in groups())


async def test_the_screen_shows_and_obeys_the_learners_keys() -> None:
    runner = FakeRunner(script=good_run())
    app = app_with(keymap('"lesson.run" = "x"'), runner)
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = [(hint[1], hint[2]) for hint in app.screen.query_one(KeyBar).hints()]
        assert ("x", "Run") in shown
        assert ("r", "Run") not in shown
        assert ("x", "Run the marked snippet") in key_help(app.screen)
        await pilot.press("r")
        assert not runner.calls
        await pilot.press("x")
        await pilot.pause()
        assert len(runner.calls) == 1


async def test_faults_are_told_at_the_start() -> None:
    app = app_with(keymap('"page.nxt" = "n"', '"lesson.run" = "x"'))
    async with app.run_test() as pilot:
        while not app._notifications:
            await pilot.pause(0.01)
        assert any("page.next" in note.message for note in app._notifications)
        assert app._keymap == {"lesson.run": "x"}


def test_the_keys_command_is_a_file_that_changes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["keys"]) == 0
    listed = checked(parse_keymap(capsys.readouterr().out, FILE))
    assert not listed.faults
    assert listed.keys == {one.id: ",".join(one.keys) for one in known_keys()}


def test_the_keys_command_tells_ones_own_and_its_faults(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "pytorch-tutor").mkdir()
    (tmp_path / "pytorch-tutor" / "keys.toml").write_text('[keys]\n"lesson.run" = "x"\n"nobody" = "y"\n')
    assert main(["keys", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    run = next(one for one in told["keys"] if one["id"] == "lesson.run")
    assert (run["keys"], run["default"]) == (["x"], ["r"])
    assert "nobody" in told["faults"][0]


def test_what_sentences_call_a_key_is_the_key_it_has() -> None:
    first = {one.id: key_name(one.keys[0]) for one in known_keys()}
    assert dict(USUAL) == {id_: first[id_] for id_ in USUAL}


async def test_sentences_name_the_learners_keys() -> None:
    own = keymap(
        '"lesson.run" = "ctrl+g"', '"challenge.check" = "f9"', '"challenge.open" = "f12"', '"lesson.stop" = "z"'
    )
    app = app_with(own, FakeRunner(script=[RunStarted("snippet 2"), WAIT]))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Ctrl+G run" in screen_text(app)
        await pilot.press("ctrl+g")
        await pilot.pause(0.1)
        assert "z stops it" in screen_text(app)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "run its snippets with Ctrl+G" in screen_text(app)
        await pilot.press("escape", "n")
        await pilot.pause()
        assert "F12 opens it" in screen_text(app)
        await pilot.press("f12")
        await pilot.pause()
        assert any("Stop it with z first." in note.message for note in app._notifications)
