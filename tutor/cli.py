"""The command line. Each command lives in ``tutor.commands`` and is imported only when it is used."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence

from tutor import __version__
from tutor.commands.common import FAILED, CommandError, say, write_any_character

COMMANDS = {
    "list": "lessons and challenges, with your state",
    "run": "run a script or a lesson in the sandbox, without the app",
    "check": "grade an answer to a challenge",
    "watch": "check an answer in any editor, again on every save",
    "practice": "a few minutes of what is due, with fresh numbers",
    "exam": "twenty tasks against the clock, no hints",
    "progress": "how far you have come; reset, export, import",
    "verify": "for authors: prove that a course works",
    "new": "for authors: begin a course, a lesson or a challenge",
    "export": "a lesson as a notebook, or what you made of it as Markdown",
    "data": "data sets: which are here; fetch, import or remove one",
    "keys": "every key with its id, to have others",
    "doctor": "what is here, what is wrong, and the command that mends it",
}

DESCRIPTION = "Learn PyTorch in the terminal: read a page, run it in a sandbox, watch the loss move, solve a challenge."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the process's exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    write_any_character()
    try:
        options = _parse(given)
        status: int = options.main(options)
        sys.stdout.flush()
        return status
    except CommandError as error:
        say(f"pytorch-tutor: {error}")
        return error.status
    except BrokenPipeError:  # the reader of our output went away, as in `pytorch-tutor list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from tutor.session.crash import fault_sentence, write_fault

        say(f"pytorch-tutor: {fault_sentence(write_fault(error))}")
        return FAILED


def _parse(given: list[str]) -> argparse.Namespace:
    """Options of a command, or of the app where the first word is no command."""
    shared = _shared_options()
    place = next(iter(_words(given)), None)
    command = given[place] if place is not None else None
    if place is not None and command in COMMANDS:
        module = importlib.import_module(f"tutor.commands.{_MODULES.get(command, command)}")
        parser = argparse.ArgumentParser(
            f"pytorch-tutor {command}", description=_sentence(COMMANDS[command]), parents=[shared]
        )
        module.add_arguments(parser)
        del given[place]
        options = _read(parser, command, given)
        options.main = module.main
    else:
        options = _app_parser(shared).parse_args(given)
        options.main = _app
    options.python = getattr(options, "python", None)
    options.launch = getattr(options, "launch", None)
    options.course = getattr(options, "course", None)
    options.trust = getattr(options, "trust", False)
    if getattr(options, "pictures", None):
        os.environ[PICTURES_VARIABLE] = options.pictures
    return options


def _read(parser: argparse.ArgumentParser, command: str, given: list[str]) -> argparse.Namespace:
    """Words and options in any order, as ``check NAME --json FILE``; what a script is given stands behind ``--``."""
    if command == _WITH_ARGUMENTS:
        place = given.index("--") if "--" in given else len(given)
        options, unknown = parser.parse_known_intermixed_args(given[:place])
        if unknown:
            own = " ".join(unknown)
            parser.error(f"{own} is no option here. If the script knows it, put it behind dashes: -- {own}")
        options.arguments = [*options.arguments, *given[place + 1 :]]
        return options
    # argparse can't mix them where commands are nested, nor where a word begins with a dash.
    mixed = command != _NESTED and "--" not in given
    return parser.parse_intermixed_args(given) if mixed else parser.parse_args(given)


def _shared_options() -> argparse.ArgumentParser:
    """What every command and the app understand."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--python",
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="the Python whose torch is used (default: the tutor's own; with --launch: python3 or python over there)",
    )
    shared.add_argument(
        "--launch",
        metavar="COMMAND",
        default=argparse.SUPPRESS,
        help="run code behind a command that connects input and output: 'ssh HOST', 'srun --gres=gpu:1', "
        "'docker exec -i NAME', 'kubectl exec -i POD --'",
    )
    shared.add_argument(
        "--course", metavar="DIR", default=argparse.SUPPRESS, help="another course than the tutor's own"
    )
    shared.add_argument(
        "--trust", action="store_true", default=argparse.SUPPRESS, help="run lessons even where the sandbox is weak"
    )
    shared.add_argument(
        "--pictures",
        choices=("auto", "blocks", "kitty", "sixel", "off"),
        default=argparse.SUPPRESS,
        help="how pictures are drawn (default: what the terminal is known for; PYTORCH_TUTOR_PICTURES for always)",
    )
    return shared


def _app_parser(shared: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The app's own options, and the list of commands."""
    parser = argparse.ArgumentParser(
        "pytorch-tutor",
        description=DESCRIPTION,
        parents=[shared],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="pytorch-tutor [--python PATH] [--launch COMMAND] [--course DIR] [--plain] [LESSON]\n"
        "       pytorch-tutor COMMAND …",
        epilog="commands:\n"
        + "\n".join(f"  {name:8} {text}" for name, text in COMMANDS.items())
        + "\n\npytorch-tutor COMMAND --help tells more.",
    )
    parser.add_argument("--version", action="version", version=f"pytorch-tutor {__version__}")
    parser.add_argument(
        "--plain",
        action="store_true",
        help="line by line, without colour or drawing: for screen readers and pipes (also where TERM is dumb)",
    )
    parser.add_argument(
        "lesson",
        nargs="?",
        metavar="LESSON",
        help="a lesson's id, or a part of it (default: your last place)",
    )
    return parser


_MODULES = {"list": "listing"}
_WITH_ARGUMENTS, _NESTED = "run", "data"
PICTURES_VARIABLE = "PYTORCH_TUTOR_PICTURES"
"""What ``--pictures`` says, for whoever draws."""
_TAKE_VALUE = ("--python", "--launch", "--course", "--pictures")


def _words(given: list[str]) -> Iterator[int]:
    """The places of the arguments that are neither options nor their values."""
    skip = False
    for place, argument in enumerate(given):
        if skip:
            skip = False
        elif argument in _TAKE_VALUE:
            skip = True
        elif not argument.startswith("-"):
            yield place


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _app(options: argparse.Namespace) -> int:
    """The app, at the last place or at LESSON."""
    from tutor.commands.app import open_app

    return open_app(options, options.lesson)
