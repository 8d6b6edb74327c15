"""Everything that a node boots from, as pure functions: the same files on EC2 and on loopback.

User data (16 KB at most) carries the settings, the server's configuration, the units and the first stage; the rest of
the node program is an archive in S3 that the first stage runs only if its SHA-256 is the one pinned in the settings.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import yaml

from components.vault.cluster.first_policies import CANARY, first_policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.vault.cluster.distribution import Distribution

HERE = Path(__file__).parent
PROGRAM = HERE / "node-files" / "strongroom_node"
FIRST_STAGE = ("__init__.py", "settings.py", "aws.py", "instance.py", "fetch.py")
USER_DATA_LIMIT = 16 * 1024
UNITS = (
    "vault.service",
    "strongroom-node-boot.service",
    "strongroom-node-watch.service",
    "strongroom-node-snapshot.service",
    "strongroom-node-snapshot.timer",
    "strongroom-node-certificate.service",
    "strongroom-node-certificate.timer",
    "strongroom-node-unhealthy.service",
)
ENABLED = ("strongroom-node-watch.service", "strongroom-node-snapshot.timer", "strongroom-node-certificate.timer")
_FIRST_MAIN = "import sys\n\nfrom strongroom_node.fetch import main\n\nsys.exit(main())\n"
_MAIN = "import sys\n\nfrom strongroom_node.__main__ import main\n\nsys.exit(main(sys.argv[1:]))\n"


@dataclass(frozen=True, kw_only=True)
class AuditDevice:
    """An audit device that is not a file: `syslog` (the journal) or `socket`."""

    type: str = "syslog"
    options: Mapping[str, str] = field(default_factory=lambda: {"facility": "AUTH", "tag": "vault-audit"})


@dataclass(frozen=True, kw_only=True)
class SnapshotTarget:
    """Where snapshots go, the key alias that encrypts them, how long each is locked; `canary`: written first."""

    bucket: str
    key: str
    prefix: str = "snapshots/"
    canary: str = CANARY
    retain_days: int = 35
    mode: str = "GOVERNANCE"


@dataclass(frozen=True, kw_only=True)
class NodeConfiguration:
    """What the nodes of one cluster have in common. Names and aliases only: no value, no ARN to wait for."""

    cluster: str
    region: str
    server_name: str
    table: str
    seal_key: str
    authority_key: str
    deployer_key: str
    operator_key: str
    custody: tuple[str, ...]
    snapshots: SnapshotTarget
    program_bucket: str
    group: str
    distribution: Distribution
    balancer_cidrs: tuple[str, ...]
    auto_join: str
    audit_log_group: str
    metrics_namespace: str = "Strongroom/Vault"
    deployer_subject: str = "deployer"
    recovery_threshold: int = 3
    lease_seconds: int = 120
    recovery_pgp_keys: tuple[str, ...] = ()
    second_audit: AuditDevice = field(default_factory=AuditDevice)
    volumes: tuple[tuple[str, str], ...] = (("/dev/sdf", "/var/lib/vault"), ("/dev/sdg", "/var/log/vault"))
    launch_hook: str = "launch"
    terminate_hook: str = "terminate"
    user: str = "vault"
    packages: tuple[str, ...] = ("amazon-cloudwatch-agent", "python3-cryptography")


@dataclass(frozen=True, kw_only=True)
class NodeFile:
    """A file of the node."""

    content: str
    mode: str = "0644"


@cache
def program_archive(recovery_pgp_keys: tuple[str, ...] = ()) -> bytes:
    """The node program as a reproducible archive: the same sources give the same bytes anywhere.

    The custodians' public keys travel in it: five of them alone are larger than user data may be.
    """
    files = {"__main__.py": _MAIN, "recovery-pgp-keys.json": json.dumps(recovery_pgp_keys)}
    files |= {f"strongroom_node/{path.name}": path.read_text() for path in sorted(PROGRAM.glob("*.py"))}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content.encode()))
    return gzip.compress(packed.getvalue(), 9, mtime=0)


def program_key(recovery_pgp_keys: tuple[str, ...] = ()) -> str:
    """The archive's object key: its content's address."""
    return f"node-program/{hashlib.sha256(program_archive(recovery_pgp_keys)).hexdigest()}.tar.gz"


def settings(node: NodeConfiguration) -> dict[str, Any]:
    """`node.json`: what the node program is told."""
    return {
        "cluster": node.cluster,
        "region": node.region,
        "table": node.table,
        "program": {
            "bucket": node.program_bucket,
            "key": program_key(node.recovery_pgp_keys),
            "sha256": hashlib.sha256(program_archive(node.recovery_pgp_keys)).hexdigest(),
        },
        "server_name": node.server_name,
        "seal_key": node.seal_key,
        "authority_key": node.authority_key,
        "deployer_key": node.deployer_key,
        "operator_key": node.operator_key,
        "deployer_subject": node.deployer_subject,
        "custody": list(node.custody),
        "recovery_threshold": node.recovery_threshold,
        "lease_seconds": node.lease_seconds,
        "policies": first_policies(node.distribution.name),
        "binary": node.distribution.binary,
        "sources": node.distribution.sources(),
        "volumes": [{"device": device, "path": path} for device, path in node.volumes],
        "snapshots": asdict(node.snapshots),
        "metrics_namespace": node.metrics_namespace,
        "group": node.group,
        "launch_hook": node.launch_hook,
        "terminate_hook": node.terminate_hook,
        "user": node.user,
    }


def files(node: NodeConfiguration) -> dict[str, NodeFile]:
    """Every file that user data writes, by its path."""
    return {
        "/etc/strongroom/node.json": NodeFile(content=json.dumps(settings(node), indent=1, sort_keys=True) + "\n"),
        "/etc/strongroom/server.hcl": NodeFile(content=render("server.hcl", node)),
        "/etc/strongroom/bootstrap.hcl": NodeFile(content=render("bootstrap.hcl", node)),
        "/etc/logrotate.d/vault-audit": NodeFile(content=render("logrotate", node)),
        "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json": NodeFile(content=_agent(node)),
        **{f"/etc/systemd/system/{unit}": NodeFile(content=render(unit, node)) for unit in UNITS},
        "/opt/strongroom/first/__main__.py": NodeFile(content=_FIRST_MAIN),
        **{
            f"/opt/strongroom/first/strongroom_node/{name}": NodeFile(content=(PROGRAM / name).read_text())
            for name in FIRST_STAGE
        },
    }


def user_data(node: NodeConfiguration) -> str:
    """The launch template's user data: cloud-config, gzip, base64; always the same for the same arguments.

    Raises:
        ValueError: it is larger than EC2 takes.
    """
    document = {
        "packages": list(node.packages),
        "write_files": [
            {"path": path, "permissions": file.mode, "content": file.content} for path, file in files(node).items()
        ],
        "runcmd": [
            ["systemctl", "daemon-reload"],
            ["systemctl", "enable", "--now", "amazon-cloudwatch-agent.service"],
            ["systemctl", "enable", "--now", "--no-block", "strongroom-node-boot.service"],
            ["systemctl", "enable", "--now", "--no-block", *ENABLED],
        ],
    }
    text = "#cloud-config\n" + yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=1000)
    packed = gzip.compress(text.encode(), 9, mtime=0)
    if len(packed) > USER_DATA_LIMIT:
        raise ValueError(f"user data is {len(packed)} bytes; EC2 takes {USER_DATA_LIMIT}")
    return base64.b64encode(packed).decode()


def render(name: str, node: NodeConfiguration) -> str:
    """One template with the cluster's settings in place."""
    return str(_templates().get_template(f"{name}.j2").render(node=node))


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (server configuration and units, no HTML; every value is checked before)
    )


def _agent(node: NodeConfiguration) -> str:
    collected = {
        "file_path": "/var/log/vault/audit.log",
        "log_group_name": node.audit_log_group,
        "log_stream_name": "{instance_id}",
        "timezone": "UTC",
    }
    return json.dumps({"logs": {"logs_collected": {"files": {"collect_list": [collected]}}}}, indent=1) + "\n"


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a reader of the user data can read it."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
