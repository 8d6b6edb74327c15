"""Nothing leaves loopback."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import cloud
from local.cloud.aws.loopback import is_loopback
from local.cloud.aws.settings import settings
from local.cloud.paths import PROJECT
from tests.local.cloud.aws.conftest import Emulator
from tests.local.cloud.conftest import eventually, pid_of

# Tries each way out after the guard is up, and prints what each one came to: `python -c WAYS_OUT`.
WAYS_OUT = """
import socket, urllib.request
from local.cloud.aws.loopback import confine
confine()
ways = {
    "name": lambda: socket.getaddrinfo("example.com", 80),
    "old lookup": lambda: socket.gethostbyname("example.com"),
    "tcp": lambda: socket.socket().connect(("192.0.2.1", 80)),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    "six": lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
    "url": lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=5),
    "listen": lambda: socket.socket().bind(("0.0.0.0", 0)),
    "listen on all": lambda: socket.socket().bind(("", 0)),
}
for name, way in ways.items():
    try:
        way()
        print(name, "got out")
    except OSError as error:
        print(name, "refused" if "loopback" in str(error) else repr(error))
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
socket.create_connection(("localhost", server.getsockname()[1])).close()
print("loopback works")
"""


@pytest.mark.real
def test_every_way_out_is_refused_and_loopback_works() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WAYS_OUT], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    )
    lines = answer.stdout.splitlines()
    assert lines.pop() == "loopback works"
    assert len(lines) == 8
    assert [line for line in lines if not line.endswith(" refused")] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.11", "::1", "localhost", "a.localhost", b"127.0.0.1"])
def test_loopback_is_recognised(host: str | bytes) -> None:
    assert is_loopback(host)


@given(
    st.ip_addresses().filter(lambda address: not address.is_loopback).map(str) | st.sampled_from(["", "localhost.x"])
)
def test_no_other_address_is_taken_for_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.real
def test_the_emulator_listens_on_one_loopback_port_only(emulator: Emulator) -> None:
    emulator.function("any", "def handler(event, context):\n    return 1\n")
    emulator.invoke("any", {})
    process = psutil.Process(pid_of(emulator.directory, "aws"))
    listening = {each.laddr for each in process.net_connections("all") if each.status == psutil.CONN_LISTEN}
    assert {(address.ip, address.port) for address in listening} == {
        ("127.0.0.1", cloud.Cloud.load(emulator.directory).port("aws"))
    }


@pytest.mark.real
def test_a_subscription_to_a_paging_service_sends_nothing(emulator: Emulator) -> None:
    sns = emulator.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://pager.example.com/hook")
    log = emulator.directory / "logs" / "aws.log"
    eventually(lambda: "'pager.example.com' refused" in log.read_text(), "the attempt is refused and logged")


@pytest.mark.real
def test_a_function_reaches_the_emulator_and_nothing_beyond(emulator: Emulator) -> None:
    source = """
import os, socket, urllib.request
def handler(event, context):
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=5)
        out = "got out"
    except OSError as error:
        out = str(error)
    return [out, urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_ministack/health").status]
"""
    emulator.function("curious", source)
    out, inside = emulator.invoke("curious", {})
    assert "stays on loopback" in out
    assert inside == 200


@pytest.mark.real
def test_instance_metadata_wants_a_token(emulator: Emulator) -> None:
    endpoint = cloud.Cloud.load(emulator.directory).endpoint("aws")
    path = f"{endpoint}/latest/meta-data/instance-id"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(path)
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{endpoint}/latest/api/token", method="PUT", headers=lifetime)
    ) as answer:
        token = answer.read().decode()
    with urllib.request.urlopen(urllib.request.Request(path, headers={"X-aws-ec2-metadata-token": token})) as answer:
        assert answer.read().startswith(b"i-")


def test_no_container_daemon_is_asked_for_anything(tmp_path: Path) -> None:
    """ministack pulls and starts images for databases, and removes containers, where it finds a daemon."""
    daemon = settings(1, tmp_path)["DOCKER_HOST"]
    assert daemon.startswith("unix:///")
    assert not Path(daemon.removeprefix("unix://")).exists()


def test_this_machines_own_name_is_not_loopback() -> None:
    assert not is_loopback(socket.gethostname() + ".invalid")
