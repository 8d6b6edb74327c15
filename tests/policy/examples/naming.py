"""Examples of the rules on names."""

from __future__ import annotations

from tests.policy.engine_side import Sent
from tests.policy.examples.example import Examples, one

SECRET = "aws:secretsmanager/secret:Secret"
TAGS = {"Project": "strongroom", "Environment": "production", "Component": "c", "Owner": "team", "ManagedBy": "pulumi"}
BUCKET = "aws:s3/bucket:Bucket"
FUNCTION = "aws:lambda/function:Function"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment"

EXAMPLES = {
    "naming-secretsmanager": Examples(
        at="name",
        failing=[
            one(SECRET, name="Production/JWT"),
            one(SECRET, name="staging/candlefish/jwt"),
            one(SECRET, name="candlefish"),
            one(SECRET),
        ],
        passing=[one(SECRET, name="production/candlefish/jwt/secret")],
        near=[one(SECRET, name="production/health-agent/telegram_bot.token-2")],
    ),
    "naming-vault-path": Examples(
        at="name",
        failing=[
            one("vault:kv/secretV2:SecretV2", name="candlefish/JWT"),
            one("vault:generic/secret:Secret", path="secret/Candlefish/jwt"),
        ],
        passing=[one("vault:kv/secretV2:SecretV2", name="candlefish/jwt/secret")],
        near=[one("vault:generic/secret:Secret", path="secret/candlefish/jwt")],
    ),
    "naming-vault-mount": Examples(
        at="path",
        failing=[one("vault:index/mount:Mount", path="KV_Store")],
        passing=[one("vault:index/mount:Mount", path="secret")],
        near=[one("vault:index/authBackend:AuthBackend", path="github/candlefish/")],
    ),
    "naming-vault-policy": Examples(
        at="name",
        failing=[one("vault:index/policy:Policy", name="Vault Maintainer")],
        passing=[one("vault:index/policy:Policy", name="vault-maintainer")],
        near=[one("vault:index/policy:Policy", name="ci2-read")],
    ),
    "naming-github-secret": Examples(
        at="secretName",
        failing=[
            one("github:index/actionsSecret:ActionsSecret", secretName="jwt_secret"),
            one("github:index/actionsSecret:ActionsSecret", secretName="GITHUB_PAT"),
            one("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", secretName="jwt-secret"),
        ],
        passing=[one("github:index/actionsSecret:ActionsSecret", secretName="JWT_SECRET")],
        near=[one("github:index/actionsSecret:ActionsSecret", secretName="GH_PAT_2")],
    ),
    "naming-github-variable": Examples(
        at="variableName",
        failing=[one("github:index/actionsVariable:ActionsVariable", variableName="siteId")],
        passing=[one("github:index/actionsVariable:ActionsVariable", variableName="WIX_SITE_ID")],
        near=[one("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", variableName="_X")],
    ),
    "naming-github-environment": Examples(
        at="environment",
        failing=[one(ENVIRONMENT, environment="Production EU")],
        passing=[one(ENVIRONMENT, environment="production")],
        near=[one(ENVIRONMENT, environment="production-eu1")],
    ),
    "naming-kms-alias": Examples(
        at="name",
        failing=[
            one("aws:kms/alias:Alias", name="alias/secrets"),
            one("aws:kms/alias:Alias", name="alias/strongroom-staging-secrets"),
            one("aws:kms/alias:Alias", name="alias/strongroom-production-Secrets"),
            one("aws:kms/alias:Alias"),
        ],
        passing=[one("aws:kms/alias:Alias", name="alias/strongroom-production-secrets")],
        near=[one("aws:kms/alias:Alias", name="alias/strongroom-production-vault-seal2")],
    ),
    "naming-bucket": Examples(
        at="bucket",
        failing=[
            one(BUCKET, bucket="strongroom.production.logs"),
            one(BUCKET, bucket="logs-production"),
            one(BUCKET, bucket="Strongroom-production-logs"),
            one(BUCKET),
        ],
        passing=[one(BUCKET, bucket="strongroom-production-audit-logs")],
        near=[one(BUCKET, bucket="strongroom-production-vault-snapshots-123456789012")],
    ),
    "naming-function": Examples(
        at="name",
        failing=[one(FUNCTION, name="rotation"), one(FUNCTION, name="strongroom-staging-rotation"), one(FUNCTION)],
        passing=[one(FUNCTION, name="strongroom-production-rotation")],
        near=[one(FUNCTION, name="strongroom-production-rotation-postgres2")],
    ),
    "naming-log-group": Examples(
        at="name",
        failing=[
            one(LOGS, name="/vault/audit"),
            one(LOGS, name="/aws/lambda/rotation"),
            one(LOGS, name="/strongroom/staging/vault"),
        ],
        passing=[one(LOGS, name="/strongroom/production/vault-audit")],
        near=[one(LOGS, name="/aws/lambda/strongroom-production-rotation")],
    ),
    "naming-resource": Examples(
        at="name",
        failing=[
            one("aws:iam/role:Role", name="vault"),
            one("aws:sns/topic:Topic", name="strongroom-local-alarms"),
            one("aws:rds/instance:Instance", identifier="postgres"),
            one("aws:sqs/queue:Queue"),
        ],
        passing=[one("aws:iam/role:Role", name="strongroom-production-vault")],
        near=[one("aws:rds/instance:Instance", identifier="strongroom-production-postgres-1")],
    ),
    "naming-tags": Examples(
        at="tags.Owner",
        failing=[
            one(SECRET, tags={**TAGS, "Owner": ""}),
            one(SECRET, tags={**TAGS, "Environment": "staging"}),
            one(SECRET),
        ],
        passing=[one(SECRET, tags=TAGS)],
        near=[
            one("aws:kms/alias:Alias", name="alias/strongroom-production-x"),
            one(SECRET, tags={**TAGS, "More": "x"}),
        ],
    ),
    "naming-other-environment": Examples(
        at="role",
        failing=[
            one(FUNCTION, role="arn:aws:iam::123456789012:role/strongroom-staging-rotation"),
            one(FUNCTION, environment={"variables": {"SECRET": "staging/candlefish/jwt"}}),
            one("aws:iam/rolePolicy:RolePolicy", policy='{"Resource": "arn:aws:secretsmanager:x:1:secret:staging/*"}'),
        ],
        passing=[one(FUNCTION, role="arn:aws:iam::123456789012:role/strongroom-production-rotation")],
        near=[
            one(FUNCTION, description="Moves AWSPENDING on, staging label by staging label"),
            one(FUNCTION, environment={"variables": {"STAGE": "production/candlefish/staging-like"}}),
        ],
    ),
    "fed-from-elsewhere": Examples(
        at="environment",
        failing=[
            one("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", environment="staging"),
            one("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", environment="candlefish-dev"),
        ],
        passing=[one("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", environment="production")],
        near=[
            one("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", environment="backstage"),
            (Sent(type=ENVIRONMENT, inputs={"environment": "staging"}),),
        ],
    ),
}
