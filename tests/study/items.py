"""Items as a test wants them."""

from __future__ import annotations

from dataclasses import replace

from tutor.study.items import Item


def item(name: str, lesson: str = "tensors/first", **changes: object) -> Item:
    made = Item(
        id=f"{lesson}/{name}",
        kind="challenge",
        title=name,
        lesson=lesson,
        home=lesson,
        page=0,
        minutes=4,
        task="write",
        skills=("tensors",),
        content_hash="h",
        exam=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
