"""The chain of one entry, link by link: which step is missing, and what to do about it (requirement 5.8).

catalogue -> store of record -> each destination
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strongroom.catalogue.source import Derived
from strongroom.operations.problem import InputError
from strongroom.operations.verify import DIFFERENCES, UNASKED, Verification
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue import Secret
    from strongroom.operations.mirror.survey import Survey
    from strongroom.operations.verify import Finding

State = Literal["ok", "broken", "waiting", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One step of the chain; `detail` says how it stands and, where it is not ok, the way out."""

    step: Literal["catalogue", "store of record", "destination"]
    place: str
    state: State
    detail: str


def trace(survey: Survey, secret: Secret) -> list[Link]:
    """Every link of an entry that the scope has."""
    return [*_catalogue(survey, secret), *_store(survey, secret), *_destinations(survey, secret)]


def _catalogue(survey: Survey, secret: Secret) -> Iterator[Link]:
    workspace = survey.catalogue.workspace_of(secret).workspace
    source = secret.source
    origin = f"computed from {source.secret} ({source.extract})" if isinstance(source, Derived) else source.origin
    detail = f"declared for {' and '.join(secret.environments)}, {origin}"
    yield Link(step="catalogue", place=f"{workspace}.yaml", state="ok", detail=detail)


def _store(survey: Survey, secret: Secret) -> Iterator[Link]:
    origin = survey.values.origin(secret)
    if not origin.has_record:
        yield Link(step="store of record", place="the catalogue", state="ok", detail="its value stands there")
        return
    kind = survey.catalogue.workspace_of(origin).store
    if failure := survey.failures.get(kind):
        yield Link(step="store of record", place=kind, state="unknown", detail=failure)
        return
    place = survey.open_store(kind).address(origin.path)
    if reason := survey.values.missing(secret):
        yield Link(step="store of record", place=place, state="broken", detail=reason)
        return
    entry = survey.measured[origin.workspace].entries[origin.path]
    stored = f"has a value since {entry.current.created:%Y-%m-%d %H:%M:%SZ}" if entry.current else "has a value"
    try:
        survey.values.deliverable(secret)
    except InputError as error:
        detail = f"{stored}, but {'; '.join(error.problems)}; put another: strongroom put {origin.path}"
        yield Link(step="store of record", place=place, state="broken", detail=detail)
    except StoreError as error:
        yield Link(step="store of record", place=place, state="unknown", detail=f"{stored}, but {error}")
    else:
        yield Link(step="store of record", place=place, state="ok", detail=f"{stored}; it passes its checks")


def _destinations(survey: Survey, secret: Secret) -> Iterator[Link]:
    if not any(one.secret.path == secret.path for one in survey.wanted):
        yield Link(step="destination", place="none", state="ok", detail="the catalogue delivers it nowhere")
        return
    for finding in Verification(survey).run(secret.path):
        if finding.path == secret.path:
            yield Link(
                step="destination",
                place=finding.address,
                state=_state(finding),
                detail=f"{finding.state}: {finding.reason}" if finding.reason else finding.state,
            )


def _state(finding: Finding) -> State:
    if finding.state in DIFFERENCES:
        return "broken"
    if finding.state in UNASKED:
        return "unknown"
    return "waiting" if finding.state in ("blocked", "elsewhere") else "ok"
