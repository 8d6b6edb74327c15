# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""Secrets without an issuer: keys, files of credentials, addresses, command lines, passwords of people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.asked.drawn import Asked, Row


def rows(v: Asked) -> Iterator[Row]:
    """Kind, place, name, text and why."""
    for form in (_keys, _addresses, _files, _commands, _connections, _links, _people, _entropy):
        yield from form(v)


def _keys(v: Asked) -> Iterator[Row]:
    why = "a private key"
    for label in ("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY"):
        yield "private key", "lambda", "IDENTITY", v.armoured(label), why
    pem = v.armoured("PRIVATE KEY")
    yield "private key", "container", "IDENTITY", pem.replace("\n", "\\n"), why + " with escaped ends of lines"
    yield "private key", "ssm", "identity", wrapped(pem), why + " in base64"
    yield "private key", "userdata", "tls", f"cat > /etc/tls.key <<KEY\n{pem}KEY", why + " in a here document"
    yield "private key", "usergz", "tls", f"cat > /etc/tls.key <<KEY\n{v.armoured('EC PRIVATE KEY', 120)}KEY", why + " behind gzip"
    yield "private key", "cloudinit", "tls", f"#cloud-config\nwrite_files:\n  - path: /etc/tls.key\n    encoding: b64\n    content: {wrapped(pem)}\n", why + " in cloud-init, base64"
    yield "private key", "kv", "signing", json.dumps({"kty": "EC", "crv": "P-256", "x": v.url(43), "y": v.url(43), "d": v.url(43)}), "a private JWK"
    yield "private key", "bucket", "service", json.dumps({"type": "service_account", "project_id": "shop", "private_key_id": v.hex(40), "private_key": pem, "client_email": "a@shop.iam.gserviceaccount.com"}), "a service account's key"
    yield "private key", "config", "pgp", v.armoured("PGP PRIVATE KEY BLOCK"), why
    yield "private key", "userdata", "wg", f"cat > /etc/wireguard/wg0.conf <<END\n[Interface]\nPrivateKey = {v.base64(32)}\nAddress = 10.0.0.1/24\nEND", "a WireGuard key"
    yield "private key", "ssm", "putty", f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n{v.base64(48)}\n{v.base64(3)}\nPrivate-Lines: 1\n{v.base64(36)}\nPrivate-MAC: {v.hex(64)}\n", "a PuTTY key"


def _addresses(v: Asked) -> Iterator[Row]:
    schemes = ["postgres", "postgresql", "mysql", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps", "ftp", "sftp", "smtp", "https", "ldap", "mssql", "nats", "kafka", "clickhouse"]
    places = ("lambda", "container", "ssm", "output", "config", "ghvar", "tag", "description")
    for at, scheme in enumerate(schemes):
        password = v.human().replace("#", "-").replace("@", "4") if at % 2 else v.alnum(14)
        host = f"{scheme.split('+')[0]}.internal.example.com"
        yield "address", places[at % len(places)], "TARGET", f"{scheme}://app:{password}@{host}/shop", "an address with a password"
    yield "address", "lambda", "CACHE", f"redis://:{v.alnum(20)}@cache.internal:6379/0", "an address with a password and no user"
    yield "address", "lambda", "DB", f"postgresql+asyncpg://app:{v.alnum(12)}%40{v.digits(2)}@db.internal/shop?sslmode=require", "an address, password escaped"
    yield "address", "dashboard", "d", f"source: https://reader:{v.alnum(18)}@metrics.example.com/api", "an address with a password"


def _files(v: Asked) -> Iterator[Row]:
    yield "jwt", "lambda", "SESSION", v.jwt(), "a signed token"
    yield "jwt", "config", "anon", v.jwt(), "a signed token"
    yield "header", "property", "header", f"Authorization: Bearer {v.url(40)}", "a bearer header"
    yield "header", "lambda", "HEADERS", json.dumps({"Authorization": "Bearer " + v.url(32), "Accept": "application/json"}), "a bearer header in JSON"
    yield "header", "container", "OTEL_EXPORTER_OTLP_HEADERS", f"x-honeycomb-team={v.alnum(22)},x-honeycomb-dataset=shop", "an exporter's key"
    yield "header", "lambda", "AUTH", f"Basic {wrapped('admin:' + v.human())}", "basic authentication"
    yield "header", "userdata", "curl", f"curl -H 'X-Api-Key: {v.alnum(32)}' https://api.example.com/v1/register", "a key in a header"
    yield "header", "dashboard", "d", json.dumps({"headers": {"PRIVATE-TOKEN": v.url(20)}}), "a token in a header"
    yield "netrc", "userdata", "netrc", f"cat > ~/.netrc <<END\nmachine git.example.com\nlogin deploy\npassword {v.alnum(18)}\nEND", "a .netrc"
    yield "netrc", "ssm", "netrc", f"machine git.example.com login deploy password {v.human()}", "a .netrc"
    yield "npmrc", "userdata", "npmrc", f"echo '//npm.example.com/:_authToken={v.uuid()}' > ~/.npmrc", "an .npmrc"
    yield "npmrc", "bucket", "npmrc", f"registry=https://npm.example.com/\n//npm.example.com/:_password={wrapped(v.strong())}\n", "an .npmrc"
    yield "pgpass", "userdata", "pgpass", f"echo 'db.internal:5432:shop:app:{v.human()}' > ~/.pgpass", "a .pgpass"
    yield "docker auth", "kv", "pull", json.dumps({"auths": {"registry.example.com": {"auth": wrapped("robot:" + v.alnum(24))}}}), "a docker login"
    yield "docker auth", "userdata64", "ecs", f"echo ECS_ENGINE_AUTH_DATA='{json.dumps({'https://index.example.com/v1/': {'username': 'bot', 'password': v.human()}})}' >> /etc/ecs/ecs.config", "a docker login"
    yield "kubeconfig", "output", "kubeconfig", f"apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: {v.alnum(64)}\n", "a kubeconfig"
    yield "kubeconfig", "bucket", "kubeconfig", f"apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    client-key-data: {wrapped(v.armoured('RSA PRIVATE KEY'))}\n", "a kubeconfig"
    yield "kubernetes secret", "property", "manifest", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {wrapped(v.human())}\n", "a Kubernetes Secret's data are base64, not encryption"
    yield "dotenv", "userdata", "env", f"cat > /srv/.env <<END\nAPP_ENV=production\nDB_HOST=db.internal\nDB_PASSWORD={v.human()}\nEND", "a .env"
    yield "dotenv", "usergz", "env", f"cat > /srv/.env <<END\nLOG=info\nSECRET_KEY_BASE={v.hex(128)}\nEND", "a .env behind gzip"
    yield "wordpress", "bucket", "wp", f"<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_PASSWORD', '{v.strong()}');\n", "a configuration with its password"
    yield "django", "bucket", "settings", f"DEBUG = False\nSECRET_KEY = '{v.of('abcdefghijklmnopqrstuvwxyz0123456789!@%^&*(-_=+)', 50)}'\n", "a signing key"
    yield "yaml", "property", "values", f"database:\n  host: db.internal\n  user: app\n  password: {v.human()}\n", "a password in YAML"
    yield "ini", "ssm", "odbc", f"[client]\nuser=app\npassword={v.human()}\nhost=db.internal", "a my.cnf"
    yield "xml", "bucket", "maven", f"<settings><servers><server><id>nexus</id><username>ci</username><password>{v.human()}</password></server></servers></settings>", "a settings.xml"
    yield "toml", "config", "app", f'[smtp]\nhost = "smtp.example.com"\npassword = "{v.human()}"\n', "a password in TOML"
    yield "json", "kv", "db", json.dumps({"username": "app", "password": v.human(), "host": "db.internal"}), "a password in a document"
    yield "json", "lambda", "OPTIONS", json.dumps({"db": {"user": "app", "pass": v.strong()}}), "a password in a document"
    yield "json", "bucket", "oauth", json.dumps({"web": {"client_id": "shop", "client_secret": v.url(24)}}), "a client secret in a document"


def _commands(v: Asked) -> Iterator[Row]:
    why = "a password on a command line"
    lines = [
        f"mysql -h db.internal -u root -p{v.alnum(14)} shop < /srv/schema.sql",
        f"mysqldump --user=app --password={v.human()} shop > /tmp/x.sql",
        f"PGPASSWORD={v.alnum(16)} psql -h db.internal -U app shop",
        f"curl -u deploy:{v.alnum(16)} https://artifacts.example.com/app.tgz -o app.tgz",
        f"echo 'ubuntu:{v.human()}' | chpasswd",
        f"sshpass -p '{v.human()}' scp app.tgz ops@files.example.com:/in",
        f"redis-cli -h cache.internal -a {v.alnum(20)} ping",
        f"docker login -u bot -p {v.alnum(24)} registry.example.com",
        f"psql -c \"ALTER USER app WITH PASSWORD '{v.human()}'\"",
        f"openssl enc -d -aes-256-cbc -pass pass:{v.human()} -in x.enc -out x",
        f"wget --http-user=ci --http-password={v.alnum(14)} https://files.example.com/a.zip",
        f"ldapsearch -x -D cn=admin,dc=example -w {v.human().replace('$', '')} -b dc=example",
        f"keytool -importkeystore -srckeystore a.p12 -srcstorepass {v.alnum(12)} -destkeystore b.jks",
        f"kubectl create secret generic db --from-literal=password={v.human()}",
        f"helm upgrade shop ./chart --set postgresql.auth.password={v.alnum(15)}",
        f"rabbitmqctl add_user app {v.alnum(15)}",
        f"vault login -method=userpass username=ops password={v.human()}",
        f"net user svc-web {v.human()} /add",
    ]
    places = ("userdata", "userdata64", "usergz", "cloudinit", "command")
    for at, line in enumerate(lines):
        yield "command", places[at % len(places)], "run", line, why


def _connections(v: Asked) -> Iterator[Row]:
    why = "a password in a connection string"
    texts = [
        f"Server=db.internal;Database=shop;User Id=app;Password={v.human()};Encrypt=true",
        f"Driver={{ODBC Driver 18 for SQL Server}};Server=db.internal,1433;UID=app;PWD={v.strong(14)};",
        f"jdbc:postgresql://db.internal/shop?user=app&password={v.alnum(15)}",
        f"jdbc:sqlserver://db.internal:1433;databaseName=shop;user=app;password={v.human()};",
        f"jdbc:oracle:thin:app/{v.alnum(13)}@db.internal:1521/SHOP",
        f"host=db.internal port=5432 dbname=shop user=app password={v.alnum(14)} sslmode=require",
        f"app:{v.alnum(14)}@tcp(db.internal:3306)/shop?parseTime=true",
        f"cache.internal:6380,password={v.alnum(30)},ssl=True,abortConnect=False",
        f"Data Source=db.internal;Initial Catalog=shop;User ID=app;Pwd={v.alnum(13)}",
        f'org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="{v.alnum(18)}";',
    ]
    places = ("lambda", "container", "output", "ssm", "config")
    for at, text in enumerate(texts):
        yield "connection", places[at % len(places)], "MAIN", text, why


def _links(v: Asked) -> Iterator[Row]:
    yield "presigned address", "lambda", "DOWNLOAD", f"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA{v.b32(16)}%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={v.hex(64)}", "a link that opens by itself"
    yield "presigned address", "userdata", "fetch", f"curl -o a.tgz 'https://storage.googleapis.com/b/a.tgz?GoogleAccessId=a@shop.iam.gserviceaccount.com&Expires=1900000000&Signature={v.url(342)}'", "a link that opens by itself"
    yield "webhook", "property", "endpoint", f"https://example.logic.azure.com/workflows/{v.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sig={v.url(43)}", "a link that opens by itself"
    yield "query", "lambda", "FEED", f"https://api.example.com/v2/feed?format=json&api_key={v.hex(32)}", "a key in a query"
    yield "query", "ghvar", "FEED", f"https://hooks.example.com/in?token={v.alnum(28)}", "a token in a query"
    yield "totp", "lambda", "MFA", f"otpauth://totp/shop:root?secret={v.b32(32)}&issuer=shop", "a seed of one-time codes"
    yield "totp", "ssm", "TOTP_SEED", v.b32(32), "a seed of one-time codes"
    yield "recovery", "kv", "recovery_codes", " ".join(f"{v.lower(5)}-{v.lower(5)}" for _ in range(8)), "recovery codes"
    yield "recovery", "config", "backup_codes", json.dumps([v.digits(8) for _ in range(8)]), "recovery codes"
    yield "seed phrase", "lambda", "WALLET_MNEMONIC", v.seed_phrase(), "a wallet's seed"
    yield "unseal", "ssm", "unseal_key", v.base64(33), "a share of the unseal key"
    yield "unseal", "output", "recoveryKeys", json.dumps([v.base64(33) for _ in range(3)]), "shares of the recovery key"


def _people(v: Asked) -> Iterator[Row]:
    names = [
        ("lambda", "DB_PASSWORD"), ("lambda", "ADMIN_PASS"), ("lambda", "SMTP_PWD"), ("lambda", "KEYSTORE_PASSPHRASE"),
        ("container", "MYSQL_ROOT_PASSWORD"), ("container", "POSTGRES_PASSWORD"), ("container", "REDIS_AUTH"), ("container", "ADMIN_CREDENTIALS"),
        ("ssm", "/shop/production/db/password"), ("ssm", "/shop/smtp/passwd"), ("ghvar", "DEPLOY_PASSWORD"), ("config", "dbPassword"),
        ("config", "shop:adminPassword"), ("output", "masterPassword"), ("property", "password"), ("property", "masterPassword"),
        ("property", "authToken"), ("provider", "password"), ("tag", "Password"), ("kv", "passphrase"),
    ]
    for at, (place, name) in enumerate(names):
        value = v.human() if at % 3 else v.of("abcdefghijkmnopqrstuvwxyz0123456789", 7) + v.digits(1)
        yield "password", place, name, value, "a password under its name"
    yield "password", "description", "d", f"Shop database, log in as admin with password {v.human()}", "a password in prose"
    yield "password", "tag", "Note", f"user: root / pass: {v.human()}", "a password in a note"
    yield "password", "dashboard", "d", json.dumps({"widgets": [{"type": "text", "properties": {"markdown": f"Login: ops, password: `{v.human()}`"}}]}), "a password on a dashboard"
    yield "password", "cloudinit", "c", f"#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:{v.alnum(12)}\n", "a password in cloud-init"
    yield "password", "cloudinit", "c", f"#cloud-config\npassword: {v.human()}\nssh_pwauth: true\n", "a password in cloud-init"


def _entropy(v: Asked) -> Iterator[Row]:
    why = "high entropy that no reference explains"
    yield "entropy", "lambda", "VALUE", v.base64(32), why
    yield "entropy", "container", "SETTING", v.alnum(40), why
    yield "entropy", "ghvar", "PARAM", v.url(43), why
    yield "entropy", "ssm", "/shop/value", v.alnum(32), why
    yield "entropy", "lambda", "COOKIE_KEY", v.hex(64), "a key in hex under its name"
    yield "entropy", "lambda", "ENCRYPTION_KEY", v.hex(32), "a key in hex under its name"
    yield "entropy", "config", "signingSecret", v.hex(40), "a secret in hex under its name"
    yield "entropy", "container", "APP_KEY", "base64:" + v.base64(32), "a Laravel key"
    yield "entropy", "lambda", "JWT_SECRET", v.b32(32), "a signing secret"
    yield "entropy", "output", "apiKey", v.lower(40), "a key under its name"
    yield "entropy", "config", "license", "-".join(v.upper(5) for _ in range(5)), "a licence key that is paid for"
    yield "entropy", "lambda", "HASH_SALT_PEPPER", v.base64(24), "a pepper"
    yield "entropy", "kv", "erlang_cookie", v.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20), "an Erlang cookie opens the cluster"
    yield "entropy", "bucket", "blob", json.dumps({"v": v.alnum(48)}), why
