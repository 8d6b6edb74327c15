"""An id of ours tells when it was made; an id of anybody else's does not."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from strongroom.stores import version_id


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    made = version_id.moment(version_id.new())
    assert made is not None
    assert before <= made <= datetime.now(UTC)


def test_an_id_is_a_uuid_of_version_7_and_fits_a_request_token() -> None:
    made = uuid.UUID(version_id.new())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert 32 <= len(str(made)) <= 64


def test_ids_never_meet() -> None:
    assert len({version_id.new() for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    "other",
    [str(uuid.uuid4()), str(uuid.uuid1()), "3", "", "terraform-20260101"],
    ids=["random", "of a machine", "number", "empty", "word"],  # the same in every process that collects
)
def test_ids_of_others_tell_no_time(other: str) -> None:
    assert version_id.moment(other) is None
