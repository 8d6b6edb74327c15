"""What every `strongroom vault` command begins and ends with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from strongroom.cli.session import Session


def opened(catalogue: Path, environment: str | None) -> Session:
    """The session of a command; what it needs is imported when it runs."""
    from strongroom.cli.session import Session

    return Session.open(catalogue, environment)


@contextmanager
def recorded(session: Session, command: str, **known: Any) -> Iterator[dict[str, Any]]:
    """Write into the journal that something begins, and how it ended: what the body puts into the dictionary."""
    from strongroom.operations.problem import InputError
    from strongroom.stores.errors import StoreError

    told: dict[str, Any] = {"environment": session.scope.environment, **known}
    session.journal.record(f"vault {command}", result="begun", **told)
    try:
        yield told
    except (StoreError, InputError) as error:
        session.journal.record(f"vault {command}", **{**told, "result": "failed", "problem": str(error)})
        raise
    session.journal.record(f"vault {command}", **told)
