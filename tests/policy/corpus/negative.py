# ruff: noqa: E501 - a case is easier to read on one line
"""Cases without a secret: what stands where a secret could stand."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.tokens import Tokens, wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator


def cases(t: Tokens) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for family, make in (
        ("reference", _references),
        ("identifier", _identifiers),
        ("hash", _hashes),
        ("public", _public),
        ("sealed", _sealed),
        ("placeholder", _placeholders),
        ("about", _about),
        ("document", _documents),
        ("script", _scripts),
        ("prose", _prose),
        ("address", _addresses),
        ("name", _names),
    ):
        for name, text in make(t):
            yield Case(family, name, text, secret=False)


def _references(t: Tokens) -> Iterator[tuple[str, str]]:
    """Where a value is, in place of the value."""
    account = t.digits(12)
    yield "DB_PASSWORD", "${DB_PASSWORD}"
    yield "API_KEY", "$API_KEY"
    yield "API_KEY", "{{ vault.api_key }}"
    yield "password", "{{resolve:secretsmanager:production/db:SecretString:password}}"
    yield "JWT_SECRET", "vault://candlefish/jwt/secret"
    yield "TOKEN", "op://vault/item/field"
    yield "DB_SECRET", f"arn:aws:secretsmanager:us-east-1:{account}:secret:production/db-{t.alnum(6)}"
    yield (
        "SECRET_ARN",
        f"arn:aws:secretsmanager:us-east-1:{account}:secret:production/candlefish/jwt/secret-{t.alnum(6)}",
    )
    yield "KMS_KEY", f"arn:aws:kms:us-east-1:{account}:key/{t.uuid()}"
    yield "password", "ssm:/production/db/password"
    yield "DB_PASSWORD_FILE", "/run/secrets/db_password"
    yield "password_file", "/etc/app/password.txt"
    yield "token", "secrets.DEPLOY_TOKEN"
    yield "token", "${{ secrets.DEPLOY_TOKEN }}"
    yield "password", "var.db_password"
    yield "password", "process.env.DB_PASSWORD"
    yield "secret_key", 'os.environ["SECRET_KEY"]'
    yield "values", json.dumps({"password": {"fn::secret": {"ciphertext": "ZXhhbXBsZQ=="}}})
    yield "values", json.dumps({"apiKey": "fn::open::aws-secrets", "env": {"TOKEN": "${aws.token}"}})
    yield "auth", "Bearer ${ACCESS_TOKEN}"
    yield "secret", "ref+awsssm://production/db/password"
    yield "password", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db/)"
    yield "secret", "projects/p/secrets/db/versions/latest"
    yield "env", "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id production/db)\n"
    yield "env", "API_KEY=${API_KEY:?not set}\nTOKEN=$2\n"
    yield "env", "API_TOKEN=%(token)s\nSECRET=#{secret}\n"
    yield "compose", "environment:\n  - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\n  - TZ=UTC\n"
    yield (
        "manifest",
        "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n",
    )
    yield "DATABASE_URL", "postgres://app:${DB_PASSWORD}@db.net/app"
    yield "DATABASE_URL", "postgres://app:{{ password }}@db.net/app"
    yield "mcp", json.dumps({"mcpServers": {"linear": {"env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}}}})
    yield "header", "Authorization: Bearer {token}"
    yield "value", "Basic authentication is off"
    yield "value", f"Basic {wrapped('user:password')}"
    yield "JWT_SECRET", "production/candlefish/jwt/secret"
    yield "secretName", "strongroom-production-jwt-secret"
    yield "vaultPath", "secret/data/candlefish/mongodb/connection"
    yield "API_TOKEN_PARAMETER", "/strongroom/production/api-token"
    yield "tf", 'password = var.db_password\ntoken = data.vault_generic_secret.api.data["token"]\n'


def _identifiers(t: Tokens) -> Iterator[tuple[str, str]]:
    """Identifiers."""
    account = t.digits(12)
    yield "kmsKeyId", t.uuid()
    yield "KEY_ID", f"mrk-{t.hex(32)}"
    yield "key", f"alias/strongroom-production-{t.of('abcdef', 5)}"
    yield "requestId", t.uuid()
    yield "value", t.uuid()
    yield "value", t.uuid().upper()
    yield "vpcId", f"vpc-0{t.hex(16)}"
    yield "value", f"subnet-0{t.hex(16)}"
    yield "imageId", f"ami-0{t.hex(16)}"
    yield "value", f"eipalloc-0{t.hex(16)}"
    yield "roleId", f"AROA{t.upper(17)}"
    yield "zoneId", f"Z{t.upper(20)}"
    yield "value", f"Z{t.upper(20)}"
    yield "distribution", f"E{t.upper(13)}"
    yield "value", f"arn:aws:iam::{account}:role/service-role/AWSLambdaBasicExecutionRole"
    yield "value", f"arn:aws:elasticloadbalancing:us-east-1:{account}:loadbalancer/app/vault/{t.hex(16)}"
    yield "value", f"arn:aws:acm:us-east-1:{account}:certificate/{t.uuid()}"
    yield "value", f"{account}.dkr.ecr.us-east-1.amazonaws.com/app:1.4.2"
    yield "userPoolId", f"us-east-1_{t.alnum(9)}"
    yield "value", f"us-east-1_{t.alnum(9)}"
    yield "clientId", t.lower(26)
    yield "client_id", f"{t.digits(12)}-{t.lower(32)}.apps.googleusercontent.com"
    yield "versionId", t.url(32)
    yield "ETag", t.hex(32)
    yield "accessor", t.alnum(24)
    yield "TWILIO_ACCOUNT_SID", f"AC{t.hex(32)}"
    yield "SITE_ID", t.uuid()
    yield "database_id", t.hex(32)
    yield "functionUrl", f"https://{t.lower(32)}.lambda-url.us-east-1.on.aws/"
    yield "endpoint", f"vault.{t.lower(6)}.use1.cache.amazonaws.com:6379"
    yield "STRIPE_PUBLISHABLE_KEY", f"pk_live_{t.alnum(24)}"
    yield "clientRequestToken", t.uuid()
    yield "logStream", f"2026/11/22/[$LATEST]{t.hex(32)}"
    yield "namespaceId", t.alnum(22)


def _hashes(t: Tokens) -> Iterator[tuple[str, str]]:
    """Digests."""
    yield "value", t.hex(40)
    yield "value", t.hex(64)
    yield "commit", t.hex(40)
    yield "git_sha", t.hex(40)
    yield "checksum", t.hex(128)
    yield "value", hashlib.md5(t.data(8), usedforsecurity=False).hexdigest()
    yield "image", f"ghcr.io/org/app@sha256:{t.hex(64)}"
    yield "digest", f"sha256:{t.hex(64)}"
    yield "integrity", f"sha512-{t.base64(64)}"
    yield "codeSha256", t.base64(32)
    yield "sourceCodeHash", t.base64(32)
    yield "sourceHash", t.base64(32)
    yield "thumbprint", t.hex(40).upper()
    yield "fingerprint", ":".join(t.hex(2) for _ in range(20))
    yield "fingerprint", f"SHA256:{t.base64(32).rstrip('=')}"
    yield "go.sum", f"example.org/module v1.2.3 h1:{t.base64(32)}"
    yield "value", f"app:{t.hex(7)}"
    yield "lock", json.dumps({"sha256": t.hex(64), "size": 123, "integrity": f"sha512-{t.base64(64)}"})
    yield "description", f"Deployed from {t.hex(40)}"
    yield "requirements", f"boto3==1.40.1 --hash=sha256:{t.hex(64)}\n"


def _public(t: Tokens) -> Iterator[tuple[str, str]]:
    """Public keys and certificates."""
    yield "publicKey", t.public_ssh()
    yield "value", t.public_ssh()
    yield "authorized_keys", f"{t.public_ssh()} deploy@host\n{t.public_ssh()} ci@host\n"
    yield "certificate", t.public_pem()
    yield "value", t.pem("CERTIFICATE")
    yield "ca", t.pem("CERTIFICATE") + t.pem("CERTIFICATE")
    yield "value", wrapped(t.pem("CERTIFICATE"))
    yield "userData", f"#cloud-config\nssh_authorized_keys:\n- {t.public_ssh()}\n"
    yield "pgp", t.pem("PGP PUBLIC KEY BLOCK")
    yield "jwks", json.dumps({"keys": [{"kty": "RSA", "kid": t.url(27), "n": t.url(342), "e": "AQAB", "alg": "RS256"}]})
    yield "age", f"age1{t.of('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}"


def _sealed(t: Tokens) -> Iterator[tuple[str, str]]:
    """Secrets that are hashed or encrypted."""
    yield "password", f"$2b$12${t.alnum(53)}"
    yield "passwd", f"$6$rounds=4096${t.alnum(16)}${t.alnum(86)}"
    yield "password", f"$argon2id$v=19$m=65536,t=3,p=4${t.alnum(22)}${t.alnum(43)}"
    yield "password", f"{{SSHA}}{t.base64(24)}"
    yield "password", f"ENC[AES256_GCM,data:{t.base64(12)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]"
    yield "secret", f"AQICAH{t.base64(100)}"
    yield "api_key", f"vault:v1:{t.base64(48)}"
    yield "secure", f"v1:{t.base64(12)}:{t.base64(32)}"
    yield "passwordHash", t.hex(64)
    yield "value", f"$ANSIBLE_VAULT;1.1;AES256\n{t.hex(80)}"


def _placeholders(_: Tokens) -> Iterator[tuple[str, str]]:
    """What somebody still has to fill in, and what somebody blacked out."""
    yield "API_KEY", "<your-api-key>"
    yield "API_KEY", "your-api-key-here"
    yield "API_KEY", "YOUR_API_KEY"
    yield "PASSWORD", "changeme"
    yield "PASSWORD", "REDACTED"
    yield "password", "[REDACTED]"
    yield "TOKEN", "xxxxxxxxxxxxxxxx"
    yield "token", "********"
    yield "SECRET", "..."
    yield "GITHUB_TOKEN", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    yield "SLACK_TOKEN", "xoxb-your-token-here"
    yield "AWS_ACCESS_KEY_ID", "AKIA" + "IOSFODNN7" + "EXAMPLE"
    yield "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"
    yield "OPENAI_API_KEY", "sk-..."
    yield "password", "(sensitive value)"
    yield "password", "[secret]"
    yield "password", ""
    yield "password", "null"
    yield "secret", "TODO"
    yield "secret", "insert-secret-here"
    yield "DATABASE_URL", "postgres://user:password@localhost:5432/app"
    yield "DATABASE_URL", "postgres://<user>:<password>@<host>/<database>"
    yield "DATABASE_URL", "mysql://user:****@db.net/app"
    yield "env", "API_KEY=\nTOKEN=<token>\nPASSWORD=xxxxx\n"
    yield "template", "STRIPE_KEY=sk_live_XXXXXXXXXXXXXXXXXXXXXXXX\n"
    yield "token", "dummy-token"
    yield "apiKey", "example-api-key"


def _about(t: Tokens) -> Iterator[tuple[str, str]]:
    """What is about a secret without being one."""
    yield "TOKEN_TTL", "3600"
    yield "PASSWORD_MIN_LENGTH", "16"
    yield "SECRET_NAME", "production/candlefish/jwt/secret"
    yield "TOKEN_ENDPOINT", "https://auth.service.net/oauth/token"
    yield "token_url", "https://auth.service.net/oauth/token"
    yield "PASSWORD_POLICY", "strong"
    yield "KEY_ALGORITHM", "RSA_2048"
    yield "API_KEY_HEADER", "X-Api-Key"
    yield "SECRET_ROTATION_DAYS", "90"
    yield "AUTH_MODE", "iam"
    yield "AUTH_TYPE", "AWS_IAM"
    yield "authorization", "AWS_IAM"
    yield "auth", "oauth2"
    yield "tokenType", "bearer"
    yield "httpTokens", "required"
    yield "MAX_TOKENS", "4096"
    yield "KEY_SPEC", "SYMMETRIC_DEFAULT"
    yield "partitionKey", "customer_id"
    yield "hashKey", "LockID"
    yield "s3_key", "lambda/rotation-2026-11-22.zip"
    yield "key", f"strongroom_node-{t.hex(64)}.tar.gz"
    yield "object_key", f"programs/{t.hex(12)}/node.zip"
    yield "secretId", "production/db"
    yield "credentials", "arn:aws:iam::*:user/*"
    yield "manageMasterUserPassword", "true"
    yield "password", "true"
    yield "CREDENTIAL_PROVIDER", "instance-metadata"
    yield "public_key", t.base64(64)
    yield "GITHUB_TOKEN_PERMISSIONS", "read"
    yield "kid", t.url(27)
    yield "secretsManagerEndpoint", "https://secretsmanager.us-east-1.amazonaws.com"
    yield "password_encryption", "scram-sha-256"


def _documents(t: Tokens) -> Iterator[tuple[str, str]]:
    """Policies, dashboards, configurations."""
    account = t.digits(12)
    key = f"arn:aws:kms:us-east-1:{account}:key/{t.uuid()}"
    statement = {
        "Sid": "AllowUseOfTheKey",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "secretsmanager:GetSecretValue"],
    }
    yield "policy", json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": key}]})
    yield (
        "assumeRolePolicy",
        json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {
                            "Federated": f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
                        },
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
                    }
                ],
            }
        ),
    )
    metrics = [["AWS/SecretsManager", "ResourceCount"], [".", "RotationFailed", "SecretId", "production/jwt"]]
    widget = {
        "type": "metric",
        "properties": {"metrics": metrics, "region": "us-east-1", "title": "Secret rotation failures"},
    }
    yield (
        "dashboardBody",
        json.dumps({"widgets": [widget, {"type": "text", "properties": {"markdown": "# Token usage"}}]}),
    )
    yield (
        "query",
        "fields @timestamp, auth.display_name | filter type = 'request' and error = 'permission denied' | limit 50",
    )
    yield "eventPattern", json.dumps({"source": ["aws.secretsmanager"], "detail": {"eventName": ["RotationSucceeded"]}})
    yield (
        "hcl",
        'path "secret/data/candlefish/*" {\n  capabilities = ["read"]\n}\npath "auth/token/renew-self" {\n  capabilities = ["update"]\n}\n',
    )
    yield (
        "vault.hcl",
        f'seal "awskms" {{\n  region = "us-east-1"\n  kms_key_id = "{t.uuid()}"\n}}\nlistener "tcp" {{ tls_cert_file = "/opt/vault/tls/cert.pem" }}\n',
    )
    yield (
        "schema",
        json.dumps(
            {
                "type": "object",
                "properties": {"password": {"type": "string", "minLength": 12}, "token": {"type": "string"}},
            }
        ),
    )
    yield (
        "openapi",
        "securitySchemes:\n  ApiKeyAuth:\n    type: apiKey\n    in: header\n    name: X-Api-Key\n  bearer:\n    type: http\n    scheme: bearer\n",
    )
    yield "values", "auth:\n  existingSecret: db-credentials\n  secretKeys:\n    adminPasswordKey: admin-password\n"
    yield (
        "compose",
        "secrets:\n  db_password:\n    file: ./db_password.txt\nservices:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n",
    )
    yield "cidr", json.dumps(["10.0.0.0/16", "10.0.1.0/24", "2001:db8::/32", "0.0.0.0/0"])
    yield "tags", json.dumps({"Project": "strongroom", "Owner": "security-team", "Component": "jwt-secret"})
    yield "lifecycle", json.dumps({"rules": [{"id": "expire-noncurrent-versions", "days": 365}]})
    yield "state", json.dumps({"serial": 42, "lineage": t.uuid(), "outputs": {"url": "https://vault.internal:8200"}})
    yield (
        "trail",
        json.dumps(
            {
                "eventVersion": "1.08",
                "requestID": t.uuid(),
                "userIdentity": {"principalId": f"AROA{t.upper(17)}:session"},
            }
        ),
    )
    yield "package", json.dumps({"name": "app", "dependencies": {"passport": "^0.7.0", "jsonwebtoken": "^9.0.2"}})
    yield "config", wrapped(json.dumps({"region": "us-east-1", "log_level": "info", "password": "${DB_PASSWORD}"}))
    yield "userData", zipped("#cloud-config\npackages: [jq]\nruncmd:\n- systemctl enable vault\n")
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h24v24H0z"/></svg>'
    yield "svg", f"data:image/svg+xml;base64,{wrapped(picture)}"


def _scripts(t: Tokens) -> Iterator[tuple[str, str]]:
    """Start-up scripts that fetch what they need."""
    yield (
        "userData",
        (
            "#!/bin/bash\nset -euo pipefail\n"
            "TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')\n"
            'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id\n'
        ),
    )
    yield (
        "userData",
        "#!/bin/bash\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id production/db --query SecretString)\nexport DB_PASSWORD\n",
    )
    yield "userData", '#!/bin/bash\nread -rs PASSWORD < /dev/stdin\npsql "password=$PASSWORD host=db.net"\n'
    yield (
        "userData",
        '#cloud-config\nwrite_files:\n- path: /etc/vault.d/vault.hcl\n  content: |\n    api_addr = "https://127.0.0.1:8200"\n    disable_mlock = true\n',
    )
    yield (
        "userData",
        f'#cloud-config\nusers:\n- name: admin\n  lock_passwd: true\n  ssh_authorized_keys: ["{t.public_ssh()}"]\n',
    )
    yield (
        "code",
        "def handler(event, context):\n    secret = client.get_secret_value(SecretId=event['SecretId'])\n    token = secret['SecretString']\n    return token\n",
    )
    yield "code", "password = getpass.getpass()\napi_key = settings.api_key\ntoken = request.headers['X-Api-Token']\n"
    yield "code", "const apiKey = process.env.API_KEY ?? '';\nconst password = req.body.password;\n"
    yield "command", "vault kv get -field=password secret/candlefish/mongodb/connection"
    yield "command", "vault operator init -recovery-shares=5 -recovery-threshold=3"
    yield "command", "aws ssm get-parameter --name /production/db/password --with-decryption"
    yield "command", "docker login --username bot --password-stdin registry.net"
    yield "command", "mysql -u root -p -e 'select 1'"
    yield "buildspec", "env:\n  secrets-manager:\n    DB_PASSWORD: production/db:password\n"
    yield "workflow", "env:\n  TOKEN: ${{ secrets.GITHUB_TOKEN }}\nsteps:\n- uses: actions/checkout@" + t.hex(40) + "\n"
    yield "userDataBase64", wrapped("#!/bin/bash\nsystemctl enable --now vault\n")


def _prose(_: Tokens) -> Iterator[tuple[str, str]]:
    """Sentences."""
    yield "description", "Rotates the password of the application user every 30 days"
    yield "description", "API token for the billing service, issued by Stripe; owner: payments-team"
    yield "description", "Secret: signing key of the session cookie"
    yield "description", "The password is stored in Secrets Manager under production/db"
    yield "description", "Password: see the runbook. Token: ask the platform team."
    yield "description", "KMS key that encrypts the audit logs (alias/strongroom-production-logs)"
    yield "alarmDescription", "More than 5 failed authentications a minute; token expired or password wrong"
    yield "message", "invalid credentials: the token has expired"
    yield "title", "JWT secret rotation"
    yield "Owner", "security-team"
    yield "password_hint", "the name of the first pet"
    yield "password", "must be at least 16 characters long and contain a digit"
    yield "instructions", "Wix Developer Center > My Apps > production app > API Keys"
    yield "summary", "Key rotation: enabled, secret scanning: enabled"


def _addresses(t: Tokens) -> Iterator[tuple[str, str]]:
    """Addresses without a password."""
    yield "url", "https://status.wiredchaos.xyz/badge.json"
    yield "DATABASE_URL", "postgres://db.internal.net:5432/app"
    yield "DATABASE_URL", "postgres://app@db.internal.net:5432/app?sslmode=verify-full"
    yield "url", "http://localhost:8200/v1/secret/data/app@latest"
    yield "repository", "git@github.com:org/repository.git"
    yield "repository", "ssh://git@github.com:22/org/repository.git"
    yield "queueUrl", f"https://sqs.us-east-1.amazonaws.com/{t.digits(12)}/rotation-events"
    yield "bucket", "s3://strongroom-production-audit-logs/vault/2026/11/22/"
    yield "url", f"https://www.notion.so/{t.hex(32)}?v={t.hex(32)}"
    yield "image", "public.ecr.aws/docker/library/python:3.12-slim"
    yield "jdbc", "jdbc:postgresql://db.net:5432/app?user=svc&ssl=true"


def _names(t: Tokens) -> Iterator[tuple[str, str]]:
    """Long names."""
    yield "value", "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
    yield "value", "strongroom-production-candlefish-mongodb-connection-rotation"
    yield "value", "SecretsManagerRDSPostgreSQLRotationSingleUser"
    yield "value", "com.amazonaws.us-east-1.secretsmanager"
    yield "value", "ELBSecurityPolicy-TLS13-1-2-2021-06"
    yield "handler", "rotation.handler.lambda_handler"
    yield "value", f"strongroom-production-vault-{t.hex(7)}"
    yield "value", "2026-11-22T10:00:00Z"
    yield "value", "cron(0 3 ? * SUN *)"
    yield "value", "kms:GenerateDataKeyWithoutPlaintext"
    yield "value", "token.actions.githubusercontent.com:sub"
    yield "value", "repo:org/repository:environment:production"
    yield "secretKeyRef", "db-credentials"
    yield "layer", "arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12"
