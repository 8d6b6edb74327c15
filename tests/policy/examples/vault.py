"""Examples of the rules on Vault."""

from __future__ import annotations

from tests.policy.corpus.tokens import wrapped
from tests.policy.examples.example import Examples, one

MOUNT = "vault:index/mount:Mount"
AUDIT = "vault:index/audit:Audit"
POLICY = "vault:index/policy:Policy"
APPROLE = "vault:appRole/authBackendRole:AuthBackendRole"
JWT = "vault:jwt/authBackendRole:AuthBackendRole"
AWS = "vault:aws/authBackendRole:AuthBackendRole"
TOKEN = "vault:index/token:Token"
PROVIDER = "pulumi:providers:vault"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCE = "aws:ec2/instance:Instance"


def grants(path: str, *capabilities: str) -> str:
    return f'path "{path}" {{\n  capabilities = [{", ".join(f"{chr(34)}{c}{chr(34)}" for c in capabilities)}]\n}}\n'


def listener(setting: str, address: str = "0.0.0.0:8200") -> str:
    return f'#!/bin/sh\ncat > vault.hcl <<X\nlistener "tcp" {{\n  address = "{address}"\n  {setting}\n}}\nX\n'


def audited(kind: str, option: str = 'file_path = "audit.log"') -> str:
    return f'audit "{kind}" "{kind}" {{\n  options {{\n    {option}\n  }}\n}}\n'


EXAMPLES = {
    "vault-audit-devices": Examples(
        failing=[one(MOUNT, path="secret"), (*one(POLICY, "p", name="x"), *one(AUDIT, "a", type="file"))],
        passing=[(*one(MOUNT, "m", path="secret"), *one(AUDIT, "a", type="file"), *one(AUDIT, "b", type="socket"))],
        near=[
            one("vault:kv/secretV2:SecretV2", name="candlefish/jwt"),
            (
                *one(MOUNT, "m", path="secret"),
                *one(TEMPLATE, "nodes", userData=wrapped(audited("file") + audited("syslog"))),
            ),
        ],
    ),
    "vault-audit-raw": Examples(
        at="options.log_raw",
        failing=[
            one(AUDIT, type="file", options={"file_path": "/var/log/a", "log_raw": "true"}),
            one(AUDIT, type="file", options={"hmac_accessor": "false"}),
            one(TEMPLATE, userData=wrapped(audited("file", 'log_raw = "true"'))),
        ],
        passing=[one(AUDIT, type="file", options={"file_path": "/var/log/a"})],
        near=[one(AUDIT, type="file", options={"log_raw": "false"}), one(TEMPLATE, userData=wrapped(audited("file")))],
    ),
    "vault-policy-broad": Examples(
        at="policy",
        failing=[
            one(POLICY, policy=grants("*", "create", "read")),
            one(POLICY, policy=grants("secret/*", "read")),
            one(POLICY, policy=grants("sys/auth/*", "sudo", "update")),
        ],
        passing=[one(POLICY, policy=grants("secret/data/candlefish/*", "read"))],
        near=[one(POLICY, policy=grants("secret/*", "list") + grants("*", "deny") + grants("sys/raw/core", "sudo"))],
    ),
    "vault-approle-limits": Examples(
        at="secretIdTtl",
        failing=[one(APPROLE, roleName="ci", secretIdTtl=0), one(APPROLE, bindSecretId=False)],
        passing=[one(APPROLE, secretIdTtl=3600)],
        near=[one(APPROLE, secretIdNumUses=1), one(APPROLE, bindSecretId=False, tokenBoundCidrs=["10.0.0.0/16"])],
    ),
    "vault-token-limits": Examples(
        at="tokenMaxTtl",
        failing=[one(JWT, tokenMaxTtl=2764800), one(APPROLE)],
        passing=[one(JWT, tokenMaxTtl=3600)],
        near=[one(AWS, tokenMaxTtl=86400)],
    ),
    "vault-token-root": Examples(
        at="policies",
        failing=[one(TOKEN, policies=["root"], ttl="1h"), one(TOKEN, policies=["reader"])],
        passing=[one(TOKEN, policies=["reader"], ttl="1h")],
        near=[one(TOKEN, policies=["root-of-trust"], period="24h")],
    ),
    "vault-kv-version": Examples(
        at="options.version",
        failing=[one(MOUNT, type="kv", options={"version": "1"}), one(MOUNT, type="kv"), one("vault:kv/secret:Secret")],
        passing=[one(MOUNT, type="kv", options={"version": "2"})],
        near=[one(MOUNT, type="transit")],
    ),
    "vault-provider-tls": Examples(
        at="address",
        failing=[one(PROVIDER, address="http://vault.internal:8200"), one(PROVIDER, skipTlsVerify="true")],
        passing=[one(PROVIDER, address="https://vault.internal:8200")],
        near=[one(PROVIDER, address="http://127.0.0.1:8200", skipTlsVerify="false")],
    ),
    "vault-listener-tls": Examples(
        at="userData",
        failing=[
            one(INSTANCE, userData=listener("tls_disable = 1")),
            one(TEMPLATE, userData=wrapped(listener('tls_disable = "true"'))),
            one(TEMPLATE, userData=wrapped(listener('tls_min_version = "tls10"'))),
        ],
        passing=[one(TEMPLATE, userData=wrapped(listener('tls_cert_file = "/opt/vault/tls/cert.pem"')))],
        near=[one(INSTANCE, userData=listener("tls_disable = 1", "127.0.0.1:8202"))],
    ),
    "vault-dev-mode": Examples(
        at="userData",
        failing=[one(INSTANCE, userData="#!/bin/sh\nvault server -dev -dev-listen-address=0.0.0.0:8200\n")],
        passing=[one(INSTANCE, userData="#!/bin/sh\nvault server -config /etc/vault.d\n")],
        near=[one(INSTANCE, userData="#!/bin/sh\n# never: vault in -dev mode\nvault status\n")],
    ),
    "vault-jwt-bound": Examples(
        at="boundClaims.repository",
        failing=[
            one(JWT, boundAudiences=["vault"], boundClaims={"repository": "*"}),
            one(JWT, boundAudiences=["vault"]),
            one(JWT, boundSubject="repo:org/name:environment:production"),
        ],
        passing=[
            one(JWT, boundAudiences=["vault"], boundClaims={"repository": "org/name", "environment": "production"})
        ],
        near=[one(JWT, boundAudiences=["vault"], boundSubject="repo:org/name:ref:refs/heads/main")],
    ),
    "vault-aws-bound": Examples(
        at="boundIamPrincipalArns",
        failing=[one(AWS, role="nodes", boundIamPrincipalArns=["*"]), one(AWS, role="nodes")],
        passing=[one(AWS, boundIamPrincipalArns=["arn:aws:iam::123456789012:role/strongroom-production-vault"])],
        near=[one(AWS, boundAccountIds=["123456789012"])],
    ),
}
