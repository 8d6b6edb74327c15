# ruff: noqa: E501 - a case is easier to read on one line
# fmt: off
"""A second set of cases without a secret: what stands where a secret could, in other shapes than the first set's."""

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
        ("placeholder", _placeholders),
        ("identifier", _identifiers),
        ("digest", _digests),
        ("public", _public),
        ("sealed", _sealed),
        ("about", _about),
        ("setting", _settings),
        ("address", _addresses),
        ("document", _documents),
        ("script", _scripts),
        ("prose", _prose),
        ("name", _names),
    ):
        for name, text in make(t):
            yield Case(family, name, text, secret=False)


def _references(t: Tokens) -> Iterator[tuple[str, str]]:
    """Where a value is, or how it comes in."""
    account = t.digits(12)
    arn = f"arn:aws:secretsmanager:us-east-1:{account}:secret:production/candlefish/jwt/secret-{t.alnum(6)}"
    yield from (
        ("JWT_SECRET", arn),
        ("DB_PASSWORD", f"{arn}:password::"),
        ("DB_PASSWORD", f"arn:aws-us-gov:ssm:us-gov-west-1:{account}:parameter/production/db/password"),
        ("DB_SECRET_ARN", arn),
        ("SLACK_TOKEN", "${SLACK_TOKEN}"),
        ("SLACK_TOKEN", "${env:SLACK_TOKEN}"),
        ("SLACK_TOKEN", "${SLACK_TOKEN:-}"),
        ("SLACK_TOKEN", "$(SLACK_TOKEN)"),
        ("SLACK_TOKEN", "%SLACK_TOKEN%"),
        ("SLACK_TOKEN", "{{ .Values.slack.token }}"),
        ("SLACK_TOKEN", "{{SLACK_TOKEN}}"),
        ("SLACK_TOKEN", "<%= ENV['SLACK_TOKEN'] %>"),
        ("SLACK_TOKEN", "${{ secrets.SLACK_TOKEN }}"),
        ("SLACK_TOKEN", "op://production/slack/token"),
        ("SLACK_TOKEN", "vault://occ/slack/token"),
        ("SLACK_TOKEN", "vault:secret/data/slack#token"),
        ("SLACK_TOKEN", "ssm:///production/slack/token"),
        ("SLACK_TOKEN", "aws-secretsmanager://production/slack?key=token"),
        ("SLACK_TOKEN", "sm://project/slack-token"),
        ("SLACK_TOKEN", "projects/prod-1/secrets/slack-token/versions/latest"),
        ("SLACK_TOKEN", "@Microsoft.KeyVault(SecretUri=https://prod.vault.azure.net/secrets/slack/)"),
        ("SLACK_TOKEN", "{{resolve:ssm-secure:/production/slack:1}}"),
        ("SLACK_TOKEN", "file:///run/secrets/slack_token"),
        ("SLACK_TOKEN", "/run/secrets/slack_token"),
        ("SLACK_TOKEN", "production/occ/slack/token"),
        ("SLACK_TOKEN", "!Ref SlackToken"),
        ("SLACK_TOKEN", "keyring:slack"),
        ("SLACK_TOKEN", "env(SLACK_TOKEN)"),
        ("password", "data.aws_secretsmanager_secret_version.db.secret_string"),
        ("password", "random_password.db.result"),
        ("password", "module.db.password"),
        ("password", "config.requireSecret('password')"),
        ("password", "fn::fromBase64: ${password}"),
        ("password", "#{databasePassword}"),
        ("password", "@@DB_PASSWORD@@"),
        ("password", "__DB_PASSWORD__"),
        ("password", "$DB_PASSWORD"),
        ("DATABASE_URL", "postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST}:5432/app"),
        ("DATABASE_URL", "postgres://{{ user }}:{{ password }}@db.internal/app"),
        ("DATABASE_URL", "postgresql://%(user)s:%(password)s@db.internal/app"),
        ("DATABASE_URL", "mysql://{username}:{password}@{host}/{database}"),
        ("DATABASE_URL", "mongodb://$USER:$PASSWORD@db.internal"),
        ("DATABASE_URL", "amqp://<user>:<password>@rabbit:5672"),
        ("secret", json.dumps({"valueFrom": arn})),
        ("env", json.dumps([{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}])),
        ("secrets", json.dumps([{"name": "DB_PASSWORD", "valueFrom": f"{arn}:password::"}])),
        ("mcp", json.dumps({"mcpServers": {"x": {"env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}}}})),
    )


def _placeholders(_: Tokens) -> Iterator[tuple[str, str]]:
    """What somebody still has to put."""
    for text in (
        "changeme",
        "CHANGEME",
        "change-me",
        "change_me_please",
        "replace-me",
        "REPLACE_ME",
        "your-password",
        "your_password_here",
        "<password>",
        "<your-db-password>",
        "[password]",
        "[REDACTED]",
        "***",
        "********",
        "xxxxx",
        "XXXXXXXXXXXX",
        "TODO",
        "TBD",
        "FIXME",
        "n/a",
        "none",
        "null",
        "nil",
        "undefined",
        "empty",
        "redacted",
        "hidden",
        "masked",
        "(sensitive)",
        "example",
        "EXAMPLE_PASSWORD",
        "dummy",
        "placeholder",
        "insert-password-here",
        "to-be-set",
        "set-me",
        "not-set",
        "unset",
        "...",
        "sample-password",
        "enter your password",
        "put-your-key-here",
        "secret",
        "password",
        "fake-password",
        "test",
        "<secret>",
        "",
    ):
        yield ("DB_PASSWORD", text)
    for text in ("sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "ghp_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "sk-...", "xoxb-your-token", "AKIAXXXXXXXXXXXXXXXX"):
        yield ("TOKEN", text)


def _identifiers(t: Tokens) -> Iterator[tuple[str, str]]:
    """Names that machines give."""
    account = t.digits(12)
    yield from (
        ("KMS_KEY_ID", t.uuid()),
        ("KMS_KEY_ID", f"mrk-{t.hex(32)}"),
        ("KEY_ID", f"arn:aws:kms:us-east-1:{account}:key/{t.uuid()}"),
        ("kmsMasterKeyId", "alias/aws/sqs"),
        ("kms_key", "alias/strongroom-production-data"),
        ("VPC_ID", f"vpc-{t.hex(17)}"),
        ("SUBNETS", ",".join(f"subnet-{t.hex(17)}" for _ in range(3))),
        ("SECURITY_GROUP_IDS", f"sg-{t.hex(17)}"),
        ("imageId", f"ami-{t.hex(17)}"),
        ("CLIENT_ID", t.uuid()),
        ("TENANT_ID", t.uuid()),
        ("AZURE_SUBSCRIPTION_ID", t.uuid()),
        ("GOOGLE_CLIENT_ID", f"{t.digits(12)}-{t.lower(32)}.apps.googleusercontent.com"),
        ("COGNITO_CLIENT_ID", t.lower(26)),
        ("USER_POOL_ID", f"us-east-1_{t.alnum(9)}"),
        ("DISTRIBUTION_ID", f"E{t.upper(13)}"),
        ("HOSTED_ZONE_ID", f"Z{t.upper(20)}"),
        ("STRIPE_PRICE_ID", f"price_1{t.alnum(23)}"),
        ("STRIPE_PUBLISHABLE_KEY", f"pk_live_{t.alnum(24)}"),
        ("STRIPE_ACCOUNT", f"acct_{t.alnum(16)}"),
        ("SLACK_CHANNEL_ID", f"C0{t.upper(9)}"),
        ("SLACK_CLIENT_ID", f"{t.digits(12)}.{t.digits(13)}"),
        ("TWILIO_ACCOUNT_SID", f"AC{t.hex(32)}"),
        ("SENTRY_DSN", f"https://{t.hex(32)}@o{t.digits(6)}.ingest.sentry.io/{t.digits(7)}"),
        ("GA_MEASUREMENT_ID", f"G-{t.upper(10)}"),
        ("GTM_ID", f"GTM-{t.upper(7)}"),
        ("NOTION_DATABASE_ID", t.hex(32)),
        ("WIX_SITE_ID", t.uuid()),
        ("SWARM_DB_ID", t.hex(32)),
        ("VERCEL_PROJECT_ID", f"prj_{t.alnum(28)}"),
        ("REQUEST_ID", t.uuid()),
        ("TRACE_ID", f"1-{t.hex(8)}-{t.hex(24)}"),
        ("traceparent", f"00-{t.hex(32)}-{t.hex(16)}-01"),
        ("correlationId", t.uuid()),
        ("ulid", f"01{t.of('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}"),
        ("ksuid", t.alnum(27)),
        ("nanoid", t.url(21)),
        ("objectId", t.hex(24)),
        ("callerReference", t.uuid()),
        ("ETag", f'"{t.hex(32)}"'),
        ("versionId", t.url(32)),
        ("nextToken", t.base64(60)),
        ("queue", f"https://sqs.us-east-1.amazonaws.com/{account}/strongroom-production-rotation-finished"),
        ("topicArn", f"arn:aws:sns:us-east-1:{account}:strongroom-production-alarms"),
        ("role", f"arn:aws:iam::{account}:role/strongroom-production-rotation-postgresql"),
        ("certificateArn", f"arn:aws:acm:us-east-1:{account}:certificate/{t.uuid()}"),
        ("logStream", f"2026/11/22/[$LATEST]{t.hex(32)}"),
        ("principalId", f"AROA{t.upper(17)}:i-{t.hex(17)}"),
        ("AWS_ACCOUNT_ID", account),
        ("ACCESSOR", t.alnum(24)),
        ("role_id", t.uuid()),
        ("SERIAL_NUMBER", ":".join(t.hex(2) for _ in range(16))),
    )


def _digests(t: Tokens) -> Iterator[tuple[str, str]]:
    """Digests and revisions."""
    yield from (
        ("GIT_SHA", t.hex(40)),
        ("COMMIT", t.hex(7)),
        ("REVISION", t.hex(12)),
        ("VERSION", f"1.4.2-{t.hex(8)}"),
        ("IMAGE", f"{t.digits(12)}.dkr.ecr.us-east-1.amazonaws.com/app@sha256:{t.hex(64)}"),
        ("IMAGE", f"ghcr.io/org/app:{t.hex(40)}"),
        ("DIGEST", f"sha512:{t.hex(128)}"),
        ("SHA256", t.hex(64)),
        ("BINARY_SHA256", t.hex(64)),
        ("checksum", f"md5:{t.hex(32)}"),
        ("CODE_HASH", t.base64(32)),
        ("sourceCodeHash", t.base64(32)),
        ("integrity", f"sha384-{t.base64(48)}"),
        ("contentMd5", t.base64(16)),
        ("etag", f"{t.hex(32)}-4"),
        ("fingerprint", f"SHA256:{t.base64(32).rstrip('=')}"),
        ("ca_cert_hash", f"sha256:{t.hex(64)}"),
        ("artifact", f"releases/app-{t.hex(40)}.tar.gz"),
        ("key", f"functions/rotation-{t.hex(64)}.zip"),
        ("s3Key", f"{t.hex(64)}.zip"),
        ("BUILD", f"{t.digits(4)}-{t.hex(7)}-main"),
        ("value", t.hex(40)),
        ("value", hashlib.sha256(t.data(4)).hexdigest()),
        ("go.sum", f"golang.org/x/net v0.30.0 h1:{t.base64(32)}\ngolang.org/x/net v0.30.0/go.mod h1:{t.base64(32)}\n"),
        ("lock", json.dumps({"packages": {"a": {"integrity": f"sha512-{t.base64(64)}", "resolved": "https://registry.internal/a-1.0.0.tgz"}}})),
        ("requirements", f"grpcio==1.70.0 \\\n    --hash=sha256:{t.hex(64)} \\\n    --hash=sha256:{t.hex(64)}\n"),
        ("thumbprintLists", json.dumps([t.hex(40)])),
    )


def _public(t: Tokens) -> Iterator[tuple[str, str]]:
    """What is meant to be seen."""
    yield from (
        ("SSH_PUBLIC_KEY", t.public_ssh()),
        ("publicKey", t.public_ssh() + " deploy@bastion"),
        ("authorized_keys", f'from="10.0.0.0/8" {t.public_ssh()} ci\n'),
        ("JWT_PUBLIC_KEY", t.public_pem()),
        ("JWT_PUBLIC_KEY", t.public_pem().replace("\n", "\\n")),
        ("CA_BUNDLE", t.pem("CERTIFICATE") * 3),
        ("TLS_CERT", wrapped(t.pem("CERTIFICATE"))),
        ("csr", t.pem("CERTIFICATE REQUEST")),
        ("dhparam", t.pem("DH PARAMETERS")),
        ("certificate-authority-data", wrapped(t.pem("CERTIFICATE"))),
        ("jwks", json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "kid": t.url(43), "x": t.url(43), "y": t.url(43), "use": "sig"}]})),
        ("recipient", f"age1{t.of('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}"),
        ("host_key", f"github.com {t.public_ssh()}"),
        ("pgp", t.pem("PGP PUBLIC KEY BLOCK")),
        ("SIGNING_PUBLIC_KEY", t.base64(44)),
        ("VAPID_PUBLIC_KEY", t.url(87)),
        ("RECAPTCHA_SITE_KEY", f"6L{t.url(38)}"),
        ("SUPABASE_PUBLISHABLE_KEY", f"sb_publishable_{t.url(31)}"),
        ("minisign", f"untrusted comment: minisign public key\nRWQ{t.alnum(53)}\n"),
        ("cosign.pub", t.public_pem()),
    )


def _sealed(t: Tokens) -> Iterator[tuple[str, str]]:
    """Hashed or encrypted."""
    yield from (
        ("ADMIN_PASSWORD", f"$2y$10${t.alnum(53)}"),
        ("ADMIN_PASSWORD_HASH", f"$argon2id$v=19$m=19456,t=2,p=1${t.alnum(22)}${t.alnum(43)}"),
        ("htpasswd", f"admin:$apr1${t.alnum(8)}${t.alnum(22)}"),
        ("htpasswd", f"admin:$2b$12${t.alnum(53)}"),
        ("userData", f"#cloud-config\nusers:\n- name: ops\n  passwd: $6${t.alnum(16)}${t.alnum(86)}\n"),
        ("password", f"ENC[AES256_GCM,data:{t.base64(15)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]"),
        ("password", f"vault:v2:{t.base64(50)}"),
        ("secure", f"v1:{t.base64(12)}:{t.base64(40)}"),
        ("ciphertext", t.base64(120)),
        ("encryptedValue", t.base64(80)),
        ("sealed", f"AgB{t.base64(300)}"),
        ("wrapped", f"-----BEGIN PGP MESSAGE-----\n\n{t.base64(120)}\n-----END PGP MESSAGE-----\n"),
        ("password", f"SCRAM-SHA-256$4096:{t.base64(16)}${t.base64(32)}:{t.base64(32)}"),
        ("sops.yaml", f"db:\n  password: ENC[AES256_GCM,data:{t.base64(15)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]\n"),
        ("ansible", f"db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {t.hex(80)}\n"),
    )


def _about(t: Tokens) -> Iterator[tuple[str, str]]:
    """Settings of secrets."""
    yield from (
        ("PASSWORD_LENGTH", "24"),
        ("PASSWORD_MAX_AGE_DAYS", "90"),
        ("PASSWORD_RESET_URL", "https://id.internal/reset"),
        ("PASSWORD_POLICY_ARN", "arn:aws:iam::aws:policy/IAMUserChangePassword"),
        ("TOKEN_EXPIRY", "15m"),
        ("TOKEN_ISSUER", "https://id.internal/"),
        ("TOKEN_AUDIENCE", "sts.amazonaws.com"),
        ("TOKEN_TYPE", "service-default"),
        ("tokenMaxTtl", "3600"),
        ("secretIdTtl", "600"),
        ("secretIdNumUses", "1"),
        ("SECRET_PATH", "secret/data/candlefish/mongodb"),
        ("SECRET_VERSION", "AWSCURRENT"),
        ("SECRET_STORE", "secretsmanager"),
        ("SECRETS_BACKEND", "vault"),
        ("API_KEY_SOURCE", "HEADER"),
        ("apiKeyRequired", "true"),
        ("API_KEY_HEADER_NAME", "x-api-key"),
        ("AUTH_BACKEND", "approle"),
        ("AUTHORIZATION_TYPE", "COGNITO_USER_POOLS"),
        ("AUTH_URL", "https://id.internal/oauth2/authorize"),
        ("CREDENTIALS_FILE", "/etc/app/credentials.json"),
        ("KEY_USAGE", "ENCRYPT_DECRYPT"),
        ("customerMasterKeySpec", "SYMMETRIC_DEFAULT"),
        ("KEY_ROTATION", "enabled"),
        ("keyName", "deployer"),
        ("KEY_VAULT_NAME", "prod-kv"),
        ("SORT_KEY", "created_at"),
        ("PRIMARY_KEY", "id"),
        ("CACHE_KEY_PREFIX", "strongroom:"),
        ("routingKey", "orders.created"),
        ("partition_key", "tenant"),
        ("IDEMPOTENCY_KEY", "order-2026-11-22"),
        ("KEYSPACE", "production"),
        ("keyAlias", "alias/strongroom-production-vault"),
        ("passwordless", "true"),
        ("ENABLE_PASSWORD_AUTH", "false"),
        ("REQUIRE_AUTH_TOKEN", "true"),
        ("MASTER_USERNAME", "strongroom"),
        ("masterUserSecretKmsKeyId", "alias/strongroom-production-data"),
        ("authTokenUpdateStrategy", "ROTATE"),
        ("tokenSigningAlgorithm", "RS256"),
        ("credentialSource", "Environment"),
        ("secretType", "kubernetes.io/tls"),
        ("tokenUrl", "https://id.internal/token"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"),
        ("MAX_TOKENS", "8192"),
        ("token_bucket_size", "100"),
        ("accessKeyRotationDays", "90"),
        ("COMPASS", "north"),
        ("BYPASS", "enabled"),
        ("PASSIVE_MODE", "true"),
        ("PASSTHROUGH", "all-traffic"),
        ("AUTHOR", "platform-team@strongroom.internal"),
        ("MONKEY", "capuchin-monkeys-in-costa-rica"),
        ("KEYBOARD", "qwertz-german-layout"),
        ("TURKEY", "istanbul-region-endpoint"),
        ("SECRETARY", "j.smith@company.internal"),
        ("TOKENIZER", "cl100k_base"),
        ("rotationLambdaName", "strongroom-production-rotation-postgresql"),
        ("ROTATION_STRATEGY", "alternating-users"),
        ("EXCLUDE_CHARACTERS", "/@\"'\\"),
        ("excludeCharacters", ":/@\"'\\$&"),
        ("SECRET_IDS", json.dumps(["production/db", "production/api", t.uuid()])),
    )


def _settings(_: Tokens) -> Iterator[tuple[str, str]]:
    """Ordinary settings."""
    yield from (
        ("LOG_FORMAT", "%(asctime)s %(levelname)s [%(name)s] %(message)s"),
        ("LOG_FORMAT", '$remote_addr - $remote_user [$time_local] "$request" $status'),
        ("JMESPATH", "Reservations[].Instances[?State.Name=='running'].[InstanceId,Tags[?Key=='Name'].Value|[0]]"),
        ("JSONPATH", "$.detail.additionalEventData.SecretId"),
        ("REGEX", "^(?:[A-Z][A-Z0-9]*_)+(?:KEY|TOKEN|SECRET)$"),
        ("ALLOWED", "https://*.wiredchaos.xyz,https://status.wiredchaos.xyz"),
        ("CIDRS", "10.0.0.0/16,10.0.1.0/24,172.16.0.0/12"),
        ("CIDR6", "2001:db8:1234:1a00::/56"),
        ("SCHEDULE", "cron(0 3 ? * SUN *)"),
        ("SCHEDULE", "rate(30 days)"),
        ("NODE_OPTIONS", "--max-old-space-size=4096 --enable-source-maps"),
        ("JAVA_OPTS", "-Xms512m -Xmx2g -Djava.security.egd=file:/dev/./urandom"),
        ("PYTHONPATH", "/opt/python:/var/task/lib"),
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"),
        ("LD_LIBRARY_PATH", "/opt/lib:/var/runtime/lib"),
        ("TZ", "Europe/Berlin"),
        ("LANG", "en_US.UTF-8"),
        ("FEATURES", "rotation,mirror,break-glass,audit"),
        ("HANDLER", "rotation.handler.lambda_handler"),
        ("POWERTOOLS_SERVICE_NAME", "strongroom-rotation"),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/opt/otel-instrument"),
        ("CONTENT_SECURITY_POLICY", "default-src 'self'; script-src 'self' https://cdn.internal"),
        ("CIPHERS", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"),
        ("sslPolicy", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"),
        ("USER_AGENT", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"),
        ("INSTANCE_TYPES", "m7g.large,m7g.xlarge,c7g.2xlarge"),
        ("QUERY", "SELECT usename FROM pg_user WHERE passwd IS NULL"),
        ("QUERY", "fields @timestamp, @message | filter auth.token_type = 'service' | stats count() by bin(5m)"),
        ("TEMPLATE", "Hello {{ name }}, your token expires at {{ expires_at }}."),
        ("ALPHABET", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
        ("LOREM", "Lorem ipsum dolor sit amet consectetur"),
        ("REPOSITORY", "candlefish/candlefish-platform"),
        ("BRANCHES", "main,release/*,hotfix/*"),
        ("SUBJECT", "repo:ai-cherry/sophia-main:environment:production"),
        ("EVENT", "aws.secretsmanager.RotationSucceeded"),
        ("DASHBOARD", "strongroom-production-secret-access-patterns"),
        ("NAMESPACE", "Strongroom/Rotation"),
        ("METRIC", "RotationFailedCount"),
        ("emails", "ops@wiredchaos.xyz,security@wiredchaos.xyz"),
    )


def _addresses(t: Tokens) -> Iterator[tuple[str, str]]:
    """Addresses without a password."""
    yield from (
        ("DATABASE_URL", "postgresql://app@db.prod.internal:5432/app?sslmode=verify-full"),
        ("DATABASE_URL", "postgresql:///app?host=/var/run/postgresql"),
        ("REDIS_URL", "rediss://cache.prod.internal:6379/0"),
        ("MONGO_URI", "mongodb+srv://cluster0.abcde.mongodb.net/app?retryWrites=true&w=majority"),
        ("AMQP", "amqps://b-1.mq.us-east-1.amazonaws.com:5671"),
        ("VAULT_ADDR", "https://vault.production.strongroom.internal:8200"),
        ("JDBC", "jdbc:postgresql://db.internal:5432/app?user=app&ssl=true&sslmode=verify-full"),
        ("ODBC", "Driver={ODBC Driver 18};Server=db.internal;Database=app;Trusted_Connection=yes;"),
        ("ConnectionStrings__Default", "Data Source=db.internal;Initial Catalog=app;Integrated Security=True"),
        ("ENDPOINT", f"https://{t.lower(10)}.execute-api.us-east-1.amazonaws.com/prod"),
        ("ENDPOINT", f"https://{t.lower(32)}.lambda-url.us-east-1.on.aws/"),
        ("DB_HOST", f"strongroom-production.{t.lower(12)}.us-east-1.rds.amazonaws.com"),
        ("CACHE_HOST", f"master.strongroom-production.{t.lower(6)}.use1.cache.amazonaws.com"),
        ("GIT", "git@github.com:candlefish/candlefish-platform.git"),
        ("GIT", f"https://github.com/org/repository/commit/{t.hex(40)}"),
        ("DOCS", "https://docs.internal/guides/secrets?token=expired#password"),
        ("BADGE", "https://status.wiredchaos.xyz/badge.json"),
        ("NOTION", f"https://www.notion.so/workspace/{t.hex(32)}?v={t.hex(32)}"),
        ("S3", "s3://strongroom-production-audit/AWSLogs/222222222222/CloudTrail/us-east-1/2026/11/22/"),
        ("image", "public.ecr.aws/lambda/python:3.12-x86_64"),
        ("oidc", "https://token.actions.githubusercontent.com/.well-known/openid-configuration"),
        ("callback", "https://app.internal/oauth/callback?code={code}&state={state}"),
        ("sip", "sip:alice@atlanta.internal:5060"),
        ("mail", "smtp://mail.internal:587"),
        ("user", "ssh://deploy@bastion.internal:22"),
        ("time", "http://localhost:8080/at/12:30@home"),
        ("proxy", "http://proxy.corp.internal:3128"),
        ("telemetry", "https://otel.internal:4318/v1/traces"),
    )


def _documents(t: Tokens) -> Iterator[tuple[str, str]]:
    """Policies, dashboards, patterns, configurations without a value."""
    account = t.digits(12)
    secret = f"arn:aws:secretsmanager:us-east-1:{account}:secret:production/*"
    statement = {"Sid": "ReadSecrets", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"], "Resource": secret}
    condition = {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com", "aws:PrincipalArn": f"arn:aws:iam::{account}:role/x"}}
    yield from (
        ("policy", json.dumps({"Version": "2012-10-17", "Statement": [statement]})),
        ("policy", json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]})),
        ("resourcePolicy", json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]})),
        ("trust", json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": account}}}]})),
        ("eventPattern", json.dumps({"source": ["aws.secretsmanager"], "detail-type": ["AWS Service Event via CloudTrail"], "detail": {"eventName": ["RotationSucceeded", "PutSecretValue"]}})),
        ("inputTransformer", json.dumps({"event_type": "secret-rotated", "client_payload": {"secret": "<secret>", "token": "<token>"}})),
        ("redrivePolicy", json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{account}:strongroom-production-rotation-dead", "maxReceiveCount": 5})),
    )
    widgets = [{"type": "metric", "x": 0, "y": 0, "width": 12, "properties": {"metrics": [["Vault", "vault.token.count"], [".", "vault.secret.kv.count", {"label": "secrets"}]], "title": "Token and secret counts"}}]
    yield from (
        ("dashboardBody", json.dumps({"widgets": widgets})),
        ("dashboardBody", json.dumps({"widgets": [{"type": "log", "properties": {"query": "SOURCE 'x' | fields @timestamp, auth.accessor | filter request.path like /secret\\/data/ | stats count(*) by auth.display_name"}}]})),
        ("filterPattern", '{ ($.eventName = "GetSecretValue") && ($.errorCode = "AccessDenied*") }'),
        ("metricFilter", '[w1="*token*" || w1="*password*"]'),
        ("policy.hcl", 'path "secret/data/sophia/*" { capabilities = ["read"] }\npath "auth/token/lookup-self" { capabilities = ["read"] }\npath "sys/internal/ui/mounts/*" { capabilities = ["read"] }\n'),
        ("agent.hcl", 'auto_auth {\n  method "aws" { config = { type = "iam", role = "app" } }\n  sink "file" { config = { path = "/run/vault/token" } }\n}\ntemplate { contents = "{{ with secret \\"secret/data/app\\" }}{{ .Data.data.password }}{{ end }}" }\n'),
        ("openapi", json.dumps({"components": {"securitySchemes": {"key": {"type": "apiKey", "name": "X-Api-Key", "in": "header"}, "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://id.internal/token", "scopes": {"read:secret": "Read"}}}}}}})),
        ("schema", json.dumps({"properties": {"password": {"type": "string", "format": "password", "minLength": 16, "description": "The user's password"}, "apiKey": {"type": "string", "pattern": "^[a-z0-9]{32}$"}}, "required": ["password", "apiKey"]})),
        ("ecs", json.dumps([{"name": "app", "image": "app:1", "secrets": [{"name": "DB_PASSWORD", "valueFrom": f"arn:aws:ssm:us-east-1:{account}:parameter/db"}]}])),
        ("values", "auth:\n  existingSecret: app-auth\n  existingSecretPasswordKey: password\n  passwordUpdateJob:\n    enabled: false\n"),
        ("externalSecret", "spec:\n  secretStoreRef:\n    name: vault\n  target:\n    name: db-credentials\n  data:\n  - secretKey: password\n    remoteRef:\n      key: production/db\n      property: password\n"),
        ("deployment", "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db-credentials\n      key: password\nvolumes:\n- name: token\n  projected:\n    sources:\n    - serviceAccountToken:\n        path: token\n        audience: vault\n"),
        ("compose", "services:\n  app:\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD:?set it}\n      API_KEY_FILE: /run/secrets/api_key\n    secrets: [api_key]\n"),
        ("workflow", f"jobs:\n  x:\n    permissions: {{id-token: write}}\n    steps:\n    - uses: actions/checkout@{t.hex(40)}\n    - run: make mirror\n      env:\n        GH_TOKEN: ${{{{ github.token }}}}\n"),
        ("catalogue", "secrets:\n- name: LINEAR_API_KEY\n  description: API key of the Linear workspace, read-only\n  owner: platform-team\n  rotation: {days: 90}\n"),
        ("state", json.dumps({"version": 3, "deployment": {"secrets_providers": {"type": "cloud", "state": {"url": "awskms://alias/x", "encryptedkey": t.base64(120)}}}})),
        ("terraform", 'variable "db_password" {\n  type = string\n  sensitive = true\n}\nresource "aws_db_instance" "x" {\n  password = var.db_password\n}\n'),
        ("userData", zipped("#cloud-config\npackage_update: true\nruncmd:\n- [systemctl, enable, --now, vault]\n")),
        ("userData", wrapped('#!/bin/bash\nset -eu\naws s3 cp s3://artifacts/app.tgz . && tar xzf app.tgz && ./install.sh --region "$AWS_REGION"\n')),
        ("template", wrapped(json.dumps({"level": "info", "format": "json", "fields": ["request_id", "path"]}))),
        ("icon", f"data:image/png;base64,{t.base64(120)}"),
        ("wasm", f"AGFzbQEAAAA{t.base64(60)}"),
    )


def _scripts(t: Tokens) -> Iterator[tuple[str, str]]:
    """Scripts and code that handle secrets without holding one."""
    yield from (
        ("userData", "#!/bin/bash\nTOKEN=$(curl -sf -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600')\ncurl -H \"X-aws-ec2-metadata-token: ${TOKEN}\" http://169.254.169.254/latest/meta-data/\n"),
        ("userData", '#!/bin/bash\nexport DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id production/db --query SecretString --output text | jq -r .password)"\n'),
        ("userData", '#!/bin/bash\nread -r TOKEN < /run/vault/token\nexport VAULT_TOKEN="$TOKEN"\nunset TOKEN\n'),
        ("userData", '#!/bin/bash\nPASSWORD=`openssl rand -base64 24`\necho "admin:$PASSWORD" | chpasswd\n'),
        ("userData", "#!/bin/bash\ndocker login -u AWS --password-stdin 222222222222.dkr.ecr.us-east-1.amazonaws.com < /run/ecr\n"),
        ("userData", "#!/bin/bash\nvault login -method=aws role=node header_value=vault.internal\n"),
        ("userData", '#!/bin/bash\ncurl -u "$USER:$PASSWORD" https://artifacts.internal/app.tgz\n'),
        ("userData", "#cloud-config\nssh_pwauth: false\ndisable_root: true\nchpasswd: {expire: false}\nusers:\n- name: ops\n  lock_passwd: true\n"),
        ("userData", "<powershell>\n$secret = Get-SECSecretValue -SecretId production/db\n$password = ConvertTo-SecureString $secret.SecretString -AsPlainText -Force\n</powershell>\n"),
        ("command", "mysql --defaults-extra-file=/run/my.cnf -e 'select 1'"),
        ("command", "psql \"host=db.internal user=app passfile=/run/pgpass\" -c 'select 1'"),
        ("command", "kubectl create secret generic db --from-file=password=./password.txt"),
        ("command", "helm upgrade app ./chart --set auth.existingSecret=app-auth"),
        ("command", "aws secretsmanager rotate-secret --secret-id production/candlefish/jwt/secret --rotate-immediately"),
        ("command", "openssl genrsa -out key.pem 4096 && chmod 600 key.pem"),
        ("command", "gh secret set SLACK_TOKEN --env production < token.txt"),
        ("command", "strongroom put SENDGRID_API_KEY --workspace wired-chaos"),
        ("sql", "ALTER USER app PASSWORD :'password'; -- bound by psql"),
        ("sql", "CREATE USER app IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS';"),
        ("sql", "SELECT password_hash, token_expires_at FROM users WHERE api_key = $1"),
        ("code", "token = request.headers.get('Authorization', '').removeprefix('Bearer ')\nif not hmac.compare_digest(token, expected_token):\n    raise Unauthorised\n"),
        ("code", "password = secrets.token_urlsafe(32)\nclient.put_secret_value(SecretId=arn, SecretString=json.dumps({'password': password}))\n"),
        ("code", "const password = await vault.read('secret/data/app').then(r => r.data.data.password);\n"),
        ("code", 'String password = System.getenv("DB_PASSWORD");\nString apiKey = props.getProperty("api.key");\n'),
        ("code", "func (c *Config) Password() string { return c.password }\n"),
        ("code", "def rotate(secret: str, token: str, password: SecretStr | None = None) -> None: ...\n"),
        ("code", "if (password === '' || password.length < 12) { throw new Error('password too short'); }\n"),
        ("code", "API_KEY = get_secret('linear.linear_api_key')\n"),
        ("code", "assert password != username, 'password must differ from the user name'\n"),
        ("code", "parser.add_argument('--password', help='read from the prompt when missing', default=None)\n"),
        ("code", f"# see commit {t.hex(40)}\nKEY_PATTERN = re.compile(r'sk_live_[0-9a-zA-Z]{{24,}}')\n"),
        ("makefile", 'deploy:\n\t@token=$$(gh auth token) && curl -H "Authorization: Bearer $$token" https://api.internal\n'),
    )


def _prose(_: Tokens) -> Iterator[tuple[str, str]]:
    """Sentences about secrets."""
    yield from (
        ("description", "Password of the application user in the production database; rotated every 30 days by Lambda"),
        ("description", "API key for Gamma, scope spaces:write, environment prod; owner platform-team"),
        ("description", "Bearer token that the status page sends to the pipeline"),
        ("description", "Encrypts secrets in transit: token exchange, password reset"),
        ("description", "Allow 8200/tcp from the load balancer (Vault API, token required)"),
        ("description", "The key is kept in KMS; nobody knows the password."),
        ("description", "JWT signing key. Rotation: 180 days, overlap 24 hours."),
        ("description", "secret: see SEC-118; password: ask security-team"),
        ("alarmDescription", "Failed authentications above 5 per minute: wrong password or expired token"),
        ("alarmDescription", "No audit log for 15 minutes. Runbook: docs/runbooks/audit-gap.md"),
        ("markdown", "# Secret access\nWho read which secret, by token accessor.\n\n- **password** entries: 12\n- **token** entries: 7\n"),
        ("title", "Secret rotation failures by function"),
        ("comment", "token is refreshed hourly"),
        ("comment", "the password is generated by Secrets Manager"),
        ("message", "Login failed: password is incorrect or the account is locked"),
        ("message", "Token was revoked at 2026-11-22T10:00:00Z"),
        ("hint", "Your API key is shown once; copy it now."),
        ("reason", "KMS does not rotate keys that sign."),
        ("usage", "strongroom put PATH [--file FILE]"),
        ("whereToGet", "SendGrid > Settings > API Keys; key description contains WIRED CHAOS PROD"),
        ("password", "Must contain a digit, a capital and a symbol."),
        ("userMessage", "Please change your password before 2026-12-01"),
        ("tooltip", "Secret Key: used to sign webhooks"),
        ("Component", "jwt-secret"),
    )


def _names(t: Tokens) -> Iterator[tuple[str, str]]:
    """Names, long and short."""
    for text in (
        "strongroom-production-rotation-finished-to-github-dispatch",
        "AmazonSSMManagedInstanceCore",
        "AWSLambdaVPCAccessExecutionRole",
        "SecretsManagerRotationTemplate",
        "production/candlefish/encryption/key",
        "secret/candlefish/mongodb/connection",
        "/aws/lambda/strongroom-production-rotation-redis",
        "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        "rotation/strategies/postgresql_alternating_users.py",
        "kms:GenerateDataKeyPairWithoutPlaintext",
        "aws:secretsmanager/secretRotation:SecretRotation",
        "urn:pulumi:production::strongroom::aws:kms/key:Key::seal",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "s3.us-east-1.amazonaws.com",
        "x86_64-unknown-linux-gnu",
        "python3.12",
        "openbao_2.6.2_linux_arm64.pkg.tar.zst",
        "OpenBao-2.6.2+ent.hsm.fips1402",
        "GitHubActionsOIDCThumbprintUpdaterFunction",
        "candlefish-platform-production-us-east-1-terraform-state",
        "wired_chaos__wix__api_key",
        "arn:aws:s3:::strongroom-production-artifacts/functions/*",
        "BreakGlassSessionRecorderStateMachineExecutionRole",
        "strongroom.rotation.strategies.alternating_users",
        "WIRED-CHAOS-SWARM-NOTION-INTEGRATION",
        "eu-central-1a,eu-central-1b,eu-central-1c",
    ):
        yield ("value", text)
    yield from (
        ("FUNCTION_NAME", f"strongroom-production-rotation-{t.hex(7)}"),
        ("bucket", f"strongroom-production-artifacts-{t.digits(12)}"),
        ("finalSnapshotIdentifier", f"strongroom-production-final-{t.hex(8)}"),
        ("stackName", f"strongroom-production-{t.lower(6)}"),
    )
