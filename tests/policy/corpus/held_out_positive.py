# ruff: noqa: E501 - a case is easier to read on one line
# fmt: off
"""A second set of cases with a secret in them: other issuers, other schemes, other ways to write one down.

The detector is not made with these cases in view: where one is missed, the way out is a general one, never the case.
"""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING
from urllib.parse import quote

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.policy.corpus.case import Case
from tests.policy.corpus.tokens import Tokens, wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERED_HOST = "db-2.prod.internal"


def cases(t: Tokens) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for family, make in (
        ("issuer", _issuers),
        ("human password", _human_passwords),
        ("telling name", _telling_names),
        ("untelling name", _untelling_names),
        ("address", _addresses),
        ("key", _keys),
        ("header", _headers),
        ("file", _files),
        ("script", _scripts),
        ("text", _texts),
        ("wrapping", _wrappings),
    ):
        for name, text in make(t):
            yield Case(family, name, text, secret=True)


def _issuers(t: Tokens) -> Iterator[tuple[str, str]]:
    """Bare tokens, each under the name that people give it or under none that helps."""
    yield from (
        ("STRIPE_SECRET_KEY", f"sk_live_51{t.alnum(97)}"),
        ("PAYMENT", f"sk_test_{t.alnum(99)}"),
        ("ENDPOINT_SIGNING", f"whsec_{t.base64(32)}"),
        ("TWILIO_AUTH_TOKEN", t.hex(32)),
        ("TWILIO_API_KEY_SECRET", t.alnum(32)),
        ("SLACK", f"xoxb-{t.digits(11)}-{t.digits(12)}-{t.alnum(24)}"),
        ("CHAT", f"xoxe.xoxp-1-{t.alnum(146)}"),
        ("NOTIFY_URL", f"https://hooks.slack.com/services/T0{t.upper(9)}/B0{t.upper(9)}/{t.alnum(24)}"),
        ("NOTIFY_URL", f"https://discord.com/api/webhooks/{t.digits(19)}/{t.url(68)}"),
        ("GH", f"github_pat_11{t.upper(20)}_{t.alnum(59)}"),
        ("CI_JOB", f"glpat-{t.url(20)}"),
        ("CI_JOB", f"glptt-{t.hex(40)}"),
        ("CI_RUNNER", f"glrt-{t.url(20)}"),
        ("CI_DEPLOY", f"gldt-{t.url(20)}"),
        ("REGISTRY", f"npm_{t.alnum(36)}"),
        ("TWINE", f"pypi-AgEIcHlwaS5vcmcCJ{t.url(150)}"),
        ("MAIL", f"SG.{t.url(22)}.{t.url(43)}"),
        ("LLM", f"sk-proj-{t.url(74)}T3BlbkFJ{t.url(74)}"),
        ("LLM", f"sk-svcacct-{t.url(120)}"),
        ("LLM", f"sk-ant-api03-{t.url(93)}AA"),
        ("LLM", f"sk-ant-oat01-{t.url(93)}AA"),
        ("LLM", f"sk-ant-admin01-{t.url(93)}AA"),
        ("MAPS", f"AIzaSy{t.url(33)}"),
        ("OAUTH", f"GOCSPX-{t.url(28)}"),
        ("REFRESH", f"1//0{t.url(60)}"),
        ("AWS_ACCESS_KEY_ID", t.aws_key()),
        ("AWS_SESSION_TOKEN", t.base64(300)),
        ("AZURE_CLIENT_SECRET", f"{t.alnum(3)}8Q~{t.alnum(34)}"),
        ("AZURE_STORAGE_KEY", t.base64(64)),
        ("COSMOS_PRIMARY_KEY", t.base64(64)),
        ("DIGITALOCEAN", f"dop_v1_{t.hex(64)}"),
        ("CLOUDFLARE_API_TOKEN", t.url(40)),
        ("CF_GLOBAL_API_KEY", t.hex(37)),
        ("DATADOG_APP_KEY", t.hex(40)),
        ("NEWRELIC", f"NRAK-{t.upper(27)}"),
        ("GRAFANA", f"glsa_{t.alnum(32)}_{t.hex(8)}"),
        ("GRAFANA", f"glc_{t.base64(90)}"),
        ("SENTRY_AUTH", f"sntrys_{t.base64(90).rstrip('=')}_{t.alnum(43)}"),
        ("HF", f"hf_{t.alnum(34)}"),
        ("REPLICATE", f"r8_{t.alnum(37)}"),
        ("GROQ", f"gsk_{t.alnum(52)}"),
        ("PPLX", f"pplx-{t.alnum(48)}"),
        ("DATABRICKS", f"dapi{t.hex(32)}"),
        ("SNYK_TOKEN", t.uuid()),
        ("LINEAR", f"lin_api_{t.alnum(40)}"),
        ("NOTION", f"ntn_{t.digits(11)}{t.alnum(35)}"),
        ("AIRTABLE", f"pat{t.alnum(14)}.{t.hex(64)}"),
        ("SHOPIFY", f"shpss_{t.hex(32)}"),
        ("SQUARE", f"EAAA{t.url(60)}"),
        ("MAILCHIMP", f"{t.hex(32)}-us21"),
        ("MAILGUN", f"key-{t.hex(32)}"),
        ("TELEGRAM", f"{t.digits(10)}:AA{t.url(33)}"),
        ("DOPPLER", f"dp.st.prd.{t.alnum(43)}"),
        ("VAULT_TOKEN", f"hvs.CAESI{t.url(90)}"),
        ("VAULT", f"hvb.AAAAAQ{t.url(130)}"),
        ("PULUMI", f"pul-{t.hex(40)}"),
        ("TFC", f"{t.alnum(14)}.atlasv1.{t.url(67)}"),
        ("OP_SERVICE", f"ops_eyJ{t.url(300)}"),
        ("DOCKER", f"dckr_pat_{t.url(27)}"),
        ("TAILSCALE", f"tskey-auth-{t.alnum(16)}CNTRL-{t.alnum(32)}"),
        ("FIGMA", f"figd_{t.url(43)}"),
        ("POSTMAN", f"PMAK-{t.hex(24)}-{t.hex(34)}"),
        ("RUBYGEMS", f"rubygems_{t.hex(48)}"),
        ("PLANETSCALE", f"pscale_pw_{t.url(43)}"),
        ("SUPABASE", f"sbp_{t.hex(40)}"),
        ("SUPABASE_SERVICE_ROLE_KEY", t.jwt()),
        ("ATLASSIAN", f"ATATT3xFfGF0{t.url(180)}={t.upper(8)}"),
        ("BITBUCKET", f"ATBB{t.alnum(32)}"),
        ("JFROG", f"AKCp{t.alnum(69)}"),
        ("CIRCLE", f"CCIPAT_{t.alnum(22)}_{t.hex(40)}"),
        ("BUILDKITE", f"bkua_{t.hex(40)}"),
        ("LAUNCHDARKLY_SDK_KEY", f"sdk-{t.uuid()}"),
        ("OKTA_API_TOKEN", f"00{t.url(40)}"),
        ("ALGOLIA_ADMIN_KEY", t.hex(32)),
        ("PAGERDUTY_API_KEY", t.alnum(20)),
        ("ROLLBAR_ACCESS_TOKEN", t.hex(32)),
        ("MAPBOX", f"sk.eyJ1{t.url(60)}.{t.url(22)}"),
        ("AUTH0_CLIENT_SECRET", t.url(64)),
        ("CONFLUENT_API_SECRET", t.base64(48)),
        ("HONEYCOMB_API_KEY", t.alnum(22)),
        ("MIXPANEL_SECRET", t.hex(32)),
        ("DROPBOX", f"sl.{t.url(140)}"),
        ("FACEBOOK", f"EAA{t.alnum(180)}"),
        ("OPENROUTER", f"sk-or-v1-{t.hex(64)}"),
        ("ELEVENLABS_API_KEY", f"sk_{t.hex(48)}"),
        ("MISTRAL_API_KEY", t.alnum(32)),
        ("RESEND", f"re_{t.alnum(8)}_{t.alnum(24)}"),
        ("BREVO", f"xkeysib-{t.hex(64)}-{t.alnum(16)}"),
        ("INTERCOM_ACCESS_TOKEN", f"dG9rOj{t.alnum(50)}="),
        ("HUBSPOT", f"pat-eu1-{t.uuid()}"),
        ("ASANA_PAT", f"1/{t.digits(16)}:{t.hex(32)}"),
        ("TRELLO_TOKEN", f"ATTA{t.hex(72)}"),
        ("CLICKUP", f"pk_{t.digits(8)}_{t.of(string.ascii_uppercase + string.digits, 32)}"),
        ("DEEPGRAM_API_KEY", t.hex(40)),
        ("FASTLY_API_TOKEN", t.url(32)),
        ("VERCEL_ACCESS_TOKEN", t.alnum(24)),
        ("SNOWFLAKE_PASSWORD", t.password(18)),
        ("PINECONE_API_KEY", t.uuid()),
        ("RETOOL_API_KEY", f"retool_01{t.lower(30)}"),
    )


def _human_passwords(t: Tokens) -> Iterator[tuple[str, str]]:
    """What people make up, under a name that says password."""
    year = t.of("0123456789", 2)
    yield from (
        ("DB_PASSWORD", f"Summer20{year}!"),
        ("DB_PASS", f"S3cr3t-{t.digits(3)}"),
        ("ADMIN_PASSWORD", f"Passw0rd{t.digits(3)}!"),
        ("ROOT_PASSWORD", f"toor{t.digits(4)}"),
        ("RDS_MASTER_PASSWORD", t.human_password()),
        ("masterPassword", f"{t.human_password()}{t.human_password()}"),
        ("masterUserPassword", "hunter2"),
        ("POSTGRES_PASSWORD", "postgres"),
        ("MYSQL_ROOT_PASSWORD", "rootroot1"),
        ("password", "letmein123"),
        ("password", "Tr0ub4dor&3"),
        ("LDAP_BIND_PW", f"bind{t.digits(5)}"),
        ("REDIS_PASSWORD", f"redis-{t.digits(4)}-cache"),
        ("SMTP_PASSWORD", f"mail{t.human_password()}"),
        ("spring.datasource.password", f"Koala.{t.digits(4)}"),
        ("pwd", f"kaffee{t.digits(3)}"),
        ("admin_pass", f"P@ssw0rd{t.digits(2)}"),
        ("sa_password", f"Str0ng!Pass{t.digits(2)}"),
        ("KEY_PASSPHRASE", "purple monkey dishwasher 42"),
        ("db.passwd", f"q1w2e3r4t{t.digits(1)}"),
        ("wifi_passphrase", f"{t.human_password()}-{t.human_password()}"),
        ("JENKINS_ADMIN_PWD", f"Build{t.digits(4)}$"),
        ("PIN_PASSWORD", t.digits(8)),
    )


def _telling_names(t: Tokens) -> Iterator[tuple[str, str]]:
    """Random values, under a name that says what they are."""
    yield from (
        ("DJANGO_SECRET_KEY", t.of(string.ascii_lowercase + string.digits + "!@#^&*(-_=+)", 50)),
        ("SECRET_KEY", t.hex(48)),
        ("APP_KEY", f"base64:{t.base64(32)}"),
        ("RAILS_MASTER_KEY", t.hex(32)),
        ("NEXTAUTH_SECRET", t.base64(32)),
        ("COOKIE_SECRET", t.url(32)),
        ("CSRF_SECRET", t.hex(40)),
        ("SESSION_KEY", t.base64(24)),
        ("jwtSigningKey", t.base64(64)),
        ("HMAC_KEY", t.hex(64)),
        ("AES_KEY", t.hex(64)),
        ("aes256Key", t.base64(32)),
        ("DATA_ENCRYPTION_KEY", t.base64(32)),
        ("FERNET_KEY", t.base64(32).replace("+", "-").replace("/", "_")),
        ("MASTER_KEY", t.alnum(44)),
        ("unseal_key_1", t.base64(33)),
        ("UNSEAL_KEY", t.hex(66)),
        ("RECOVERY_SHARE_TOKEN", t.base64(33)),
        ("oauth_client_secret", t.alnum(40)),
        ("clientSecret", t.url(24)),
        ("consumerSecret", t.alnum(50)),
        ("access_token_secret", t.alnum(45)),
        ("REFRESH_TOKEN", t.url(64)),
        ("bot_token", t.alnum(59)),
        ("personalAccessToken", t.lower(52)),
        ("PAT", t.lower(52)),
        ("service_token", t.uuid()),
        ("X-Auth-Token", t.hex(40)),
        ("x-api-key", t.alnum(40)),
        ("api-key", t.uuid()),
        ("apikey", t.hex(24)),
        ("ApiSecret", t.alnum(28)),
        ("subscriptionKey", t.hex(32)),
        ("SharedAccessKey", t.base64(32)),
        ("webhook_signing_secret", t.hex(64)),
        ("license_key", "-".join(t.upper(5) for _ in range(5))),
        ("TOTP_SECRET", t.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)),
        ("OTP_SEED", t.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26)),
        ("PASSWORD_PEPPER", t.hex(32)),
        ("GPG_PRIVATE_KEY_BASE64", wrapped(t.pem("PGP PRIVATE KEY BLOCK"))),
        ("kubeToken", t.alnum(60)),
        ("CREDENTIALS", f"svc:{t.alnum(20)}"),
        ("BASIC_AUTH", f"ops:{t.human_password()}"),
        ("proxy_password", t.lower(9)),
        ("ftpPass", t.lower(8)),
        ("auth_token_staging", t.alnum(30)),
        ("STRIPE_KEY_SECRET_LIVE", t.alnum(30)),
        ("DBPASSWORD", t.alnum(14)),
        ("dbpwd", t.alnum(11)),
        ("MYSECRETTOKEN", t.alnum(26)),
        ("encryptionkey", t.base64(32)),
        ("ENCRYPTION_KEY_V1", t.hex(64)),
        ("mongodb_connection_password", t.alnum(20)),
        ("smithery_api_key", t.uuid()),
        ("rds/password", t.alnum(20)),
        ("/production/db/password", t.alnum(20)),
        ("candlefish/jwt/secret", t.base64(48)),
    )


def _untelling_names(t: Tokens) -> Iterator[tuple[str, str]]:
    """Random values under names that say nothing."""
    yield from (
        ("DATA", t.base64(36)),
        ("VALUE", t.alnum(36)),
        ("CONFIG", t.base64(48)),
        ("X", t.url(48)),
        ("foo", t.base64(33)),
        ("STUFF", t.alnum(50)),
        ("item", t.base64(66)),
        ("EXTRA", t.alnum(44)),
        ("bar", t.url(86)),
        ("note", t.base64(27)),
    )


def _addresses(t: Tokens) -> Iterator[tuple[str, str]]:
    """Addresses of every kind with a password in them."""
    for scheme in (
        "postgresql",
        "postgresql+asyncpg",
        "postgresql+psycopg2",
        "mysql+pymysql",
        "mysql2",
        "mariadb",
        "mongodb",
        "mongodb+srv",
        "redis",
        "rediss",
        "valkey",
        "amqp",
        "amqps",
        "mqtt",
        "mqtts",
        "stomp",
        "nats",
        "kafka",
        "cassandra",
        "cockroachdb",
        "oracle",
        "oracle+cx_oracle",
        "sqlserver",
        "mssql",
        "clickhouse",
        "clickhouse+native",
        "trino",
        "presto",
        "hive",
        "neo4j",
        "neo4j+s",
        "bolt",
        "couchbase",
        "influxdb",
        "elasticsearch",
        "ldap",
        "ldaps",
        "smtp",
        "smtps",
        "imaps",
        "ftp",
        "ftps",
        "sftp",
        "ssh",
        "http",
        "https",
        "ws",
        "wss",
        "socks5",
        "git+https",
        "rtsp",
        "jdbc:mysql",
        "jdbc:postgresql",
        "snowflake",
        "redshift+psycopg2",
        "databricks",
        "memcached",
        "zookeeper",
        "s3",
        "docker",
    ):
        yield ("URL", f"{scheme}://service:{t.alnum(16)}@{_NUMBERED_HOST}:6543/app")
    yield from (
        ("REDIS_URL", f"rediss://default:{t.base64(33).replace('/', '_').replace('+', '-')}@cache.prod.internal:6379"),
        ("DATABASE_URL", f"postgres://app:{quote(t.password(18), safe='')}@{_NUMBERED_HOST}/app"),
        ("DATABASE_URL", f"postgres://app:{t.human_password().replace('#', '!').replace('?', '!')}@{_NUMBERED_HOST}/app"),
        ("SQLALCHEMY_DATABASE_URI", f"mysql://root:{t.lower(8)}@10.0.2.17:3306/shop?charset=utf8mb4"),
        ("MONGO", f"mongodb://u:{t.alnum(12)}@a.internal:27017,b.internal:27017/app?replicaSet=rs0"),
        ("CELERY_BROKER", f"amqp://guest2:{t.alnum(10)}@rabbit:5672//"),
        ("PROXY", f"http://proxyuser:{t.alnum(9)}@proxy.corp.internal:3128"),
        ("GIT", f"https://x-access-token:ghs_{t.alnum(36)}@github.com/org/repository.git"),
        ("PIP_INDEX_URL", f"https://aws:{t.base64(200).replace('/', '_').replace('+', '-')}@d.codeartifact.us-east-1.amazonaws.com/pypi/r/simple/"),
        ("SENTRY_DSN", f"https://{t.hex(32)}:{t.hex(32)}@sentry.internal/12"),
        ("DSN", f"user=app password={t.alnum(16)} host=db.internal dbname=app sslmode=require"),
        ("DSN", f"host=db.internal user=app password='{t.password(14)}' dbname=app"),
        ("GO_DSN", f"app:{t.alnum(16)}@tcp(db.internal:3306)/app?parseTime=true"),
        ("JDBC", f"jdbc:mysql://db.internal:3306/app?user=root&password={t.alnum(12)}&useSSL=true"),
        ("JDBC", f"jdbc:sqlserver://db.internal:1433;databaseName=app;user=sa;password={t.password(14)};encrypt=true"),
        ("JDBC", f"jdbc:oracle:thin:app/{t.alnum(12)}@//db.internal:1521/ORCL"),
        ("ODBC", f"Driver={{ODBC Driver 18}};Server=db.internal;Database=app;UID=sa;PWD={t.password(12)};"),
        ("ConnectionStrings__Default", f"Data Source=db.internal;Initial Catalog=app;User Id=sa;Password={t.alnum(16)}"),
        ("AZURE_STORAGE_CONNECTION_STRING", f"DefaultEndpointsProtocol=https;AccountName=prod;AccountKey={t.base64(64)};EndpointSuffix=core.windows.net"),
        ("SERVICE_BUS", f"Endpoint=sb://prod.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={t.base64(32)}"),
        ("EVENT_HUB", f"Endpoint=sb://prod.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={t.base64(32)};EntityPath=hub"),
        ("COSMOS", f"AccountEndpoint=https://prod.documents.azure.com:443/;AccountKey={t.base64(64)};"),
        ("IOT", f"HostName=prod.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={t.base64(32)}"),
        ("BLOB_SAS", f"https://prod.blob.core.windows.net/c/f?sv=2023-11-03&st=2026-01-01&se=2027-01-01&sr=b&sp=r&sig={quote(t.base64(32), safe='')}"),
        ("DOWNLOAD", f"https://b.s3.amazonaws.com/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature={t.hex(64)}"),
        ("HOOK", f"https://api.service.internal/in?token={t.alnum(32)}"),
        ("HOOK", f"https://prod.webhook.office.com/webhookb2/{t.uuid()}@{t.uuid()}/IncomingWebhook/{t.hex(32)}/{t.uuid()}"),
        ("HOOK", f"https://events.pagerduty.com/integration/{t.hex(32)}/enqueue"),
        ("TELEMETRY", f"InstrumentationKey={t.uuid()};IngestionEndpoint=https://x.in.applicationinsights.azure.com/;ApiKey={t.alnum(40)}"),
    )


def _keys(t: Tokens) -> Iterator[tuple[str, str]]:
    """Private keys in every wrapping."""
    for kind in ("RSA PRIVATE KEY", "DSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY"):
        yield ("TLS_KEY", t.pem(kind))
        yield ("cert_bundle", t.pem("CERTIFICATE") + t.pem(kind))
    yield from (
        ("ssh2", t.pem("SSH2 ENCRYPTED PRIVATE KEY")),
        ("one_line", t.pem("EC PRIVATE KEY").replace("\n", " ")),
        ("escaped", t.pem("PRIVATE KEY").replace("\n", "\\n")),
        ("windows", t.pem("RSA PRIVATE KEY").replace("\n", "\r\n")),
        ("indented", "key: |\n" + "".join(f"  {line}\n" for line in t.pem().splitlines())),
    )
    key = ed25519.Ed25519PrivateKey.from_private_bytes(t.data(32))
    openssh = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()).decode()
    yield from (
        ("deploy", openssh),
        ("deploy_b64", wrapped(openssh)),
    )
    pkcs8 = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    yield from (
        ("small", pkcs8),
        ("age", f"AGE-SECRET-KEY-1{t.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}"),
        ("sops_age_key_file", f"# created: 2026-01-01T00:00:00Z\n# public key: age1{t.of('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}\nAGE-SECRET-KEY-1{t.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}\n"),
    )
    account = {"type": "service_account", "project_id": "prod-1", "private_key_id": t.hex(40), "private_key": t.pem("PRIVATE KEY"), "client_email": "svc@prod-1.iam.gserviceaccount.com", "client_id": t.digits(21)}
    yield from (
        ("GOOGLE_CREDENTIALS", json.dumps(account)),
        ("GCP_SA", wrapped(json.dumps(account, indent=2))),
        ("jwk", json.dumps({"kty": "EC", "crv": "P-256", "x": t.url(43), "y": t.url(43), "d": t.url(43)})),
        ("jwk", json.dumps({"kty": "oct", "kid": "1", "k": t.url(43), "alg": "HS256"})),
        ("wireguard", f"[Interface]\nPrivateKey = {t.base64(32)}\nAddress = 10.9.0.1/24\n"),
        ("p12_der", t.private_der()),
        ("nats", f"SU{t.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 56)}"),
    )


def _headers(t: Tokens) -> Iterator[tuple[str, str]]:
    """Authorisation in headers."""
    yield from (
        ("Authorization", f"Bearer {t.alnum(43)}"),
        ("Authorization", f"Bearer {t.jwt()}"),
        ("Authorization", f"Basic {wrapped(f'admin:{t.alnum(14)}')}"),
        ("Authorization", f"Token {t.hex(40)}"),
        ("Authorization", f"token {t.lower(40)}"),
        ("Authorization", f"ApiKey {t.base64(45)}"),
        ("HTTP_HEADERS", f"X-Api-Key: {t.alnum(32)}"),
        ("OTEL_EXPORTER_OTLP_HEADERS", f"x-honeycomb-team={t.alnum(22)},api-key={t.alnum(32)}"),
        ("OTEL_EXPORTER_OTLP_HEADERS", f"Authorization=Basic%20{quote(wrapped(f'7:{t.alnum(40)}'), safe='')}"),
        ("headers", json.dumps({"Authorization": f"Bearer {t.url(50)}", "Accept": "application/json"})),
        ("headers", json.dumps({"X-Vault-Token": f"hvs.{t.url(90)}"})),
        ("headers", json.dumps({"Private-Token": t.alnum(20)})),
        ("cookie", f"Cookie: session={t.jwt()}; theme=dark"),
        ("cookie", f"Set-Cookie: sessionid={t.lower(32)}; auth_token={t.hex(40)}; HttpOnly"),
    )


def _files(t: Tokens) -> Iterator[tuple[str, str]]:
    """Configuration files."""
    yield from (
        (".env", f"NODE_ENV=production\nPORT=3000\nJWT_SECRET={t.alnum(40)}\n"),
        (".env", f'DB_HOST=db.internal\nDB_PASSWORD="{t.password(16)}"\n'),
        (".env", f"# staging\nAPI_TOKEN = {t.alnum(30)}  # rotate me\n"),
        ("values.yaml", f"postgresql:\n  auth:\n    username: app\n    password: {t.human_password()}\n"),
        ("values.yaml", f"env:\n  - name: LOG_LEVEL\n    value: info\n  - name: STRIPE_API_KEY\n    value: {t.alnum(32)}\n"),
        ("values.yaml", f'secretKey: "{t.alnum(50)}"\nreplicas: 3\n'),
        ("secret.yaml", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ntype: Opaque\nstringData:\n  token: {t.alnum(30)}\n"),
        ("secret.yaml", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  key: {wrapped(t.password(20))}\n"),
        ("kubeconfig", f"users:\n- name: admin\n  user:\n    client-certificate-data: {wrapped(t.pem('CERTIFICATE'))}\n    client-key-data: {wrapped(t.pem())}\n"),
        ("appsettings", json.dumps({"ConnectionStrings": {"Default": f"Server=db;Database=a;User Id=sa;Password={t.password(14)};"}})),
        ("appsettings", json.dumps({"Smtp": {"Host": "mail.internal", "Password": t.human_password()}})),
        ("config.json", json.dumps({"auths": {"registry.internal": {"auth": wrapped(f"ci:{t.alnum(24)}")}}})),
        ("config.json", json.dumps({"mcpServers": {"x": {"command": "npx", "env": {"LINEAR_API_KEY": f"lin_api_{t.alnum(40)}"}}}})),
        ("task.json", json.dumps({"environment": [{"name": "SPRING_DATASOURCE_PASSWORD", "value": t.alnum(20)}]})),
        ("parameters", json.dumps([{"ParameterKey": "DBPassword", "ParameterValue": t.password(16)}])),
        ("credentials", f"[default]\naws_access_key_id = {t.aws_key()}\naws_secret_access_key = {t.aws_secret()}\n"),
        ("pip.conf", f"[global]\nindex-url = https://ci:{t.alnum(20)}@pypi.internal/simple\n"),
        (".npmrc", f"//npm.pkg.github.com/:_authToken=ghp_{t.alnum(36)}\n"),
        (".npmrc", f"_auth={wrapped(f'ci:{t.alnum(20)}')}\n"),
        (".netrc", f"machine git.internal\nlogin ci\npassword {t.alnum(20)}\n"),
        (".pgpass", f"db.internal:5432:*:app:{t.alnum(18)}\n"),
        ("my.cnf", f"[client]\nuser=root\npassword={t.password(14)}\n"),
        ("redis.conf", f"port 6379\nrequirepass {t.alnum(30)}\nappendonly yes\n"),
        ("odbc.ini", f"[prod]\nServer = db.internal\nPWD = {t.alnum(14)}\n"),
        ("settings.xml", f"<settings><servers><server><id>r</id><username>ci</username><password>{t.alnum(18)}</password></server></servers></settings>"),
        ("web.config", f'<add name="Main" connectionString="Data Source=db;User Id=sa;Password={t.alnum(14)}" />'),
        ("application.properties", f"spring.mail.password={t.human_password()}\nserver.port=8080\n"),
        ("prometheus.yml", f"scrape_configs:\n- job_name: x\n  basic_auth:\n    username: prom\n    password: {t.alnum(18)}\n"),
        ("alertmanager.yml", f"global:\n  slack_api_url: https://hooks.slack.com/services/T{t.upper(8)}/B{t.upper(10)}/{t.alnum(24)}\n"),
        ("vault.hcl", f'storage "consul" {{\n  address = "127.0.0.1:8500"\n  token = "{t.uuid()}"\n}}\n'),
        ("terraform.tfvars", f'db_password = "{t.password(18)}"\nregion = "us-east-1"\n'),
        ("main.tf", f'resource "aws_db_instance" "x" {{\n  username = "app"\n  password = "{t.password(18)}"\n}}\n'),
        ("config.toml", f'[database]\nurl = "postgres://app:{t.alnum(16)}@db.internal/app"\n'),
        ("config.toml", f'[auth]\napi_token = "{t.alnum(32)}"\n'),
        ("filebeat.yml", f'output.elasticsearch:\n  hosts: ["https://es:9200"]\n  username: beat\n  password: "{t.alnum(16)}"\n'),
        ("gradle.properties", f"signing.password={t.alnum(16)}\nossrhPassword={t.alnum(16)}\n"),
        ("wp-config.php", f"define('DB_PASSWORD', '{t.password(16)}');\ndefine('AUTH_KEY', '{t.of(string.printable[:62] + '!@#%^&*()', 64)}');\n"),
        ("user_data.toml", f'[settings.host-containers.admin]\nsecret-access-key = "{t.aws_secret()}"\n'),
        ("ansible", f"- hosts: all\n  vars:\n    ansible_become_password: {t.alnum(14)}\n"),
    )


def _scripts(t: Tokens) -> Iterator[tuple[str, str]]:
    """Start-up scripts, commands, code."""
    yield from (
        ("userData", f"#!/bin/bash\necho 'DB_PASSWORD={t.alnum(16)}' >> /etc/environment\n"),
        ("userData", f"#!/bin/bash\ncat > /etc/app.env <<'EOF'\nSTAGE=prod\nSECRET_TOKEN={t.alnum(32)}\nEOF\n"),
        ("userData", f"#!/bin/sh\naws configure set aws_secret_access_key {t.aws_secret()}\n"),
        ("userData", f"#!/bin/bash\nexport AWS_ACCESS_KEY_ID={t.aws_key()}\nexport AWS_SECRET_ACCESS_KEY={t.aws_secret()}\n"),
        ("userData", f"#!/bin/bash\necho {t.alnum(30)} | docker login --username ci --password-stdin registry.internal\n"),
        ("userData", f"#!/bin/bash\ngit clone https://ci:glpat-{t.url(20)}@gitlab.internal/a/b.git\n"),
        ("userData", f"#!/bin/bash\nuseradd deploy && echo 'deploy:{t.human_password()}' | chpasswd\n"),
        ("userData", f"#!/bin/bash\nwget --header='X-Auth-Token: {t.alnum(32)}' https://artifacts.internal/app.tgz\n"),
        ("userData", f"#!/bin/bash\nwget --user=ci --password={t.alnum(14)} https://artifacts.internal/app.tgz\n"),
        ("userData", f'''#!/bin/bash\ncurl -fsS -X POST -d '{{"password": "{t.alnum(16)}"}}' https://api.internal/login\n'''),
        ("userData", f"#!/bin/bash\ncurl --user ci:{t.alnum(18)} https://artifacts.internal/app.tgz -o app.tgz\n"),
        ("userData", f"#!/bin/bash\n/opt/agent/register --server https://ci.internal --registration-token {t.alnum(20)} --unattended\n"),
        ("userData", f"#!/bin/bash\n./config.sh --url https://github.com/org --token {t.upper(29)} --unattended\n"),
        ("userData", f"#!/bin/bash\nvault write auth/approle/login role_id={t.uuid()} secret_id={t.uuid()}\n"),
        ("userData", f"#!/bin/bash\nVAULT_TOKEN=hvs.{t.url(24)} vault kv get secret/app\n"),
        ("userData", f"#!/bin/bash\nvault operator unseal {t.base64(33)}\n"),
        ("userData", f'#!/bin/bash\nDD_API_KEY={t.hex(32)} DD_SITE=datadoghq.eu bash -c "$(curl -L https://install.internal/agent.sh)"\n'),
        ("userData", f"#cloud-config\nusers:\n- name: ops\n  plain_text_passwd: {t.human_password()}\n"),
        ("userData", f"#cloud-config\nchpasswd:\n  list: |\n    root:{t.alnum(12)}\n  expire: false\n"),
        ("userData", f"#cloud-config\nruncmd:\n- [sh, -c, 'echo {wrapped(f'TOKEN={t.alnum(32)}')} | base64 -d > /etc/token']\n"),
        ("userData", f'<powershell>\nnet user Administrator "{t.human_password()}"\n</powershell>\n'),
        ("userData", f"<powershell>\n$env:API_KEY = '{t.alnum(32)}'\n</powershell>\n"),
        ("command", f"psql postgresql://app:{t.alnum(16)}@db.internal/app -c 'select 1'"),
        ("command", f"mysqldump --user=root --password={t.alnum(14)} app"),
        ("command", f"mongosh --host db.internal -u admin -p {t.alnum(14)}"),
        ("command", f"openssl enc -aes-256-cbc -in a -out b -pass pass:{t.alnum(16)}"),
        ("command", f"helm upgrade app ./chart --set auth.password={t.alnum(16)}"),
        ("command", f"kubectl create secret generic db --from-literal=password={t.alnum(16)}"),
        ("command", f"ansible-playbook site.yml -e db_password={t.alnum(16)}"),
        ("command", f"sqlcmd -S db.internal -U sa -P {t.password(14)} -Q 'select 1'"),
        ("command", f"rclone copy --s3-secret-access-key {t.aws_secret()} a b"),
        ("command", f"aws secretsmanager put-secret-value --secret-id app --secret-string {t.alnum(24)}"),
        ("sql", f"ALTER USER app WITH ENCRYPTED PASSWORD '{t.alnum(16)}';"),
        ("sql", f"CREATE LOGIN app WITH PASSWORD = '{t.password(16)}';"),
        ("sql", f"GRANT ALL ON *.* TO 'app'@'%' IDENTIFIED BY '{t.password(14)}';"),
        ("code", f'requests.get(url, headers={{"Authorization": "Bearer {t.alnum(40)}"}})'),
        ("code", f'boto3.client("s3", aws_access_key_id="{t.aws_key()}", aws_secret_access_key="{t.aws_secret()}")'),
        ("code", f'const client = new Client({{ apiKey: "{t.alnum(32)}" }});'),
        ("code", f'String dbPassword = "{t.password(14)}";'),
        ("code", f'private const string ApiSecret = "{t.alnum(30)}";'),
        ("code", f'password := "{t.alnum(14)}"'),
        ("code", f"process.env.SESSION_SECRET = '{t.alnum(32)}'"),
        ("code", f'SECRET_KEY = os.environ.get("SECRET_KEY", "{t.alnum(40)}")'),
        ("dockerfile", f"FROM alpine\nARG NPM_TOKEN={t.uuid()}\nRUN npm ci\n"),
        ("dockerfile", f"FROM alpine\nENV DB_PASSWORD={t.alnum(14)} STAGE=prod\n"),
        ("unit", f"[Service]\nEnvironment=API_TOKEN={t.alnum(32)}\nExecStart=/usr/bin/app\n"),
        ("crontab", f"0 3 * * * PGPASSWORD={t.alnum(14)} pg_dump -h db app > /backup/app.sql\n"),
    )


def _texts(t: Tokens) -> Iterator[tuple[str, str]]:
    """Descriptions, tags, dashboards, templates of other services."""
    yield from (
        ("description", f"Service account for reports, pw: {t.alnum(12)}"),
        ("description", f"login admin / password {t.human_password()}"),
        ("description", f"API key is {t.alnum(32)} (expires in June)"),
        ("description", f"use token {t.alnum(36)} to call it"),
        ("Comment", f"temporary ghp_{t.alnum(36)}"),
        ("Notes", f"db creds app/{t.password(16)}"),
        ("markdown", f"## Access\nUser: admin\nPassword: {t.human_password()}\n"),
        ("dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {"markdown": f"[API](https://api.internal/?api_key={t.alnum(32)})"}}]})),
        ("dashboardBody", json.dumps({"widgets": [{"type": "custom", "properties": {"params": {"token": t.alnum(36)}}}]})),
        ("stateMachine", json.dumps({"States": {"Call": {"Parameters": {"Headers": {"x-api-key": t.alnum(40)}}}}})),
        ("requestTemplate", f'{{"apiKey": "{t.alnum(32)}", "body": $input.json("$")}}'),
        ("input", json.dumps({"detail": {"password": t.alnum(16)}})),
        ("content", json.dumps({"mainSteps": [{"inputs": {"runCommand": [f"export TOKEN={t.alnum(32)}"]}}]})),
        ("outputs", json.dumps({"host": "db.internal", "password": t.alnum(20)})),
        ("secretString", json.dumps({"uri": f"mongodb+srv://app:{t.alnum(16)}@c.mongodb.net", "username": "app"})),
        ("customData", json.dumps({"slack": {"bot_token": f"xoxb-{t.digits(12)}-{t.digits(12)}-{t.alnum(24)}"}})),
        ("body", f"grant_type=client_credentials&client_id=app&client_secret={t.url(40)}"),
        ("body", f"username=app&password={t.alnum(14)}&grant_type=password"),
    )


def _wrappings(t: Tokens) -> Iterator[tuple[str, str]]:
    """Secrets one layer down."""
    yield from (
        ("userData", wrapped(f"#!/bin/bash\nexport API_TOKEN={t.alnum(32)}\n")),
        ("userData", zipped(f"#!/bin/bash\nvault login {t.alnum(26)}\n")),
        ("userData", wrapped(zipped(f"export DB_PASSWORD={t.alnum(16)}\n"))),
        ("userData", f"#cloud-config\nwrite_files:\n- encoding: gz+b64\n  path: /etc/a\n  content: {zipped(f'[db]{chr(10)}password = {t.alnum(16)}{chr(10)}')}\n"),
        ("CONFIG_B64", wrapped(json.dumps({"apiKey": t.alnum(32)}))),
        ("CONFIG", json.dumps({"inner": json.dumps({"password": t.alnum(16)})})),
        ("CONFIG", json.dumps(json.dumps({"auth": {"token": t.alnum(36)}}))),
        ("ENV_FILE", wrapped(f"A=1\nSTRIPE_KEY=sk_live_{t.alnum(24)}\n")),
        ("TOKEN_B64", wrapped(t.alnum(32))),
        ("PASSWORD_BASE64", wrapped(t.human_password())),
        ("QUERY", quote(f"password={t.alnum(16)}&user=app", safe="")),
    )
