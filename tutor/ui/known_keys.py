"""Every binding of the app with its id, gathered from the classes themselves, and which of them work together."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace

from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

import tutor.ui
from tutor.course.keys import KeyNames
from tutor.ui.app import TutorApp
from tutor.ui.keymap import Keymap, KnownKey, check_keymap, split_keys
from tutor.ui.widgets.keys import FIRST, LAST
from tutor.ui.widgets.lines import LinesWidget

MOST_TOLD, TOLD_SECONDS = 3, 15


def _classes() -> Iterator[type]:
    """The app, its screens and its widgets."""
    yield TutorApp
    found: dict[type, None] = {}
    for room in ("screens", "widgets"):
        folder = importlib.import_module(f"{tutor.ui.__name__}.{room}")
        for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and issubclass(value, Widget) and value.__module__.startswith("tutor."):
                    found.setdefault(value)
    yield from found


def _own(owner: type) -> Iterator[Binding]:
    """The bindings that a class itself declares, those with an id."""
    for binding in vars(owner).get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id is not None:
            yield binding


def _ids(owner: type) -> frozenset[str]:
    """The ids of all bindings of a class, inherited ones too."""
    return frozenset(
        binding.id
        for base in owner.__mro__
        if base.__module__.startswith("tutor.")
        for binding in _own(base)
        if binding.id is not None
    )


def _app_ids(screen: type[Screen[object]]) -> frozenset[str]:
    """The app's own ids on a screen: from a task nothing else is opened."""
    leads_on = getattr(screen, "LEADS_ON", False)
    return frozenset(
        binding.id
        for binding in _own(TutorApp)
        if binding.id is not None and (leads_on or not binding.action.startswith("open("))
    )


def known_keys() -> list[KnownKey]:
    """Every binding that can have other keys, the app's own first; those of one id are one."""
    found: dict[str, KnownKey] = {}
    for owner in _classes():
        for binding in _own(owner):
            assert binding.id is not None
            keys = split_keys(binding.key)
            one = found.get(binding.id)
            if one is None:
                meaning = binding.tooltip or binding.description
                found[binding.id] = KnownKey(binding.id, keys, meaning, binding.priority)
            else:
                merged = tuple(dict.fromkeys((*one.keys, *keys)))
                found[binding.id] = replace(one, keys=merged, while_typing=one.while_typing or binding.priority)
    return list(found.values())


def groups() -> list[frozenset[str]]:
    """The ids that work at the same time: a screen's, those of the widgets it names among its keys, the app's."""
    classes = list(_classes())
    widgets = [_ids(one) for one in classes if not issubclass(one, Screen) and one is not TutorApp]
    found = []
    for screen in classes:
        if not issubclass(screen, Screen) or not (own := _ids(screen)):
            continue
        named = {*getattr(screen, "KEYS", ()), *FIRST, *LAST}
        inside = [ids for ids in widgets if ids & named]
        above = frozenset[str]() if issubclass(screen, ModalScreen) else _app_ids(screen)
        # A widget that has the focus may take a key away from its screen, but two widgets never have it together.
        found += [own | above | ids for ids in (inside or [frozenset[str]()])]
    return found


def checked(keymap: Keymap) -> Keymap:
    """A keymap as far as it can be used, with every fault."""
    if not keymap.keys:
        return keymap
    return check_keymap(keymap, known_keys(), groups())


async def use_keymap(app: TutorApp, keymap: Keymap) -> None:
    """Give the app the keys that can be used, and tell what is wrong with the others."""
    usable = await asyncio.to_thread(checked, keymap)
    app.set_keymap(dict(usable.keys))
    app.services.keys = KeyNames(usable.keys)
    for widget in app.screen.query(LinesWidget):
        widget.content_changed()
    for fault in usable.faults[:MOST_TOLD]:
        app.notify(fault, title="Keys", severity="warning", timeout=TOLD_SECONDS)
    if len(usable.faults) > MOST_TOLD:
        more = len(usable.faults) - MOST_TOLD
        app.notify(f"{more} more faults: pytorch-tutor doctor lists them.", title="Keys", timeout=TOLD_SECONDS)
