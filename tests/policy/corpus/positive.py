# ruff: noqa: E501 - a case is easier to read on one line
"""Cases with a secret in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.tokens import Tokens, wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator


def cases(t: Tokens) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for family, make in (
        ("token", _tokens),
        ("named", _named),
        ("address", _addresses),
        ("key", _keys),
        ("document", _documents),
        ("script", _scripts),
        ("wrapped", _wrapped),
        ("entropy", _entropy),
    ):
        for name, text in make(t):
            yield Case(family, name, text, secret=True)


def _tokens(t: Tokens) -> Iterator[tuple[str, str]]:
    """Bare tokens under a name that says nothing."""
    made = [
        t.aws_key(),
        *(f"gh{kind}_{t.alnum(36)}" for kind in "pousr"),
        f"github_pat_{t.alnum(22)}_{t.alnum(59)}",
        f"glpat-{t.url(20)}",
        f"xoxb-{t.digits(12)}-{t.digits(13)}-{t.alnum(24)}",
        f"xoxp-{t.digits(12)}-{t.digits(12)}-{t.digits(12)}-{t.hex(32)}",
        f"xapp-1-{t.upper(11)}-{t.digits(13)}-{t.hex(64)}",
        f"https://hooks.slack.com/services/T{t.upper(8)}/B{t.upper(8)}/{t.alnum(24)}",
        f"sk_live_{t.alnum(24)}",
        f"rk_live_{t.alnum(24)}",
        f"whsec_{t.alnum(32)}",
        f"SG.{t.url(22)}.{t.url(43)}",
        f"AIza{t.url(35)}",
        f"GOCSPX-{t.url(28)}",
        f"npm_{t.alnum(36)}",
        f"pypi-AgEIcHlwaS5vcmc{t.url(90)}",
        f"sk-{t.alnum(20)}T3BlbkFJ{t.alnum(20)}",
        f"sk-proj-{t.url(80)}",
        f"sk-ant-api03-{t.url(93)}AA",
        f"sk-or-v1-{t.hex(64)}",
        f"hf_{t.alnum(34)}",
        f"SK{t.hex(32)}",
        f"{t.digits(10)}:AA{t.url(33)}",
        f"shpat_{t.hex(32)}",
        f"pul-{t.hex(40)}",
        f"hvs.{t.url(90)}",
        f"dop_v1_{t.hex(64)}",
        f"lin_api_{t.alnum(40)}",
        f"ntn_{t.digits(11)}{t.alnum(35)}",
        f"secret_{t.alnum(43)}",
        f"pat-na1-{t.uuid()}",
        f"dapi{t.hex(32)}",
        f"glsa_{t.alnum(32)}_{t.hex(8)}",
        f"NRAK-{t.upper(27)}",
        f"key-{t.hex(32)}",
        f"{t.hex(32)}-us14",
        f"dckr_pat_{t.url(27)}",
        f"pcsk_{t.alnum(6)}_{t.alnum(60)}",
        f"figd_{t.url(40)}",
        f"tskey-auth-{t.alnum(17)}-{t.alnum(32)}",
        f"PMAK-{t.hex(24)}-{t.hex(34)}",
        f"sntrys_{t.base64(60)}",
        f"{t.alnum(14)}.atlasv1.{t.url(67)}",
        f"rubygems_{t.hex(48)}",
        f"ya29.{t.url(60)}",
        t.jwt(),
    ]
    for number, token in enumerate(made):
        yield ("value", "setting", "data", "content")[number % 4], token


def _named(t: Tokens) -> Iterator[tuple[str, str]]:
    """Values that only their name gives away."""
    yield "DB_PASSWORD", t.password()
    yield "POSTGRES_PASSWORD", t.human_password()
    yield "PGPASSWORD", t.lower(10)
    yield "dbPassword", t.alnum(12)
    yield "MYSQL_ROOT_PWD", t.human_password()
    yield "SMTP_PASS", t.alnum(10)
    yield "REDIS_AUTH", t.alnum(32)
    yield "KEYSTORE_PASSPHRASE", t.human_password()
    yield "ADMIN_PASSWORD_PROD", t.password(20)
    yield "passphrase", "correct horse battery staple"
    yield "AWS_SECRET_ACCESS_KEY", t.aws_secret()
    yield "API_KEY", t.alnum(32)
    yield "apiKey", t.hex(32)
    yield "X_API_TOKEN", t.url(40)
    yield "STRIPE_SECRET", t.alnum(24)
    yield "JWT_SECRET", t.base64(48)
    yield "SESSION_SECRET", t.hex(64)
    yield "client_secret", t.uuid()
    yield "TWILIO_AUTH_TOKEN", t.hex(32)
    yield "DATADOG_API_KEY", t.hex(32)
    yield "DD_APP_KEY", t.hex(40)
    yield "ENCRYPTION_KEY", t.base64(32)
    yield "SECRET_KEY_BASE", t.hex(128)
    yield "LAMBDA_LABS_API_KEY", f"secret_{t.lower(12)}_{t.hex(32)}.{t.alnum(32)}"
    yield "AZURE_CLIENT_SECRET", f"{t.alnum(3)}8Q~{t.alnum(34)}"
    yield "COHERE_API_KEY", t.alnum(40)
    yield "HEROKU_API_KEY", t.uuid()
    yield "basic_auth", f"admin:{t.password(12)}"
    yield "WEBHOOK_SECRET", t.alnum(20)
    yield "gitlabToken", t.alnum(20)
    yield "signing-key", t.base64(32)
    yield "private_key", t.base64(96)
    yield "AccountKey", t.base64(64)
    yield "SWARM_NOTION_TOKEN", t.alnum(50)
    yield "VAULT_TOKEN", f"s.{t.alnum(24)}"
    yield "ROOT_TOKEN", t.alnum(26)
    yield "recovery_key", t.base64(33)
    yield "token", t.alnum(16)


def _addresses(t: Tokens) -> Iterator[tuple[str, str]]:
    """Addresses with a password."""
    for scheme in (
        "postgres", "postgresql+psycopg", "mysql", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps", "ftp",
        "sftp", "smtp", "ldap", "https", "clickhouse", "mssql+pyodbc", "snowflake", "nats", "kafka", "couchdb",
    ):  # fmt: skip
        yield "DATABASE_URL", f"{scheme}://svc:{t.alnum(14)}@db-1.internal.net:5432/app"
    yield "url", f"redis://:{t.alnum(20)}@cache.internal:6379/0"
    yield "dsn", f"postgres://app:{t.password(12).replace('#', '-').replace('?', '-')}@10.0.1.5/app?sslmode=require"
    yield "origin", f"git+https://oauth2:glpat-{t.url(20)}@gitlab.com/group/project.git"
    yield "index", f"https://__token__:{t.alnum(30)}@packages.internal.net/simple"
    yield "connection", f"Server=tcp:db.net,1433;User ID=svc;Password={t.alnum(18)};Encrypt=True"
    yield (
        "connectionString",
        f"DefaultEndpointsProtocol=https;AccountName=st;AccountKey={t.base64(64)};EndpointSuffix=core.windows.net",
    )
    yield "jdbc", f"jdbc:postgresql://db.net:5432/app?user=svc&password={t.alnum(16)}"
    yield "bus", f"Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={t.base64(32)}"
    yield "callback", f"https://api.service.net/v1/hook?api_key={t.alnum(32)}&format=json"


def _keys(t: Tokens) -> Iterator[tuple[str, str]]:
    """Private keys."""
    for kind in (
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ):
        yield "content", t.pem(kind)
    yield "pem", t.pem().replace("\n", "\\n")
    yield "blob", wrapped(t.pem())
    yield "der", t.private_der()
    yield (
        "service_account",
        json.dumps({"type": "service_account", "project_id": "p", "private_key": t.pem("PRIVATE KEY")}),
    )
    yield "age", f"AGE-SECRET-KEY-1{t.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}"
    yield "jwk", json.dumps({"kty": "oct", "k": t.url(43), "secret": t.url(43)})


def _documents(t: Tokens) -> Iterator[tuple[str, str]]:
    """Structured texts with a secret in one place."""
    password, token = t.password(14), t.alnum(32)
    yield "config", json.dumps({"db": {"user": "app", "password": password}, "port": 5432})
    yield "config", json.dumps([{"name": "LOG_LEVEL", "value": "info"}, {"name": "API_TOKEN", "value": token}])
    yield (
        "containerDefinitions",
        json.dumps(
            [{"name": "app", "image": "nginx:1.27", "environment": [{"name": "DB_PASSWORD", "value": password}]}]
        ),
    )
    yield "dockerconfigjson", json.dumps({"auths": {"ghcr.io": {"auth": wrapped(f"bot:{t.alnum(20)}")}}})
    yield "config", f"database:\n  host: db.net\n  user: app\n  password: {t.alnum(14)}\n"
    yield "config", f'database {{\n  host = "db.net"\n  password = "{t.alnum(14)}"\n}}\n'
    yield "config", f"[client]\nuser = app\npassword = {t.alnum(14)}\n"
    yield "env", f"LOG_LEVEL=info\nAPI_KEY={token}\nDEBUG=0\n"
    yield "env", f"export STAGE=prod\nexport DB_PASSWORD='{password}'\n"
    yield "unit", f"[Service]\nExecStart=/usr/bin/app\nEnvironment=APP_SECRET={t.alnum(24)}\n"
    yield "unit", f'[Service]\nEnvironment="DB_PASSWORD={t.alnum(16)}" "STAGE=prod"\n'
    yield (
        "manifest",
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  password: {wrapped(t.alnum(16))}\n",
    )
    yield "manifest", f"env:\n  - name: JWT_SECRET\n    value: {t.alnum(40)}\n"
    yield "compose", f"services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD={t.alnum(12)}\n"
    yield "settings", f'<configuration><add key="ApiKey" value="{t.alnum(30)}"/></configuration>'
    yield "settings", f"<server><id>nexus</id><password>{t.alnum(16)}</password></server>"
    yield "properties", f"spring.datasource.username=app\nspring.datasource.password={t.alnum(16)}\n"
    yield "npmrc", f"//registry.example.com/:_authToken={t.uuid()}\n"
    yield "netrc", f"machine api.service.net login bot password {t.alnum(18)}\n"
    yield "pgpass", f"db.net:5432:app:svc:{t.alnum(16)}"
    yield "header", f"Authorization: Basic {wrapped(f'svc:{t.alnum(12)}')}"
    yield "header", f"Authorization: Bearer {t.alnum(40)}"
    yield "value", f"Basic {wrapped(f'svc:{t.alnum(12)}')}"
    yield "headers", json.dumps({"X-Api-Key": t.alnum(36)})
    yield "kubeconfig", f"users:\n- name: ci\n  user:\n    token: {t.alnum(60)}\n"
    yield "redis.conf", f"bind 127.0.0.1\nrequirepass {t.alnum(24)}\n"
    yield "description", f"Temporary access: user admin, password: {t.human_password()}"
    yield "notes", f"the token is {t.alnum(32)}, please rotate"
    yield "secretString", json.dumps({"username": "svc", "password": password})
    yield "tfvars", f'db_password = "{t.alnum(20)}"\nregion = "us-east-1"\n'
    yield "toml", f'[api]\nkey = "{t.alnum(40)}"\nurl = "https://api.service.net"\n'


def _scripts(t: Tokens) -> Iterator[tuple[str, str]]:
    """Start-up scripts and commands."""
    yield "userData", f"#!/bin/bash\nset -eu\nexport DB_PASSWORD={t.alnum(16)}\nsystemctl start app\n"
    yield "userData", f"#!/bin/bash\ncurl -u deploy:{t.alnum(16)} https://repo.net/app.tgz | tar xz\n"
    yield "userData", f"#!/bin/bash\ncurl -H 'Authorization: Bearer {t.alnum(40)}' https://api.net/register\n"
    yield "userData", f"#!/bin/bash\nmysql -u root -p{t.alnum(14)} -e 'select 1'\n"
    yield "userData", f"#!/bin/bash\nPGPASSWORD={t.alnum(14)} psql -h db.net\n"
    yield "userData", f"#!/bin/bash\necho 'admin:{t.alnum(14)}' | chpasswd\n"
    yield "userData", f"#!/bin/bash\nvault login {t.alnum(26)}\n"
    yield "userData", f"#!/bin/bash\napp --api-token={t.alnum(32)} --port 80\n"
    yield "userData", f"#!/bin/bash\napp --db-password {t.alnum(18)}\n"
    yield "userData", f"#cloud-config\nwrite_files:\n- path: /etc/app.env\n  content: |\n    API_TOKEN={t.alnum(32)}\n"
    yield "userData", f"#cloud-config\nuser: admin\npassword: {t.alnum(12)}\nchpasswd: {{ expire: false }}\n"
    yield (
        "userData",
        f"#cloud-config\nwrite_files:\n- path: /etc/a\n  encoding: b64\n  content: {wrapped(f'SECRET_KEY={t.alnum(32)}')}\n",
    )
    yield (
        "userData",
        f'<powershell>\n$p = ConvertTo-SecureString "{t.human_password()}" -AsPlainText -Force\n</powershell>\n',
    )
    yield "command", f"sshpass -p {t.alnum(14)} ssh deploy@host"
    yield "command", f"redis-cli -h cache.net -a {t.alnum(20)} ping"
    yield "command", f"docker login -u bot -p {t.alnum(20)} registry.net"
    yield "sql", f"CREATE USER app WITH PASSWORD '{t.alnum(16)}';"
    yield "sql", f"CREATE USER 'app'@'%' IDENTIFIED BY '{t.alnum(16)}';"
    yield "code", f'client = Client(api_key="{t.alnum(32)}")'
    yield "code", f"const token = '{t.alnum(40)}';"
    yield "code", f'conn = connect(host="db", password="{t.human_password()}")'
    yield "dockerfile", f"FROM python:3.12\nENV API_TOKEN {t.alnum(32)}\n"


def _wrapped(t: Tokens) -> Iterator[tuple[str, str]]:
    """Secrets in base64, gzip, MIME and percent-encoding."""
    script = f"#!/bin/bash\nexport DB_PASSWORD={t.alnum(16)}\n"
    yield "userDataBase64", wrapped(script)
    yield "userData", zipped(f"#cloud-config\nwrite_files:\n- content: |\n    API_KEY={t.alnum(32)}\n")
    yield "userData", wrapped(wrapped(script))
    yield (
        "userData",
        (
            'Content-Type: multipart/mixed; boundary="=="\nMIME-Version: 1.0\n\n--==\n'
            f"Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n{wrapped(script)}\n--==--\n"
        ),
    )
    yield "config", wrapped(json.dumps({"db": {"password": t.alnum(16)}}))
    yield "blob", wrapped(f"postgres://svc:{t.alnum(16)}@db.net/app")
    yield "blob", wrapped(f"ghp_{t.alnum(36)}")
    yield "query", f"token%3D{t.alnum(32)}%26next%3D%2Fhome"
    yield "content", json.dumps({"file": wrapped(t.pem())})


def _entropy(t: Tokens) -> Iterator[tuple[str, str]]:
    """Strings that nothing but their randomness gives away."""
    for size in (24, 30, 32, 48, 64):
        yield "value", t.base64(size)
    for length in (32, 40, 48, 64):
        yield "value", t.alnum(length)
    yield "value", t.url(43)
    yield "note", f"use {t.alnum(40)} for now"
    yield "config", json.dumps({"region": "us-east-1", "extra": t.base64(40)})
