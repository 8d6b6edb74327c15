"""No password from the program's text."""

from policy import kinds
from policy.controls import NO_PLAINTEXT, nist
from policy.detect.detector import detect
from policy.exposure import name_of
from policy.facts import Resource, Stack
from policy.provenance import Origin, origin
from policy.rule import Finding, Results, Severity, StackRule, each
from policy.values import Value

_PASSWORDS = {
    kinds.DATABASE: ("password", "passwordWo"),
    kinds.DATABASE_CLUSTER: ("masterPassword", "masterPasswordWo"),
    kinds.CACHE: ("authToken", "authTokenWo"),
    "aws:elasticache/user:User": ("passwords",),
    "aws:redshift/cluster:Cluster": ("masterPassword", "masterPasswordWo"),
    "aws:docdb/cluster:Cluster": ("masterPassword", "masterPasswordWo"),
    "aws:dms/endpoint:Endpoint": ("password",),
    "aws:directoryservice/directory:Directory": ("password",),
    "aws:mq/user:User": ("password",),
    "aws:mq/broker:Broker": ("users",),
    "aws:opensearch/domain:Domain": ("advancedSecurityOptions",),
    "aws:cloudwatch/eventConnection:EventConnection": ("authParameters",),
    "vault:database/secretBackendConnection:SecretBackendConnection": ("postgresql", "mysql", "mongodb", "redis"),
    "vault:database/secretsMount:SecretsMount": ("postgresqls", "mysqls", "mongodbs", "redis"),
    "vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId": ("secretId",),
    "vault:ldap/authBackend:AuthBackend": ("bindpass", "bindpassWo"),
    "vault:jwt/authBackend:AuthBackend": ("oidcClientSecret", "oidcClientSecretWo"),
    "github:index/repositoryWebhook:RepositoryWebhook": ("configuration",),
    "github:index/organizationWebhook:OrganizationWebhook": ("configuration",),
}
_NAMES = frozenset(
    [
        "password",
        "passwordWo",
        "masterPassword",
        "masterPasswordWo",
        "masterUserPassword",
        "authToken",
        "authTokenWo",
        "secretId",
        "bindpass",
        "bindpassWo",
        "oidcClientSecret",
        "oidcClientSecretWo",
        "secret",
        "value",
        "clientSecret",
        "connectionUrl",
        "passwords",
    ]
)


def check(stack: Stack) -> Results:
    """Each password, also inside a nested block."""
    for kind, properties in _PASSWORDS.items():
        for resource in stack.of(kind):
            for prop in properties:
                yield from each(resource[prop].leaves(), _leaf, resource, stack)


def _leaf(leaf: Value, resource: Resource, stack: Stack) -> Results:
    holds_one = leaf.unknown or name_of(leaf) != "connectionUrl" or detect(str(leaf.raw))
    named = name_of(leaf) in _NAMES and holds_one
    if named and origin(resource, leaf, stack.configuration, taken_as_it_is=True) is Origin.LITERAL:
        yield Finding(leaf, "a password is written out: no resource made it or read it", urn=resource.urn)


RULE = StackRule(
    id="hardcoded-password",
    title="A password is not written out in the program",
    why="A database that opens to a word in the repository opens to everyone who ever cloned it.",
    remedy=("generate it with RandomPassword, or let the service manage it (manageMasterUserPassword); then rotate it"),
    severity=Severity.CRITICAL,
    controls=(*NO_PLAINTEXT, nist("IA-5")),
    check=check,
)
