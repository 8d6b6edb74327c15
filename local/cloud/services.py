"""The services that always run: one row each, in the order in which they start."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from local.cloud.aws.settings import CREDENTIALS
from local.cloud.errors import CloudError
from local.cloud.paths import PROJECT


@dataclass(frozen=True, kw_only=True)
class Service:
    """A server of the local cloud.

    `command`, `environment` and `exports` are templates. They may name {python}, {directory}, {data} (the service's
    own folder), {address}, {port}, {ports[purpose]} and {token} (this cloud's own, generated at its start).
    """

    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()  # services that start first; their exports are in this one's environment
    environment: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)  # for clients and for the services that need this one
    address: str = "127.0.0.1"
    health: str | None = None  # path that answers 200 on its port; None: the port takes connections
    announces: bool = False  # picks its own ports and prints {"purpose": port, ...} as one line when it is ready
    launches: bool = False  # starts further processes through `launch`: ends before they do
    sources: tuple[str, ...] = ()  # folders of the project that it is made of: it starts again when they change
    deadline: float = 60.0  # seconds to become healthy

    def fingerprint(self) -> str:
        """Identify what the service is started from: its row and its source files."""
        parts = [repr((self.command, sorted(self.environment.items()), sorted(self.exports.items()), self.address))]
        for folder in self.sources:
            for file in sorted((PROJECT / folder).rglob("*.py")):
                status = file.stat()
                parts.append(f"{file}:{status.st_mtime_ns}:{status.st_size}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


SERVICES = (
    Service(
        name="aws",
        command=("{python}", "-m", "local.cloud.aws", "--port", "{port}", "--data", "{data}"),
        exports={
            "AWS_ENDPOINT_URL": "http://{address}:{port}",
            **CREDENTIALS,
            # The user's own profiles say nothing here.
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        },
        health="/_ministack/health",
        sources=("local/cloud/aws",),
    ),
    Service(
        name="github",
        command=("{python}", "-m", "local.github", "--port", "{port}", "--data", "{data}/data.json"),
        environment={"GITHUB_STANDIN_TOKEN": "{token}"},
        exports={"GITHUB_BASE_URL": "http://{address}:{port}/", "GITHUB_TOKEN": "{token}"},
        health="/_health",
        sources=("local/github", "local/stand_in"),
    ),
    Service(
        name="platforms",
        command=(
            *("{python}", "-m", "local.platforms", "--port", "{port}", "--data", "{data}/data.json"),
            *("--catalogue", "catalogue", "--clusters", "{data}/clusters"),
        ),
        environment={"PLATFORMS_STANDIN_TOKEN": "{token}"},
        exports={
            "FLY_FLAPS_BASE_URL": "http://{address}:{port}",
            "FLY_API_TOKEN": "{token}",
            "STRONGROOM_ESC_URL": "http://{address}:{port}",
            "STRONGROOM_ESC_TOKEN": "{token}",  # not Pulumi's own variable: the engine reads that one too
            "STRONGROOM_CLUSTERS": "{data}/clusters",
        },
        health="/_health",
        sources=("local/platforms", "local/stand_in"),
    ),
    Service(
        name="providers",
        command=("{python}", "-m", "local.providers"),
        needs=("aws", "github"),
        exports={
            "PULUMI_DEBUG_PROVIDERS": "aws:{ports[aws]},vault:{ports[vault]},github:{ports[github]},"
            "random:{ports[random]}"
        },
        announces=True,
        launches=True,
        sources=("local/providers",),
    ),
)


def chosen(names: Collection[str], services: Collection[Service] = SERVICES) -> list[Service]:
    """Give the services of these names and what they need, in the order of the table; all of them for no names."""
    known = {service.name: service for service in services}
    if unknown := sorted(set(names) - known.keys()):
        raise CloudError(f"no service {', '.join(unknown)}; there are {', '.join(known)}")
    waiting, wanted = list(names or known), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting.extend(known[name].needs)
    return [service for service in services if service.name in wanted]


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill one template of a row."""
    return template.format_map(values)
