# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Secrets of the kinds that a program for secrets holds."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

from tests.policy.corpus.third.made import B64, LOW
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def armour(t: Tokens, kind: str, lines: int = 8, first: str = "") -> str:
    body = "\n".join(t.of(B64, 64) for _ in range(lines))
    return f"-----BEGIN {kind}-----\n{first}{body}\n-----END {kind}-----\n"


def multipart(*parts: tuple[str, str, bool]) -> str:
    out = ['Content-Type: multipart/mixed; boundary="==BOUNDARY=="', "MIME-Version: 1.0", ""]
    for kind, body, encode in parts:
        out += ["--==BOUNDARY==", f'Content-Type: {kind}; charset="utf-8"', "MIME-Version: 1.0"]
        if encode:
            out += ["Content-Transfer-Encoding: base64", "", wrapped(body)]
        else:
            out += ["Content-Transfer-Encoding: 7bit", "", body]
        out.append("")
    out.append("--==BOUNDARY==--")
    return "\n".join(out)


def encodings(scripts: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """The same kinds of user data, each script in the next encoding."""
    for number, body in enumerate(scripts):
        kind = "text/cloud-config" if body.startswith("#cloud-config") else "text/x-shellscript"
        filler = ("text/cloud-config", "#cloud-config\npackage_update: true\npackages:\n  - jq\n  - unzip\n", number % 2 == 0)
        turn = number % 5
        if turn == 0:
            yield "userdata-plain", "userData", body
        elif turn == 1:
            yield "userdata-base64", "userDataBase64", wrapped(body)
        elif turn == 2:
            yield "userdata-gzip", "userDataBase64", zipped(body)
        elif turn == 3:
            yield "userdata-parts", "userData", multipart(filler, (kind, body, number % 2 == 1))
        else:
            whole = multipart(filler, (kind, body, True))
            yield "userdata-parts-gzip", "userDataBase64", base64.b64encode(gzip.compress(whole.encode(), mtime=0)).decode()


def vendor_tokens(t: Tokens) -> Iterator[tuple[str, str]]:
    """(name, token): keys of the vendors, as their consoles show them."""
    yield "STRIPE_SECRET_KEY", "sk_live_" + t.alnum(24)
    yield "STRIPE_SECRET_KEY", "sk_live_51" + t.alnum(97)
    yield "STRIPE_RESTRICTED_KEY", "rk_live_51" + t.alnum(97)
    yield "STRIPE_WEBHOOK_SECRET", "whsec_" + t.alnum(32)
    yield "OPENAI_API_KEY", "sk-" + t.alnum(20) + "T3BlbkFJ" + t.alnum(20)
    yield "OPENAI_API_KEY", "sk-proj-" + t.url(74) + "T3BlbkFJ" + t.url(74)
    yield "OPENAI_KEY", "sk-svcacct-" + t.url(74) + "T3BlbkFJ" + t.url(74)
    yield "ANTHROPIC_API_KEY", "sk-ant-api03-" + t.url(93) + "AA"
    yield "SLACK_BOT_TOKEN", f"xoxb-{t.digits(12)}-{t.digits(13)}-{t.alnum(24)}"
    yield "SLACK_APP_TOKEN", f"xapp-1-A{t.upper(10)}-{t.digits(13)}-{t.hex(64)}"
    yield "SLACK_USER_TOKEN", f"xoxp-{t.digits(12)}-{t.digits(12)}-{t.digits(13)}-{t.hex(32)}"
    yield "SLACK_SIGNING_SECRET", t.hex(32)
    yield "ALERTS_WEBHOOK", f"https://hooks.slack.com/services/T{t.upper(10)}/B{t.upper(10)}/{t.alnum(24)}"
    yield "SHOPIFY_ACCESS_TOKEN", "shpat_" + t.hex(32)
    yield "SHOPIFY_API_SECRET", "shpss_" + t.hex(32)
    yield "NOTION_TOKEN", "secret_" + t.alnum(43)
    yield "NOTION_API_KEY", "ntn_" + t.digits(11) + t.alnum(35)
    yield "SENDGRID_API_KEY", f"SG.{t.url(22)}.{t.url(43)}"
    yield "SNOWFLAKE_PASSWORD", t.password(20)
    yield "SNOWFLAKE_PRIVATE_KEY", t.pem("PRIVATE KEY")
    yield "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", t.password(18)
    yield "SUPABASE_SERVICE_ROLE_KEY", t.jwt()
    yield "SUPABASE_ACCESS_TOKEN", "sbp_" + t.hex(40)
    yield "SUPABASE_SECRET_KEY", f"sb_secret_{t.url(22)}_{t.alnum(8)}"
    yield "SUPABASE_JWT_SECRET", t.base64(64)
    yield "CHATWOOT_API_ACCESS_TOKEN", t.alnum(24)
    yield "CHATWOOT_SECRET_KEY_BASE", t.hex(128)
    yield "PINECONE_API_KEY", f"pcsk_{t.alnum(6)}_{t.alnum(63)}"
    yield "HUBSPOT_ACCESS_TOKEN", "pat-na1-" + t.uuid()
    yield "GITHUB_TOKEN", "ghp_" + t.alnum(36)
    yield "GH_PAT", f"github_pat_11{t.upper(20)}_{t.alnum(59)}"
    yield "APP_INSTALLATION_TOKEN", "ghs_" + t.alnum(36)
    yield "NPM_TOKEN", "npm_" + t.alnum(36)
    yield "PULUMI_ACCESS_TOKEN", "pul-" + t.hex(40)
    yield "VAULT_TOKEN", "hvs.CAESI" + t.url(90)
    yield "VAULT_TOKEN", "hvs." + t.alnum(24)
    yield "VAULT_BATCH_TOKEN", "hvb.AAAAAQ" + t.url(140)
    yield "TF_API_TOKEN", f"{t.alnum(14)}.atlasv1.{t.alnum(67)}"
    yield "DATADOG_API_KEY", t.hex(32)
    yield "DD_APP_KEY", t.hex(40)
    yield "SENTRY_AUTH_TOKEN", "sntryu_" + t.hex(64)
    yield "TWILIO_AUTH_TOKEN", t.hex(32)
    yield "TELEGRAM_BOT_TOKEN", f"{t.digits(10)}:AA{t.url(33)}"
    yield "GROQ_API_KEY", "gsk_" + t.alnum(52)
    yield "GRAFANA_SERVICE_ACCOUNT_TOKEN", f"glsa_{t.alnum(32)}_{t.hex(8)}"
    yield "GITLAB_TOKEN", "glpat-" + t.url(20)
    yield "RESEND_API_KEY", f"re_{t.alnum(8)}_{t.alnum(24)}"
    yield "GEMINI_API_KEY", "AIzaSy" + t.url(33)
    yield "CLOUDFLARE_API_TOKEN", t.url(40)
    yield "GOOGLE_CLIENT_SECRET", "GOCSPX-" + t.url(28)
    yield "AUTH0_CLIENT_SECRET", t.url(64)
    yield "TAILSCALE_AUTHKEY", f"tskey-auth-{t.alnum(12)}CNTRL-{t.alnum(32)}"


def plain_secrets(t: Tokens) -> Iterator[tuple[str, str]]:
    """Passwords and keys without a format of their own."""
    yield "DB_PASS", t.human_password()
    yield "DB_PASSWORD", t.password(16)
    yield "password", t.human_password()
    yield "masterPassword", t.password(24)
    yield "masterUserPassword", t.human_password()
    yield "RDS_MASTER_PWD", t.alnum(20)
    yield "authToken", t.alnum(32)
    yield "SMTP_PASSWORD", t.aws_secret() + t.of(B64[:62], 4)
    yield "SECRET_KEY_BASE", t.hex(128)
    yield "DJANGO_SECRET_KEY", t.of(LOW + "0123456789!@#^*(-_=+)", 48) + t.digits(2)
    yield "JWT_SECRET", t.base64(48)
    yield "SESSION_SECRET", t.hex(64)
    yield "NEXTAUTH_SECRET", t.base64(32)
    yield "ENCRYPTION_KEY", t.hex(64)
    yield "FERNET_KEY", base64.urlsafe_b64encode(t.data(32)).decode()
    yield "AWS_SECRET_ACCESS_KEY", t.aws_secret()
    yield "AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2Vj" + t.base64(360)
    yield "VAULT_UNSEAL_KEY_1", t.base64(33)
    yield "unsealKey", t.hex(66)
    yield "CONSUL_ENCRYPT", t.base64(32)
    yield "webhookSecret", t.alnum(40)
    yield "adminPassword", t.human_password()
    yield "basicAuthPassword", t.password(14)
    yield "OKTA_API_TOKEN", "00" + t.url(40)
    yield "clientSecret", t.url(40)


def uris(t: Tokens) -> Iterator[tuple[str, str]]:
    p = t.alnum
    h = t.human_password
    yield "DATABASE_URL", f"postgresql://app:{p(18)}@orders.c{t.lower(11)}.eu-central-1.rds.amazonaws.com:5432/orders"
    yield "DATABASE_URL", f"postgres://postgres.{t.of(LOW, 20)}:{p(16)}@aws-0-eu-central-1.pooler.supabase.com:6543/postgres"
    yield "REDIS_URL", f"rediss://:{p(32)}@master.chatwoot.{t.lower(6)}.euc1.cache.amazonaws.com:6379/0"
    yield "MONGO_URI", f"mongodb+srv://svc:{p(16)}@cluster0.{t.lower(5)}.mongodb.net/app?retryWrites=true"
    yield "SNOWFLAKE_URL", f"snowflake://LOADER:{p(16)}@{t.of(LOW, 2)}{t.digits(5)}.eu-central-1/RAW/PUBLIC?warehouse=LOAD_WH"
    yield "CELERY_BROKER_URL", f"amqps://worker:{p(20)}@b-{t.uuid()}.mq.eu-central-1.amazonaws.com:5671"
    yield "SMTP_URL", f"smtps://apikey:SG.{t.url(22)}.{t.url(43)}@smtp.sendgrid.net:465"
    yield "PIP_INDEX_URL", f"https://deploy:{p(24)}@pypi.acme.io/simple"
    yield "repoUrl", f"https://x-access-token:ghp_{p(36)}@github.com/acme/infra.git"
    yield "callbackUrl", f"https://api.acme.io/hooks/stripe?token={p(32)}"
    yield "endpoint", f"https://ingest.acme.io/v1/events?api_key={t.hex(32)}&source=lambda"
    yield "jdbcUrl", f"jdbc:postgresql://db.internal:5432/app?user=app&password={p(16)}"
    yield "ConnectionStrings__Default", f"Server=db.internal;Database=app;User Id=app;Password={h()};Encrypt=true"
    yield "AZURE_STORAGE_CONNECTION_STRING", (
        f"DefaultEndpointsProtocol=https;AccountName=acmedata;AccountKey={t.base64(64)};EndpointSuffix=core.windows.net")
    yield "DSN", f"host=db.internal user=app password={p(14)} dbname=app sslmode=require"


def scripts_secret(t: Tokens) -> Iterator[str]:
    """Bodies of user data in which a credential stands."""
    yield "#!/bin/bash\nset -euo pipefail\nexport VAULT_ADDR=https://127.0.0.1:8200\nexport VAULT_TOKEN=hvs." + t.alnum(24) + "\nvault status\n"
    yield f"#!/bin/bash\nfor i in 1 2 3; do sleep 5; done\nvault operator unseal {t.base64(33)}\nvault operator unseal {t.base64(33)}\n"
    yield f"#!/bin/bash\napt-get update\ngit clone https://oauth2:ghp_{t.alnum(36)}@github.com/acme/vault-config.git /opt/vault\n"
    yield f"#!/bin/bash\nPGPASSWORD='{t.password(16)}' psql -h db.internal -U vault -c 'select 1'\n"
    yield f"#!/bin/bash\naws configure set aws_access_key_id {t.aws_key()}\naws configure set aws_secret_access_key {t.aws_secret()}\n"
    yield f"#!/bin/bash\nmysql -u root -p{t.alnum(16)} -e 'create database chatwoot'\n"
    yield f"#cloud-config\nchpasswd:\n  expire: false\n  users:\n    - name: ubuntu\n      password: {t.human_password()}\n      type: text\n"
    yield "#cloud-config\nwrite_files:\n  - path: /etc/vault.d/tls/vault.key\n    permissions: '0600'\n    content: |\n" + "".join(
        f"      {line}\n" for line in t.pem().splitlines())
    yield "#cloud-config\nwrite_files:\n  - path: /etc/vault.d/tls/vault.key\n    encoding: b64\n    content: " + wrapped(t.pem("EC PRIVATE KEY")) + "\n"
    yield "#cloud-config\nwrite_files:\n  - path: /opt/app/.env\n    encoding: gz+b64\n    content: " + zipped(
        f"APP_ENV=production\nSTRIPE_SECRET_KEY=sk_live_{t.alnum(24)}\n") + "\n"
    yield ('cat >/etc/vault.d/vault.hcl <<EOT\nstorage "postgresql" {\n  connection_url = "postgres://vault:'
           + t.alnum(18) + '@db.internal:5432/vault"\n}\nui = true\nEOT\n')
    yield f'#!/bin/sh\ncat >/etc/vault.d/seal.hcl <<EOT\nseal "transit" {{\n  address = "https://vault.acme.io"\n  token = "hvs.{t.alnum(24)}"\n  key_name = "autounseal"\n}}\nEOT\n'
    yield f"#!/bin/bash\ncurl -sf -H 'Authorization: Bearer {t.jwt()}' https://config.acme.io/v1/node -o /etc/node.json\n"
    yield f"#!/bin/bash\necho 'ubuntu:{t.human_password()}' | chpasswd\nsystemctl restart ssh\n"
    yield f"#!/bin/bash\ndocker login ghcr.io -u acme-bot -p ghp_{t.alnum(36)}\ndocker compose up -d\n"
    yield f"#!/bin/bash\ntailscale up --authkey=tskey-auth-{t.alnum(12)}CNTRL-{t.alnum(32)} --ssh\n"


def bundles_secret(t: Tokens) -> Iterator[tuple[str, str, str]]:
    """(family, name, text): structured values with a credential in them."""
    yield "secretsmanager", "secretString", json.dumps({"username": "vault", "password": t.password(24), "engine": "postgres"})
    yield "secretsmanager", "secretString", "ghp_" + t.alnum(36)
    yield "secretsmanager", "secretString", json.dumps({"api_key": f"SG.{t.url(22)}.{t.url(43)}", "from": "noreply@acme.io"})
    yield "secretsmanager", "secretString", json.dumps({"user": "LOADER", "account": "acme.eu-central-1", "private_key": t.pem("PRIVATE KEY")})
    yield "secretsmanager", "secretBinary", base64.b64encode(t.pem().encode()).decode()
    yield "vault-kv", "dataJson", json.dumps({"STRIPE_SECRET_KEY": "sk_live_" + t.alnum(24), "STRIPE_PRICE": "price_1" + t.alnum(23)})
    yield "vault-kv", "dataJson", json.dumps({"config": {"db": {"host": "db.internal", "pass": t.human_password()}}})
    yield "vault-kv", "dataJson", json.dumps({"pinecone": {"api_key": f"pcsk_{t.alnum(6)}_{t.alnum(63)}", "index": "docs"}})
    yield "github-secret", "plaintextValue", f"xoxb-{t.digits(12)}-{t.digits(13)}-{t.alnum(24)}"
    yield "github-secret", "plaintextValue", t.pem("OPENSSH PRIVATE KEY")
    yield "github-secret", "plaintextValue", t.aws_secret()
    yield "github-variable", "value", "shpat_" + t.hex(32)
    yield "github-variable", "value", f"postgres://ci:{t.alnum(16)}@db.acme.io/ci"
    yield "github-variable", "value", "sk-proj-" + t.url(74) + "T3BlbkFJ" + t.url(74)
    yield "provider", "token", "github_pat_11" + t.upper(20) + "_" + t.alnum(59)
    yield "provider", "secretKey", t.aws_secret()
    yield "provider", "password", t.password(18)
    yield "provider", "appAuth", json.dumps({"id": t.digits(6), "installationId": t.digits(8), "pemFile": t.pem()})
    yield "stack-config", "acme:slackToken", f"xoxb-{t.digits(12)}-{t.digits(13)}-{t.alnum(24)}"
    yield "stack-config", "snowflake:password", t.human_password()
    yield "stack-config", "acme:organisations", json.dumps([{"name": "north", "hubspotToken": "pat-eu1-" + t.uuid()}, {"name": "south"}])
    yield "stack-output", "vaultRootToken", "hvs." + t.alnum(24)
    yield "stack-output", "connectCommand", f"PGPASSWORD={t.alnum(16)} psql -h db.acme.io -U app app"
    yield "stack-output", "kubeconfig", f"apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: {t.jwt()}\n"
    yield "tags", "Token", "ghp_" + t.alnum(36)
    yield "tags", "AdminPassword", t.human_password()
    yield "description", "description", f"Chatwoot production. Admin login: admin@acme.io / password: {t.human_password()}"
    yield "description", "description", f"Loader for Notion (token secret_{t.alnum(43)}), owner: data team"
    yield "description", "description", f"Temporary: old Stripe key sk_live_{t.alnum(24)}, remove after the migration"
    yield "dashboard", "dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {
        "markdown": f"## Vault\n[unseal runbook](https://wiki.acme.io/vault)\n\nroot: `hvs.{t.alnum(24)}`"}}]})
    yield "dashboard", "dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {
        "markdown": f"Alerts go to https://hooks.slack.com/services/T{t.upper(10)}/B{t.upper(10)}/{t.alnum(24)}"}}]})
    yield "ssm", "value", "SG." + t.url(22) + "." + t.url(43)
    yield "ssm", "value", json.dumps({"smtp": {"host": "email-smtp.eu-central-1.amazonaws.com", "password": t.alnum(44)}})
    yield "ssm", "value", f"AWS_ACCESS_KEY_ID={t.aws_key()}\nAWS_SECRET_ACCESS_KEY={t.aws_secret()}\n"
    yield "high-entropy", "value", t.base64(48)
    yield "high-entropy", "value", t.alnum(48)
    yield "high-entropy", "value", t.url(64)
    yield "files", "content", f"//npm.acme.example/:_authToken=npm_{t.alnum(36)}\nalways-auth=true\n"
    yield "files", "content", f"machine github.com\n  login acme-bot\n  password ghp_{t.alnum(36)}\n"
    yield "files", "content", f"name: deploy\non: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      PULUMI_ACCESS_TOKEN: pul-{t.hex(40)}\n    steps:\n      - run: pulumi up --yes\n"
    yield "files", "content", f"FROM python:3.12-slim\nENV OPENAI_API_KEY=sk-{t.alnum(20)}T3BlbkFJ{t.alnum(20)}\nCMD [\"python\", \"-m\", \"app\"]\n"
    yield "files", "dockerConfigJson", json.dumps({"auths": {"ghcr.io": {"auth": wrapped("acme-bot:ghp_" + t.alnum(36))}}})
    yield "files", "credentials", json.dumps({"type": "service_account", "project_id": "acme-data", "private_key_id": t.hex(40),
                                              "private_key": t.pem("PRIVATE KEY"), "client_email": "load@acme-data.iam.gserviceaccount.com"})
    yield "files", "credentials", wrapped(json.dumps({"type": "service_account", "private_key": t.pem("PRIVATE KEY")}))
    yield "files", "containerDefinitions", json.dumps([{"name": "chatwoot", "image": "chatwoot/chatwoot:v3.9.0", "environment": [
        {"name": "RAILS_ENV", "value": "production"}, {"name": "SECRET_KEY_BASE", "value": t.hex(128)}]}])
    yield "files", "code", f"import openai\n\nclient = openai.OpenAI(api_key=\"sk-proj-{t.url(74)}T3BlbkFJ{t.url(74)}\")\n\ndef handler(event, context):\n    return client.models.list()\n"
    yield "files", "code", f"import psycopg\n\ndef handler(event, context):\n    conn = psycopg.connect(host='db.internal', user='rotator', password='{t.password(16)}')\n    return conn.info.status\n"
    yield "private-key", "privateKey", t.pem("EC PRIVATE KEY")
    yield "private-key", "tlsKey", t.private_der()
    yield "private-key", "GITHUB_APP_PRIVATE_KEY", t.pem().replace("\n", "\\n")
    yield "private-key", "PRIVATE_KEY_B64", wrapped(t.pem("OPENSSH PRIVATE KEY"))
    yield "private-key", "signingKey", armour(t, "PGP PRIVATE KEY BLOCK")
    yield "headers", "Authorization", "Basic " + wrapped("svc-loader:" + t.alnum(20))
    yield "headers", "Authorization", "Bearer " + t.jwt()
    yield "headers", "customHeaders", json.dumps({"X-Vault-Token": "hvs." + t.alnum(24), "Accept": "application/json"})
    yield "mistakes", "STRIPE_SECRET_ARN", "sk_live_" + t.alnum(24)
    yield "mistakes", "OPENAI_API_KEY_PARAMETER", "sk-" + t.alnum(20) + "T3BlbkFJ" + t.alnum(20)
    yield "mistakes", "GITHUB_REPOSITORY", f"https://ghp_{t.alnum(36)}@github.com/acme/app"
    yield "mistakes", "NEXT_PUBLIC_STRIPE_KEY", "sk_live_" + t.alnum(24)
    yield "mistakes", "VAULT_PUBLIC_KEY", t.pem()
    yield "mistakes", "LOG_LEVEL", "info SLACK_TOKEN=xoxb-" + t.digits(12) + "-" + t.digits(13) + "-" + t.alnum(24)
    yield "mistakes", "SENDGRID_TEMPLATE_ID", f"SG.{t.url(22)}.{t.url(43)}\n"
    yield "mistakes", "DATABASE_URL", f"postgres://${{DB_USER}}:{t.alnum(18)}@${{DB_HOST}}:5432/app"
    yield "mistakes", "APP_CONFIG", wrapped(json.dumps({"env": "prod", "notion": {"token": "ntn_" + t.digits(11) + t.alnum(35)}}))
