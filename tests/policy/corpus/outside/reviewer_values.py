# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""Tokens, keys, passwords, values without a telling name, and what is wrapped."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.policy.corpus.outside.made import ALNUM, b32, phrase, png, sec1_pem, weak
from tests.policy.corpus.third.made import BECH, armoured, certificate, openssh, real_pem, service_account, url_base64
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def issuers(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    """Tokens as their issuers publish the formats, under names that rarely help."""
    secrets = [
        ("value", f"github_pat_{t.alnum(22)}_{t.alnum(59)}"),
        ("GH", "gho_" + t.alnum(36)),
        ("git", "glpat-" + t.url(20)),
        ("trigger", "glptt-" + t.hex(40)),
        ("bot", f"xoxp-{t.digits(12)}-{t.digits(12)}-{t.digits(13)}-{t.hex(32)}"),
        ("socket", f"xapp-1-A{t.upper(10)}-{t.digits(13)}-{t.hex(64)}"),
        ("billing", "rk_live_" + t.alnum(24)),
        ("hook", "whsec_" + t.alnum(32)),
        ("mail", t.hex(32) + "-us" + t.digits(2)),
        ("image", "dckr_pat_" + t.url(27)),
        ("vault", "hvs." + t.url(95)),
        ("batch", "hvb." + t.url(140)),
        ("llm", f"sk-ant-api03-{t.url(93)}AA"),
        ("llm", f"sk-proj-{t.url(74)}T3BlbkFJ{t.url(74)}"),
        ("model", "hf_" + t.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 34)),
        ("sms", "SK" + t.hex(32) + ":" + t.alnum(32)),
        ("chat", f"{t.digits(10)}:AA{t.url(33)}"),
        ("DISCORD", f"{url_base64(t.digits(18).encode())}.{t.url(6)}.{t.url(38)}"),
        ("nr", "NRAK-" + t.upper(27)),
        ("doppler", "dp.st.prd." + t.alnum(43)),
        ("tfe", f"{t.alnum(14)}.atlasv1.{t.url(67)}"),
        ("pulumi", "pul-" + t.hex(40)),
        ("art", "AKCp" + t.alnum(69)),
        ("bitbucket", "ATBB" + t.alnum(32)),
        ("fly", "FlyV1 fm2_" + t.base64(120)),
        ("dbx", "dapi" + t.hex(32)),
        ("graf", f"glsa_{t.alnum(32)}_{t.hex(8)}"),
        ("plaid", "access-production-" + t.uuid()),
        ("google", "GOCSPX-" + t.url(28)),
        ("access", "ya29.a0A" + t.url(180)),
        ("buildkite", "bkua_" + t.hex(40)),
        ("alibaba", json.dumps({"accessKeyId": "LTAI5t" + t.alnum(18), "accessKeySecret": t.alnum(30)})),
        ("contentful", "CFPAT-" + t.url(43)),
        ("OPSGENIE_API_KEY", t.uuid()),
        ("replicate", "r8_" + t.alnum(37)),
        ("groq", "gsk_" + t.alnum(52)),
        ("langsmith", f"lsv2_pt_{t.hex(32)}_{t.hex(10)}"),
        ("netlify", "nfp_" + t.alnum(36)),
        ("onepassword", "ops_" + url_base64(json.dumps({"signInAddress": "acme.1password.com", "userAuth": {"method": "SRPg-4096"}, "secretKey": "A3-" + t.upper(30), "deviceUuid": t.lower(26)}).encode())),
        ("flags", "sdk-" + t.uuid()),
        ("sentry", "sntryu_" + t.hex(64)),
        ("infracost", "ico-" + t.alnum(32)),
        ("snyk", "Authorization: token " + t.uuid()),
        ("MWS", "amzn.mws." + t.uuid()),
        ("session", "FwoGZXIvYXdzE" + t.base64(240)),
        ("adoPat", t.alnum(76) + "AZDO" + t.alnum(4)),
    ]
    for name, text in secrets:
        yield name, text, True
    near = [
        ("value", "ghp_" + "x" * 36),
        ("GH", "ghp_<your-personal-access-token>"),
        ("git", "glpat-${GITLAB_TOKEN_SUFFIX}"),
        ("billing", "pk_live_" + t.alnum(24)),
        ("billing", "sk_live_****************************"),
        ("customer", "cus_" + t.alnum(14)),
        ("connectAccount", "acct_1" + t.alnum(15)),
        ("bot", "xoxb-your-bot-token"),
        ("messagingServiceSid", "MG" + t.hex(32)),
        ("zone_id", t.hex(32)),
        ("gaMeasurementId", "G-" + t.upper(10)),
        ("turnstileSiteKey", "0x4AAAAAAA" + t.url(14)),
        ("OPENAI_ORG_ID", "org-" + t.alnum(24)),
        ("assistantId", "asst_" + t.alnum(24)),
        ("AIRTABLE_BASE_ID", "app" + t.alnum(14)),
        ("notionDatabaseId", t.hex(32)),
        ("NEW_RELIC_ACCOUNT_ID", t.digits(7)),
        ("workspaceId", "ws-" + t.alnum(16)),
        ("runId", "run-" + t.alnum(16)),
        ("llm", "sk-ant-api03-..."),
        ("llm", "sk-..."),
        ("vault", "hvs.<REDACTED>"),
        ("token", "TOKEN_GOES_HERE"),
        ("txt", "google-site-verification=" + t.url(43)),
        ("txt", "v=DKIM1; k=rsa; p=" + base64.b64encode(base64.b64decode("".join(t.public_pem().splitlines()[1:-1]))).decode()),
        ("txt", "v=spf1 include:_spf.google.com include:sendgrid.net ip4:203.0.113.0/24 ~all"),
        ("txt", "MS=ms" + t.digits(8)),
        ("cname", f"_{t.hex(32)}.acm-validations.aws."),
        ("snsTopic", f"arn:aws:sns:eu-west-1:{t.digits(12)}:password-reset-events"),
        ("ddTokenPublic", "https://www.datadoghq-browser-agent.com/eu1/v5/datadog-rum.js"),
        ("appleTeamId", t.upper(10)),
    ]
    for name, text in near:
        yield name, text, False


def key_material(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "key", t.pem("PRIVATE KEY"), True
    yield "content", sec1_pem(t), True
    yield "body", t.pem("DSA PRIVATE KEY"), True
    yield "value", openssh(t), True
    yield "value", real_pem(t).replace("\n", "\\n"), True
    yield "data", t.private_der(), True
    yield "gpg", armoured("PGP PRIVATE KEY BLOCK", t.base64(700)), True
    yield "age", "# created: 2024-05-01T10:00:00Z\n# public key: age1" + t.of(BECH, 58) + "\nAGE-SECRET-KEY-1" + t.of(BECH.upper(), 58) + "\n", True
    yield "wg", f"[Interface]\nPrivateKey = {t.base64(32)}\nAddress = 10.9.0.2/32\n", True
    yield "jwk", json.dumps({"kty": "EC", "crv": "P-256", "kid": t.url(12), "x": t.url(43), "y": t.url(43), "d": t.url(43)}), True
    yield "jwk", json.dumps({"kty": "oct", "alg": "HS256", "use": "sig", "k": t.url(43)}), True
    yield "jwks", json.dumps({"keys": [{"kty": "RSA", "kid": "1", "e": "AQAB", "n": t.url(342), "d": t.url(342), "p": t.url(171), "q": t.url(171), "dp": t.url(171), "dq": t.url(171), "qi": t.url(171)}]}), True
    yield "ppk", f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n{t.base64(48)}\n{t.base64(3)}\nPrivate-Lines: 1\n{t.base64(36)}\nPrivate-MAC: {t.hex(64)}\n", True
    yield "openvpn", "client\ndev tun\n<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n" + "\n".join(t.hex(32) for _ in range(16)) + "\n-----END OpenVPN Static key V1-----\n</tls-auth>\n", True
    yield "totp", f"otpauth://totp/AWS:root@acme?secret={b32(t, 20)}&issuer=AWS", True
    yield "MFA_SEED", b32(t, 40), True
    yield "consulEncrypt", json.dumps({"datacenter": "eu1", "encrypt": t.base64(32), "server": True}), True
    yield "rootKey", json.dumps({"primaryKey": t.base64(64), "secondaryKey": t.base64(64)}), True
    yield "publicKey", t.public_ssh() + " ops@acme", False
    yield "certificate", certificate(t, "api.acme.example"), False
    yield "certificateChain", certificate(t) + certificate(t, "Root"), False
    yield "caData", wrapped(certificate(t, "kubernetes")), False
    yield "gpg", armoured("PGP PUBLIC KEY BLOCK", t.base64(700)), False
    yield "message", armoured("PGP MESSAGE", t.base64(400)), False
    yield "signature", armoured("PGP SIGNATURE", t.base64(200)), False
    yield "encrypted", "-----BEGIN AGE ENCRYPTED FILE-----\n" + "YWdlLWVuY3J5cHRpb24ub3JnL3Yx" + "Ci0+IFgyNTUxOSB" + t.of(ALNUM, 21) + "\n" + "\n".join(t.base64(48) for _ in range(6)) + "\n-----END AGE ENCRYPTED FILE-----\n", False
    yield "wg", f"[Peer]\nPublicKey = {t.base64(32)}\nEndpoint = vpn.acme.example:51820\nAllowedIPs = 10.9.0.0/24\n", False
    yield "jwk", json.dumps({"kty": "EC", "crv": "P-256", "kid": t.url(12), "use": "sig", "x": t.url(43), "y": t.url(43)}), False
    yield "jwks", json.dumps({"keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": t.url(43), "n": t.url(342), "e": "AQAB", "x5t": t.url(27)}]}), False
    yield "dhparam", "-----BEGIN DH PARAMETERS-----\n" + "\n".join(t.base64(48) for _ in range(4)) + "\n-----END DH PARAMETERS-----\n", False
    yield "crl", t.pem("X509 CRL"), False
    yield "samlMetadata", f'<EntityDescriptor entityID="https://idp.acme.example"><IDPSSODescriptor><KeyDescriptor use="signing"><KeyInfo><X509Data><X509Certificate>{"".join(certificate(t).splitlines()[1:-1])}</X509Certificate></X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>', False
    yield "cosignPub", t.public_pem().replace("\n", "\\n"), False
    yield "tlsKeyPath", "/etc/letsencrypt/live/acme.example/privkey.pem", False
    yield "privateKey", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n", False
    yield "keySpec", "RSA_4096", False
    yield "totp", "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}", False


def human(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    for name in ("MYSQL_ROOT_PASSWORD", "masterPassword", "adminPassword", "RABBITMQ_DEFAULT_PASS", "GF_SECURITY_ADMIN_PASSWORD", "masterUserPassword", "passwd", "administratorLoginPassword"):
        yield name, weak(t), True
    yield "passphrase", phrase(t), True
    yield "DB_PASS", t.human_password(), True
    yield "PULUMI_CONFIG_PASSPHRASE", t.human_password(), True
    yield "sharedSecret", phrase(t), True
    yield "ldapBindPwd", weak(t), True
    yield "authToken", t.alnum(24), True
    yield "kennwort", t.human_password(), True
    yield "preSharedKey", t.human_password(), True
    yield "basic_auth", "admin:" + weak(t), True
    yield "TF_VAR_db_password", weak(t), True
    yield "initialPassword", t.human_password(), True
    yield "tempPassword", weak(t), True
    yield "vpnPsk", phrase(t), True
    yield "JWT_SECRET", phrase(t), True
    yield "admin_token", t.hex(32), True
    yield "webhookSecret", t.alnum(20), True
    yield "SMTP_PASS", t.lower(16), True
    yield "gmailAppPassword", " ".join(t.of("abcdefghijklmnopqrstuvwxyz", 4) for _ in range(4)), True
    yield "clientSecret", t.uuid(), True
    yield "apiSecret", t.base64(24), True
    yield "HASHIDS_SALT_SECRET", t.alnum(22), True
    yield "cookieSecret", base64.urlsafe_b64encode(t.data(24)).decode(), True
    yield "storageAccountKey", t.base64(64), True
    yield "motDePasse", t.human_password(), True
    near = [
        ("PASSWORD_MIN_LENGTH", "14"),
        ("passwordPolicy", "minLength=12,requireUppercase=true"),
        ("TOKEN_URL", "https://acme.eu.auth0.com/oauth/token"),
        ("SECRET_NAME", "prod/orders/db-password"),
        ("KEY_ROTATION_DAYS", "90"),
        ("passwordResetRequired", "true"),
        ("masterUserPassword", ""),
        ("password", "<password>"),
        ("adminPassword", "REPLACE_ME"),
        ("DB_PASS", "op://Infra/orders-db/password"),
        ("DB_PASSWORD", "vault:secret/data/orders#db_password"),
        ("DB_PASSWORD", "ref+awsssm://prod/orders/db_password"),
        ("dbPassword", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db-password/)"),
        ("password", "projects/acme-prod/secrets/db-password/versions/latest"),
        ("masterUserPassword", "{{resolve:ssm-secure:/prod/db/password:1}}"),
        ("auth_token", "${module.redis.auth_token}"),
        ("passwordSecretRef", "db-credentials"),
        ("tokenType", "JWT"),
        ("tokenEndpointAuthMethod", "client_secret_post"),
        ("apiKeySource", "HEADER"),
        ("apiKeyRequired", "false"),
        ("secretType", "kubernetes.io/service-account-token"),
        ("keyName", "prod-bastion-2024"),
        ("keyUsage", "ENCRYPT_DECRYPT"),
        ("PASSWORD_HASHERS", "django.contrib.auth.hashers.Argon2PasswordHasher"),
        ("passwordField", "#login-form input[name=password]"),
        ("credentialsId", "github-deploy-key"),
        ("secretKeyBaseFile", "/run/secrets/secret_key_base"),
        ("primaryKey", "customer_id"),
        ("partitionKey", "tenantId#orderId"),
        ("sortKeyToken", "createdAt"),
        ("nextToken", ""),
        ("authenticationType", "PASSWORD_VERIFIER"),
        ("passwordLabel", "Enter your current password"),
    ]
    for name, text in near:
        yield name, text, False


def untelling(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "X_ORIGIN_VERIFY", t.alnum(40), True
    yield "customHeaders", json.dumps([{"name": "X-Origin-Verify", "value": t.alnum(36)}]), True
    yield "extra", t.alnum(64), True
    yield "config", json.dumps({"a": {"b": {"c": "AGE-SECRET-KEY-1" + t.of(BECH.upper(), 58)}}}), True
    yield "locals", f'locals {{\n  env = "prod"\n  x   = "{t.aws_secret()}"\n  k   = "{t.aws_key()}"\n}}\n', True
    yield "parameters", json.dumps({"P1": "eu-west-1", "P2": t.password(28)}), True
    yield "content", f"import os, boto3\nclient = boto3.client('s3', aws_access_key_id='{t.aws_key()}', aws_secret_access_key='{t.aws_secret()}')\n", True
    yield "code", f"exports.handler = async (e) => {{ const r = await fetch('https://api.acme.example/x', {{ headers: {{ authorization: 'Bearer {t.url(48)}' }} }}); return r.status }}", True
    yield "code", f"const jwt = require('jsonwebtoken');\nmodule.exports = u => jwt.sign({{ sub: u }}, '{t.alnum(32)}', {{ expiresIn: '1h' }});", True
    yield "edgeFunction", f"function handler(event) {{ var r = event.request; var expected = 'Basic {wrapped('stage:' + weak(t))}'; if (!r.headers.authorization || r.headers.authorization.value !== expected) return {{ statusCode: 401 }}; return r; }}", True
    yield "inline", f"import hmac,hashlib\nSIGN = b'{t.hex(64)}'\ndef sign(m): return hmac.new(SIGN, m, hashlib.sha256).hexdigest()\n", True
    yield "requestTemplates", json.dumps({"application/json": json.dumps({"headers": {"x-api-key": t.alnum(40)}, "body": "$input.body"})}), True
    yield "arguments", json.dumps({"--JOB_NAME": "etl", "--extra": f"user=etl;pwd={t.alnum(14)}"}), True
    yield "buildspec", f"version: 0.2\nphases:\n  build:\n    commands:\n      - npx vercel deploy --prod -t {t.alnum(24)}\n      - sentry-cli --auth-token {t.hex(64)} releases new 1.0\n", True
    yield "inputTemplate", json.dumps({"to": "ops", "auth": f"{t.digits(10)}:AA{t.url(33)}"}), True
    yield "args", json.dumps(["--listen=:8080", f"--cookie-secret={t.alnum(32)}", f"--client-secret={t.alnum(40)}"]), True
    yield "healthCheckPath", f"/status?access_token={t.alnum(40)}", True
    yield "endpoint", f"https://api.acme.example/hooks/deploy?api_key={t.hex(32)}", True
    yield "url", f"https://acme.azurewebsites.net/api/ingest?code={t.url(54)}==", True
    yield "uri", f"https://prod-12.westeurope.logic.azure.com:443/workflows/{t.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={t.url(43)}", True
    yield "image", f"ghcr.io/acme/api:1.8.2-{t.hex(7)}@sha256:{t.hex(64)}", False
    yield "contentSecurityPolicy", f"default-src 'self'; script-src 'self' 'sha256-{t.base64(32)}'; object-src 'none'", False
    yield "logo", "data:image/svg+xml;base64," + wrapped('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12.52 2.02c5.52.3 9.78 5 9.48 10.5s-5 9.78-10.5 9.48S1.72 17 2.02 11.5 7 1.72 12.52 2.02z" fill="#1a73e8"/></svg>'), False
    yield "icon", "data:image/png;base64," + png(t), False
    yield "font", "data:font/woff2;base64," + base64.b64encode(b"wOF2\x00\x01\x00\x00" + t.data(400)).decode(), False
    yield "code", "!function(e,t){\"object\"==typeof exports&&\"undefined\"!=typeof module?module.exports=t():(e=e||self).TokenBucket=t()}(this,function(){\"use strict\";var e=function(e){this.tokens=e,this.secret=void 0};return e.prototype.take=function(t){return this.tokens>=t&&(this.tokens-=t,!0)},e});", False
    yield "code", "exports.handler = async (event) => { const token = event.authorizationToken; const { SecretString } = await sm.getSecretValue({ SecretId: process.env.SECRET_ID }).promise(); const password = JSON.parse(SecretString).password; return verify(token, password); };", False
    yield "code", "import os\nimport boto3\n\nsession = boto3.Session(aws_access_key_id=os.environ['AWS_ACCESS_KEY_ID'], aws_secret_access_key=os.environ['AWS_SECRET_ACCESS_KEY'])\n", False
    yield "messages", json.dumps({"login.password.label": "Passwort", "login.password.forgot": "Passwort vergessen?", "login.token.expired": "Ihr Sitzungstoken ist abgelaufen.", "secret.copy": "Geheimnis kopieren"}), False
    yield "messages", json.dumps({"password": "Mot de passe", "secret": "Secret", "apiKey": "Cle d'API", "confirmPassword": "Confirmez le mot de passe"}), False
    yield "openapi", json.dumps({"components": {"schemas": {"Login": {"type": "object", "required": ["username", "password"], "properties": {"username": {"type": "string"}, "password": {"type": "string", "format": "password", "minLength": 12}}}}, "securitySchemes": {"apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}}}), False
    yield "schema", "type User { id: ID! email: String! passwordUpdatedAt: AWSDateTime }\ninput ResetPasswordInput { token: String! newPassword: String! }\ntype Mutation { resetPassword(input: ResetPasswordInput!): Boolean! }", False
    yield "policy", json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "AllowPasswordChange", "Effect": "Allow", "Action": ["iam:ChangePassword", "iam:CreateAccessKey", "sts:GetSessionToken"], "Resource": f"arn:aws:iam::{t.digits(12)}:user/${{aws:username}}"}]}), False
    yield "className", "org.springframework.security.oauth2.client.registration.ClientRegistrationRepositoryConfigurationPasswordTokenRequestEntityConverter", False
    yield "resourceName", "AcmeProdBillingDatabasePasswordRotationLambdaFunctionServiceRoleDefaultPolicy" + t.hex(8).upper(), False
    yield "physicalId", f"acme-prod-SecretsStack-DbSecretAttachment{t.hex(8).upper()}-{t.upper(12)}", False
    yield "requestTemplates", json.dumps({"application/json": "{\"token\": \"$input.params('Authorization')\", \"password\": \"$util.escapeJavaScript($input.path('$.password'))\"}"}), False
    yield "customHeaders", json.dumps([{"name": "X-Frame-Options", "value": "DENY"}, {"name": "Strict-Transport-Security", "value": "max-age=63072000; includeSubDomains; preload"}]), False
    yield "alphabet", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", False
    yield "metricFilter", "{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed != \"Yes\") && ($.errorMessage = \"Failed authentication\") }", False
    yield "correlationIds", json.dumps([t.uuid(), t.uuid(), t.uuid()]), False
    yield "boundary", "----WebKitFormBoundary" + t.alnum(16), False


def nested(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "data", json.dumps({"password": wrapped(t.human_password()), "username": wrapped("admin")}), True
    yield "manifest", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: {wrapped('app')}\n  password: {wrapped(t.alnum(16))}\n", True
    yield "manifest", f"apiVersion: v1\nkind: Secret\nmetadata: {{name: smtp}}\nstringData:\n  SMTP_PASSWORD: {t.human_password()!r}\n", True
    yield "manifest", f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: app}}\ndata:\n  app.ini: |\n    [db]\n    user = app\n    password = {t.alnum(14)}\n", True
    yield "payload", wrapped(wrapped(json.dumps({"token": "ghp_" + t.alnum(36)}))), True
    yield "GOOGLE_CREDENTIALS", wrapped(service_account(t)), True
    yield "release", wrapped(zipped(json.dumps({"name": "grafana", "config": {"adminPassword": t.alnum(16)}, "version": 3}))), True
    yield "blob", quote(json.dumps({"client_id": t.uuid(), "client_secret": t.alnum(40)}), safe=""), True
    yield "hexConfig", f"DB_USER=app\nDB_PASSWORD={t.alnum(18)}\n".encode().hex(), True
    yield "Content", zipped("export STRIPE=sk_live_" + t.alnum(24) + "\n"), True
    yield "body", json.dumps({"spec": json.dumps({"env": json.dumps({"GITLAB_TOKEN": "glpat-" + t.url(20)})})}), True
    yield "DOCKER_CONFIG", wrapped(json.dumps({"auths": {"https://index.docker.io/v1/": {"auth": wrapped("acme:" + t.alnum(16))}}})), True
    yield "header", "Basic " + wrapped("ci:" + t.human_password()), True
    yield "ignition", json.dumps({"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "/etc/app.env", "contents": {"source": "data:text/plain;charset=utf-8;base64," + wrapped("API_KEY=" + t.alnum(32) + "\n")}}]}}), True
    yield "ignition", json.dumps({"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "/etc/app.env", "contents": {"source": "data:,REDIS_PASSWORD%3D" + t.alnum(24) + "%0A"}}]}}), True
    yield "encodedCommand", base64.b64encode(f"net use Z: \\\\files\\share /user:ACME\\svc {t.human_password()}".encode("utf-16-le")).decode(), True
    yield "containerDefinitions", json.dumps([{"name": "api", "image": "acme/api:1.2", "environment": [{"name": "PORT", "value": "80"}, {"name": "MAIL_PASS", "value": t.alnum(16)}]}]), True
    yield "template", json.dumps({"Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": "postgres", "MasterUsername": "root", "MasterUserPassword": t.human_password()}}}}), True
    yield "data", json.dumps({"username": wrapped("admin"), "host": wrapped("db.internal"), "port": wrapped("5432")}), False
    yield "manifest", f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: app}}\nbinaryData:\n  ca.crt: {wrapped(certificate(t))}\n", False
    yield "payload", wrapped(wrapped(json.dumps({"tokenUrl": "https://login.acme.example/oauth/token", "passwordMinLength": 12}))), False
    yield "GOOGLE_CREDENTIALS", wrapped(json.dumps({"type": "external_account", "audience": f"//iam.googleapis.com/projects/{t.digits(12)}/locations/global/workloadIdentityPools/gh/providers/gh", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"file": "/var/run/token"}})), False
    yield "release", wrapped(zipped(json.dumps({"name": "grafana", "config": {"admin": {"existingSecret": "grafana-admin", "passwordKey": "password"}}, "version": 3}))), False
    yield "blob", quote(json.dumps({"client_id": t.uuid(), "grant_type": "client_credentials", "scope": "api://orders/.default"}), safe=""), False
    yield "hexConfig", b"LOG_LEVEL=info\nPASSWORD_FILE=/run/secrets/db\nTOKEN_TTL=3600\n".hex(), False
    yield "Content", zipped("The quick guide to rotating a password: open the console, choose the secret, press rotate.\n"), False
    yield "body", json.dumps({"spec": json.dumps({"env": json.dumps({"GITLAB_TOKEN": "${GITLAB_TOKEN}", "CI_COMMIT_SHA": t.hex(40)})})}), False
    yield "DOCKER_CONFIG", wrapped(json.dumps({"credHelpers": {f"{t.digits(12)}.dkr.ecr.eu-west-1.amazonaws.com": "ecr-login"}})), False
    yield "encodedCommand", base64.b64encode("Get-Service | Where-Object Status -eq 'Running' | Export-Csv C:\\services.csv".encode("utf-16-le")).decode(), False
    yield "containerDefinitions", json.dumps([{"name": "api", "image": "acme/api:1.2", "environment": [{"name": "PORT", "value": "80"}], "secrets": [{"name": "MAIL_PASS", "valueFrom": f"arn:aws:ssm:eu-west-1:{t.digits(12)}:parameter/prod/mail/password"}]}]), False
    yield "template", json.dumps({"Parameters": {"DbPassword": {"Type": "String", "NoEcho": True, "MinLength": 16, "Description": "Master password"}}, "Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": {"Ref": "DbPassword"}}}}}), False
    yield "ignition", json.dumps({"ignition": {"version": "3.4.0"}, "passwd": {"users": [{"name": "core", "sshAuthorizedKeys": [t.public_ssh()]}]}, "storage": {"files": [{"path": "/etc/motd", "contents": {"source": "data:," + quote("Authorised users only. Never share your password.")}}]}}), False
    yield "kmsCiphertext", "AQICAHh" + t.base64(180), False
    yield "header", "Bearer ${token}", False
