"""Entry point of the command: what ends it, and with which exit code.

0 done; 1 bad input, or a difference was found; 2 wrong use; 3 a store failed; 70 a fault of the command itself;
130 interrupted. No traceback is ever printed: it could show what a person typed.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer import TyperException

DONE, BAD_INPUT, WRONG_USE, STORE_FAILED, FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
_OWN = f"{os.sep}strongroom{os.sep}"


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log may quote a request
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the result is its exit code."""
    import typer

    try:
        code = _command_line()(arguments, prog_name="strongroom", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _wrong_use(error, arguments)
    except typer.Abort:
        return _say("nothing was changed", INTERRUPTED)
    except (BrokenPipeError, SystemExit):  # whoever read our output has seen enough; Typer exits for it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last line before the person: nothing may pass it unexplained
        return _explained(error)
    return code if isinstance(code, int) else DONE


@cache
def _command_line() -> Callable[..., Any]:
    """All subcommands, read once: whoever runs several in one process waits for it once."""
    from typer.main import get_command

    from strongroom.cli.app import app

    return get_command(app)


def _wrong_use(error: TyperException, arguments: list[str]) -> int:
    """Tell what was wrong without repeating what was given: a value may have been typed in its place."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "strongroom"
    message = error.format_message().replace("Value error, ", "")
    for argument in arguments[1:]:
        given = argument.partition("=")[2] if argument.startswith("--") else argument
        message = message.replace(repr(given), "what was given") if given else message
    if type(error).__name__ == "NoArgsIsHelpError":
        return WRONG_USE  # the help was shown
    if "extra argument" in message:
        message = "There are more arguments than it takes; the shell replaces a * that has no quotes."
    return _say(f"{message}\nSee {command} --help", WRONG_USE)


def _explained(error: Exception) -> int:
    return _say(*explanation(error))


def explanation(error: Exception) -> tuple[str, int]:
    """A person's mistake told as such, anything else as a fault of ours, by place and kind only; and the exit code."""
    from strongroom.catalogue.problem import CatalogueError
    from strongroom.operations.problem import InputError, UseError
    from strongroom.stores.errors import StoreError, WrongPlaceError

    match error:
        case UseError() | WrongPlaceError():
            return str(error), WRONG_USE
        case InputError() | CatalogueError():
            return str(error), BAD_INPUT
        case StoreError():
            return str(error), STORE_FAILED
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _OWN in frame.filename]
    place = f"{frames[-1].filename.rpartition(_OWN)[2]}:{frames[-1].lineno}" if frames else "an unknown place"
    return f"strongroom failed at {place} ({type(error).__name__}). This is a fault of ours; please report it.", FAULT


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
