"""What ``show_images``, ``show`` of a module and ``show_boundary`` send: plain values and bytes, within bounds.

Each function returns the message and its body; ``text`` in a message is the same for a place without pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch.nn import functional

from tutor.worker.lookup import ancestors, class_name, entries, is_module, is_tensor, vars_of

Display = tuple[dict[str, Any], bytes]

MOST_IMAGES, MOST_SIDE = 64, 64
MOST_ROWS, MOST_DEPTH, MOST_COUNTED = 200, 64, 5000
MOST_POINTS, MOST_CLASSES = 500, 10
COLUMNS, ROWS = 96, 48
"""Places of the plane at which a model is asked."""


# -- pictures ----------------------------------------------------------------------------------------------------------


def images_display(
    images: Any, labels: Any = None, predictions: Any = None, confidence: Any = None, names: Any = None, title: str = ""
) -> Display:
    """Pictures with what they are, what was predicted and how surely.

    Raises:
        TypeError: if the pictures are none, with the shapes that are understood.
        ValueError: if there is not one label, prediction or confidence for each picture.
    """
    batch = _batch(images)
    total = batch.shape[0]
    facts: dict[str, Any] = {
        "type": "image",
        "format": "images",
        "title": title[:200],
        "total": total,
        "labels": _class_names(labels, names, total, "labels"),
        "predictions": _class_names(predictions, names, total, "predictions"),
        "confidence": [] if confidence is None else [float(c) for c in _each(confidence, total, "confidence")],
    }
    for key in ("labels", "predictions", "confidence"):
        facts[key] = facts[key][:MOST_IMAGES]
    batch = batch[:MOST_IMAGES]
    height, width = batch.shape[2:]
    if max(height, width) > MOST_SIDE:
        scale = MOST_SIDE / max(height, width)
        size = (max(1, round(height * scale)), max(1, round(width * scale)))
        batch = functional.interpolate(batch, size=size, mode="area")
    pixels = (batch.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    facts |= {"count": pixels.shape[0], "height": pixels.shape[1], "width": pixels.shape[2]}
    facts["text"] = _images_text(facts)
    return facts, bytes(pixels.reshape(-1).tolist())


def _batch(images: Any) -> torch.Tensor:
    """The pictures as ``(N, 3, H, W)``, float32 from 0 to 1."""
    if isinstance(images, (list, tuple)) and images and all(isinstance(image, torch.Tensor) for image in images):
        shapes = {tuple(image.shape) for image in images}
        if len(shapes) > 1:
            raise TypeError(
                f"show_images() got pictures of different shapes ({', '.join(map(str, sorted(shapes)[:3]))}). "
                "Resize them to one shape, or show them one by one."
            )
        images = torch.stack(list(images))
    if not isinstance(images, torch.Tensor):
        raise TypeError(f"show_images() got a {type(images).__name__}. Give it a tensor of shape (N, C, H, W).")
    with torch.no_grad():
        batch = images.detach().cpu()
        shape = tuple(batch.shape)
        if batch.ndim == 2:
            batch = batch[None, None]
        elif batch.ndim == 3:
            batch = batch[None] if shape[0] in (1, 3) else batch[:, None]
        if batch.ndim != 4 or batch.shape[1] not in (1, 3, 4) or batch.numel() == 0:
            raise TypeError(
                f"show_images() got a tensor of shape {shape}. Pictures are (N, C, H, W) with 1 or 3 channels; "
                "permute(0, 3, 1, 2) moves channels that come last."
            )
        batch = batch[:, :3].float() / (255 if batch.dtype is torch.uint8 else 1)
        batch = batch.nan_to_num(0.0)
        low, high = float(batch.min()), float(batch.max())
        if low < 0 or high > 1:  # they were normalised: stretched so that all of them can be seen
            batch = (batch - low) / max(high - low, 1e-12)
        return batch.expand(-1, 3, -1, -1) if batch.shape[1] == 1 else batch


def _each(values: Any, count: int, what: str) -> list[Any]:
    """One value for each picture."""
    values = values.detach().tolist() if isinstance(values, torch.Tensor) else values
    listed = list(values) if isinstance(values, (list, tuple)) else [values]
    if len(listed) != count:
        raise ValueError(f"show_images() got {len(listed)} {what} for {count} pictures. Give one for each.")
    return listed


def _class_names(values: Any, names: Sequence[Any] | None, count: int, what: str) -> list[str]:
    if values is None:
        return []
    named: list[str] = []
    for value in _each(values, count, what):
        known = names is not None and isinstance(value, int) and 0 <= value < len(names)
        named.append(str(names[value] if known and names is not None else value)[:24])
    return named


def _images_text(facts: dict[str, Any]) -> str:
    head = f"{facts['title']}\n" if facts["title"] else ""
    lines = [f"{head}{facts['total']} pictures of {facts['height']} × {facts['width']}"]
    for number in range(min(facts["count"], 10)):
        parts = [facts["labels"][number]] if facts["labels"] else []
        if facts["predictions"]:
            sure = f" ({facts['confidence'][number]:.0%})" if facts["confidence"] else ""
            parts.append(f"predicted {facts['predictions'][number]}{sure}")
        if parts:
            lines.append(f"{number}: {', '.join(parts)}")
    return "\n".join(lines)


# -- modules -----------------------------------------------------------------------------------------------------------


def module_display(module: torch.nn.Module, title: str = "") -> Display:
    """A module's parts as a tree with the numbers of their parameters and the state of their gradients.

    Reads what the module holds and calls nothing of it, but ``extra_repr`` where torch itself defined it.
    """
    rows, total = module_rows(module)
    facts = {"type": "image", "format": "module", "title": title[:200], "rows": rows, "total": total}
    lines = [title] if title else []
    for row in rows:
        name = f"{row['name']}: " if row["name"] else ""
        lines.append(f"{row['parameters']:>12,}  {'  ' * row['depth']}{name}{row['kind']}")
    facts["text"] = "\n".join(lines)
    return facts, b""


def module_row(module: torch.nn.Module) -> dict[str, Any]:
    """The module itself, without its parts."""
    return next(_rows("", module, 0, set()))


def module_rows(module: torch.nn.Module) -> tuple[list[dict[str, Any]], int]:
    """The module and its parts, each before its own parts, at most ``MOST_ROWS``; and how many there are."""
    rows: list[dict[str, Any]] = []
    total = 0
    for row in _rows("", module, 0, set()):
        total += 1
        if len(rows) < MOST_ROWS:
            rows.append(row)
        elif total >= MOST_COUNTED:
            break
    return rows, total


def _rows(name: str, module: torch.nn.Module, depth: int, above: set[int]) -> Iterator[dict[str, Any]]:
    if id(module) in above or depth > MOST_DEPTH or not is_module(module):  # or a part that holds itself
        return
    parameters = list({id(p): p for p in _parameters(module, set())}.values())
    learning = [p for p in parameters if p.requires_grad]
    yield {
        "depth": depth,
        "name": name[:60],
        "kind": _kind(module),
        "parameters": sum(map(_count, parameters)),
        "trainable": sum(map(_count, learning)),
        "gradient": state_of([p.grad for p in learning if p.grad is not None]) if learning else "",
    }
    for part_name, part in entries(module, "_modules"):
        yield from _rows(part_name, part, depth + 1, above | {id(module)})


def _parameters(module: torch.nn.Module, seen: set[int]) -> Iterator[torch.Tensor]:
    if id(module) in seen:
        return
    seen.add(id(module))
    yield from (parameter for _, parameter in entries(module, "_parameters") if is_tensor(parameter))
    for _, part in entries(module, "_modules"):
        yield from _parameters(part, seen)


def _kind(module: torch.nn.Module) -> str:
    name = class_name(module)
    owner = next((kind for kind in ancestors(module) if "extra_repr" in vars_of(kind)), None)
    if owner is not None and str(vars_of(owner).get("__module__", "")).startswith("torch."):
        try:
            told = str(vars_of(owner)["extra_repr"](module))
        except Exception:
            told = ""
        return f"{name}({told})"[:200] if told else name[:200]
    return name[:200]


def _count(parameter: torch.Tensor) -> int:
    try:
        return parameter.numel()
    except (RuntimeError, ValueError):
        return 0  # a lazy one has no size yet


def state_of(gradients: Sequence[torch.Tensor]) -> str:
    """Of gradients together: ``none`` there are, all ``zero``, some ``nan``, or ``some`` that are not zero."""
    if not gradients:
        return "none"
    with torch.no_grad():
        plain = [g.coalesce().values() if g.is_sparse else g for g in gradients]
        if any(bool(g.isnan().any()) for g in plain):
            return "nan"
        return "some" if any(bool(g.count_nonzero()) for g in plain) else "zero"


# -- decision boundaries -----------------------------------------------------------------------------------------------


def boundary_display(model: Any, x: Any, y: Any, title: str = "") -> Display:
    """What ``model`` answers all over the plane of two features, and the points ``x`` (N, 2) with classes ``y`` (N,).

    Raises:
        TypeError: with the shapes that are needed.
    """
    if not (isinstance(x, torch.Tensor) and x.ndim == 2 and x.shape[1] == 2 and len(x) and x.is_floating_point()):
        got = tuple(x.shape) if isinstance(x, torch.Tensor) else type(x).__name__
        raise TypeError(f"show_boundary() got x of {got}. Points are a float tensor of shape (N, 2).")
    truth = y.detach().reshape(-1) if isinstance(y, torch.Tensor) else torch.as_tensor(y).reshape(-1)
    if len(truth) != len(x):
        raise TypeError(f"show_boundary() got {len(x)} points and {len(truth)} classes. Give one class for each point.")
    points = x.detach()
    left, right, bottom, top = _bounds(points)
    across = torch.linspace(left, right, COLUMNS, dtype=points.dtype, device=points.device)
    down = torch.linspace(top, bottom, ROWS, dtype=points.dtype, device=points.device)
    plane = torch.stack((across.repeat(ROWS), down.repeat_interleave(COLUMNS)), dim=1)
    answers = _classes(_ask(model, torch.cat((plane, points))))
    classes, own = answers[: len(plane)], answers[len(plane) :]
    kept = torch.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).round().long().tolist()
    truths, guesses = ([_within_classes(int(n)) for n in each] for each in (truth.tolist(), own))
    marked = [[float(points[n, 0]), float(points[n, 1]), truths[n], guesses[n]] for n in kept]
    right_ones = sum(t == g for t, g in zip(truths, guesses, strict=True))
    head = f"{title}\n" if title else ""
    return {
        "type": "image",
        "format": "boundary",
        "title": title[:200],
        "columns": COLUMNS,
        "rows": ROWS,
        "points": marked,
        "bounds": [left, right, bottom, top],
        "text": f"{head}{right_ones} of {len(points)} points are on the right side of the boundary",
    }, bytes(map(_within_classes, classes))


def _within_classes(number: int) -> int:
    return max(0, min(MOST_CLASSES - 1, number))


def _bounds(points: torch.Tensor) -> tuple[float, float, float, float]:
    """The range of both features with a margin."""
    edges: list[float] = []
    for feature in (0, 1):
        low, high = float(points[:, feature].min()), float(points[:, feature].max())
        margin = (high - low) / 10 or 1.0
        edges += [low - margin, high + margin]
    return edges[0], edges[1], edges[2], edges[3]


def _ask(model: Any, points: torch.Tensor) -> torch.Tensor:
    training = isinstance(model, torch.nn.Module) and model.training
    if training:
        model.eval()
    try:
        with torch.no_grad():
            answers = model(points)
    finally:
        if training:
            model.train()
    if not isinstance(answers, torch.Tensor) or len(answers) != len(points):
        got = tuple(answers.shape) if isinstance(answers, torch.Tensor) else type(answers).__name__
        raise TypeError(
            f"show_boundary() asked the model about {len(points)} points and got {got}. It needs one answer each."
        )
    return answers.detach()


def _classes(answers: torch.Tensor) -> list[int]:
    """The class of each answer: the largest of several, or on which side of 0 (of a half, for probabilities)."""
    answers = answers.reshape(len(answers), -1)
    if answers.shape[1] > 1:
        return [int(number) for number in answers.argmax(dim=1).tolist()]
    if not answers.is_floating_point():
        return [int(number) for number in answers[:, 0].tolist()]
    border = 0.5 if float(answers.min()) >= 0 and float(answers.max()) <= 1 else 0.0
    return [int(number) for number in (answers[:, 0] > border).tolist()]
