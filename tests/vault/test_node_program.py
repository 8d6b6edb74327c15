"""Parts of the node program on their own: signatures, snapshots, the archive, the files."""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import string
import tarfile
import tempfile
from typing import IO, TYPE_CHECKING

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given, settings
from hypothesis import strategies as st

from components.vault.cluster.node_files import (
    ENABLED,
    PROGRAM,
    NodeConfiguration,
    SnapshotTarget,
    files,
    program_archive,
    render,
    user_data,
)
from tests.components.vault_arguments import DISTRIBUTION
from tests.vault import node_program  # noqa: F401 (makes the imports below work)

# isort: split
from strongroom_node import aws, snapshot
from strongroom_node.settings import HaltError

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SOURCES = sorted(PROGRAM.glob("*.py"))
WORDS = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=20)
MOMENT = "20260102T030405Z"


def configuration() -> NodeConfiguration:
    return NodeConfiguration(
        cluster="strongroom-production-vault",
        region="us-east-1",
        server_name="vault.example.internal",
        table="strongroom-production-vault",
        seal_key="alias/strongroom-production-vault-seal",
        authority_key="alias/strongroom-production-vault-authority",
        deployer_key="alias/strongroom-production-vault-deployer",
        operator_key="alias/strongroom-production-vault-operator",
        custody=tuple(f"production/vault/recovery-share-{number}" for number in range(1, 6)),
        snapshots=SnapshotTarget(bucket="snapshots", key="alias/strongroom-production-vault-data"),
        program_bucket="program",
        group="strongroom-production-vault",
        distribution=DISTRIBUTION,
        balancer_cidrs=("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"),
        auto_join="provider=aws region=us-east-1 tag_key=VaultCluster tag_value=strongroom-production-vault",
        audit_log_group="/strongroom/production/vault-audit",
    )


@settings(max_examples=50)
@given(
    service=st.sampled_from(["dynamodb", "kms", "secretsmanager", "monitoring"]),
    body=st.binary(max_size=200),
    headers=st.dictionaries(WORDS.map(lambda word: f"x-amz-{word.lower().replace('_', '-')}"), WORDS, max_size=3),
    token=st.one_of(st.just(""), WORDS),
)
def test_a_signature_is_the_one_that_botocore_makes(
    service: str, body: bytes, headers: dict[str, str], token: str
) -> None:
    url = f"https://{service}.us-east-1.amazonaws.com/"
    request = aws.Request(service, "Action", "POST", url, headers, body, hashlib.sha256(body).hexdigest())
    keys = aws.Credentials("access", "secret", token)
    assert aws.sign(request, "us-east-1", keys, MOMENT)["authorization"] == _botocore(request, token, SigV4Auth)


@given(key=WORDS)
def test_an_object_is_signed_as_s3_wants_it(key: str) -> None:
    url = f"https://bucket.s3.us-east-1.amazonaws.com/snapshots/{key}"
    request = aws.Request(
        "s3", "PutObject", "PUT", url, {"content-length": "1"}, b"x", hashlib.sha256(b"x").hexdigest()
    )
    keys = aws.Credentials("access", "secret")
    assert aws.sign(request, "us-east-1", keys, MOMENT)["authorization"] == _botocore(request, "", S3SigV4Auth)


def _botocore(request: aws.Request, token: str, kind: type[SigV4Auth]) -> str:
    theirs = AWSRequest(method=request.method, url=request.url, data=request.body, headers=dict(request.headers))
    theirs.context["timestamp"] = MOMENT
    theirs.context["payload_signing_enabled"] = True
    theirs.headers["X-Amz-Date"] = MOMENT
    theirs.headers["Host"] = request.url.split("/")[2]
    if request.service == "s3":
        theirs.headers["X-Amz-Content-SHA256"] = request.digest
    if token:
        theirs.headers["X-Amz-Security-Token"] = token
    auth = kind(BotoCredentials("access", "secret", token or None), request.service, "us-east-1")
    canonical = auth.canonical_request(theirs)
    signature = auth.signature(auth.string_to_sign(theirs, canonical), theirs)
    scope = auth.scope(theirs)
    names = auth.signed_headers(auth.headers_to_sign(theirs))
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signature}"


def archive(**changed: bytes) -> bytes:
    """A snapshot archive as the server makes it; `changed` replaces members after the sums were made."""
    members = {"meta.json": b"{}", "state.bin": b"state" * 1000}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as opened:
        for name, content in {**members, "SHA256SUMS": sums.encode(), **changed}.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            opened.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def spooled(content: bytes) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the test's own, gone with it)
    file.write(content)
    return file


def test_a_whole_snapshot_is_accepted() -> None:
    with spooled(archive()) as file:
        snapshot.check(file)


@pytest.mark.parametrize("part", [0.05, 0.5, 0.9, 0.99])
def test_a_truncated_snapshot_is_refused(part: float) -> None:
    whole = archive()
    with spooled(whole[: int(len(whole) * part)]) as file, pytest.raises(HaltError, match="nothing was stored"):
        snapshot.check(file)


def test_a_snapshot_that_lost_its_last_bytes_is_refused() -> None:
    with spooled(archive()[:-4]) as file, pytest.raises(HaltError, match="no complete archive"):
        snapshot.check(file)


def test_a_tampered_snapshot_is_refused() -> None:
    with spooled(archive(**{"state.bin": b"other"})) as file, pytest.raises(HaltError, match=r"state\.bin"):
        snapshot.check(file)


def test_what_is_no_snapshot_is_refused() -> None:
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w:gz").close()
    for content in (b"", b"<html>", gzip.compress(b"x"), empty.getvalue()):
        with spooled(content) as file, pytest.raises(HaltError):
            snapshot.check(file)


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
def test_the_program_speaks_the_python_of_the_machine_image(source: str) -> None:
    """Amazon Linux 2023 has Python 3.9: no match, no keyword-only dataclasses, no strict zip, no datetime.UTC."""
    text = source.read_text()  # type: ignore[attr-defined]  # a path
    ast.parse(text, feature_version=(3, 9))
    assert "from __future__ import annotations" in text or text.count("\n") < 10
    assert not any(newer in text for newer in ("kw_only", "strict=", "dt.UTC", "tomllib", "ExceptionGroup"))


def test_the_program_imports_nothing_that_the_machine_image_does_not_have() -> None:
    allowed = {"cryptography", "strongroom_node", "__future__"} | set(_standard())
    imported = {
        name.partition(".")[0]
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text()))
        for name in _modules(node)
    }
    assert imported - allowed == set()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _standard() -> frozenset[str]:
    import sys

    return sys.stdlib_module_names


def test_the_archive_is_the_same_bytes_each_time() -> None:
    first = program_archive()
    program_archive.cache_clear()
    assert program_archive() == first


def test_the_first_stage_fits_into_user_data_with_room_to_grow() -> None:
    import base64

    assert len(base64.b64decode(user_data(configuration()))) < 12 * 1024


@pytest.mark.parametrize("name", ["server.hcl", "bootstrap.hcl", "vault.service", "strongroom-node-boot.service"])
def test_a_file_of_the_node_reads_as_reviewed(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(name, configuration()) == snapshot


def test_a_snapshot_is_taken_every_hour() -> None:
    timer = render("strongroom-node-snapshot.timer", configuration())
    assert "OnCalendar=hourly" in timer.splitlines()
    assert "strongroom-node-snapshot.timer" in ENABLED


def test_a_server_that_may_be_reached_from_outside_makes_no_root_token_there() -> None:
    public, local = render("server.hcl", configuration()).split("# For this node's own programs")
    assert "disable_unauthed_generate_root_endpoints = false" not in public
    assert "disable_unauthed_generate_root_endpoints = false" in local


def test_every_server_file_has_two_audit_devices_of_different_types() -> None:
    for name in ("server.hcl", "bootstrap.hcl"):
        kinds = [line.split('"')[1] for line in render(name, configuration()).splitlines() if line.startswith("audit ")]
        assert kinds == ["file", "syslog"]


def test_every_unit_is_hardened_and_dumps_no_core() -> None:
    units = {path: file.content for path, file in files(configuration()).items() if path.endswith(".service")}
    assert len(units) == 6
    assert [path for path, content in units.items() if "LimitCORE=0" not in content] == []
    for path, content in units.items():
        if "boot" not in path:
            assert "NoNewPrivileges=yes" in content, path
            assert "ProtectSystem=strict" in content, path
