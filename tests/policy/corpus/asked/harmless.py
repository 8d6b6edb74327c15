# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""What looks like a secret and is none: a reviewer who was woken for one of these would mute the rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.asked.drawn import packed, segment
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.asked.drawn import Asked, Row


def rows(v: Asked) -> Iterator[Row]:
    """Kind, place, name, text and why."""
    for form in (_references, _identifiers, _digests, _public, _placeholders, _names, _prose, _documents, _scripts, _sealed, _ordinary):
        yield from form(v)


def _references(v: Asked) -> Iterator[Row]:
    why = "a reference, not a value"
    arn = f"arn:aws:secretsmanager:us-east-1:{v.digits(12)}:secret:shop/production/db-{v.alnum(6)}"
    yield "reference", "lambda", "DB_PASSWORD_ARN", arn, why
    yield "reference", "lambda", "DB_PASSWORD", arn + ":password::", why
    yield "reference", "container", "DB_PASSWORD", "{{resolve:secretsmanager:shop/db:SecretString:password}}", why
    yield "reference", "lambda", "DB_PASSWORD", "{{resolve:ssm-secure:/shop/db/password:3}}", why
    yield "reference", "ghvar", "TOKEN", "${{ secrets.DEPLOY_TOKEN }}", why
    yield "reference", "userdata", "s", "export DB_PASSWORD=\"${DB_PASSWORD:?not set}\"\nexec /srv/app", why
    yield "reference", "userdata", "s", "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id shop/db --query SecretString --output text)\nexport DB_PASSWORD", why
    yield "reference", "usergz", "s", "PGPASSWORD=\"$(cat /run/secrets/db_password)\" psql -h db.internal -U app shop", why
    yield "reference", "userdata64", "s", "mysql -h db.internal -u root -p\"$MYSQL_ROOT_PASSWORD\" shop < /srv/schema.sql", why
    yield "reference", "cloudinit", "s", "curl -H \"Authorization: Bearer $TOKEN\" https://api.example.com/v1/register", why
    yield "reference", "container", "PASSWORD", "vault:secret/data/shop/db#password", why
    yield "reference", "lambda", "PASSWORD", "vault://secret/shop/db?field=password", why
    yield "reference", "lambda", "API_KEY", "op://production/stripe/credential", why
    yield "reference", "lambda", "API_KEY", "ssm:///shop/production/stripe/key", why
    yield "reference", "container", "API_KEY", "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/stripe/)", why
    yield "reference", "lambda", "API_KEY", f"projects/{v.digits(12)}/secrets/stripe-key/versions/latest", why
    yield "reference", "lambda", "API_KEY", "gcp-sm://projects/shop/secrets/stripe", why
    yield "reference", "container", "DB_URL", "postgres://app:${DB_PASSWORD}@db.internal/shop", "an address whose password is filled in later"
    yield "reference", "container", "DB_URL", "postgres://{{ .Values.db.user }}:{{ .Values.db.password }}@db.internal/shop", "a Helm template"
    yield "reference", "lambda", "DB_URL", "mysql://%(user)s:%(password)s@db.internal/shop", "a Python format"
    yield "reference", "lambda", "DB_URL", "amqp://<user>:<password>@mq.internal/", "a placeholder"
    yield "reference", "config", "url", "redis://:$REDIS_PASSWORD@cache.internal:6379/0", why
    yield "reference", "ssm", "tpl", "{{ with secret \"database/creds/shop\" }}{{ .Data.password }}{{ end }}", "a Consul template"
    yield "reference", "userdata", "erb", "password: <%= ENV['DB_PASSWORD'] %>", "an ERB template"
    yield "reference", "bucket", "j", json.dumps({"username": "app", "password": "{{ lookup('env', 'DB_PASSWORD') }}"}), "a Jinja template"
    yield "reference", "property", "values", "database:\n  existingSecret: shop-db\n  existingSecretPasswordKey: password\n", why
    yield "reference", "lambda", "PRIVATE_KEY_PATH", "/etc/tls/private/server.key", "a path to a key"
    yield "reference", "lambda", "GOOGLE_APPLICATION_CREDENTIALS", "/var/run/secrets/gcp/credentials.json", "a path"
    yield "reference", "container", "PASSWORD_COMMAND", "pass show shop/db", "a command that asks a store"
    yield "reference", "lambda", "TOKEN", "env:SHOP_TOKEN", why
    yield "reference", "lambda", "TOKEN", "file:///var/run/secrets/token", why
    yield "reference", "lambda", "CONNECTION", "Server=db.internal;Database=shop;User Id=app;Password=${DB_PASSWORD};Encrypt=true", why
    yield "reference", "lambda", "CONNECTION", "Server=db.internal;Database=shop;Authentication=Active Directory Managed Identity", "no password in it"
    yield "reference", "lambda", "CONNECTION", "Server=db.internal;Database=shop;Integrated Security=true;Persist Security Info=false", "no password in it"
    yield "reference", "lambda", "JDBC", "jdbc:postgresql://db.internal/shop?user=app&password=****", "masked"
    yield "reference", "output", "hint", "pulumi stack output kubeconfig --show-secrets > kubeconfig", "a command"
    yield "reference", "lambda", "SECRET_KEY", "secretsmanager:shop/production/django", why
    yield "reference", "container", "API_TOKEN", "doppler://shop/prd/API_TOKEN", why
    yield "reference", "lambda", "PASSWORD", "%{hiera('shop::db::password')}", "a Hiera lookup"
    yield "reference", "userdata", "ps", "$env:DB_PASSWORD = (Get-SECSecretValue -SecretId shop/db).SecretString", why


def _identifiers(v: Asked) -> Iterator[Row]:
    why = "an identifier"
    account = v.digits(12)
    values = [
        ("lambda", "KMS_KEY_ID", v.uuid()), ("lambda", "KMS_KEY_ARN", f"arn:aws:kms:us-east-1:{account}:key/{v.uuid()}"),
        ("lambda", "KEY_ALIAS", "alias/shop/production/database"), ("lambda", "AWS_ACCESS_KEY_ROLE", f"arn:aws:iam::{account}:role/deploy"),
        ("container", "COGNITO_CLIENT_ID", v.lower(26)), ("container", "COGNITO_POOL", "us-east-1_" + v.alnum(9)),
        ("lambda", "OAUTH_CLIENT_ID", f"{v.digits(12)}-{v.lower(32)}.apps.googleusercontent.com"), ("lambda", "AZURE_TENANT_ID", v.uuid()),
        ("lambda", "AZURE_CLIENT_ID", v.uuid()), ("ghvar", "AZURE_SUBSCRIPTION_ID", v.uuid()), ("ghvar", "AWS_ACCOUNT_ID", account),
        ("property", "subnetId", "subnet-0" + v.hex(16)), ("property", "vpcId", "vpc-0" + v.hex(16)), ("property", "ami", "ami-0" + v.hex(16)),
        ("output", "zoneId", "Z0" + v.upper(19)), ("output", "distribution", "E" + v.upper(13)), ("output", "endpoint", f"shop.cluster-c{v.lower(11)}.us-east-1.rds.amazonaws.com"),
        ("output", "apiEndpoint", f"https://{v.lower(10)}.execute-api.us-east-1.amazonaws.com/prod"), ("output", "loadBalancer", f"shop-{v.digits(9)}.us-east-1.elb.amazonaws.com"),
        ("output", "oidc", f"https://oidc.eks.us-east-1.amazonaws.com/id/{v.of('0123456789ABCDEF', 32)}"),
        ("output", "secretVersionId", v.uuid()), ("output", "tokenAccessor", v.alnum(24)), ("lambda", "VAULT_ROLE_ID", v.uuid()),
        ("lambda", "SNS_TOPIC", f"arn:aws:sns:us-east-1:{account}:alarms"), ("lambda", "QUEUE_URL", f"https://sqs.us-east-1.amazonaws.com/{account}/password-reset"),
        ("lambda", "SLACK_CHANNEL", "C" + v.upper(10)), ("lambda", "STRIPE_ACCOUNT", "acct_" + v.alnum(16)), ("lambda", "STRIPE_PRICE", "price_" + v.alnum(24)),
        ("lambda", "STRIPE_PUBLISHABLE_KEY", "pk_live_" + v.alnum(24)), ("lambda", "RECAPTCHA_SITE_KEY", "6L" + v.url(38)), ("lambda", "TWILIO_ACCOUNT_SID", "AC" + v.hex(32)),
        ("lambda", "GA_MEASUREMENT_ID", "G-" + v.upper(10)), ("lambda", "SENTRY_RELEASE", f"shop@2.14.{v.digits(2)}+{v.hex(8)}"), ("lambda", "TRACE_ID", v.hex(32)),
        ("lambda", "SPAN_PARENT", f"00-{v.hex(32)}-{v.hex(16)}-01"), ("lambda", "BUILD_ID", "01" + v.of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)),
        ("tag", "aws:cloudformation:stack-id", f"arn:aws:cloudformation:us-east-1:{account}:stack/shop/{v.uuid()}"), ("tag", "SnapshotId", "snap-0" + v.hex(16)),
        ("tag", "key-id", v.uuid()), ("kv", "deployment", "d-" + v.upper(9)), ("property", "thumbprintLists", v.hex(40)), ("property", "hostedZone", "Z2FDTNDATAQYW2"),
        ("lambda", "FIREBASE_APP_ID", f"1:{v.digits(12)}:web:{v.hex(22)}"), ("lambda", "ETHEREUM_ADDRESS", "0x" + v.hex(40)), ("lambda", "INSTANCE", "i-0" + v.hex(16)),
        ("lambda", "LAYER", f"arn:aws:lambda:us-east-1:{account}:layer:secrets-extension:{v.digits(2)}"), ("lambda", "CERTIFICATE_ARN", f"arn:aws:acm:us-east-1:{account}:certificate/{v.uuid()}"),
        ("ghvar", "DEPLOY_KEY_FINGERPRINT", "SHA256:" + v.base64(32).rstrip("=")), ("ssm", "fingerprint", ":".join(v.hex(2) for _ in range(16))),
        ("config", "accessKeyId", "alias/" + v.lower(8)),
    ]
    for place, name, value in values:
        yield "identifier", place, name, value, why


def _digests(v: Asked) -> Iterator[Row]:
    why = "a digest"
    values = [
        ("lambda", "COMMIT_SHA", v.hex(40)), ("lambda", "GIT_COMMIT", v.hex(40)), ("container", "IMAGE_DIGEST", "sha256:" + v.hex(64)),
        ("property", "image", f"{v.digits(12)}.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:{v.hex(64)}"), ("property", "sourceCodeHash", v.base64(32)),
        ("property", "etag", v.hex(32)), ("property", "contentMd5", v.base64(16)), ("tag", "checksum", v.hex(64)), ("tag", "revision", v.hex(12)),
        ("output", "templateHash", v.hex(64)), ("ssm", "/shop/release/sha256", v.hex(64)), ("bucket", "lock", json.dumps({"left-pad": {"integrity": "sha512-" + v.base64(64)}})),
        ("userdata", "sum", f"echo '{v.hex(64)}  app.tgz' | sha256sum -c -"), ("userdata", "pip", f"pip install requests==2.32.3 --hash=sha256:{v.hex(64)}"),
        ("config", "lambdaVersionHash", v.hex(64)), ("property", "contentSecurityPolicy", f"script-src 'sha256-{v.base64(32)}'"), ("lambda", "ASSET_MANIFEST", f"main.{v.hex(20)}.js"),
        ("lambda", "SOURCE_MD5", v.hex(32)), ("property", "s3Key", f"releases/{v.hex(64)}.zip"), ("output", "swarm", v.hex(40) + ".tar.gz"), ("ghvar", "CACHE_KEY", f"deps-linux-x64-{v.hex(64)}"),
        ("userdata", "git", f"git checkout {v.hex(40)}"), ("userdata", "nix", f"nix-store -r /nix/store/{v.of('0123456789abcdfghijklmnpqrsvwxyz', 32)}-hello-2.12"),
    ]
    for place, name, value in values:
        yield "digest", place, name, value, why


def _public(v: Asked) -> Iterator[Row]:
    why = "public by design"
    ssh = packed(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00 " + v.data(32))
    yield "public key", "property", "publicKey", f"ssh-ed25519 {ssh} deploy@example.com", why
    yield "public key", "userdata", "keys", f"echo 'ssh-rsa {packed(b'    ssh-rsa' + v.data(270))} ops@example.com' >> ~/.ssh/authorized_keys", why
    yield "public key", "lambda", "JWT_PUBLIC_KEY", v.armoured("PUBLIC KEY", 294), why
    yield "public key", "ssm", "ca", v.armoured("CERTIFICATE"), why
    yield "public key", "container", "CA_BUNDLE", wrapped(v.armoured("CERTIFICATE")), why
    yield "public key", "property", "certificateSigningRequest", v.armoured("CERTIFICATE REQUEST"), why
    yield "public key", "cloudinit", "c", f"#cloud-config\nusers:\n  - name: ops\n    ssh_authorized_keys:\n      - ssh-ed25519 {ssh} ops\n", why
    yield "public key", "userdata", "apt", v.armoured("PGP PUBLIC KEY BLOCK"), why
    yield "public key", "kv", "jwks", json.dumps({"keys": [{"kty": "RSA", "kid": v.hex(16), "n": v.url(342), "e": "AQAB", "use": "sig"}]}), why
    yield "public key", "lambda", "VAPID_PUBLIC_KEY", "B" + v.url(86), why
    yield "public key", "userdata", "wg", f"[Peer]\nPublicKey = {v.base64(32)}\nAllowedIPs = 10.0.0.0/24", why
    yield "public key", "lambda", "AGE_RECIPIENT", "age1" + v.of("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58), why
    yield "public key", "property", "dkim", f"v=DKIM1; k=rsa; p={v.base64(294)}", why
    yield "public key", "property", "records", f"google-site-verification={v.url(43)}", "published in DNS"
    yield "public key", "userdata", "known", f"echo 'github.com ssh-ed25519 {ssh}' >> /etc/ssh/ssh_known_hosts", why
    yield "public key", "lambda", "SAML_CERT", v.base64(800), "a certificate without its header"
    yield "public key", "lambda", "COSIGN_PUB", wrapped(v.armoured("PUBLIC KEY", 91)), why
    yield "public key", "output", "signer", f"ssh-rsa {packed(b'    ssh-rsa' + v.data(270))}", why


def _placeholders(v: Asked) -> Iterator[Row]:
    why = "a placeholder: nothing opens with it"
    values = [
        ("lambda", "DB_PASSWORD", "CHANGE_ME"), ("container", "TOKEN", "<token>"),
        ("lambda", "API_KEY", "xxxxxxxxxxxxxxxxxxxxxxxx"), ("ssm", "/shop/db/password", "placeholder"), ("ssm", "/shop/db/password", "REPLACE_AFTER_DEPLOY"), ("config", "dbPassword", "TODO"),
        ("lambda", "SECRET", "[REDACTED]"), ("lambda", "SECRET", "********"), ("lambda", "PASSWORD", ""), ("lambda", "PASSWORD", "null"), ("lambda", "PASSWORD", "none"),
        ("ghvar", "TOKEN", "not-set"), ("kv", "password", "(managed outside)"), ("lambda", "STRIPE_KEY", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx"), ("lambda", "AWS_KEY", "AKIA" + "IOSFODNN7" + "EXAMPLE"),
        ("userdata", "doc", "# export GITHUB_TOKEN=ghp_your_token_here"),
        ("lambda", "DB_URL", "postgres://username:your_password@host/db"), ("property", "password", "insert-password-here"), ("lambda", "AUTH", "Bearer <access_token>"), ("lambda", "PIN", "000000"),
        ("container", "API_KEY", "dummy"), ("container", "AWS_SECRET_ACCESS_KEY", "test"), ("lambda", "TOKEN", "generated-by-rotation"), ("ssm", "token", "initial value, see runbook"),
    ]
    for place, name, value in values:
        yield "placeholder", place, name, value, why


def _names(v: Asked) -> Iterator[Row]:
    why = "a setting about secrets, with none in it"
    values = [
        ("lambda", "SECRET_NAME", "shop/production/database"), ("lambda", "SECRET_ID", "shop-production-stripe-webhook-signing"),
        ("lambda", "TOKEN_URL", "https://auth.example.com/oauth2/token"), ("lambda", "TOKEN_ISSUER", "https://auth.example.com/realms/production"), ("lambda", "AUTH_METHOD", "aws-iam"), ("lambda", "PASSWORD_HASHER", "argon2id"),
        ("lambda", "ENCRYPTION_KEY_ROTATION_DAYS", "90"), ("lambda", "USE_SECRETS_MANAGER", "true"), ("lambda", "PASSWORD_POLICY", "length=16,upper,lower,digit"),
        ("lambda", "PRIVATE_KEY_ALGORITHM", "ECDSA_P384"), ("lambda", "PASSWORD_RESET_URL", "https://shop.example.com/account/password/reset"),
        ("container", "VAULT_SECRET_PATH", "secret/data/shop/production/database"), ("container", "SECRET_KEYS", "username,password,host,port"), ("container", "MASTER_USERNAME", "shop_administrator"),
        ("ghvar", "SECRET_PREFIX", "SHOP_PRODUCTION_"), ("ghvar", "VAULT_ROLE", "github-actions-shop-deploy"), ("config", "secretRotationLambda", "shop-production-rotate-database"), ("config", "tokenReviewer", "system:serviceaccount:vault:reviewer"),
        ("output", "passwordSecretName", "shop/production/database-master"), ("output", "credentialsPath", "database/creds/shop-production"), ("property", "passwordKey", "db_password"), ("property", "authenticationType", "SECRETS_MANAGER"), ("property", "keyName", "ops-bastion-2024"),
        ("property", "tokenValidityUnits", "minutes"), ("tag", "DataClass", "credentials"), ("tag", "secret-owner", "payments-platform-team"), ("tag", "Rotation", "every 30 days by shop-production-rotate"), ("provider", "passwordAuthentication", "disabled"),
        ("ssm", "/shop/auth/token-endpoint", "https://login.example.com/token"), ("lambda", "ACCESS_TOKEN_COOKIE", "__Host-shop_access"), ("lambda", "CSRF_TOKEN_NAME", "csrfmiddlewaretoken"), ("lambda", "SESSION_SECRET_NAME", "ShopSessionSigningKey2024"), ("lambda", "GITHUB_TOKEN_SCOPES", "repo,read:org,workflow"),
    ]
    for place, name, value in values:
        yield "name", place, name, value, why


def _prose(v: Asked) -> Iterator[Row]:
    why = "prose"
    values = [
        ("description", "d", "Password of the shop's database, rotated every 30 days by the rotation function"), ("description", "d", "Allows the deployer to read the secret shop/production/db and nothing else"), ("description", "d", "Token: see the runbook; never paste it here"),
        ("tag", "Note", "password is in 1Password, vault Production"), ("tag", "Purpose", "signing key for session cookies"), ("description", "d", "API key for Stripe (restricted, read-only), owner: payments"), ("output", "hint", "Log in with: vault login -method=oidc role=operators"),
        ("dashboard", "d", json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "# Passwords\nLogin failures per minute; password resets; token refreshes"}}]})), ("dashboard", "d", json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": [["AWS/SecretsManager", "ResourceCount"], ["Shop", "PasswordResets", "Service", "auth-3f9c2b"]], "region": "us-east-1"}}]})),
        ("lambda", "MESSAGE", "Das Passwort muss mindestens zwölf Zeichen lang sein"), ("lambda", "MESSAGE", "Le mot de passe a expiré, veuillez en choisir un nouveau"), ("bucket", "de", json.dumps({"login.password": "Passwort", "login.token": "Einmalcode", "login.secret": "Geheimnis"})), ("bucket", "en", json.dumps({"password": "Enter your password", "password_repeat": "Repeat password", "forgot": "Forgot password?"})),
        ("ssm", "banner", "Authorised use only. Passwords: at least 14 characters, one digit, one sign."), ("ghvar", "NOTICE", "Secrets are read at run time: do not add a password here"), ("userdata", "c", "# password: rotated by strongbox, nothing to do here\nsystemctl enable app"),
    ]
    for place, name, value in values:
        yield "prose", place, name, value, why


def _documents(v: Asked) -> Iterator[Row]:
    why = "a document with no secret in it"
    account = v.digits(12)
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "ReadDatabasePassword", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": f"arn:aws:secretsmanager:us-east-1:{account}:secret:shop/*"}]}
    yield "document", "property", "policy", json.dumps(policy), why
    yield "document", "property", "policy", 'path "secret/data/shop/*" {\n  capabilities = ["read"]\n}\npath "auth/token/renew-self" {\n  capabilities = ["update"]\n}', why
    yield "document", "userdata", "cfg", f"echo {wrapped(json.dumps({'log_level': 'info', 'region': 'eu-central-1', 'features': ['search', 'checkout']}))} | base64 -d > /etc/app.json", "base64 of plain configuration"
    yield "document", "lambda", "CONFIG", wrapped(json.dumps({"log_level": "info", "workers": 4, "timeout": 30, "hosts": ["a.internal", "b.internal"]})), "base64 of plain configuration"
    yield "document", "lambda", "CONFIG", zipped("server:\n  port: 8080\n  compression: true\nlogging:\n  level: info\n"), "gzip of plain configuration"
    yield "document", "ssm", "agent", json.dumps({"agent": {"metrics_collection_interval": 60}, "logs": {"logs_collected": {"files": {"collect_list": [{"file_path": "/var/log/auth.log", "log_group_name": "shop-auth"}]}}}}), why
    yield "document", "bucket", "flags", json.dumps({"new_password_flow": True, "token_refresh_v2": {"rollout": 25, "salt": "2024"}}), why
    yield "document", "bucket", "schema", json.dumps({"type": "object", "properties": {"password": {"type": "string", "minLength": 12, "writeOnly": True}, "token": {"type": "string", "pattern": "^[A-Za-z0-9]{40}$"}}, "required": ["password"]}), "a schema"
    yield "document", "bucket", "openapi", json.dumps({"components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}}}}), "a schema"
    yield "document", "kv", "pool", json.dumps({"username": "app", "host": "db.internal", "port": 5432, "password_secret": "shop/db", "sslmode": "verify-full"}), why
    yield "document", "property", "pattern", r"^(?=.*[A-Z])(?=.*\d)[A-Za-z\d@$!%*?&]{12,64}$", "a pattern of passwords"
    yield "document", "property", "filterPattern", '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }', why
    yield "document", "lambda", "REDACT", r"(?i)(password|token|secret)\s*[=:]\s*\S+", "a pattern"
    yield "document", "lambda", "SQL", "SELECT id, password_hash, token_expires_at FROM users WHERE email = %s", "SQL"
    yield "document", "property", "query", "ALTER USER app WITH PASSWORD :'password'", "SQL with its parameter"
    yield "document", "property", "statement", "CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';", "Vault fills it in"
    yield "document", "property", "definition", json.dumps({"StartAt": "ReadSecret", "States": {"ReadSecret": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", "End": True}}}), why
    yield "document", "bucket", "minified", '{"a":1,"b":[2,3],"c":{"d":"e","f":null},"v":"2.14.0","t":["x","y","z"],"k":{"q":0.25,"r":true}}', why
    yield "document", "bucket", "svg", wrapped('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12 2L2 7v10l10 5 10-5V7z"/></svg>'), "a picture"
    yield "document", "lambda", "LOGO", "data:image/svg+xml;base64," + wrapped('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="4"/></svg>'), "a picture"
    yield "document", "bucket", "png", "data:image/png;base64," + packed(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + v.data(300)), "a picture"
    yield "document", "property", "assume", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}), why
    yield "document", "lambda", "OIDC_HEADER", segment(json.dumps({"alg": "RS256", "typ": "JWT"})), "a header alone"


def _scripts(v: Asked) -> Iterator[Row]:
    why = "a script that holds no secret"
    scripts = [
        "#!/bin/bash\nset -euo pipefail\napt-get update\napt-get install -y nginx openssl\nsystemctl enable --now nginx",
        "openssl rand -base64 32 > /etc/app/secret\nchmod 600 /etc/app/secret",
        "PASSWORD=$(openssl rand -hex 16)\nvault kv put secret/shop/db password=\"$PASSWORD\"",
        "read -rsp 'Password: ' PASSWORD\nexport PASSWORD",
        "vault write auth/aws/login role=shop pkcs7=\"$(curl -s http://169.254.169.254/latest/dynamic/instance-identity/pkcs7)\"",
        "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600')\ncurl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/latest/meta-data/",
        "docker login -u AWS --password-stdin registry.example.com < <(aws ecr get-login-password)",
        "mysql --defaults-extra-file=/etc/mysql/root.cnf -e 'SHOW DATABASES'",
        "passwd -l root\nusermod --lock ubuntu\nsed -i 's/^PasswordAuthentication.*/PasswordAuthentication no/' /etc/ssh/sshd_config",
        "keytool -import -alias ca -file /etc/ssl/ca.pem -keystore /etc/ssl/trust.jks -storepass \"$STORE_PASS\" -noprompt",
        "kubectl create secret generic db --from-file=password=/run/secrets/db",
        "aws ssm get-parameter --name /shop/db/password --with-decryption --query Parameter.Value --output text > /run/db",
    ]
    for at, script in enumerate(scripts):
        yield "script", ("userdata", "userdata64", "usergz", "cloudinit")[at % 4], "s", script, why
    yield "script", "cloudinit", "c", "#cloud-config\nssh_pwauth: false\nchpasswd:\n  expire: true\nusers:\n  - name: ops\n    lock_passwd: true\n", why
    yield "script", "cloudinit", "c", "#cloud-config\npackage_update: true\nruncmd:\n  - [systemctl, restart, vault]\n  - [sh, -c, 'vault operator unseal -reset']\n", why
    yield "script", "command", "c", "exec vault agent -config=/etc/vault/agent.hcl -exit-after-auth", why
    yield "script", "command", "c", "gunicorn shop.wsgi --bind 0.0.0.0:8000 --access-logfile - --workers 4", why


def _sealed(v: Asked) -> Iterator[Row]:
    yield "sealed", "lambda", "DB_PASSWORD_ENCRYPTED", "AQICAHh" + v.base64(140), "KMS ciphertext"
    yield "sealed", "property", "ciphertextBlob", "AQICAHh" + v.base64(150), "KMS ciphertext"
    yield "sealed", "lambda", "DB_PASSWORD", f"vault:v1:{v.base64(60)}", "Vault transit ciphertext"
    yield "sealed", "property", "encryptedValue", v.base64(90), "a GitHub secret sealed with the repository's key"
    yield "sealed", "property", "manifest", f"apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag{v.base64(300)}\n", "a sealed secret"
    yield "sealed", "bucket", "sops", json.dumps({"password": f"ENC[AES256_GCM,data:{v.base64(12)},iv:{v.base64(32)},tag:{v.base64(16)},type:str]"}), "SOPS"
    yield "sealed", "config", "dbPassword", f"v1:{v.base64(12)}:{v.base64(40)}", "a ciphertext of the stack's own configuration"
    yield "sealed", "userdata", "age", v.armoured("AGE ENCRYPTED FILE", 200), "an age file"
    yield "sealed", "userdata", "pgp", v.armoured("PGP MESSAGE", 400), "a PGP message"
    yield "sealed", "bucket", "ansible", "$ANSIBLE_VAULT;1.1;AES256\n" + "\n".join(v.digits(80) for _ in range(4)), "an Ansible vault"


def _ordinary(v: Asked) -> Iterator[Row]:
    why = "an ordinary setting"
    values = [
        ("lambda", "BRAND_COLOUR", "#" + v.hex(6)), ("lambda", "VERSION", f"2.14.{v.digits(2)}-rc.1+build.{v.hex(7)}"), ("lambda", "SCHEDULE", "cron(0 3 ? * MON-FRI *)"), ("lambda", "LOCALE", "de_DE.UTF-8,en_GB.UTF-8"),
        ("lambda", "HOST", f"ip-10-0-{v.digits(2)}-{v.digits(2)}.eu-central-1.compute.internal"), ("lambda", "CDN", f"https://d{v.lower(13)}.cloudfront.net/assets/app.js"), ("lambda", "BUCKET_KEY", f"exports/2024/06/{v.uuid()}/part-0001.parquet"),
        ("container", "JAVA_OPTS", "-Xmx512m -XX:+UseG1GC -Djavax.net.ssl.trustStore=/etc/ssl/trust.jks"), ("container", "HANDLER", "com.example.shop.security.TokenRefreshHandler::handleRequest"),
        ("ghvar", "RUNNER", "ubuntu-24.04-arm64-16core"), ("ghvar", "MATRIX", '["3.11","3.12","3.13"]'), ("config", "aws:region", "eu-central-1"), ("config", "shop:instanceType", "m7g.2xlarge"), ("property", "cidr", "10.42.0.0/16"), ("property", "image", f"ghcr.io/acme/shop:2024.06.1-{v.hex(7)}"),
        ("output", "url", "https://shop.example.com/?utm_source=mail&utm_campaign=summer2024"), ("output", "dsn", "postgresql://app@db.internal:5432/shop?sslmode=verify-full"), ("lambda", "BROKERS", "b-1.shop.kafka.eu-central-1.amazonaws.com:9096,b-2.shop.kafka.eu-central-1.amazonaws.com:9096"),
        ("lambda", "PHONE", "+49 30 " + v.digits(7)), ("lambda", "EMAIL", "security@example.com"), ("lambda", "COORDINATES", "52.5200066,13.4049540"), ("tag", "Name", "shop-production-database-7f3a9c"), ("tag", "cost-centre", "CC-" + v.digits(6)), ("kv", "maintenance", "2024-06-01T03:00:00Z/PT2H"),
    ]
    for place, name, value in values:
        yield "ordinary", place, name, value, why
