# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""Documents with a secret in them: task definitions, manifests, values, workflows, configuration of servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import LETTERS, document
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "dashboard", "dashboard_body", document({'widgets': [{'type': 'text', 'properties': {'markdown': f'# On call\nGrafana login: ops / {g.typed()}'}}]})  # login in markdown: user / password
    yield "dashboard", "dashboard_body", document({'widgets': [{'type': 'text', 'properties': {'markdown': f'[open](https://x.acme.io/?access_token={g.base64url(32)})'}}]})  # query token
    yield "dashboard", "dashboard_body", document({'widgets': [{'type': 'text', 'properties': {'markdown': f'Bearer {g.web_token()}'}}]})  # JWT in markdown
    yield "dashboard", "dashboard_body", document({'widgets': [{'type': 'custom', 'properties': {'endpoint': 'arn:aws:lambda:eu-west-1:123456789012:function:w', 'params': {'apiKey': g.alnum(32)}}}]})  # custom widget parameter
    yield "document", "container_definitions", document([{'name': 'web', 'image': 'acme/web:1.2.3', 'environment': [{'name': 'PORT', 'value': '80'}, {'name': 'DB_PASS', 'value': g.typed()}]}])  # ECS environment
    yield "document", "container_definitions", document([{'name': 'web', 'image': 'x', 'command': ['/app', '--token=' + g.base64url(30)]}])  # command argument
    yield "document", "container_definitions", document([{'name': 'fluent', 'logConfiguration': {'logDriver': 'splunk', 'options': {'splunk-token': g.uuid(), 'splunk-url': 'https://s.acme.io'}}}])  # log driver token
    yield "document", "values", f'replicaCount: 2\nauth:\n  rootPassword: {g.typed()}\n  database: app\n'  # helm values
    yield "document", "values", f'grafana:\n  adminUser: admin\n  adminPassword: "{g.alnum(16)}"\n'  # helm values
    yield "document", "values", f'datadog:\n  apiKey: {g.hex(32)}\n  site: datadoghq.eu\n'  # helm values
    yield "document", "values", f"imageCredentials:\n  registry: ghcr.io\n  username: bot\n  password: {'ghp_' + g.alnum(36)}\n"  # helm values
    yield "document", "manifest", f'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {wrapped(g.typed())}\n'  # Secret with base64 data
    yield "document", "manifest", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: tls\ntype: kubernetes.io/tls\ndata:\n  tls.crt: {wrapped(g.armoured('CERTIFICATE', 700))}\n  tls.key: {wrapped(g.armoured('PRIVATE KEY', 600))}\n"  # TLS Secret
    yield "document", "manifest", f'kind: ConfigMap\ndata:\n  app.conf: |\n    listen 80\n    proxy_set_header X-Api-Key {g.alnum(32)};\n'  # header value in nginx
    yield "document", "workflow", f'jobs:\n  build:\n    steps:\n      - run: docker login -u ci -p {g.alnum(24)} ghcr.io\n'  # docker login
    yield "document", "workflow", f'env:\n  AWS_REGION: eu-west-1\n  AWS_ACCESS_KEY_ID: {g.aws_key()}\n  AWS_SECRET_ACCESS_KEY: {g.base64(30)}\n'  # workflow env
    yield "document", "workflow", f'      - uses: foo/bar@v1\n        with:\n          api-token: {g.hex(40)}\n'  # action input
    yield "document", "buildspec", f'version: 0.2\nenv:\n  variables:\n    SONAR_LOGIN: {g.hex(40)}\nphases: {{}}\n'  # Sonar login
    yield "document", "policy_arguments", document({'url': 'https://x', 'headers': {'Authorization': 'Token ' + g.hex(40)}})  # header
    yield "document", "headers", document({'x-api-key': g.alnum(40), 'accept': 'application/json'})  # header
    yield "document", "connection_properties", document({'JDBC_CONNECTION_URL': 'jdbc:postgresql://h/db', 'USERNAME': 'glue', 'PASSWORD': g.typed()})  # Glue connection
    yield "document", "settings_json", document({'Slack': {'Url': 'https://slack.com/api', 'BotOAuth': f'xoxb-{g.digits(12)}-{g.digits(13)}-{g.alnum(24)}'}})  # nested
    yield "document", "compose", f'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: {g.typed()}\n'  # compose
    yield "document", "prometheus", f"remote_write:\n- url: https://prom.acme.io/push\n  basic_auth:\n    username: 12345\n    password: {'glc_' + g.base64url(90)}\n"  # remote write
    yield "document", "alertmanager", f'receivers:\n- name: pd\n  pagerduty_configs:\n  - service_key: {g.hex(32)}\n'  # service key
    yield "document", "alertmanager", f'global:\n  smtp_auth_username: a@acme.io\n  smtp_auth_password: {g.of(LETTERS, 16)}\n'  # app password
    yield "document", "nginx", f'location / {{ if ($http_x_auth != "{g.alnum(32)}") {{ return 403; }} }}'  # shared header value compared
    yield "document", "requests", f'POST /x HTTP/1.1\nHost: a\nAuthorization: Bearer {g.base64url(40)}\n'  # raw request
    yield "document", "pgbouncer", f'"app" "{g.alnum(20)}"\n"ro" "{g.alnum(20)}"'  # pgbouncer userlist with plain passwords
    yield "document", "ansible", f'ansible_user: admin\nansible_password: {g.typed()}\nansible_port: 5986'  # inventory
    yield "document", "redis_conf", f'bind 0.0.0.0\nrequirepass {g.alnum(24)}\nmaxmemory 1gb'  # requirepass
    yield "document", "vpn", f'conn a\n  left=1.2.3.4\n: PSK "{g.alnum(28)}"'  # ipsec PSK
    yield "document", "wireguard", f'[Interface]\nAddress = 10.8.0.1/24\nPrivateKey = {g.base64(32)}\n[Peer]\nPublicKey = {g.base64(32)}\n'  # WireGuard
    yield "document", "wpa", f'network={{\n ssid="office"\n psk="{g.words(2)}"\n}}'  # wifi
    yield "document", "app.config", f'<add name="Db" connectionString="Data Source=db;Initial Catalog=x;User Id=sa;Password={g.typed()};" />'  # config XML
    yield "document", "pipeline", document({'Stages': [{'Actions': [{'Configuration': {'Owner': 'acme', 'Repo': 'app', 'OAuthToken': g.hex(40)}}]}]})  # CodePipeline OAuthToken
    yield "document", "tfvars", f'db_name = "app"\ndb_username = "app"\ndb_password = "{g.typed()}"\n'  # tfvars
    yield "document", "sql", f"CREATE USER app WITH ENCRYPTED PASSWORD '{g.alnum(18)}'; GRANT ALL ON DATABASE app TO app;"  # SQL
    yield "document", "sql", f"CREATE USER 'ro'@'%' IDENTIFIED BY '{g.typed().replace(chr(39), '')}';"  # SQL
