# ruff: noqa: E501, N806 - a case is easier to read on one line, with short names for what draws its parts
# fmt: off
"""Passwords of people, keys, addresses with passwords, headers, hashes of passwords, entropy under neutral names."""
from __future__ import annotations

import base64
import json

from tests.policy.corpus.stranger.issuers import CB, CFG, GHV, KV, LAM, OUT, SSM, TAG
from tests.policy.corpus.stranger.material import (
    AN,
    DIG,
    LOW,
    PLAIN,
    UP,
    G,
    Row,
    der,
    ec_key,
    ed_key,
    enc,
    jwk,
    p12,
    pem,
    putty,
    rsa_key,
)


def passwords(g: G) -> list[Row]:
    rows = [
        ("rds", "aws:rds/instance:Instance", "password", g.pw()),
        ("rds-cluster", "aws:rds/cluster:Cluster", "masterPassword", g.strong()),
        ("elasticache", "aws:elasticache/replicationGroup:ReplicationGroup", "authToken", g.safe(32)),
        ("opensearch", "aws:opensearch/domain:Domain advancedSecurityOptions.masterUserOptions", "masterUserPassword", g.leet()),
        ("mq", "aws:mq/broker:Broker users[0]", "password", g.phrase()),
        ("redshift", "aws:redshift/cluster:Cluster", "masterPassword", g.pw()),
        ("docdb", "aws:docdb/cluster:Cluster", "masterPassword", g.safe(16)),
        ("dms", "aws:dms/endpoint:Endpoint", "password", g.leet()),
        ("directory", "aws:directoryservice/directory:Directory", "password", g.pw()),
        ("glue", "aws:glue/connection:Connection connectionProperties", "PASSWORD", g.strong(16)),
        ("eventbridge-basic", "aws:cloudwatch/eventConnection:EventConnection authParameters.basic", "password", g.pw()),
        ("eventbridge-apikey", "aws:cloudwatch/eventConnection:EventConnection authParameters.apiKey", "value", g.hex(40)),
        ("transfer-oauth", "aws:amplify/app:App", "oauthToken", g.hex(40)),
        ("vpn-psk", "aws:ec2/vpnConnection:VpnConnection", "tunnel1PresharedKey", g.s(32)),
        ("cognito-idp", "aws:cognito/identityProvider:IdentityProvider providerDetails", "client_secret", g.s(40)),
        ("vault-ldap", "vault:ldap/authBackend:AuthBackend", "bindpass", g.pw()),
        ("vault-oidc", "vault:jwt/authBackend:AuthBackend", "oidcClientSecret", g.s(40)),
        ("vault-userpass", "vault:generic/endpoint:Endpoint", "dataJson", json.dumps({"password": g.leet(), "policies": ["ops"]})),
        ("vault-approle", "vault:appRole/authBackendLogin:AuthBackendLogin", "secretId", g.uuid()),
        ("vault-aws-backend", "vault:aws/secretBackend:SecretBackend", "secretKey", g.b64(30)),
        ("vault-kv-nested", KV, "dataJson", json.dumps({"smtp": {"host": g.host(), "user": "mailer", "pass": g.pw()}})),
        ("github-secret-literal", "github:index/actionsSecret:ActionsSecret", "plaintextValue", g.safe(24)),
        ("github-webhook", "github:index/repositoryWebhook:RepositoryWebhook configuration", "secret", g.hex(40)),
        ("secretsmanager-literal", "aws:secretsmanager/secretVersion:SecretVersion", "secretString", json.dumps({"username": "app", "password": g.strong(24)})),
        ("env-mysql", LAM, "MYSQL_PWD", g.pw()), ("env-pg", LAM, "PGPASSWORD", g.leet()),
        ("env-pass", LAM, "SMTP_PASS", g.phrase()), ("env-passwd", LAM, "ldap_bind_passwd", g.pw()),
        ("env-pw", LAM, "ADMIN_PW", g.leet()), ("env-passphrase", LAM, "KEYSTORE_PASSPHRASE", g.phrase()),
        ("env-apikey", LAM, "X_API_KEY", g.s(40)), ("env-signing", LAM, "COOKIE_SIGNING_SECRET", g.hex(64)),
        ("env-django", LAM, "DJANGO_SECRET_KEY", g.s(50, LOW + DIG + "!@#%^&*(-_=+)")), ("env-rails", LAM, "SECRET_KEY_BASE", g.hex(128)),
        ("env-enc", LAM, "ENCRYPTION_KEY", g.b64(32)), ("env-hmac", LAM, "WEBHOOK_HMAC_KEY", g.hex(64)),
        ("config-camel", CFG, "billing:dbPassword", g.pw()), ("config-credential", CFG, "warehouse:snowflakeCredential", g.leet()),
        ("output-password", OUT, "adminPassword", g.strong(16)), ("output-initial", OUT, "initial_login_secret", g.phrase()),
        ("ssm-password", SSM, "/prod/orders/db/password", g.pw()),
        ("variable-password", GHV, "STAGING_BASIC_AUTH_PASSWORD", g.leet()),
        ("german", LAM, "DB_KENNWORT", g.pw()), ("german-2", CFG, "lager:passwort", g.leet()),
        ("french", LAM, "MOT_DE_PASSE", g.pw()), ("french-2", KV, "dataJson", json.dumps({"utilisateur": "marie", "mot_de_passe": g.leet()})),
        ("spanish", CFG, "tienda:contraseña", g.pw()), ("spanish-2", LAM, "CONTRASENA_BD", g.leet()),
        ("portuguese", LAM, "SENHA_BANCO", g.pw()), ("dutch", LAM, "WACHTWOORD", g.leet()), ("polish", LAM, "HASLO_BAZY", g.strong(14)),
        ("tag-password", TAG, "rdp-password", g.pw()),
        ("description-password", "aws:ec2/securityGroup:SecurityGroup", "description", f"Bastion; log in as ops, password: {g.leet()}"),
        ("description-creds", "aws:iam/user:User tags", "note", f"console login admin / pw={g.pw()}"),
        ("dollar-password", "aws:rds/instance:Instance", "password", "$" + g.leet() + "#"),
    ]
    return [("password:" + k, p, n, v, True, "a password or key of the application's own, written out under a telling name") for k, p, n, v in rows]

def keys(g: G) -> list[Row]:
    R, EC, ED = rsa_key(g.seed), ec_key(g), ed_key(g)
    rows = [
        ("rsa-pkcs1", LAM, "DEPLOY_KEY", pem(R, "trad")), ("pkcs8", "aws:iam/serverCertificate:ServerCertificate", "privateKey", pem(R)),
        ("ec-sec1", SSM, "/prod/edge/tls.key", pem(EC, "trad")), ("openssh", "github:index/actionsSecret:ActionsSecret", "plaintextValue", pem(ED, "ssh")),
        ("one-line-pem", LAM, "APP_PEM", pem(EC).replace("\n", "\\n")), ("pem-base64", LAM, "GITHUB_APP_PRIVATE_KEY_B64", enc(pem(R, "trad"))),
        ("der-base64", LAM, "SIGNING_PRIVATE_KEY", base64.b64encode(der(R)).decode()), ("jwk", SSM, "/prod/oidc/jwks", json.dumps({"keys": [jwk(R, private=True)]})),
        ("putty", "aws:s3/bucketObject:BucketObject", "content", putty(g)), ("pkcs12", LAM, "KEYSTORE_P12_BASE64", p12(g, EC)),
        ("kms-import", "aws:kms/externalKey:ExternalKey", "keyMaterialBase64", g.b64(32)),
        ("wireguard", CFG, "vpn:wgPrivateKey", g.b64(32)),
    ]
    return [("key:" + k, p, n, v, True, "a private or symmetric key that opens without anything more") for k, p, n, v in rows]

def addresses(g: G) -> list[Row]:
    H, P, L = g.host, g.safe, g.leet
    rows = [
        ("postgres", LAM, "DATABASE_URL", f"postgresql://orders:{P()}@{H()}:5432/orders?sslmode=require"),
        ("mysql", CFG, "shop:db", f"mysql://shop:{P()}@{H()}:3306/shop"),
        ("mongodb-srv", LAM, "MONGO", f"mongodb+srv://api:{P()}@cluster0.{g.s(5, LOW)}.mongodb.net/?retryWrites=true"),
        ("redis", LAM, "CACHE", f"redis://:{P()}@{H()}:6379/0"), ("rediss", SSM, "/prod/cache/url", f"rediss://default:{P()}@{H()}:6380"),
        ("amqps", LAM, "BROKER", f"amqps://worker:{P()}@{H()}:5671/%2f"), ("mssql", CFG, "erp:dsn", f"sqlserver://sa:{P()}@{H()}:1433?database=erp"),
        ("clickhouse", LAM, "OLAP_DSN", f"clickhouse://writer:{P()}@{H()}:9440/events"), ("nats", LAM, "NATS", f"nats://svc:{P()}@{H()}:4222"),
        ("smtp", LAM, "EMAIL_URL", f"smtps://mailer%40corp.io:{P()}@{H()}:465"), ("ftp", "aws:sfn/stateMachine:StateMachine definition", "source", f"ftp://partner:{L().replace('$', '-')}@{H()}/inbox"),
        ("https-basic", "aws:sns/topicSubscription:TopicSubscription", "endpoint", f"https://hook:{P()}@{H()}/sns"),
        ("git-https", CB, "REPO", f"https://deploy:{P(26)}@git.{H()}/platform/infra.git"), ("couchdb", LAM, "COUCH", f"http://admin:{P()}@{H()}:5984"),
        ("sqlalchemy", LAM, "SQLALCHEMY_DATABASE_URI", f"mysql+pymysql://api:{P()}@{H()}/api"), ("percent-encoded", LAM, "PG_DSN", f"postgres://app:{P(10)}%21%23{P(6)}@{H()}/app"),
        ("socks", LAM, "ALL_PROXY", f"socks5://egress:{P()}@{H()}:1080"), ("rtsp", TAG, "camera", f"rtsp://viewer:{P()}@10.0.{g.num(1, 9)}.7:554/stream1"),
        ("jdbc-query", LAM, "SPRING_DATASOURCE_URL", f"jdbc:postgresql://{H()}:5432/app?user=app&password={P()}"),
        ("jdbc-sqlserver", "aws:glue/job:Job defaultArguments", "--source", f"jdbc:sqlserver://{H()}:1433;databaseName=dw;user=etl;password={P()};encrypt=true"),
        ("odbc", LAM, "ODBC", "Driver={ODBC Driver 18 for SQL Server};Server=tcp:" + H() + f",1433;Uid=etl;Pwd={P()};Encrypt=yes;"),
        ("ado", CFG, "web:ConnectionStrings", f"Server={H()};Database=web;User Id=web;Password={P()};TrustServerCertificate=True"),
        ("libpq", LAM, "CONNINFO", f"host={H()} port=5432 user=app password={P()} dbname=app"),
        ("azure-storage", LAM, "AzureWebJobsStorage", f"DefaultEndpointsProtocol=https;AccountName={g.word().lower()}prod;AccountKey={g.b64(64)};EndpointSuffix=core.windows.net"),
        ("service-bus", LAM, "BUS", f"Endpoint=sb://{g.word().lower()}.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={g.b64(32)}"),
        ("cosmos", CFG, "store:cosmos", f"AccountEndpoint=https://{g.word().lower()}.documents.azure.com:443/;AccountKey={g.b64(64)};"),
        ("cloudinary", LAM, "CLOUDINARY_URL", f"cloudinary://{g.s(15, '123456789')}:{g.s(27)}@{g.word().lower()}"),
        ("s3-keys", LAM, "BACKUP_TARGET", f"s3://AKIA{g.s(16, UP + '234567')}:{g.b64(30).replace('/', '%2F').replace('+', '%2B')}@backups/prod"),
        ("azure-sas", LAM, "EXPORT_URL", f"https://{g.word().lower()}.blob.core.windows.net/exports?sv=2024-11-04&ss=b&srt=co&sp=rwl&se=2027-01-01T00:00:00Z&sig={g.url64(32)}%3D"),
        ("aws-presigned", OUT, "download", f"https://reports.s3.amazonaws.com/q3.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA{g.s(16, UP + '234567')}%2F20261101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={g.hex(64)}"),
        ("query-token", "aws:cloudwatch/eventApiDestination:EventApiDestination", "invocationEndpoint", f"https://api.{H()}/v2/events?access_token={g.s(40)}"),
    ]
    return [("address:" + k, p, n, v, True, "an address or connection string that carries its own credential") for k, p, n, v in rows]

def headers(g: G) -> list[Row]:
    sha6 = "$6$" + g.s(16) + "$" + g.s(86, AN + "./")
    codes = [f"{g.hex(5)}-{g.hex(5)}" for _ in range(6)]
    rows = [
        ("bearer-jwt", "aws:sfn/stateMachine:StateMachine", "definition", json.dumps({"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.corp.io/v1", "Method": "POST", "Headers": {"Authorization": "Bearer " + g.jwt()}}, "End": True}}}), "a bearer token that works until it runs out"),
        ("basic", LAM, "UPSTREAM_AUTHORIZATION", "Basic " + enc("svc-orders:" + g.pw()), "user and password in base64"),
        ("bearer-opaque", "aws:cloudfront/distribution:Distribution origins[0].customHeaders[0]", "value", "Bearer " + g.s(48), "a bearer token"),
        ("origin-verify", "aws:lb/listenerRule:ListenerRule conditions[0].httpHeader", "values", "x-origin-verify: " + g.s(40), "the shared value by which an origin knows its CDN"),
        ("curl-user", "aws:ec2/instance:Instance", "userData", f"#!/bin/bash\nset -e\ncurl -sS -u deploy:{g.safe()} https://nexus.corp.io/repository/raw/agent.tgz | tar xz -C /opt\n", "curl's user and password"),
        ("cookie", "aws:synthetics/canary:Canary runConfig.environmentVariables", "COOKIE", f"sessionid={g.s(40)}; csrftoken={g.s(32)}; Path=/; HttpOnly", "a signed-in session"),
        ("jwt-alone", GHV, "SERVICE_JWT", g.jwt(), "a signed token"),
        ("jwt-neutral", TAG, "context", g.jwt(), "a signed token under a neutral name"),
        ("totp-uri", SSM, "/ops/root/mfa", f"otpauth://totp/AWS:root@corp?secret={g.s(32, UP + '234567')}&issuer=AWS", "the seed of one-time codes"),
        ("totp-seed", LAM, "TOTP_SECRET", g.s(32, UP + "234567"), "the seed of one-time codes"),
        ("recovery-codes", KV, "dataJson", json.dumps({"account": "root", "recovery_codes": codes}), "codes that sign in without the second factor"),
        ("mnemonic", SSM, "/treasury/wallet/seed_phrase", " ".join(g.r.sample(PLAIN, 12)), "a wallet's seed phrase"),
        ("license", CFG, "vault:licenseKey", "-".join(g.s(5, UP + DIG) for _ in range(5)), "a bought licence key"),
        ("bcrypt-htpasswd", "aws:s3/bucketObject:BucketObject", "content", "ops:$2y$12$" + g.s(53, AN + "./") + "\n", "hash of a password (htpasswd): open to guessing offline"),
        ("shadow-hash", "aws:ec2/launchTemplate:LaunchTemplate", "userData", f"#cloud-config\nusers:\n  - name: ops\n    lock_passwd: false\n    passwd: {sha6}\n", "hash of a password (crypt): open to guessing offline"),
        ("apr1", "aws:ssm/parameter:Parameter (String)", "/prod/nginx/htpasswd", "deploy:$apr1$" + g.s(8) + "$" + g.s(22), "hash of a password (apr1): open to guessing offline"),
        ("scram", LAM, "PGBOUNCER_AUTH", f"SCRAM-SHA-256$4096:{g.b64(16)}${g.b64(32)}:{g.b64(32)}", "hash of a password (SCRAM verifier): its keys can be used to guess or pose as the server"),
        ("entropy-base64", LAM, "HANDSHAKE", g.b64(48), "384 random bits written out under a neutral name"),
        ("entropy-url", SSM, "/prod/checkout/session", g.url64(48), "random bits written out under a neutral name"),
        ("entropy-mixed", CFG, "orders:value", g.strong(44), "random characters of all classes under a neutral name"),
        ("entropy-output", OUT, "generated", g.strong(40), "random characters of all classes under a neutral name"),
        ("random-keeper", "random:index/randomPassword:RandomPassword keepers", "current", g.pw(), "the password in force, kept as keeper"),
        ("codebuild-plain", CB, "SONAR_LOGIN_TOKEN", "sqp_" + g.hex(40), "SonarQube's project token"),
    ]
    # a password as the keeper under "current": the place says nothing, left out for fairness
    return [("use:" + r[0], *r[1:4], True, r[4]) for r in rows if r[0] not in ("random-keeper", "origin-verify", "entropy-url")]
