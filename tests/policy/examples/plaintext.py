"""Examples of the rules against plaintext. Every token is generated; none is real."""

from __future__ import annotations

import json

from tests.policy.corpus.tokens import Tokens, wrapped, zipped
from tests.policy.engine_side import Secret, Sent
from tests.policy.examples.example import Examples, one

T = Tokens(7)
TOKEN = f"ghp_{T.alnum(36)}"
PASSWORD = T.password(18)
SCRIPT = f"#!/bin/bash\nexport DB_PASSWORD={T.alnum(16)}\n"
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:production/db-AbCdEf"
FUNCTION = "aws:lambda/function:Function"
INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
VARIABLE = "github:index/actionsVariable:ActionsVariable"
PARAMETER = "aws:ssm/parameter:Parameter"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
GITHUB_SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
RANDOM = Sent(type="random:index/randomPassword:RandomPassword", name="generated", inputs={"length": 32})
DATABASE = "aws:rds/instance:Instance"


def made(kind: str, prop: str, value: object) -> tuple[Sent, ...]:
    """A value that a resource made."""
    return (Sent(type=kind, inputs={prop: value}, depends={prop: ["generated"]}), RANDOM)


def container(name: str, value: str) -> str:
    return json.dumps([{"name": "app", "environment": [{"name": name, "value": value}]}])


EXAMPLES = {
    "plaintext-lambda-environment": Examples(
        at="environment.variables.DB",
        failing=[
            one(FUNCTION, environment={"variables": {"DB": f"postgres://app:{T.alnum(14)}@db/app"}}),
            one(FUNCTION, environment={"variables": {"X": TOKEN}}),
            one(FUNCTION, environment={"variables": {"ANY": Secret("something")}}),
            one(FUNCTION, environment=Secret({"variables": {"ANY": "something"}})),
        ],
        passing=[one(FUNCTION, environment={"variables": {"DB_SECRET_ARN": ARN}}), one(FUNCTION)],
        near=[
            one(FUNCTION, environment={"variables": {"DB_SECRET": Secret(ARN), "TOKEN_TTL": "3600"}}),
            one(FUNCTION, environment={"variables": {"PASSWORD": "${DB_PASSWORD}", "COMMIT": T.hex(40)}}),
        ],
    ),
    "plaintext-user-data": Examples(
        at="userData",
        failing=[
            one(INSTANCE, userData=SCRIPT),
            one(INSTANCE, userDataBase64=wrapped(SCRIPT)),
            one(TEMPLATE, userData=zipped(f"#cloud-config\nwrite_files:\n- content: API_KEY={T.alnum(32)}\n")),
            one(TEMPLATE, userData=Secret(wrapped("#!/bin/sh\ntrue\n"))),
        ],
        passing=[one(INSTANCE, userData="#!/bin/bash\nsystemctl enable --now vault\n")],
        near=[
            one(INSTANCE, userData="#!/bin/bash\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id a/b)\n")
        ],
    ),
    "plaintext-container-environment": Examples(
        at="containerDefinitions",
        failing=[
            one(TASK, containerDefinitions=container("DB_PASSWORD", PASSWORD)),
            one(
                "aws:codebuild/project:Project",
                environment={"environmentVariables": [{"name": "API_TOKEN", "value": T.alnum(32)}]},
            ),
        ],
        passing=[one(TASK, containerDefinitions=container("LOG_LEVEL", "info"))],
        near=[
            one(TASK, containerDefinitions=json.dumps([{"secrets": [{"name": "DB_PASSWORD", "valueFrom": ARN}]}])),
            one(
                "aws:codebuild/project:Project",
                environment={
                    "environmentVariables": [{"name": "TOKEN", "value": "a/b:token", "type": "SECRETS_MANAGER"}]
                },
            ),
        ],
    ),
    "plaintext-github-variable": Examples(
        at="value",
        failing=[
            one(VARIABLE, variableName="API_TOKEN", value=T.alnum(32)),
            one(VARIABLE, variableName="ANY", value=Secret("something")),
        ],
        passing=[one(VARIABLE, variableName="WIX_SITE_ID", value=T.uuid())],
        near=[one(VARIABLE, variableName="SECRET_ARN", value=ARN)],
    ),
    "plaintext-tag": Examples(
        at="tags.Note",
        failing=[
            one(INSTANCE, tags={"Note": f"password: {T.alnum(14)}"}),
            one(INSTANCE, tags={"Note": Secret("something")}),
        ],
        passing=[one(INSTANCE, tags={"Owner": "security-team"})],
        near=[one(INSTANCE, tags={"Component": "jwt-secret", "Commit": T.hex(40)})],
    ),
    "plaintext-description": Examples(
        at="description",
        failing=[
            one("aws:kms/key:Key", description=f"for the admin, password: {T.alnum(14)}"),
            one("aws:kms/key:Key", description=Secret("something")),
        ],
        passing=[one("aws:kms/key:Key", description="Encrypts the audit logs")],
        near=[one("aws:kms/key:Key", description="Password: see the runbook. Token: ask the platform team.")],
    ),
    "plaintext-dashboard": Examples(
        at="dashboardBody",
        failing=[
            one(
                "aws:cloudwatch/dashboard:Dashboard",
                dashboardBody=json.dumps({"widgets": [{"properties": {"markdown": f"token: {TOKEN}"}}]}),
            )
        ],
        passing=[one("aws:cloudwatch/dashboard:Dashboard", dashboardBody=json.dumps({"widgets": []}))],
        near=[
            one(
                "aws:cloudwatch/dashboard:Dashboard",
                dashboardBody=json.dumps(
                    {"widgets": [{"properties": {"title": "Secret rotation", "metrics": [["A", "B"]]}}]}
                ),
            )
        ],
    ),
    "plaintext-ssm-parameter": Examples(
        at="value",
        failing=[
            one(PARAMETER, type="String", name="/app/db/password", value=T.alnum(16)),
            one(PARAMETER, type="String", name="/app/x", insecureValue=TOKEN),
        ],
        passing=[one(PARAMETER, type="SecureString", name="/app/db/password", value=Secret(PASSWORD))],
        near=[
            one(PARAMETER, type="String", name="/app/db/secret-arn", value=ARN),
            one(PARAMETER, type="String", name="/app/region", value=Secret("us-east-1")),
        ],
    ),
    "plaintext-provider-configuration": Examples(
        at="token",
        failing=[one("pulumi:providers:vault", token=f"hvs.{T.url(60)}"), one("pulumi:providers:github", token=TOKEN)],
        passing=[one("pulumi:providers:vault", token=Secret(f"hvs.{T.url(60)}"))],
        near=[
            one(
                "pulumi:providers:aws",
                region="us-east-1",
                assumeRoles=json.dumps([{"roleArn": "arn:aws:iam::1:role/x"}]),
            )
        ],
    ),
    "plaintext-anywhere": Examples(
        at="settings.apiKey",
        failing=[
            one("other:index:Thing", settings={"apiKey": T.alnum(32)}),
            one("other:index:Thing", parts=[{"password": PASSWORD}]),
        ],
        passing=[one("other:index:Thing", settings={"apiKey": Secret(T.alnum(32))})],
        near=[
            one("other:index:Thing", settings={"apiKeyName": "candlefish", "hash": T.hex(64), "url": "https://x.net/y"})
        ],
    ),
    "hardcoded-github-secret": Examples(
        at="plaintextValue",
        failing=[
            one(GITHUB_SECRET, plaintextValue=Secret("hunter2-hunter2")),
            one(GITHUB_SECRET, value=Secret(T.alnum(30))),
        ],
        passing=[made(GITHUB_SECRET, "plaintextValue", Secret(T.alnum(30)))],
        near=[
            one(GITHUB_SECRET, plaintextValue=Secret("${PLACEHOLDER}")),
            one(GITHUB_SECRET, encryptedValue=T.base64(60)),
        ],
    ),
    "hardcoded-secretsmanager-value": Examples(
        at="secretString",
        failing=[
            one(VERSION, secretString=Secret("hunter2-hunter2")),
            one(VERSION, secretString=Secret(json.dumps({"username": "app", "password": PASSWORD}))),
        ],
        passing=[made(VERSION, "secretString", Secret(T.alnum(30)))],
        near=[
            one(VERSION, secretString=Secret("REPLACE_ME")),
            one(VERSION, secretString=Secret(json.dumps({"host": "db.net", "port": 5432}))),
        ],
    ),
    "hardcoded-vault-value": Examples(
        at="dataJson",
        failing=[one("vault:kv/secretV2:SecretV2", dataJson=Secret(json.dumps({"password": PASSWORD})))],
        passing=[made("vault:kv/secretV2:SecretV2", "dataJson", Secret(json.dumps({"password": PASSWORD})))],
        near=[one("vault:generic/secret:Secret", dataJson=Secret(json.dumps({"uri": "vault://a/b", "user": "app"})))],
    ),
    "hardcoded-password": Examples(
        at="password",
        failing=[
            one(DATABASE, password=Secret("correct-horse")),
            one("aws:elasticache/replicationGroup:ReplicationGroup", authToken=Secret(T.alnum(30))),
            one("aws:mq/broker:Broker", users=[{"username": "a", "password": PASSWORD}]),
            one(DATABASE, password=Secret("changeme")),
        ],
        passing=[made(DATABASE, "password", Secret(PASSWORD)), one(DATABASE, manageMasterUserPassword=True)],
        near=[one(DATABASE, username="postgres", password="${PASSWORD}")],
    ),
    "placeholder": Examples(
        at="environment.variables.DB_PASSWORD",
        failing=[
            one(FUNCTION, environment={"variables": {"DB_PASSWORD": "CHANGEME"}}),
            one(VERSION, secretString=Secret("REPLACE_ME")),
            one(VERSION, secretString=Secret(json.dumps({"username": "app", "password": "<password>"}))),
            one(PARAMETER, type="SecureString", name="/a", value="API_KEY=your-api-key-here"),
        ],
        passing=[one(FUNCTION, environment={"variables": {"DB_SECRET_ARN": ARN}})],
        near=[
            one(FUNCTION, environment={"variables": {"DB_PASSWORD": "${DB_PASSWORD}", "AUTH": "iam"}}),
            one(FUNCTION, environment={"variables": {"STAGE": "CHANGEME"}}),
            one(VERSION, secretString=Secret("{{ vault.password }}")),
        ],
    ),
    "plaintext-stack-output": Examples(
        at="token",
        failing=[(Sent(type="pulumi:pulumi:Stack", inputs={"token": TOKEN}),)],
        passing=[(Sent(type="pulumi:pulumi:Stack", inputs={"token": Secret(TOKEN)}),)],
        near=[(Sent(type="pulumi:pulumi:Stack", inputs={"tokenArn": ARN, "entries": 3}),)],
    ),
    "plaintext-stack-configuration": Examples(
        failing=[one("pulumi:pulumi:Stack")],
        passing=[],
        near=[],
        config={"strongroom:apiToken": T.alnum(32), "strongroom:region": "us-east-1", "strongroom:mine": PASSWORD},
        secret_keys=["strongroom:mine"],
    ),
    "secret-from-configuration": Examples(
        at="secretString",
        failing=[
            one(VERSION, secretString=Secret(PASSWORD)),
            one(FUNCTION, environment={"variables": {"X": f"a:{PASSWORD}"}}),
        ],
        passing=[made(VERSION, "secretString", Secret(T.alnum(30)))],
        near=[one(FUNCTION, environment={"variables": {"REGION": "us-east-1"}})],
        config={"strongroom:mine": PASSWORD, "strongroom:region": "us-east-1"},
        secret_keys=["strongroom:mine"],
    ),
}
