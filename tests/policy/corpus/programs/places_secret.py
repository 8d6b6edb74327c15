# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Secrets in tags, descriptions, parameters, outputs, configuration, variables and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, document, store_of_keys
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "tag", "deploy-key", g.alnum(32)  # a deploy key in a tag
    yield "tag", "token", 'ghp_' + g.alnum(36)  # PAT in a tag
    yield "tag", "db_password", g.typed()  # password in a tag
    yield "tag", "note", f'login admin / password {g.typed()}'  # password in prose
    yield "tag", "AdminPass", g.typed()  # password
    yield "tag", "webhook", f'https://hooks.slack.com/services/T{g.upper(8)}/B{g.upper(10)}/{g.alnum(24)}'  # webhook
    yield "tag", "api-key", g.hex(32)  # key in tag
    yield "tag", "owner-contact", f'https://ops:{g.alnum(12)}@wiki.acme.io'  # userinfo in tag
    yield "description", "description", f'Runs nightly. Key: {g.aws_key()}'  # key id in prose
    yield "description", "description", f'Report function, db password is {g.typed()} until March'  # password in prose
    yield "description", "description", f"Webhook https://discord.com/api/webhooks/{g.digits(18)}/{g.of(ALNUM + '-_', 68)}"  # webhook in prose
    yield "description", "description", f"Rotate token glpat-{g.of(ALNUM + '-_', 20)} in May"  # token in prose
    yield "description", "description", f'Bastion (user ec2, pw: {g.typed()})'  # pw: in prose
    yield "description", "description", f'proxy http://svc:{g.alnum(14)}@proxy.acme.io:3128'  # userinfo in prose
    yield "description", "description", f'Uses sk_live_{g.alnum(24)} for payments'  # Stripe in prose
    yield "ssm", "/app/prod/db/password", g.generated(20)  # password
    yield "ssm", "/app/prod/jwt-secret", g.base64(48)  # key
    yield "ssm", "/app/prod/api_key", g.alnum(40)  # key
    yield "ssm", "/shared/datadog/api-key", g.hex(32)  # key
    yield "ssm", "/app/prod/redis-url", f'redis://default:{g.alnum(32)}@redis-1.acme.io:6379'  # userinfo
    yield "ssm", "/app/prod/config", document({'endpoint': 'https://api.acme.io', 'clientId': 'web', 'clientSecret': g.alnum(40)})  # JSON
    yield "ssm", "/app/prod/private.pem", g.armoured('RSA PRIVATE KEY', 1190)  # PEM
    yield "ssm", "/ops/license", g.web_token({'lic': 'enterprise', 'seats': 50}, 'RS256')  # signed licence JWT: a bearer value
    yield "ssm", "/app/prod/slack", f'xoxb-{g.digits(12)}-{g.digits(13)}-{g.alnum(24)}'  # bot token
    yield "ssm", "/app/prod/smtp_credentials", f'mailer:{g.typed()}'  # user:password
    yield "ssm", "/ci/github/app-private-key", g.armoured('RSA PRIVATE KEY', 1190)  # PEM
    yield "ssm", "/wifi/psk", g.words(3)  # psk
    yield "ssm", "/app/prod/hash_salt", g.hex(32)  # application salt
    yield "ssm", "/app/staging/admin_pw", g.typed()  # typed
    yield "output", "dbPassword", g.generated(20)  # password exported
    yield "output", "adminToken", g.base64url(32)  # token exported
    yield "output", "kubeconfig", f"apiVersion: v1\nusers:\n- name: admin\n  user:\n    client-key-data: {wrapped(g.armoured('RSA PRIVATE KEY', 1190))}\n"  # kubeconfig client key
    yield "output", "accessKey", document({'id': g.aws_key(), 'secret': g.base64(30)})  # key pair
    yield "output", "connection", f'mysql://root:{g.alnum(16)}@db:3306/app'  # userinfo
    yield "output", "privateKeyPem", g.armoured('OPENSSH PRIVATE KEY', 380)  # ssh key
    yield "output", "sasUrl", f'https://x.blob.core.windows.net/c/f.zip?sv=2023-01-03&sr=b&sp=r&sig={g.of(ALNUM, 42)}%3D'  # SAS
    yield "output", "seedPhrase", ' '.join(g.word().lower() for _ in range(12))  # wallet words under a name that says so
    yield "output", "initialPassword", g.typed()  # typed
    yield "output", "joinCommand", f'kubeadm join 10.0.1.5:6443 --token {g.lower(6)}.{g.lower(16)} --discovery-token-ca-cert-hash sha256:{g.sha256()}'  # kubeadm token
    yield "config", "dbPassword", g.typed()  # plain config password
    yield "config", "githubToken", 'ghp_' + g.alnum(36)  # PAT
    yield "config", "stripeKey", 'sk_live_' + g.alnum(24)  # Stripe
    yield "config", "apiSecret", g.base64(33)  # secret
    yield "config", "slackWebhookUrl", f'https://hooks.slack.com/services/T{g.upper(8)}/B{g.upper(10)}/{g.alnum(24)}'  # hook
    yield "config", "pagerdutyKey", g.hex(32)  # routing key
    yield "config", "sshPrivateKey", g.armoured('OPENSSH PRIVATE KEY', 380)  # ssh
    yield "config", "cloudflareToken", g.of(ALNUM + '-_', 40)  # token
    yield "config", "datadogApiKey", g.hex(32)  # key
    yield "config", "masterUserPassword", g.typed()  # typed
    yield "config", "service", document({'url': 'https://x.acme.io', 'auth': {'user': 'a', 'pass': g.typed()}})  # nested
    yield "config", "vpnSharedKey", g.alnum(32)  # pre-shared key
    yield "config", "tailscale", f'tskey-client-k{g.alnum(11)}CNTRL-{g.alnum(32)}'  # Tailscale
    yield "config", "grafanaAuth", 'admin:' + g.typed()  # user:password
    yield "variable", "DEPLOY_TOKEN", g.hex(40)  # token as a readable variable
    yield "variable", "NPM_AUTH", 'npm_' + g.alnum(36)  # npm
    yield "variable", "SSH_KEY", g.armoured('OPENSSH PRIVATE KEY', 380)  # ssh
    yield "variable", "AWS_KEY", g.aws_key()  # key id
    yield "variable", "SENTRY_AUTH_TOKEN", g.hex(64)  # old Sentry token
    yield "variable", "PROD_DB_URL", f'postgres://u:{g.alnum(20)}@h/db'  # userinfo
    yield "variable", "ANDROID_KEYSTORE_PASSWORD", g.typed()  # typed
    yield "variable", "SIGNING_CERT_P12", store_of_keys(g, 2100)  # PKCS#12
    yield "variable", "CODESIGN_PASS", g.lower(12)  # typed
    yield "variable", "GPG_KEY", g.armoured('PGP PRIVATE KEY BLOCK', 900)  # PGP
    yield "variable", "FIREBASE_TOKEN", '1//0' + g.of(ALNUM + '-_', 90)  # refresh token
    yield "variable", "CHROMATIC_PROJECT_TOKEN", 'chpt_' + g.hex(15)  # Chromatic token
    yield "password", "password", g.typed()  # RDS password literal
    yield "password", "master_password", g.alnum(20)  # literal
    yield "password", "auth_token", g.alnum(40)  # ElastiCache token literal
    yield "password", "shared_key", g.alnum(32)  # PSK literal
    yield "password", "secret_string", g.typed()  # value literal
    yield "password", "secret_string", document({'username': 'a', 'password': g.generated(16)})  # value literal
    yield "password", "plaintext_value", g.alnum(40)  # GitHub secret literal
    yield "password", "private_key", g.armoured('PRIVATE KEY', 600)  # literal
    yield "password", "data_json", document({'value': g.base64(32)})  # Vault KV literal
    yield "password", "token", 'hvs.' + g.of(ALNUM + '-_', 95)  # provider token literal
    yield "url", "endpoint", f'https://events.pagerduty.com/integration/{g.hex(32)}/enqueue'  # PagerDuty integration URL holds its key
    yield "url", "endpoint", f'https://api.opsgenie.com/v1/json/cloudwatch?apiKey={g.uuid()}'  # query key
    yield "url", "url", f'https://user:{g.alnum(12)}@hooks.acme.io/x'  # userinfo
    yield "url", "url", f'https://hooks.slack.com/workflows/T{g.upper(8)}/A{g.upper(10)}/{g.digits(18)}/{g.alnum(24)}'  # workflow hook
    yield "url", "url", f"https://api.telegram.org/bot{g.digits(10)}:AA{g.of(ALNUM + '-_', 33)}/sendMessage"  # bot token in a path
    yield "url", "endpoint", f'https://http-intake.logs.datadoghq.com/v1/input/{g.hex(32)}'  # Datadog key in a path
    yield "url", "endpoint", f'https://in.acme.io/hook?secret={g.alnum(24)}'  # query secret
    yield "url", "webhook", f"https://chat.googleapis.com/v1/spaces/AAAA{g.alnum(7)}/messages?key=AIza{g.of(ALNUM + '-_', 35)}&token={g.of(ALNUM + '-_', 43)}"  # Google chat hook
    yield "url", "url", f'https://mattermost.acme.io/hooks/{g.lower(26)}'  # Mattermost hook
