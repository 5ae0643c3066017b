"""YAML that remembers in which line of its file each key stands."""

from __future__ import annotations

from typing import Any

from tutor.course.files import FaultLog


class Located(dict[str, Any]):
    """A mapping out of YAML, and the lines it came from; mappings inside it are ``Located`` too."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        """Line of its first key in the file, from 1."""
        self.lines: dict[str, int] = {}
        """Line of each key in the file, from 1."""


def load_mapping(log: FaultLog, text: str, first_line: int, what: str) -> Located | None:
    """The mapping in ``text``, whose first line is ``first_line`` of the file; None, and a fault, where it is none.

    ``what`` begins the sentences about faults: ``The front matter``.
    """
    import yaml

    try:
        return _read(log, text, first_line, what)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        log.add(line, f"{what} holds a control character. Remove it.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        log.add(
            mark.line + first_line if mark else first_line,
            f"{what} is not valid YAML: {error.problem}. Put a value that holds : or # in quotes.",
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        log.add(first_line, f"{what} holds a value that YAML can't read: {error}. Put it in quotes.")
    return None


def _read(log: FaultLog, text: str, first_line: int, what: str) -> Located | None:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text + "\n")
    try:
        node = loader.get_single_node()
        if node is None:
            return Located(first_line)
        if not isinstance(node, yaml.MappingNode):
            log.add(first_line, f"{what} is not a list of keys and values. Write one `key: value` a line.")
            return None
        value = _value(log, loader, node, first_line)
    finally:
        loader.dispose()
    assert isinstance(value, Located)
    return value


def _value(log: FaultLog, loader: Any, node: Any, first_line: int) -> Any:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [_value(log, loader, item, first_line) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node, deep=True)
    mapping = Located(node.start_mark.line + first_line)
    for key, item in node.value:
        line, name = key.start_mark.line + first_line, str(key.value)
        if name in mapping.lines:
            log.add(line, f'"{name}" is given twice (first in line {mapping.lines[name]}). Keep one of them.')
        mapping.lines.setdefault(name, line)
        mapping[name] = _value(log, loader, item, first_line)
    return mapping
