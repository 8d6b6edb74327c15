# ruff: noqa: E501 - a case is easier to read on one line
# fmt: off
"""Connections, keys, passwords, settings, random strings, nested and other texts."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.policy.corpus.third.made import (
    B64,
    BECH,
    DIG,
    LOW,
    UP,
    armoured,
    certificate,
    folded,
    openssh,
    passphrase,
    real_pem,
    service_account,
    weak,
    word,
)
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def connections(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    u = "url"
    for name, text in (
        ("DATABASE_URL", f"postgres://app:{quote(t.password(), safe='')}@db.acme.io:5432/app"),
        (u, f"mysql://root:{weak(t)}@10.0.3.4/shop"),
        (u, f"mongodb+srv://app:{t.alnum(16)}@cluster0.{t.lower(5)}.mongodb.net/app?retryWrites=true"),
        ("REDIS_URL", f"rediss://:{t.alnum(40)}@cache.acme.io:6380/0"),
        (u, f"amqp://guest2:{t.human_password().replace('#', '!').replace('?', '!')}@rabbit:5672/%2f"),
        (u, f"jdbc:mysql://db:3306/app?user=app&password={t.alnum(18)}&useSSL=true"),
        (u, f"jdbc:sqlserver://sql01:1433;databaseName=crm;user=crm;password={t.alnum(18)};encrypt=true"),
        (u, f"jdbc:oracle:thin:scott/{t.alnum(12)}@//ora.acme.io:1521/ORCL"),
        ("ConnectionString", f"Server=tcp:acme.database.windows.net,1433;Initial Catalog=crm;User ID=crm;Password={t.password()};Encrypt=True;"),
        ("AzureWebJobsStorage", f"DefaultEndpointsProtocol=https;AccountName=acmeprod;AccountKey={t.base64(64)};EndpointSuffix=core.windows.net"),
        ("serviceBus", f"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={t.base64(32)}"),
        ("cosmos", f"AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={t.base64(64)};"),
        ("iotHub", f"HostName=acme.azure-devices.net;DeviceId=pump7;SharedAccessKey={t.base64(32)}"),
        ("odbc", f"Driver={{ODBC Driver 18 for SQL Server}};Server=sql01;Uid=app;Pwd={t.alnum(16)};"),
        ("dsn", f"host=db port=5432 dbname=app user=app password={t.human_password()} sslmode=require"),
        ("dsn", f"app:{t.alnum(16)}@tcp(db:3306)/shop?parseTime=true"),
        (u, f"clickhouse://default:{t.alnum(16)}@ch:9000/events"),
        (u, f"snowflake://PULUMI:{t.alnum(20)}@xy12345.eu-central-1/DB/PUBLIC?warehouse=WH"),
        (u, f"ldap://cn=admin:{t.alnum(14)}@ldap.acme.io:389"),
        (u, f"ftp://upload:{weak(t)}@ftp.partner.com/in"),
        (u, f"https://elastic:{t.alnum(24)}@es.acme.io:9243"),
        (u, f"nats://svc:{t.alnum(22)}@nats:4222"),
        (u, f"smtps://apikey:SG.{t.url(22)}.{t.url(43)}@smtp.sendgrid.net:465"),
        ("callback", f"https://api.partner.com/hook?client_id=acme&client_secret={t.alnum(40)}"),
        ("logicApp", f"https://prod-12.westeurope.logic.azure.com/workflows/{t.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={t.url(43)}"),
        ("presigned", f"https://acme.s3.amazonaws.com/x.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={t.aws_key()}%2F20300101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20300101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature={t.hex(64)}"),
    ):
        yield name, text, True
    for name, text in (
        ("DATABASE_URL", "postgres://app@db.acme.io:5432/app?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem"),

        (u, "mysql://root@127.0.0.1:3306/test"),
        (u, "mongodb+srv://cluster0.mongodb.net/app?authMechanism=MONGODB-AWS&authSource=%24external"),
        ("REDIS_URL", "redis://localhost:6379/0"),
        (u, "amqp://rabbit.acme.svc.cluster.local:5672/orders"),
        (u, "jdbc:mysql:aws://db:3306/app?user=app&useAwsIam=true&sslMode=VERIFY_CA"),
        (u, "jdbc:sqlserver://sql01:1433;databaseName=crm;integratedSecurity=true;encrypt=true"),
        ("ConnectionString", "Server=tcp:acme.database.windows.net,1433;Database=crm;Authentication=Active Directory Managed Identity;Encrypt=True;"),
        ("ConnectionString", "Server=sql01;Database=crm;User Id=crm;Password={your_password};"),
        ("AzureWebJobsStorage__accountName", "acmeprodstorage"),
        ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
        ("serviceBus", "Endpoint=sb://acme.servicebus.windows.net/;Authentication=ManagedIdentity;EntityPath=orders"),
        ("keyVaultReference", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db-password/)"),
        ("dsn", "host=db port=5432 dbname=app user=app passfile=/etc/app/.pgpass sslmode=require"),
        ("dsn", "app@tcp(localhost:3306)/shop?parseTime=true"),
        (u, "https://user:***@es.acme.io:9243"),
        (u, "ssh://git@github.com/acme/infrastructure.git"),
        (u, "https://login.microsoftonline.com/common/oauth2/v2.0/token"),
        ("callback", "https://api.partner.com/hook?client_id=acme&response_type=token&scope=openid%20profile"),
        (u, f"https://acme.s3.eu-west-1.amazonaws.com/releases/{t.hex(40)}/bundle.js?versionId={t.url(32)}"),
        ("objectUrl", "https://acme.s3.amazonaws.com/x.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"),
        ("resetUrl", "https://id.acme.io/password/reset?token={{token}}&lang=en"),
        ("bootstrapServers", "b-1.acme.kafka.eu-west-1.amazonaws.com:9098,b-2.acme.kafka.eu-west-1.amazonaws.com:9098"),
    ):
        yield name, text, False


def keys(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    jwk = {"kty": "EC", "crv": "P-256", "kid": t.uuid(), "x": t.url(43), "y": t.url(43)}
    yield "privateKey", t.pem(), True
    yield "tlsKey", real_pem(t, "EC PRIVATE KEY"), True
    yield "value", t.pem("DSA PRIVATE KEY"), True
    yield "body", openssh(t), True
    yield "content", "# signing key\n" + armoured("PGP PRIVATE KEY BLOCK", "lQ" + t.base64(400)), True
    yield "data", real_pem(t).replace("\n", "\\n"), True
    yield "bundle", certificate(t) + real_pem(t), True
    yield "der", t.private_der(), True
    yield "jwk", json.dumps({**jwk, "d": t.url(43)}), True
    yield "jwks", json.dumps({"keys": [{"kty": "oct", "alg": "HS256", "k": t.url(43)}]}), True
    yield "identity", "AGE-SECRET-KEY-1" + t.of(BECH, 58).upper(), True
    yield "wireguardPrivateKey", t.base64(32), True
    yield "presharedKey", t.base64(32), True
    yield "googleCredentials", wrapped(service_account(t)), True
    yield "minisignKey", f"untrusted comment: minisign encrypted secret key\nRWR{t.of('TUVW', 1)}{t.base64(156)}\n".replace("encrypted ", ""), True
    yield "signingKey", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ops\nPublic-Lines: 2\n" + folded(t.base64(51)) + "\nPrivate-Lines: 1\n" + t.base64(36) + "\nPrivate-MAC: " + t.hex(64) + "\n", True
    yield "totp", f"otpauth://totp/Acme:root?secret={t.of(UP + '234567', 32)}&issuer=Acme", True
    yield "publicKey", t.public_pem(), False
    yield "public_key", t.public_ssh() + " deploy@acme", False
    yield "authorizedKeys", "\n".join('no-pty,command="/bin/sync" ' + t.public_ssh() + f" user{i}" for i in range(3)), False
    yield "certificate", certificate(t), False
    yield "certificateChain", certificate(t, "leaf") + certificate(t, "Acme Root CA"), False
    yield "caBundle", wrapped(certificate(t, "webhook-ca")), False
    yield "csr", armoured("CERTIFICATE REQUEST", "MII" + t.of(B64, 500)), False
    yield "gpgKey", armoured("PGP PUBLIC KEY BLOCK", "mQ" + t.base64(400)), False
    yield "signature", armoured("PGP SIGNATURE", "iQ" + t.base64(300)), False
    yield "jwk", json.dumps(jwk), False
    yield "jwks", json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "use": "sig", "kid": t.url(43), "n": t.url(342)}]}), False
    yield "recipient", "age1" + t.of(BECH, 58), False
    yield "wireguardPublicKey", t.base64(32), False
    yield "fingerprint", "SHA256:" + t.base64(32).rstrip("="), False
    yield "hostKeyFingerprint", ":".join(t.hex(32)[i : i + 2] for i in range(0, 32, 2)), False
    yield "dhParameters", armoured("DH PARAMETERS", "MII" + t.of(B64, 360)), False
    yield "dkim", "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + t.of(B64, 360) + "IDAQAB", False
    yield "dnskey", "257 3 13 " + t.base64(64), False
    yield "tlsa", "3 1 1 " + t.hex(64), False


def encrypted(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "password", f"ENC[AES256_GCM,data:{t.base64(16)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]", False
    yield "content", f"db:\n  password: ENC[AES256_GCM,data:{t.base64(18)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]\nsops:\n  kms:\n  - arn: arn:aws:kms:eu-west-1:{t.digits(12)}:key/{t.uuid()}\n    enc: AQICAHh{t.of(B64, 240)}\n  version: 3.8.1\n", False
    yield "config", f"config:\n  acme:dbPassword:\n    secure: v1:{t.base64(12)}:{t.base64(40)}\nencryptionsalt: v1:{t.base64(8)}:v1:{t.base64(12)}:{t.base64(28)}\n", False
    yield "sealed", f"apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{t.of(B64, 300)}\n", False
    yield "vars", "$ANSIBLE_VAULT;1.1;AES256\n" + "\n".join(t.hex(80).translate(str.maketrans("abcdef", "333666")) for _ in range(6)) + "\n", False
    yield "token", "vault:v1:" + t.base64(60), False
    yield "ciphertextBlob", "AQICAHh" + t.of(B64, 245), False
    yield "message", armoured("PGP MESSAGE", "hQ" + t.base64(300)), False
    yield "file", armoured("AGE ENCRYPTED FILE", wrapped("age-encryption.org/v1\n-> X25519 ") + t.base64(120)), False
    yield "encryptedValue", t.base64(96), False


def human(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "DB_PASS", weak(t), True
    yield "masterPassword", word(t) + "2024!", True
    yield "adminPassword", t.human_password(), True
    yield "password", passphrase(t), True
    yield "passwd", "P@ss" + word(t) + t.digits(2), True
    yield "db_pwd", word(t).lower(), True
    yield "root_pw", "acme" + t.digits(4), True
    yield "userPassword", passphrase(t, " ") + " " + t.digits(2), True
    yield "passphrase", passphrase(t, "_"), True
    yield "pin_password", t.digits(8), True
    yield "contraseña", t.human_password(), True
    yield "Kennwort", t.human_password(), True
    yield "mot_de_passe", word(t) + t.digits(4) + "!", True
    yield "administratorLoginPassword", word(t)[::-1] + "#" + t.digits(4), True
    yield "sharedSecret", passphrase(t, ""), True
    yield "smtpPassword", " ".join(t.of(LOW, 4) for _ in range(4)), True


def settings(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    for name, text in (
        ("PASSWORD_MIN_LENGTH", "12"), ("TOKEN_URL", "https://id.acme.io/oauth/token"),
        ("SECRET_NAME", "prod/billing/database-credentials"), ("KEY_ROTATION_DAYS", "365"), ("tokenType", "Bearer"),
        ("passwordEncryption", "scram-sha-256"), ("authTokenHeader", "X-Acme-Auth-Token"), ("apiKeySource", "AUTHORIZER"),
        ("secretStoreKind", "ClusterSecretStore"),
        ("credentialsParameter", f"arn:aws:secretsmanager:eu-west-1:{t.digits(12)}:secret:registry-{t.alnum(6)}"),
        ("s3Key", f"lambda/authorizer-{t.hex(12)}.zip"),
        ("objectKey", f"builds/{t.uuid()}/artifact.tar.gz"), ("keySpec", "SYMMETRIC_DEFAULT"),
        ("tokenValidityUnits", '{"accessToken":"minutes","idToken":"minutes","refreshToken":"days"}'),
        ("passwordField", "user_password"), ("secretKeyName", "client-secret"), ("oauthTokenEndpointAuthMethod", "client_secret_basic"),
        ("PASSWORD_HASHER", "django.contrib.auth.hashers.Argon2PasswordHasher"), ("primaryKey", "tenant_id,user_id"),
        ("idempotencyToken", t.uuid()), ("csrfTokenCookieName", "__Host-csrf-token"),
        ("passwordRegex", "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{10,}$"),
        ("secretRotationSchedule", "cron(0 3 1 * ? *)"), ("monkey", "bars-and-keyboards-v2"),
    ):
        yield name, text, False


def random_ones(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "value", t.password(32), True
    yield "content", t.password(40), True
    yield "value", t.alnum(48), True
    yield "stringValue", t.url(64), True
    yield "data", t.password(24), True
    yield "X1", t.of(LOW + UP + DIG + "!#%^*+=?~", 36), True
    yield "default", t.alnum(40), True
    yield "field2", t.password(28), True
    for name, text in (
        ("imageDigest", "sha256:" + t.hex(64)), ("sourceCodeHash", t.base64(32)), ("etag", t.hex(32)),
        ("integrity", "sha384-" + t.base64(48)), ("GIT_COMMIT", t.hex(40)), ("image", f"acme/api:1.14.2-{t.hex(8)}"),
        ("instanceId", "i-" + t.hex(17)), ("checksum", t.hex(128)),
        ("md5", t.hex(32)), ("ipfsCid", "bafybei" + t.of(LOW + "234567", 52)), ("contractAddress", "0x" + t.hex(40)),
        ("transactionHash", "0x" + t.hex(64)), ("bitcoinAddress", "bc1q" + t.of(BECH, 38)), ("contentMd5", t.base64(16)),
        ("ulid", "01" + t.of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)),
        ("resourceId", f"/subscriptions/{t.uuid()}/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/kv/secrets/db-password"),
        ("stackId", f"arn:aws:cloudformation:us-east-1:{t.digits(12)}:stack/token-vending/{t.uuid()}"),
        ("physicalName", f"acme-prod-TokenExchangeFunctionServiceRoleDefaultPolicy{t.hex(8).upper()}-{t.alnum(13)}"),
        ("assetHash", t.hex(64)), ("zoneVersion", "2024.03.11-rc1+build." + t.digits(5)),
        ("macAddress", ":".join(t.hex(2) for _ in range(6))), ("ipv6", "2001:db8:" + ":".join(t.hex(4) for _ in range(6))),
        ("acmRecordValue", f"_{t.hex(32)}.{t.lower(10)}.acm-validations.aws."), ("googleSiteVerification", "google-site-verification=" + t.url(43)),
    ):
        yield name, text, False


def nested(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "value", wrapped(wrapped(f"password={t.password()}\n")), True
    yield "config", wrapped(json.dumps({"user": "app", "password": t.human_password()})), True
    yield "payload", json.dumps({"body": json.dumps({"auth": {"api_key": t.alnum(32)}})}), True
    yield "data", zipped(f"[db]\nuser=app\npassword={t.password()}\n"), True
    yield "content", wrapped("ghp_" + t.alnum(36)), True
    yield "uri", "data:application/json;base64," + wrapped(json.dumps({"token": "glpat-" + t.url(20)})), True
    yield "query", "redirect=" + quote(f"https://admin:{t.alnum(16)}@jenkins.acme.io/", safe=""), True
    yield "hex", f"DB_PASSWORD={t.password()}\n".encode().hex(), True
    yield "manifest", json.dumps({"apiVersion": "v1", "kind": "Secret", "data": {"config.yaml": wrapped(f"smtp:\n  user: mailer\n  password: {t.alnum(16)}\n")}}), True
    yield "policyData", wrapped(zipped(real_pem(t))), True
    yield "xml", "&lt;server&gt;&lt;password&gt;" + t.alnum(18) + "&lt;/password&gt;&lt;/server&gt;", True
    yield "encodedCommand", "powershell -EncodedCommand " + base64.b64encode(f"net user svc {t.human_password()} /add".encode("utf-16-le")).decode(), True
    yield "value", wrapped(wrapped("The quick brown fox jumps over the lazy dog, twice a day.\n")), False
    yield "config", wrapped(json.dumps({"user": "app", "passwordSecretName": "prod-db", "region": "eu-west-1"})), False
    yield "payload", json.dumps({"body": json.dumps({"auth": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}})}), False
    yield "data", zipped("[db]\nuser=app\npassword=${DB_PASSWORD}\nhost=db.internal\n"), False
    yield "content", wrapped("#!/bin/sh\necho hello world\nuname -a\n"), False
    yield "uri", "data:image/svg+xml;base64," + wrapped('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12 2a5 5 0 0 0-5 5v3H6a2 2 0 0 0-2 2v8h16v-8a2 2 0 0 0-2-2h-1V7a5 5 0 0 0-5-5z"/></svg>'), False
    yield "icon", "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='16' height='16'%3E%3Cpath fill='%23b9c3d0' d='M8 0a4 4 0 00-4 4v2H3v10h10V6h-1V4a4 4 0 00-4-4z'/%3E%3C/svg%3E", False
    yield "query", "redirect=" + quote("https://jenkins.acme.io/login?from=%2Fcredentials%2Fstore", safe=""), False
    yield "hex", b"Forgot password? Ask the service desk.\n".hex(), False
    yield "encodedCommand", "powershell -EncodedCommand " + base64.b64encode(str.encode("Get-Service | Where-Object Status -eq Running", "utf-16-le")).decode(), False
    yield "pixel", "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", False


def texts(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    """Texts that only talk of secrets, refer to them or look like them."""
    for name, text in (
        ("password", "{{ vault_db_password }}"), ("password", "op://Platform/billing-db/password"),
        ("password", "!vault-ref secret/data/db#password"), ("dbPassword", "ref+awsssm://prod/db/password"),
        ("secret", "awssm://prod/api#key"), ("token", "process.env.API_TOKEN"),
        ("password", "<redacted>"), ("apiKey", "********"), ("apiKey", "xxxxxxxxxxxxxxxxxxxxxxxx"),
        ("token", "YOUR_TOKEN_HERE"), ("password", "${{ parameters.adminPassword }}"), ("password", "[parameters('adminPassword')]"),
        ("password", "{{.Values.auth.password | b64enc | quote}}"), ("password", "!Sub '{{resolve:ssm-secure:/prod/db/password:1}}'"),
        ("clientSecret", "sm://acme-prod/oauth-client-secret"), ("password", "%(ENV_DB_PASSWORD)s"), ("secret", "file:///run/secrets/app"),
        ("token", "data.vault_generic_secret.api.data[\"token\"]"),
        ("locale", json.dumps({"login.password": "Passwort", "login.forgotPassword": "Passwort vergessen?", "token.expired": "Ihr Token ist abgelaufen."}, ensure_ascii=False)),
        ("translations", "password=Mot de passe\nconfirmPassword=Confirmez le mot de passe\nsecretQuestion=Question secrète\n"),
        ("inlineCode", "exports.handler=async e=>{const t=e.headers['x-api-key'];if(!t||t!==process.env.API_KEY)return{statusCode:401};return{statusCode:200,body:JSON.stringify({ok:!0})}};"),
        ("script", "!function(e,t){\"use strict\";var n=t.password||\"\",r=n.length>=12&&/[A-Z]/.test(n);e.validatePassword=function(){return r},e.token=function(){return t.cookie.get(\"csrf\")}}(window,opts);"),
        ("inlineCode", "import boto3, os\n\ndef handler(event, context):\n    password = boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['SECRET_ID'])['SecretString']\n    return connect(password=password)\n"),
        ("stylesheet", ".password-field{background:#a1b2c3;color:#0f0f0f}.token-input:focus{outline:2px solid #deadbe}"),
        ("sql", "create table api_tokens (id uuid primary key, token_hash char(64) not null, expires_at timestamptz)"),
        ("policyDocument", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameter"], "Resource": f"arn:aws:secretsmanager:*:{t.digits(12)}:secret:prod/*"}]})),
        ("requestTemplate", '{"token": "$input.params(\'token\')", "password": $input.json(\'$.password\')}'),
        ("longName", "com.acme.platform.identity.credentials.RotatingPasswordCredentialsProviderFactoryBean"),
    ):
        yield name, text, False
