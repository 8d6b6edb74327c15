"""The command rotates by the real function on the emulator: one entry, many, and one that got stuck."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from components.rotation import archive as rotation_archive
from tests.canary import canary
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Command
    from tests.stores import servers

pytestmark = pytest.mark.real
PROJECT = Path(__file__).resolve().parents[2]
GROUP, FUNCTION = "/strongroom/local/rotation-random", "strongroom-local-rotation-random"
PATHS = [f"harbour/app/token_{name}" for name in ("one", "two", "three")]
MANUAL, FIXED, PART = "harbour/mail/key", "harbour/app/fixed", "harbour/app/part"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def client(aws: servers.Server, service: str) -> Any:
    """A client of the emulator."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # any service, by name
        endpoint_url=aws.url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def entry(path: str, **facts: Any) -> dict[str, Any]:
    made = {"path": path, "description": f"Opens the part of the harbour that {path} names", "type": "token"}
    return made | {"source": {"origin": "generated"}, "visibility": ["Harbour pilots"]} | facts


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    rotation = {"days": 30, "strategy": "random"}
    source = {"origin": "supplied", "where": "Mail > Settings > Keys"}
    to = [{"to": "github-environment", "repository": "harbour/app"}]
    workspace = {
        "workspace": "harbour",
        "title": "Harbour",
        "description": "A workspace whose tokens rotate, for the tests of the command.",
        "owner": "harbour-team",
        "environments": ["production"],
        "github": {
            "organisation": "harbour",
            "repositories": {
                "harbour/app": {
                    "environments": {
                        "production": {
                            "environment": "production",
                            "branches": ["main"],
                            "reviewers": {"teams": ["pilots"]},
                        }
                    }
                }
            },
        },
        "secrets": [
            *(entry(path, rotation=rotation, destinations=to if path == PATHS[0] else []) for path in PATHS),
            entry(MANUAL, type="api-key", source=source, rotation={"days": 90, "strategy": "manual"}),
            entry(FIXED),
        ],
    }
    (folder / "harbour.yaml").write_text(json.dumps(workspace))
    return folder


@pytest.fixture(scope="module")
def function(aws_server: servers.Server) -> str:
    """The deployed function: the archive that the program deploys."""
    role = client(aws_server, "iam").create_role(RoleName=FUNCTION, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"][
        "Arn"
    ]
    made = client(aws_server, "lambda").create_function(
        FunctionName=FUNCTION,
        Runtime="python3.13",
        Role=role,
        Handler=rotation_archive.HANDLER,
        Code={"ZipFile": rotation_archive.build(PROJECT).path.read_bytes()},
        Timeout=60,
        LoggingConfig={"LogGroup": GROUP},
        Environment={"Variables": {"ROTATION_STRATEGY": "random"}},
    )
    return str(made["FunctionArn"])


@pytest.fixture
def harbour(command: Command, aws_server: servers.Server, function: str, catalogue: Path) -> Iterator[Command]:
    """Entries with values, as `pulumi up` leaves them."""
    command.environment |= {**aws_server.environment, "STRONGROOM_CATALOGUE": str(catalogue)}
    store = client(aws_server, "secretsmanager")
    for path in (*PATHS, MANUAL, FIXED):
        tags = [{"Key": "RotationSettings", "Value": "days=30 format=base64 length=64"}]
        store.create_secret(Name=f"local/{path}", SecretString=canary(64), Tags=tags)
    for path in PATHS:
        rules = {"AutomaticallyAfterDays": 30}
        store.rotate_secret(
            SecretId=f"local/{path}", RotationLambdaARN=function, RotationRules=rules, RotateImmediately=False
        )
    yield command
    for path in (*PATHS, MANUAL, FIXED):
        store.delete_secret(SecretId=f"local/{path}", ForceDeleteWithoutRecovery=True)


def current(aws: servers.Server, path: str) -> str:
    store = client(aws, "secretsmanager")
    return str(store.get_secret_value(SecretId=f"local/{path}", VersionStage="AWSCURRENT")["SecretString"])


def break_settings(aws: servers.Server, path: str, text: str) -> None:
    tags = [{"Key": "RotationSettings", "Value": text}]
    client(aws, "secretsmanager").tag_resource(SecretId=f"local/{path}", Tags=tags)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(harbour: Command, aws_server: servers.Server) -> None:
    before = current(aws_server, PATHS[0])
    told = harbour("rotate", PATHS[0], "--dry-run")
    assert told.code == 0
    text = told.out.decode()
    for part in (
        "strategy random",
        FUNCTION,
        "24 hours",
        "Harbour pilots",
        "github:harbour/app/environments/production",
    ):
        assert part in text
    assert current(aws_server, PATHS[0]) == before
    assert harbour.records() == []


def test_a_rotation_is_followed_to_its_end_and_recorded_without_the_value(
    harbour: Command, aws_server: servers.Server
) -> None:
    before = current(aws_server, PATHS[0])
    done = harbour("rotate", PATHS[0], "--yes", "--json")
    assert done.code == 0, done.err
    after = current(aws_server, PATHS[0])
    assert after != before
    assert len(after) == 64
    begun, ended = harbour.records()
    assert (begun["result"], ended["result"]) == ("begun", "rotated")
    assert ended["version"] == done.json["version"] == begun["version"]
    assert ended["path"] == PATHS[0]
    assert ended["replaced"] != ended["version"]
    assert before not in str(harbour.records())
    assert after not in str(harbour.records()) + done.out.decode() + done.err


def test_a_rotation_dates_its_version_so_that_status_sees_what_is_stale(harbour: Command) -> None:
    def stored() -> list[str]:
        listed = harbour("status", "--json").json["deliveries"]
        return [one["stored"] for one in listed if one["path"] == PATHS[0]]

    before = stored()
    next_second = datetime.fromisoformat(before[0]) + timedelta(seconds=1)
    wait_for(lambda: datetime.now(UTC) > next_second, "a second that the emulator's dates tell apart")
    assert harbour("rotate", PATHS[0], "--yes").code == 0
    assert stored() > before


def test_without_a_person_nothing_is_rotated_unless_it_is_said(harbour: Command, aws_server: servers.Server) -> None:
    before = current(aws_server, PATHS[0])
    refused = harbour("rotate", PATHS[0])
    assert refused.code == 2
    assert "--yes" in refused.err
    assert current(aws_server, PATHS[0]) == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([MANUAL, "--yes"], 1, "strongroom put"),
        ([FIXED, "--yes"], 1, "does not rotate"),
        (["--yes"], 2, "--due"),
        ([PATHS[0], "--due"], 2, "--due"),
    ],
)
def test_what_can_not_be_rotated_is_refused_with_the_way_out(
    harbour: Command, arguments: list[str], code: int, told: str
) -> None:
    refused = harbour("rotate", *arguments)
    assert refused.code == code
    assert told in refused.err


def test_all_that_are_due_are_rotated_and_one_failure_stops_none_of_the_others(
    harbour: Command, aws_server: servers.Server
) -> None:
    before = {path: current(aws_server, path) for path in PATHS}
    break_settings(aws_server, PATHS[1], "no-such-setting=1")
    done = harbour("rotate", "--due", "--within", "30", "--yes")
    assert done.code == 3
    assert "2 of 3 rotated, 1 not" in done.out.decode()
    assert "no-such-setting" in done.err
    changed = {path for path in PATHS if current(aws_server, path) != before[path]}
    assert changed == {PATHS[0], PATHS[2]}


def test_nothing_due_is_no_mistake(harbour: Command) -> None:
    done = harbour("rotate", "--due", "--yes")
    assert (done.code, done.out) == (0, b"nothing is overdue\n")


def test_a_stuck_rotation_is_explained_and_finished(harbour: Command, aws_server: servers.Server) -> None:
    before = current(aws_server, PATHS[0])
    break_settings(aws_server, PATHS[0], "no-such-setting=1")
    failed = harbour("rotate", PATHS[0], "--yes")
    assert failed.code == 3
    assert "createSecret failed" in failed.out.decode()
    assert current(aws_server, PATHS[0]) == before

    explained = harbour("rotation", "unstick", PATHS[0])
    assert explained.code == 1
    for part in ("is pending since", "no-such-setting", "--finish", "--undo"):
        assert part in explained.out.decode()
    assert "another rotation" not in harbour("rotate", PATHS[0], "--yes").err  # refused, and says where to look
    assert "unstick" in harbour("rotate", PATHS[0], "--yes").err

    break_settings(aws_server, PATHS[0], "days=30 format=base64 length=64")
    assert harbour("rotation", "unstick", PATHS[0], "--finish", "--yes").code == 0
    assert current(aws_server, PATHS[0]) != before
    assert harbour("rotation", "unstick", PATHS[0]).code == 0


def test_a_stuck_rotation_is_undone_and_the_next_one_works(harbour: Command, aws_server: servers.Server) -> None:
    before = current(aws_server, PATHS[0])
    break_settings(aws_server, PATHS[0], "no-such-setting=1")
    assert harbour("rotate", PATHS[0], "--yes").code == 3
    assert harbour("rotation", "unstick", PATHS[0], "--undo").code == 2  # nobody is there to agree
    undone = harbour("rotation", "unstick", PATHS[0], "--undo", "--yes")
    assert undone.code == 0
    assert current(aws_server, PATHS[0]) == before
    break_settings(aws_server, PATHS[0], "days=30 format=base64 length=64")
    assert harbour("rotate", PATHS[0], "--yes").code == 0
    assert current(aws_server, PATHS[0]) != before
    assert [record["result"] for record in harbour.records()][-4:] == ["failed", "undone", "begun", "rotated"]


def test_the_list_says_last_next_strategy_and_who_has_to_act(harbour: Command) -> None:
    harbour("rotate", PATHS[0], "--yes")
    rows = {row["path"]: row for row in harbour("rotation", "list", "--json").json}
    assert rows.keys() == {*PATHS, MANUAL}
    assert rows[PATHS[0]]["standing"] == "ok"
    assert rows[PATHS[0]]["acts"] == "nobody"
    assert rows[PATHS[0]]["last"] < rows[PATHS[0]]["next"]
    assert rows[MANUAL]["acts"] == "harbour-team"
    assert harbour("rotation", "list").code == 0


def test_the_token_of_the_announcement_comes_from_a_pipe_and_goes_nowhere_else(
    harbour: Command, aws_server: servers.Server
) -> None:
    token = canary(44)
    missing = harbour("rotation", "connect", stdin=token.encode())
    assert missing.code == 3
    assert "announce" in missing.err
    events = client(aws_server, "events")
    key = {"ApiKeyName": "Authorization", "ApiKeyValue": "nothing"}
    name = "strongroom-local-rotation-announcements"
    events.create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters={"ApiKeyAuthParameters": key})
    done = harbour("rotation", "connect", stdin=f"{token}\n".encode())
    assert done.code == 0, done.err
    assert token not in done.out.decode() + done.err + str(harbour.records())
    assert harbour("rotation", "connect", stdin=b"two words").code == 1
