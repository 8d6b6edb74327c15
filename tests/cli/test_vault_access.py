"""`strongroom vault access`: the same from the log group and from a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.components.audit_lines import DENIED, by, line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

GROUP = "/strongroom/local/vault-audit"
GLASS = by("break-glass-7", "strongroom-local-break-glass")


@pytest.fixture
def lines(aws_server: Server) -> Iterator[list[str]]:
    """Four requests of this minute, in the log group."""
    now = datetime.now(UTC)
    moment = f"{now:%Y-%m-%dT%H:%M:%S}.5Z"
    written = [
        line("response", time=moment),
        line(time=moment, auth=by("aws-app"), error=DENIED),
        line(time=moment, auth=GLASS, request={"id": "2", "path": "secret/data/candlefish/mongodb/connection"}),
        "cut off",
    ]
    logs = boto3.client(
        "logs",
        endpoint_url=aws_server.url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="i-1")
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName="i-1",
        logEvents=[{"timestamp": int(now.timestamp() * 1000), "message": one} for one in written],
    )
    yield written
    logs.delete_log_group(logGroupName=GROUP)


def test_the_log_group_and_a_node_s_file_say_the_same(rooms: Command, lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "audit.log").write_text("\n".join(lines))
    from_group = rooms("vault", "access", "--json")
    from_file = rooms("vault", "access", "--file", str(tmp_path / "audit.log"), "--json")
    assert from_group.code == from_file.code == 0, from_group.err + from_file.err
    assert from_group.json == from_file.json
    told = from_group.json
    assert told["counts"] == {"break-glass use": 1, "denied": 1, "read": 1}
    assert (told["lines"], told["unreadable"]) == (3, 1)
    assert [one["who"] for one in told["reads"]] == ["people-ada"]
    assert [one["path"] for one in told["opened"]] == ["secret/data/candlefish/mongodb/connection"]


def test_people_see_who_it_was_and_one_person_s_alone_where_they_ask(rooms: Command, lines: list[str]) -> None:
    del lines
    shown = rooms("vault", "access").out.decode()
    for word in ("people-ada", "candlefish/jwt/secret", "aws-app", "break-glass-7", "10.0.1.7"):
        assert word in shown
    narrowed = rooms("vault", "access", "--who", "aws-app").out.decode()
    assert "aws-app" in narrowed
    assert "people-ada" not in narrowed


def test_a_log_group_that_is_not_there_is_told(rooms: Command) -> None:
    done = rooms("vault", "access")
    assert done.code == 3
    assert GROUP in done.err
