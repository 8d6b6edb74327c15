"""What has to be right before anything else is: each thing is tried, and each failure says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal

from strongroom.catalogue.problem import CatalogueError
from strongroom.operations.problem import InputError, UseError
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

State = Literal["ok", "failed", "left out", "not looked at"]
SKEW = 60  # seconds: signatures are refused from five minutes on, and times in evidence are compared


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was tried; `way_out` is what to do where it failed."""

    name: str
    state: State
    found: str
    way_out: str = ""


def ok(name: str, found: str) -> Finding:
    """It is as it should be."""
    return Finding(name=name, state="ok", found=found)


def failed(name: str, found: str, way_out: str) -> Finding:
    """It is not."""
    return Finding(name=name, state="failed", found=found, way_out=way_out)


def left_out(name: str, why: str, way_out: str = "") -> Finding:
    """It could not be tried, or nothing here needs it."""
    return Finding(name=name, state="left out", found=why, way_out=way_out)


def not_looked_at(name: str, why: str, way_out: str) -> Finding:
    """It is needed, and could not be asked: nobody knows whether it is as it should be."""
    return Finding(name=name, state="not looked at", found=why, way_out=way_out)


Examination = tuple[str, "Callable[[], Iterable[Finding]]"]


def examine(examinations: Iterable[Examination]) -> Iterator[Finding]:
    """Carry out one after the other; one that fails stops none of the others."""
    for name, look in examinations:
        try:
            yield from look()
        except StoreError as error:
            yield failed(name, f"{error.place}: {error.problem}", error.way_out)
        except CatalogueError as error:
            count = len(error.problems)
            yield failed(name, f"{count} problem{'s' if count != 1 else ''}", "strongroom check lists them")
        except (InputError, UseError) as error:
            found, _, way_out = str(error).partition("; ")
            yield failed(name, found, way_out or "correct it")


def clock(name: str, date: str | None) -> Finding:
    """How far our clock is from a server's `Date`."""
    label = f"clock against {name}"
    if not date:
        return left_out(label, "the server tells no time")
    try:
        apart = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    except (ValueError, TypeError):
        return left_out(label, "the server's time can't be read")
    if apart > SKEW:
        return failed(label, f"{apart:.0f} seconds apart", "set this machine's clock (timedatectl set-ntp true)")
    return ok(label, f"less than {SKEW} seconds apart")
