"""A token that is put by hand: from a hidden prompt or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from strongroom.cli.session import Session


def read_token(session: Session, prompt: str) -> SecretStr:
    """The token, which is hidden from then on; raises InputError where what came is none."""
    from pydantic import SecretStr

    from strongroom.cli.hidden import read_hidden
    from strongroom.cli.reading import Origin
    from strongroom.operations.problem import InputError

    origin = Origin()
    text = read_hidden(prompt) if origin.is_keyboard else origin.text()[0]
    session.terminal.hide(text)
    if not text or not text.isascii() or any(character.isspace() for character in text):
        raise InputError("what came is no token: it is empty, or has spaces, line breaks or letters beyond ASCII")
    return SecretStr(text)
