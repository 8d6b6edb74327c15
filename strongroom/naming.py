"""The one place that knows how things are called.

Components build names with these functions, the policy pack checks with them, the command parses with them.

    Secrets Manager   <environment>/<path>            production/candlefish/jwt/secret
    Vault KV v2       secret/<path>                   secret/candlefish/jwt/secret
    KMS alias         alias/<project>-<environment>-<purpose>
    other resources   <project>-<environment>-<purpose>
    log groups        /<project>/<environment>/<purpose>
    GitHub, .env      UPPER_SNAKE                     JWT_SECRET

Sources: requirements 2.4, 3.3-3.5, 3.9, 4.12, 5.4; limits from the AWS, Vault and GitHub documentation.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

PROJECT = "strongroom"
KV_MOUNT = "secret"
VAULT_CANARY = "strongroom/canary"  # written before each snapshot of Vault, read after a restore; no secret
VAULT_VALIDATION = "strongroom/validation"  # where a validation of Vault writes, reads and deletes; no secret
VAULT_UNUSABLE = "validation"  # role of tokens that nobody can use, to ask what their policy lets
VAULT_BREAK_GLASS = "vault-break-glass"  # purpose of the function that opens the glass, its key and its table
BOOTSTRAP = "bootstrap"  # path in IAM of what is there before the program runs
MIRROR_FOLDER = "meta/strongroom"  # what the mirror keeps for itself in the store of record
# What .github/workflows/mirror.yml is told by variables of its environment. The program writes them where the catalogue
# declares the environment, a person anywhere else.
MIRROR_VARIABLES = (
    "MIRROR_AWS_REGION",
    "MIRROR_AWS_ROLE",
    "MIRROR_FLY_TOKEN_ENTRY",
    "MIRROR_GITHUB_APP",
    "MIRROR_GITHUB_APP_KEY",
    "MIRROR_PULUMI_TOKEN_ENTRY",
    "MIRROR_VAULT_ADDR",
    "MIRROR_VAULT_ROLE",
)
# Channels that alarms go to beside mailboxes, each by a connection `alerts-<channel>`, and the field of PagerDuty's
# body that says whose service is told.
SLACK, PAGER_DUTY = ALERT_CHANNELS = ("slack", "pagerduty")
PAGER_DUTY_KEY = "routing_key"
REQUIRED_TAGS = ("Project", "Environment", "Component", "Owner", "ManagedBy")

GITHUB_SECRETS_PER_ENVIRONMENT = 100
GITHUB_SECRET_BYTES = 48 * 1024
SECRETS_MANAGER_NAME_LENGTH = 512
SECRETS_MANAGER_VALUE_BYTES = 64 * 1024

_SEGMENT = r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?"
_PATTERNS = {
    "environment": re.compile(r"[a-z][a-z0-9]{1,19}"),
    "path": re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{1,5}}"),
    "github": re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*"),
    "purpose": re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"),
    "environment-variable": re.compile(r"[A-Z_][A-Z0-9_]*"),
    "service-credential-type": re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"),
}
_DEMANDS = {
    "environment": "a lower-case word of 2 to 20 letters and digits",
    "path": "lower-case segments of letters, digits, '.', '_' and '-', two to six of them, joined by '/'",
    "github": "UPPER_SNAKE, not starting with a digit or with GITHUB_",
    "purpose": "lower-case words joined by '-'",
    "environment-variable": "UPPER_SNAKE, not starting with a digit",
    "service-credential-type": "SERVICE_CREDENTIAL_TYPE: upper-case words joined by '_', at least two",
}


@dataclass(frozen=True, kw_only=True)
class Misnomer:
    """A name that breaks its rule: what the rule demands and, where one can be made, the right name."""

    kind: str
    name: str
    demand: str
    suggestion: str | None

    def __str__(self) -> str:
        hint = f'; did you mean "{self.suggestion}"?' if self.suggestion else ""
        return f'"{self.name}" is not {self.demand}{hint}'


def check(kind: str, name: str) -> Misnomer | None:
    """Hold a name against the rule of its kind (a key of the table above); None where it is right."""
    if _PATTERNS[kind].fullmatch(name):
        return None
    suggestion = _suggest(kind, name)
    return Misnomer(kind=kind, name=name, demand=_DEMANDS[kind], suggestion=suggestion)


def _suggest(kind: str, name: str) -> str | None:
    if kind in ("github", "environment-variable", "service-credential-type"):
        candidate = upper_snake(name)
        if kind == "github" and candidate.startswith("GITHUB_"):
            candidate = "GH_" + candidate.removeprefix("GITHUB_")
    elif kind == "path":
        segments = (_kebab(s, keep="_.") for s in name.split("/"))
        candidate = "/".join(s for s in segments if s)
    elif kind == "environment":
        candidate = re.sub(r"[^a-z0-9]", "", name.lower())
    else:
        candidate = _kebab(name)
    return candidate if candidate != name and _PATTERNS[kind].fullmatch(candidate) else None


def upper_snake(name: str) -> str:
    """`camelCase`, `kebab-case` or `dotted.name` as UPPER_SNAKE."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    snake = re.sub(r"[^A-Za-z0-9]+", "_", words).strip("_").upper()
    return f"_{snake}" if snake[:1].isdigit() else snake


def _kebab(name: str, keep: str = "") -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()
    return re.sub(rf"[^a-z0-9{re.escape(keep)}]+", "-", words).strip("-_.")


def variable_name(path: str) -> str:
    """The name a secret has in a .env file or on GitHub where it states none: its last segment (3.9)."""
    return upper_snake(path.rsplit("/", 1)[-1])


def secrets_manager(environment: str, path: str) -> str:
    """Name of the Secrets Manager entry of a path."""
    return f"{environment}/{path}"


def parse_secrets_manager(name: str) -> tuple[str, str] | None:
    """Environment and path of an entry's name; None where the name is not one of ours."""
    environment, _, path = name.partition("/")
    if check("environment", environment) or check("path", path):
        return None
    return environment, path


def vault(path: str) -> str:
    """Path of a secret in Vault as people write it, mount included."""
    return f"{KV_MOUNT}/{path}"


def resource(environment: str, purpose: str, *, limit: int = 64) -> str:
    """`<project>-<environment>-<purpose>`, cut to `limit` characters with a hash where it is longer.

    Two different purposes never share a name: what is cut off stays in the hash.
    """
    return _fit(f"{PROJECT}-{environment}-{purpose}", limit)


def kms_alias(environment: str, purpose: str) -> str:
    """Alias of the key for one purpose."""
    return f"alias/{resource(environment, purpose, limit=250)}"


def workflow_role(environment: str, purpose: str, repository: str, place: str) -> str:
    """Name of the role in Vault that a workflow of a repository takes on in one of its environments."""
    return resource(environment, purpose_of(f"{purpose}-{repository}-{place}".lower()), limit=120)


def log_group(environment: str, purpose: str) -> str:
    """Name of a log group that we write to."""
    return f"/{PROJECT}/{environment}/{purpose}"


def boundary(partition: str, account: str, environment: str) -> str:
    """ARN of the permissions boundary of the roles that the program makes; `strongroom bootstrap` makes it.

    What bootstrap makes in IAM lies under a path of its own, which the names that a deployer may change don't reach.
    """
    return f"arn:{partition}:iam::{account}:policy/{BOOTSTRAP}/{resource(environment, 'boundary')}"


def purpose_of(path: str) -> str:
    """A path as a purpose: `candlefish/jwt/secret` is `candlefish-jwt-secret`.

    Not reversible, and two paths can meet (`a/b-c`, `a-b/c`): the catalogue refuses such a pair.
    """
    return re.sub(r"[^a-z0-9]+", "-", path).strip("-")


def _fit(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: limit - 9].rstrip('-')}-{digest}"
