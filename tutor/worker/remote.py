"""The two ends of a judged pair: questions from the checks, answers from the learner's process.

The checks' process holds a ``Learner``. Each question is one frame over the pair's socket and names something in the
learner's namespace; the answer is a value or an exception's description. The learner's end can lie, but it can lie
only about values, and every value is compared on the other side.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

from tutor.check import CheckFailed, far
from tutor.worker.failures import describe
from tutor.worker.lookup import ancestors
from tutor.worker.protocol import FrameReader, ProtocolError, encode
from tutor.worker.values import MOST_BYTES, Decoder, Description, Encoder, UnsendableError

CHECKS_CODE = "<check>"
"""File name of code that a check brings into the learner's process."""


class _Line:
    """Frames over the pair's socket, one at a time."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._reader = FrameReader(max_body=2 * MOST_BYTES)
        self._frames: list[tuple[dict[str, Any], bytes]] = []

    def send(self, message: dict[str, Any], body: bytes = b"") -> None:
        self._socket.sendall(encode(message, body))

    def receive(self) -> tuple[dict[str, Any], bytes] | None:
        """The next frame, None when the other side is gone or sends nonsense."""
        while not self._frames:
            try:
                data = self._socket.recv(1 << 20)
                if not data:
                    return None
                self._frames += self._reader.feed(data)
            except (ConnectionError, ProtocolError):
                return None
        return self._frames.pop(0)


def answer_peer(descriptor: int, namespace: dict[str, Any], instruments: Any) -> None:
    """Answer questions about ``namespace`` until the checks' process hangs up."""
    line = _Line(descriptor)
    kept: list[Any] = []
    ledger = instruments.ledger.as_dict()  # of the script alone, without what the checks call

    def keep(value: Any) -> int:
        kept.append(value)
        return len(kept) - 1

    def find(description: Description) -> Any:
        return kept[description["id"]]

    while True:
        frame = line.receive()
        if frame is None:
            return
        question, body = frame
        encoder = Encoder(keep)
        try:
            decoder = Decoder(body, find)
            value = ledger if question["act"] == "ledger" else _answer(question, decoder, namespace)
            reply = {"value": encoder.describe(value)}
        except UnsendableError as error:
            reply = {"error": {"name": "", "message": str(error), "line": None}}
        except BaseException as error:
            source = question.get("source", "")
            failure = describe(error, source, {source})
            reply = {
                "error": {
                    "name": failure.name,
                    "message": failure.message,
                    "line": failure.line,
                    "bases": [kind.__name__ for kind in ancestors(error)],
                    "traceback": failure.traceback,
                    "witness": failure.witness,
                }
            }
        line.send(reply, encoder.body)


def _answer(question: dict[str, Any], decoder: Decoder, namespace: dict[str, Any]) -> Any:
    act = question["act"]
    if act == "has":
        return question["name"] in namespace
    if act == "evaluate":
        return eval(question["expression"], namespace)
    if act == "define":
        space = {"__name__": "check", "learner": namespace}
        exec(compile(question["code"], CHECKS_CODE, "exec", dont_inherit=True), space)
        return space[question["function"]]
    if act == "helper":
        return getattr(far, question["name"])
    target = decoder.value(question["target"])
    if act == "attribute":
        return getattr(target, question["name"])
    if act == "list":
        return list(target)
    if act == "length":
        return len(target)
    if act == "item":
        return target[decoder.value(question["key"])]
    positional = [decoder.value(argument) for argument in question["arguments"]]
    named = {name: decoder.value(argument) for name, argument in question["keywords"].items()}
    return target(*positional, **named)


class Learner:
    """The learner's process, seen from the checks: attributes are its globals, a call evaluates an expression."""

    def __init__(self, descriptor: int, source_name: str) -> None:
        self._line = _Line(descriptor)
        self._source_name = source_name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if not self.has(name):
            raise CheckFailed(f"Your code defines no `{name}`. Add it, with exactly this name.")
        return self._ask({"act": "evaluate", "expression": name}, f"`{name}`")

    def __call__(self, expression: str) -> Any:
        """The value of an expression in the learner's namespace."""
        return self._ask({"act": "evaluate", "expression": expression}, f"`{expression}`")

    def has(self, name: str) -> bool:
        """Whether the learner's script defined this global."""
        return bool(self._ask({"act": "has", "name": name}, f"`{name}`"))

    def define(self, code: str, function: str, about: str) -> Any:
        """A function that the check brings into the learner's process, for what a call from here can't see.

        ``code`` defines it and finds the learner's globals in the dict ``learner``. What it raises is told as raised by
        ``about``, the name of the learner's function that it calls; the check fails where there is none.
        """
        self.__getattr__(about)
        made = self._ask({"act": "define", "code": code, "function": function}, f"`{about}`")
        made._names_arguments = False
        return made

    def _ledger(self) -> dict[str, Any]:
        counts: dict[str, Any] = self._ask({"act": "ledger"}, "the ledger")
        return counts

    def _ask(self, question: dict[str, Any], what: str, encoder: Encoder | None = None) -> Any:
        body = encoder.body if encoder is not None else b""
        try:
            self._line.send({**question, "source": self._source_name}, body)
        except OSError:
            raise CheckFailed(_GONE.format(what=what)) from None
        frame = self._line.receive()
        if frame is None:
            raise CheckFailed(_GONE.format(what=what))
        reply, body = frame
        error = reply.get("error")
        if isinstance(error, dict):
            failed = CheckFailed(_sentence_of(error, what))
            failed.crash = error
            raise failed
        try:
            return Decoder(body, lambda description: Handle(self, description, what)).value(reply.get("value"))
        except UnsendableError as broken:
            raise CheckFailed(f"{what} did not answer with a value that can be compared: {broken}.") from None


_GONE = "Your process ended before {what} could be checked. Does your code call sys.exit() or os._exit()? Take it out."


def _sentence_of(error: dict[str, Any], what: str) -> str:
    name, message, line = error.get("name"), error.get("message"), error.get("line")
    if not name:
        return f"{what}: {message}."
    place = f" (line {line} of your code)" if isinstance(line, int) else ""
    return f"{what} raised {name}: {message}{place}"


class Handle:
    """An object that stays in the learner's process."""

    def __init__(self, learner: Learner, description: Description, what: str) -> None:
        self._learner = learner
        self._description = {"kind": "handle", "id": description.get("id")}
        self._type = str(description.get("type"))
        self._what = what
        self._names_arguments = True

    def __repr__(self) -> str:
        return f"<{self._type} {self._what} in the learner's process>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask({"act": "attribute", "name": name}, f"{self._what.rstrip('`')}.{name}`")

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it over there, with plain values, tensors and other handles."""
        encoder = Encoder()
        question = {
            "act": "call",
            "arguments": [_send(encoder, argument) for argument in arguments],
            "keywords": {name: _send(encoder, argument) for name, argument in keywords.items()},
        }
        what = f"`{self._what.strip('`')}({_shown(arguments, keywords)})`" if self._names_arguments else self._what
        return self._ask(question, what, encoder)

    def _helper(self, name: str) -> Handle:
        """A function of ``tutor.check.far`` over there; what it raises is told as raised by this object."""
        made: Handle = self._ask({"act": "helper", "name": name}, self._what)
        made._names_arguments = False
        return made

    def __len__(self) -> int:
        return int(self._ask({"act": "length"}, f"len({self._what})"))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ask({"act": "list"}, self._what))

    def __getitem__(self, key: Any) -> Any:
        encoder = Encoder()
        question = {"act": "item", "key": _send(encoder, key)}
        return self._ask(question, f"`{self._what.strip('`')}[{key!r}]`", encoder)

    def _ask(self, question: dict[str, Any], what: str, encoder: Encoder | None = None) -> Any:
        return self._learner._ask({**question, "target": self._description}, what, encoder)


def _send(encoder: Encoder, value: Any) -> Description:
    return value._description if isinstance(value, Handle) else encoder.describe(value)


def _shown(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> str:
    """Arguments as a reader wants them: tensors by shape, the rest in short."""
    shown = [_brief(argument) for argument in arguments]
    shown += [f"{name}={_brief(argument)}" for name, argument in keywords.items()]
    return ", ".join(shown)


def _brief(value: Any) -> str:
    shape = getattr(value, "shape", None) if not isinstance(value, Handle) else None
    if shape is not None:
        return f"tensor of shape {tuple(shape)}"
    text = value._what.strip("`") if isinstance(value, Handle) else repr(value)
    return text if len(text) <= 40 else text[:37] + "…"
