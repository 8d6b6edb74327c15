# ruff: noqa: E501 - a case is easier to read on one line
# fmt: off
"""What stands in the properties of resources: variables, tags, descriptions, dashboards, stored values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.policy.corpus.third.made import UP, certificate, openssh, real_pem, service_account
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def variables(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    env = "Environment"
    yield env, json.dumps({"Variables": {"STAGE": "prod", "DB_HOST": "db.internal", "DB_PASSWORD": t.password()}}), True
    yield env, json.dumps({"Variables": {"LOG_LEVEL": "info", "SIGNING_SALT": t.hex(32), "APP_SECRET": t.alnum(40)}}), True
    yield env, json.dumps([{"name": "REGION", "value": "eu-west-1"}, {"name": "REDIS_AUTH", "value": t.alnum(32)}]), True
    yield env, json.dumps({"Variables": {"BROKER": f"amqps://app:{t.alnum(20)}@mq.acme.io:5671/prod"}}), True
    yield env, json.dumps({"variables": {"SMTP_USER": "mailer", "SMTP_PASS": t.human_password()}}), True
    yield env, json.dumps({"Variables": {"JWT_SIGNING_KEY": t.base64(48), "JWT_ISSUER": "https://id.acme.io"}}), True
    yield env, json.dumps({"Variables": {"UPSTREAM_AUTH": "Bearer " + t.url(40)}}), True
    yield env, json.dumps({"Variables": {"RAILS_ENV": "production", "SECRET_KEY_BASE": t.hex(128)}}), True
    yield "containerDefinitions", json.dumps([{"name": "web", "image": "nginx:1.27", "environment": [{"name": "DJANGO_SECRET_KEY", "value": t.password(50)}]}]), True
    yield "DB_PASS", t.password(), True
    yield "MYSQL_ROOT_PASSWORD", t.human_password(), True
    yield "LDAP_BIND_CREDENTIALS", t.password(20), True
    yield "HMAC_KEY", t.hex(64), True
    yield "encryptionKey", t.base64(32), True
    yield "COOKIE_SECRET", t.alnum(32), True
    yield "webhookSecret", t.hex(40), True
    yield "ERLANG_COOKIE", t.of(UP, 20), True
    yield "APP_KEY", "base64:" + t.base64(32), True
    yield env, json.dumps({"Variables": {"STAGE": "prod", "DB_SECRET_ARN": f"arn:aws:secretsmanager:eu-west-1:{t.digits(12)}:secret:db-{t.alnum(6)}"}}), False
    yield env, json.dumps({"Variables": {"DB_PASSWORD_PARAM": "/prod/db/password", "DB_USER": "app"}}), False
    yield env, json.dumps([{"name": "DB_PASSWORD", "valueFrom": f"arn:aws:ssm:eu-west-1:{t.digits(12)}:parameter/prod/db/password"}]), False
    yield env, json.dumps({"Variables": {"BROKER": "amqps://mq.acme.io:5671/prod", "QUEUE": "orders"}}), False
    yield env, json.dumps({"Variables": {"TOKEN_TTL_SECONDS": "3600", "PASSWORD_POLICY": "strong", "AUTH_MODE": "iam"}}), False
    yield env, json.dumps({"Variables": {"JWT_ISSUER": "https://id.acme.io/", "JWT_AUDIENCE": t.uuid(), "JWKS_URI": "https://id.acme.io/.well-known/jwks.json"}}), False
    yield env, json.dumps({"Variables": {"POWERTOOLS_SERVICE_NAME": "orders", "GIT_SHA": t.hex(40), "NODE_OPTIONS": "--enable-source-maps"}}), False
    yield env, json.dumps({"Variables": {"DB_PASSWORD": "", "DB_AUTH": "iam", "DB_USER": "lambda_rw"}}), False
    yield "containerDefinitions", json.dumps([{"name": "web", "image": f"acme/web@sha256:{t.hex(64)}", "secrets": [{"name": "DJANGO_SECRET_KEY", "valueFrom": "/prod/web/django-secret-key"}]}]), False
    yield "DB_PASS", "${DB_PASS}", False
    yield "MYSQL_ROOT_PASSWORD_FILE", "/run/secrets/mysql-root-password", False
    yield "HMAC_KEY_ID", t.uuid(), False
    yield "encryptionKeyAlias", "alias/acme/prod/storage-encryption", False
    yield "COOKIE_SECRET_NAME", "prod/web/cookie-secret", False
    yield "passwordPolicy", json.dumps({"MinimumPasswordLength": 14, "RequireSymbols": True, "MaxPasswordAge": 90, "PasswordReusePrevention": 24}), False
    yield "webhookSecretRef", "secret://integrations/github/webhook", False
    yield "SECRETS_BACKEND", "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend", False


def ci(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "value", t.aws_secret(), True
    yield "DEPLOY_KEY", openssh(t), True
    yield "SONATYPE_PASSWORD", t.password(18), True
    yield "KUBE_CONFIG_DATA", wrapped(f"apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user:\n    token: {t.jwt()}\n"), True
    yield "plaintextValue", "ghp_" + t.alnum(36), True
    yield "SLACK_WEBHOOK", f"https://hooks.slack.com/services/T{t.upper(8)}/B{t.upper(8)}/{t.alnum(24)}", True
    yield "TEAMS_WEBHOOK_URL", f"https://acme.webhook.office.com/webhookb2/{t.uuid()}@{t.uuid()}/IncomingWebhook/{t.hex(32)}/{t.uuid()}", True
    yield "CODECOV_TOKEN", t.uuid(), True
    yield "AWS_ROLE_TO_ASSUME", f"arn:aws:iam::{t.digits(12)}:role/github-oidc-deploy", False
    yield "value", "${{ secrets.NPM_TOKEN }}", False
    yield "DEPLOY_KEY", "${{ secrets.DEPLOY_KEY }}", False
    yield "SONATYPE_PASSWORD", "$(sonatypePassword)", False
    yield "WORKLOAD_IDENTITY_PROVIDER", f"projects/{t.digits(12)}/locations/global/workloadIdentityPools/github/providers/acme", False
    yield "plaintextValue", "ghcr.io/acme/api:sha-" + t.hex(7), False
    yield "CACHE_KEY", "${{ runner.os }}-node-${{ hashFiles('**/package-lock.json') }}", False
    yield "GPG_FINGERPRINT", t.hex(40).upper(), False
    yield "workflow", "permissions:\n  id-token: write\n  contents: read\njobs:\n  deploy:\n    secrets: inherit\n    with:\n      token: ${{ github.token }}\n", False
    yield "SNYK_ORG", t.uuid(), False


def tags(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "tags", json.dumps({"Name": "db", "root-password": t.human_password()}), True
    yield "Tags", json.dumps([{"Key": "AdminLogin", "Value": "administrator"}, {"Key": "AdminPassword", "Value": t.password()}]), True
    yield "labels", json.dumps({"app": "agent", "api-key": t.hex(32)}), True
    yield "annotations", json.dumps({"prometheus.io/scrape": "true", "acme.io/basic-auth": "metrics:" + t.password(14)}), True
    yield "tags", json.dumps({"Owner": "data", "note": f"login sa / {t.human_password()} (password)"}), True
    yield "tags", json.dumps({"Name": "runner", "token": "glrt-" + t.url(20)}), True
    yield "tags", json.dumps({"Name": "db", "password-rotation": "90d", "secret-owner": "platform-team"}), False
    yield "Tags", json.dumps([{"Key": "aws:cloudformation:stack-id", "Value": f"arn:aws:cloudformation:eu-west-1:{t.digits(12)}:stack/web/{t.uuid()}"}]), False
    yield "labels", json.dumps({"pod-template-hash": t.lower(10), "app.kubernetes.io/version": "2.14.3", "controller-uid": t.uuid()}), False
    yield "annotations", json.dumps({"checksum/secret": t.hex(64), "checksum/config": t.hex(64)}), False
    yield "annotations", json.dumps({"vault.hashicorp.com/agent-inject-secret-db": "secret/data/prod/db", "vault.hashicorp.com/role": "api"}), False
    yield "tags", json.dumps({"CommitHash": t.hex(40), "Branch": "feature/rotate-api-key", "Ticket": "SEC-4412"}), False
    yield "tags", json.dumps({"data-classification": "secret", "handles-passwords": "true", "key-vault": "acme-prod-kv"}), False


def descriptions(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    d = "description"
    yield d, f"Database for billing. Log in as postgres with password {t.human_password()} until SSO works.", True
    yield d, f"Old VPN gateway, pre-shared key: {t.password(24)}", True
    yield d, f"Bastion (user: ubuntu, pass: {t.human_password()})", True
    yield d, f"Integration user for Jira; api token is {t.alnum(24)}, ask Kim to rotate", True
    yield "comment", f"tmp creds admin/{t.human_password()} - password will be changed after migration", True
    yield "summary", f"Das Kennwort für den Admin lautet {t.human_password()}", True
    yield "notes", f"Call with header X-Api-Key: {t.alnum(40)}", True
    yield "message", f"Grafana: https://admin:{t.alnum(14)}@grafana.acme.io/", True
    yield "runbook", f"1. ssh to the box\n2. export PGPASSWORD={t.human_password()}\n3. psql -h db -U admin\n", True
    yield d, "Rotates the database password every 30 days and stores it in Secrets Manager.", False
    yield d, "Password: see 1Password, vault Platform, entry 'billing-db'.", False
    yield d, "Security group for the token service; allows 443 from the API gateway only", False
    yield d, "Lambda that checks whether a user's password was pwned (k-anonymity, first 5 characters of SHA-1).", False
    yield "comment", "The API key must be passed in the X-Api-Key header. Keys are 40 characters long and start with ak_.", False
    yield "summary", "Das Passwort muss mindestens zwölf Zeichen lang sein und eine Ziffer enthalten.", False
    yield "notes", "Bearer authentication: send 'Authorization: Bearer <access_token>' with every request.", False
    yield "message", "Your verification code is {####}. Never share this code or your password with anyone.", False
    yield "runbook", "1. ssh to the box\n2. export PGPASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)\n3. psql -h db -U admin\n", False
    yield d, "Managed by Pulumi - do not edit. Stack acme/prod, revision " + t.hex(12), False
    yield d, "KMS key used to encrypt secrets at rest (key id " + t.uuid() + ")", False
    yield "emailMessage", "Hello {username}, your temporary password is {####}", False
    yield "alarmDescription", "More than 5 failed password logins per minute: possible credential stuffing", False


def dashboards(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {"markdown": f"# On call\nKibana login: `ops` / password `{t.human_password()}`"}}]}), True
    yield "configJson", json.dumps({"title": "API", "datasource": {"type": "influxdb", "secureJsonData": {"token": t.url(86) + "=="}}}), True
    yield "configJson", json.dumps({"panels": [{"type": "text", "options": {"content": f"curl -H 'Authorization: Bearer {t.url(48)}' https://api.acme.io/health"}}]}), True
    yield "dashboardJson", json.dumps({"requests": [{"url": f"https://metrics.acme.io/q?api_key={t.hex(32)}&range=1h"}]}), True
    yield "definition", json.dumps({"Type": "Task", "Parameters": {"Headers": {"x-api-key": t.alnum(40)}, "Url": "https://api.acme.io"}}), True
    yield "dashboardBody", json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": [["AWS/Cognito", "TokenRefreshSuccesses", "UserPool", "eu-west-1_" + t.alnum(9), "UserPoolClient", t.lower(26)]], "title": "Token refreshes"}}]}), False
    yield "configJson", json.dumps({"uid": t.alnum(14), "title": "Vault secrets", "panels": [{"targets": [{"expr": "sum(rate(vault_token_creation[5m]))", "refId": "A"}]}]}), False
    yield "dashboardJson", json.dumps({"requests": [{"q": "avg:auth.password.resets{env:prod} by {host}", "id": int(t.digits(15))}]}), False
    yield "definition", json.dumps({"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"Authentication": {"ConnectionArn": f"arn:aws:events:eu-west-1:{t.digits(12)}:connection/partner/{t.uuid()}"}}}), False
    yield "dashboardBody", json.dumps({"widgets": [{"type": "log", "properties": {"query": "SOURCE '/aws/lambda/auth' | filter @message like /invalid password|expired token/ | stats count() by bin(5m)"}}]}), False


def stored(t: Tokens) -> Iterator[tuple[str, str, str, bool]]:
    """SSM String parameters, provider settings, stack outputs, Vault KV."""
    yield "ssm", "value", json.dumps({"username": "app", "password": t.password()}), True
    yield "ssm", "value", f"Server=db.acme.io;Database=crm;User Id=crm;Password={t.password()};", True
    yield "ssm", "value", real_pem(t), True
    yield "ssm", "value", f"username=svc\npassword={t.human_password()}\n", True
    yield "ssm", "/prod/api/token", t.alnum(40), True
    yield "ssm", "/prod/stripe/secret-key", "sk_live_" + t.alnum(32), True
    yield "ssm", "/prod/app/cookie-password", t.password(32), True
    yield "ssm", "value", "ami-" + t.hex(17), False
    yield "ssm", "value", "{{resolve:secretsmanager:prod/db:SecretString:password}}", False
    yield "ssm", "value", json.dumps({"vpcId": "vpc-" + t.hex(17), "subnets": ["subnet-" + t.hex(17), "subnet-" + t.hex(17)]}), False
    yield "ssm", "value", f"https://sqs.eu-west-1.amazonaws.com/{t.digits(12)}/token-refresh", False
    yield "ssm", "/prod/api/token-endpoint", "https://login.acme.io/oauth2/v1/token", False
    yield "ssm", "/prod/db/password/rotation", "rate(30 days)", False
    yield "ssm", "/prod/keys/signing-key-id", t.hex(16), False
    yield "provider", "apiToken", t.url(40), True
    yield "provider", "clientSecret", t.alnum(3) + "8Q~" + t.alnum(34), True
    yield "provider", "accessKey", t.aws_secret(), True
    yield "provider", "kubeconfig", f"apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n    server: https://k8s.acme.io\nusers:\n- name: admin\n  user:\n    client-key-data: {wrapped(real_pem(t, 'EC PRIVATE KEY'))}\n", True
    yield "provider", "credentials", service_account(t), True
    yield "provider", "password", t.human_password(), True
    yield "provider", "snowflake", json.dumps({"account": "xy12345.eu-central-1", "user": "PULUMI", "password": t.password(20)}), True
    yield "provider", "kubeconfig", "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n    server: https://k8s.acme.io\n    certificate-authority-data: " + wrapped(certificate(t)) + "\nusers:\n- name: admin\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      command: aws\n      args: [eks, get-token, --cluster-name, prod]\n", False
    yield "provider", "assumeRole", json.dumps({"roleArn": f"arn:aws:iam::{t.digits(12)}:role/deploy", "sessionName": "pulumi"}), False
    yield "provider", "clientCertificate", certificate(t, "client"), False
    yield "provider", "credentials", json.dumps({"type": "external_account", "audience": f"//iam.googleapis.com/projects/{t.digits(12)}/locations/global/workloadIdentityPools/p/providers/x", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"file": "/var/run/token"}}), False
    yield "provider", "tokenPath", "/var/run/secrets/kubernetes.io/serviceaccount/token", False
    yield "output", "connectionString", f"postgresql://app:{t.alnum(20)}@db.acme.io:5432/app", True
    yield "output", "adminPassword", t.password(20), True
    yield "output", "kubeToken", t.jwt(), True
    yield "output", "primaryAccessKey", t.base64(64), True
    yield "output", "sasUrl", f"https://acme.blob.core.windows.net/data?sv=2023-11-03&ss=b&srt=sco&sp=rwl&se=2031-01-01T00:00:00Z&sig={quote(t.base64(32), safe='')}", True
    yield "output", "accessKeySecret", t.alnum(30), True
    yield "output", "connectionString", "postgresql://app@db.acme.io:5432/app?sslmode=verify-full", False
    yield "output", "adminPasswordSecretId", "projects/acme-prod/secrets/admin-password/versions/3", False
    yield "output", "blobUrl", "https://acme.blob.core.windows.net/data/report.csv?snapshot=2024-03-01T10:00:00.0000000Z", False
    yield "output", "secretVersion", t.uuid(), False
    yield "output", "certificateThumbprint", t.hex(40).upper(), False
    yield "output", "oidcIssuer", f"https://oidc.eks.eu-west-1.amazonaws.com/id/{t.hex(32).upper()}", False
    yield "output", "publicKeyPem", t.public_pem(), False
    yield "vault", "dataJson", json.dumps({"data": {"username": "reporting", "password": t.human_password()}}), True
    yield "vault", "dataJson", json.dumps({"api_key": t.alnum(32), "url": "https://api.partner.com"}), True
    yield "vault", "dataJson", json.dumps({"tls.crt": certificate(t), "tls.key": real_pem(t)}), True
    yield "vault", "dataJson", json.dumps({"value": t.password(24)}), True
    yield "vault", "dataJson", json.dumps({"role_id": t.uuid(), "secret_id": t.uuid()}), True
    yield "vault", "dataJson", json.dumps({"max_versions": 5, "cas_required": True, "delete_version_after": "768h"}), False
    yield "vault", "policy", 'path "secret/data/prod/*" {\n  capabilities = ["read", "list"]\n}\npath "auth/token/renew-self" {\n  capabilities = ["update"]\n}\n', False
    yield "vault", "dataJson", json.dumps({"username": "reporting", "password_policy": "alnum-32", "rotation_period": "24h"}), False
    yield "vault", "dataJson", json.dumps({"data": {"username": "reporting", "password": "{{ .Data.password }}"}}), False
