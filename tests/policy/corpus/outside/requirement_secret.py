# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""The requirement's places with secrets in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.third.made import LOW, UP
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


B32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


def mime(*parts: tuple[str, str, str]) -> str:
    out = 'Content-Type: multipart/mixed; boundary="==BOUNDARY=="\nMIME-Version: 1.0\n\n'
    for kind, encoding, body in parts:
        out += f'--==BOUNDARY==\nContent-Type: {kind}; charset="utf-8"\nMIME-Version: 1.0\n'
        out += f"Content-Transfer-Encoding: {encoding}\n\n{body}\n\n"
    return out + "--==BOUNDARY==--\n"


def secret(t: Tokens) -> Iterator[tuple[str, str, str, bool]]:
    def s(family: str, *rows: tuple[str, str]) -> Iterator[tuple[str, str, str, bool]]:
        for name, text in rows:
            yield family, name, text, True

    yield from s(
        "token-formats",
        ("description", "CI pushes with ghp_" + t.alnum(36)),
        ("note", "ghs_" + t.alnum(36)),
        ("GH_AUTH", "github_pat_" + t.alnum(22) + "_" + t.alnum(59)),
        ("SLACK_APP", "xapp-1-A" + t.upper(10) + "-" + t.digits(13) + "-" + t.hex(64)),
        ("endpoint", "https://hooks.slack.com/services/T" + t.upper(10) + "/B" + t.upper(10) + "/" + t.alnum(24)),
        ("url", "https://discord.com/api/webhooks/" + t.digits(19) + "/" + t.url(68)),
        ("value", "rk_live_" + t.alnum(99)),
        ("STRIPE_WEBHOOK", "whsec_" + t.alnum(32)),
        ("value", "npm_" + t.alnum(36)),
        ("publish", "pypi-AgEIcHlwaS5vcmc" + t.url(120)),
        ("VAULT", "hvs.CAES" + t.url(90)),
        ("value", "hvb.AAAAAQ" + t.url(150)),
        ("SMTP", "SG." + t.url(22) + "." + t.url(43)),
        ("value", "dop_v1_" + t.hex(64)),
        ("SHOP", "shpat_" + t.hex(32)),
        ("value", "sk-proj-" + t.url(74) + "T3BlbkFJ" + t.url(74)),
        ("MODELS", "hf_" + t.of(UP + LOW, 34)),
        ("relic", "NRAK-" + t.upper(27)),
        ("tfc", t.alnum(14) + ".atlasv1." + t.url(67)),
        ("value", "dapi" + t.hex(32)),
        ("bot", t.digits(10) + ":AA" + t.url(33)),
        ("net", "tskey-auth-k" + t.alnum(11) + "CNTRL-" + t.alnum(32)),
        ("sops", "AGE-SECRET-KEY-1" + t.of(B32, 58)),
        ("value", "lin_api_" + t.alnum(40)),
        ("jira", "ATATT3xFfGF0" + t.url(172) + "=" + t.upper(8)),
        ("mailer", "xkeysib-" + t.hex(64) + "-" + t.alnum(16)),
        ("value", "pscale_pw_" + t.url(43)),
        ("map", "sk." + wrapped(json.dumps({"u": "acme", "a": t.lower(25)})).rstrip("=") + "." + t.url(22)),
    )

    yield from s(
        "passwords-env",
        ("DB_PASSWORD", t.human_password()),
        ("PGPASSWORD", t.password(20)),
        ("MYSQL_ROOT_PASSWORD", t.human_password()),
        ("SMTP_PASSWORD", t.password(14)),
        ("ADMIN_PWD", t.human_password()),
        ("SESSION_SECRET", t.base64(32)),
        ("apiKey", t.alnum(40)),
        ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2Vj" + t.base64(300)),
        ("CLIENT_SECRET", t.url(40)),
        ("HMAC_KEY", t.hex(40)),
        ("masterUserPassword", t.password(18)),
        ("administratorLoginPassword", t.human_password()),
        ("authToken", t.alnum(28)),
        ("ldapBindPassword", t.human_password()),
        ("WEBHOOK_SECRET", t.hex(40)),
    )

    yield from s(
        "private-keys",
        ("value", t.pem()),
        ("tlsKey", t.pem("EC PRIVATE KEY")),
        ("description", "temporary deploy key:\n" + t.pem("OPENSSH PRIVATE KEY")),
        ("keyMaterial", t.pem("PRIVATE KEY")),
        ("pgp", t.pem("PGP PRIVATE KEY BLOCK")),
        ("ONE_LINE", t.pem("PRIVATE KEY").replace("\n", "\\n")),
        ("KEY_B64", wrapped(t.pem("RSA PRIVATE KEY"))),
        ("privateKey", t.private_der()),
        ("bundle", t.pem("CERTIFICATE") + t.pem("PRIVATE KEY")),
        ("credentials", json.dumps({
            "type": "service_account", "project_id": "acme-prod", "private_key_id": t.hex(40),
            "private_key": t.pem("PRIVATE KEY"), "client_email": "ci@acme-prod.iam.gserviceaccount.com",
        })),
        ("GOOGLE_CREDENTIALS", wrapped(json.dumps({
            "type": "service_account", "private_key": t.pem("PRIVATE KEY"), "client_id": t.digits(21),
        }))),
        ("wg0.conf", "[Interface]\nAddress = 10.8.0.1/24\nPrivateKey = " + t.base64(32) + "\nListenPort = 51820\n"),
        ("putty", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: ops\nPublic-Lines: 1\n"
            + t.base64(48) + "\nPrivate-Lines: 2\n" + t.base64(48) + "\n" + t.base64(48) + "\nPrivate-MAC: "
            + t.hex(64) + "\n"),
    )

    p = t.password
    yield from s(
        "uris",
        ("DATABASE_URL", f"postgres://app:{t.alnum(18)}@db.internal:5432/orders"),
        ("url", f"mysql://root:{t.human_password().rstrip('!?*#')}@10.0.3.4/shop"),
        ("MONGO", f"mongodb+srv://svc:{t.alnum(20)}@cluster0.{t.lower(5)}.mongodb.net/?retryWrites=true"),
        ("cache", f"redis://:{t.alnum(32)}@cache.internal:6379/0"),
        ("BROKER", f"amqps://worker:{t.alnum(16)}@mq.internal:5671/%2F"),
        ("repo", f"https://deploy:{t.alnum(24)}@git.example.com/acme/app.git"),
        ("repo", f"git+https://x-access-token:ghs_{t.alnum(36)}@github.com/acme/lib.git"),
        ("DSN", f"app:{t.alnum(16)}@tcp(db.internal:3306)/shop?parseTime=true"),
        ("connectionString",
            f"Server=tcp:acme.database.windows.net,1433;Database=shop;User ID=app;Password={t.alnum(17)};Encrypt=true;"),
        ("jdbc", f"jdbc:postgresql://db.internal/orders?user=app&password={t.alnum(16)}&ssl=true"),
        ("jdbc", f"jdbc:sqlserver://db.internal;databaseName=shop;user=sa;password={t.alnum(15)}"),
        ("storage", "DefaultEndpointsProtocol=https;AccountName=acmeprod;AccountKey=" + t.base64(64)
            + ";EndpointSuffix=core.windows.net"),
        ("bus", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey="
            + t.base64(32)),
        ("dsn", f"host=db.internal port=5432 user=app password={t.alnum(16)} dbname=orders sslmode=require"),
        ("mail", f"smtps://mailer%40example.com:{t.alnum(12)}%21{t.alnum(5)}@smtp.example.com:465"),
        ("logs", f"https://elastic:{t.alnum(24)}@es.internal:9200/_bulk"),
        ("hook", f"https://api.example.com/hooks/build?access_token={t.alnum(40)}"),
        ("proxy", f"http://proxyuser:{t.alnum(12)}@proxy.internal:3128"),
        ("SQLALCHEMY_DATABASE_URI", f"postgresql+psycopg2://app:{t.alnum(22)}@${{DB_HOST}}:5432/app"),
    )

    yield from s(
        "jwt",
        ("value", t.jwt()),
        ("description", "use this to call the API: " + t.jwt()),
        ("authorization", "Bearer " + t.jwt()),
        ("link", "https://app.example.com/login?token=" + t.jwt()),
        ("anon", json.dumps({"headers": {"X-Session": t.jwt()}})),
        ("userData", wrapped("#!/bin/sh\ncurl -H 'Authorization: Bearer " + t.jwt() + "' https://api.internal/register\n")),
    )

    sh = "#!/bin/bash\nset -euo pipefail\n"
    pw = t.human_password
    yield from s(
        "user-data",
        ("userData", sh + f"export DB_PASSWORD='{p(16)}'\n/opt/app/start\n"),
        ("userData", sh + f"mysql -h db.internal -uroot -p{t.alnum(14)} < /opt/schema.sql\n"),
        ("userData", sh + f"echo 'ubuntu:{pw()}' | chpasswd\n"),
        ("userData", sh + f"PGPASSWORD={t.alnum(16)} psql -h db.internal -U app -c 'select 1'\n"),
        ("userData", sh + f"docker login -u ci -p {t.alnum(24)} registry.example.com\n"),
        ("userData", sh + f"curl -fsS -u admin:{t.alnum(16)} https://nexus.internal/repository/raw/app.tgz -o app.tgz\n"),
        ("userData", sh + f"aws configure set aws_secret_access_key {t.aws_secret()}\n"),
        ("userData", sh + f"kubeadm join 10.0.0.10:6443 --token {t.lower(6)}.{t.lower(16)} "
            f"--discovery-token-ca-cert-hash sha256:{t.hex(64)}\n"),
        ("userData", sh + f"sshpass -p '{p(14)}' ssh ops@10.0.0.4 uptime\n"),
        ("userData", "<powershell>\nnet user deploy " + t.alnum(14) + " /add\n</powershell>"),
        ("userData", '<powershell>\n$p = ConvertTo-SecureString "' + t.alnum(16) + '" -AsPlainText -Force\n</powershell>'),
        ("userData", sh + "cat > /root/.ssh/id_ed25519 <<'E'\n" + t.pem("OPENSSH PRIVATE KEY") + "E\n"),
        ("userData", sh + "cat > /root/.aws/credentials <<E\n[default]\naws_access_key_id = " + t.aws_key()
            + "\naws_secret_access_key = " + t.aws_secret() + "\nE\n"),
        ("userData", sh + f"cat > ~/.netrc <<E\nmachine git.example.com login ci password {t.alnum(20)}\nE\n"),
        ("userData", sh + f"echo '//npm.acme.example/:_authToken=npm_{t.alnum(36)}' > ~/.npmrc\n"),
        ("userData", sh + f"echo 'db.internal:5432:orders:app:{t.alnum(18)}' > ~/.pgpass\n"),
        ("userDataBase64", wrapped(sh + f"export API_TOKEN={t.alnum(40)}\n/opt/app/start\n")),
        ("userDataBase64", wrapped(sh + f"echo 'requirepass {t.alnum(24)}' >> /etc/redis/redis.conf\nsystemctl restart redis\n")),
        ("userDataBase64", zipped(sh + f"export MYSQL_PWD='{p(16)}'\n")),
        ("userDataBase64", zipped(sh + f"git clone https://oauth2:glpat-{t.url(20)}@gitlab.com/acme/app.git\n")),
        ("user_data", "#cloud-config\nchpasswd:\n  expire: false\n  users:\n    - name: ubuntu\n      type: text\n      password: "
            + t.alnum(15) + "\n"),
        ("user_data", "#cloud-config\nusers:\n  - name: ops\n    lock_passwd: false\n    plain_text_passwd: " + t.alnum(14) + "\n"),
        ("user_data", "#cloud-config\nwrite_files:\n  - path: /etc/app.env\n    encoding: b64\n    content: "
            + wrapped(f"DB_USER=app\nDB_PASSWORD={t.alnum(18)}\n") + "\n"),
        ("user_data", "#cloud-config\nwrite_files:\n  - path: /etc/app.yml\n    encoding: gz+b64\n    content: "
            + zipped(f"db:\n  user: app\n  password: {t.alnum(18)}\n") + "\n"),
        ("user_data", "#cloud-config\nwrite_files:\n- content: |\n    [client]\n    user=root\n    password=" + t.alnum(16)
            + "\n  path: /root/.my.cnf\n"),
        ("customData", wrapped("#cloud-config\nruncmd:\n  - [ sh, -c, 'echo K3S_TOKEN=" + t.hex(48) + " >> /etc/k3s.env' ]\n")),
        ("userData", mime(("text/cloud-config", "7bit", "#cloud-config\npackages: [nginx]"),
            ("text/x-shellscript", "7bit", f"#!/bin/sh\nexport ADMIN_PASSWORD={t.alnum(16)}\n/opt/setup"))),
        ("userData", mime(("text/cloud-config", "7bit", "#cloud-config\npackages: [nginx]"),
            ("text/x-shellscript", "base64", wrapped(f"#!/bin/sh\nexport STRIPE=sk_live_{t.alnum(24)}\n")))),
        ("userData", wrapped(mime(("text/x-shellscript", "7bit", f"#!/bin/sh\nexport DB=postgres://a:{t.alnum(16)}@db/x\n")))),
        ("userDataBase64", zipped(mime(("text/x-shellscript", "base64", wrapped(f"#!/bin/sh\nexport DB_PASS='{p(16)}'\n"))))),
    )

    yield from s(
        "secret-stores",
        ("plaintextValue", p(20)),
        ("secretString", json.dumps({"username": "app", "password": p(20)})),
        ("secretString", json.dumps({"engine": "postgres", "host": "db.internal", "port": 5432, "password": pw()})),
        ("secretBinary", wrapped(t.pem("PRIVATE KEY"))),
        ("dataJson", json.dumps({"db_password": p(16), "db_user": "app"})),
        ("dataJson", json.dumps({"stripe": {"secret_key": "sk_live_" + t.alnum(24)}})),
        ("dataJson", json.dumps({"token": t.alnum(32)})),
        ("dataJson", json.dumps({"username": "root", "pass": pw()})),
        ("GITHUB_VARIABLE", json.dumps({"variableName": "DEPLOY_TOKEN", "value": t.alnum(40)})),
        (".dockerconfigjson", json.dumps({"auths": {"registry.example.com": {"auth": wrapped("ci:" + t.alnum(20))}}})),
        ("stringData", json.dumps({"POSTGRES_PASSWORD": pw()})),
        ("data", json.dumps({"password": wrapped(p(18))})),
    )

    yield from s(
        "provider-config",
        ("secretKey", t.aws_secret()),
        ("cloudflare:apiToken", t.url(40)),
        ("datadog:appKey", t.hex(40)),
        ("vault:token", "hvs." + t.url(24)),
        ("mysql:password", p(16)),
        ("kubeconfig", "apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: " + t.jwt() + "\n"),
        ("kubeconfig", "apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    client-key-data: "
            + wrapped(t.pem("RSA PRIVATE KEY")) + "\n"),
        ("registryAuth", json.dumps([{"address": "registry.example.com", "username": "ci", "password": t.alnum(24)}])),
    )

    yield from s(
        "prose-tags-dashboards",
        ("description", f"Primary orders database, admin password is {pw()}"),
        ("description", f"login: admin / password: {p(12)}"),
        ("tags", json.dumps({"Owner": "platform", "DbPassword": pw()})),
        ("tags", json.dumps({"team": "core", "token": "glpat-" + t.url(20)})),
        ("comment", "rotated key " + t.aws_key() + " / " + t.aws_secret()),
        ("dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {
            "markdown": f"# On call\nGrafana login: `admin` password: `{t.alnum(14)}`"}}]})),
        ("dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {
            "markdown": "[logs](https://viewer:" + t.alnum(18) + "@kibana.example.com)"}}]})),
        ("configJson", json.dumps({"title": "Status", "panels": [{"type": "json", "headers": [
            {"name": "Authorization", "value": "Basic " + wrapped("viewer:" + t.alnum(16))}]}]})),
        ("configJson", json.dumps({"annotations": {"list": [{"url": "https://hooks.slack.com/services/T" + t.upper(8) + "/B"
            + t.upper(10) + "/" + t.alnum(24)}]}})),
    )

    yield from s(
        "ssm-outputs-config",
        ("value", f"db.password={t.alnum(16)}\ndb.user=app\n"),
        ("/prod/db/password", p(18)),
        ("/prod/api/token", t.alnum(36)),
        ("dbPassword", pw()),
        ("adminToken", t.url(32)),
        ("connectionUrl", f"postgresql://admin:{t.alnum(16)}@db.internal/app"),
        ("app:stripeKey", "sk_live_" + t.alnum(24)),
        ("app:settings", json.dumps({"smtp": {"host": "smtp.example.com", "user": "m", "password": t.alnum(16)}})),
    )

    yield from s(
        "high-entropy",
        ("data", t.url(64)),
        ("signingKey", t.hex(64)),
        ("private_token", t.lower(32)),
    )
