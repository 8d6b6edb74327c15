# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""What a reviewer of leaked repositories looks through: environments, start scripts, pipelines, tags, dashboards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.outside.made import multipart, phrase, weak
from tests.policy.corpus.third.made import certificate, digest, openssh, service_account
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def lambda_env(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "Environment", json.dumps({"Variables": {"STAGE": "prod", "LOG_LEVEL": "INFO", "DB_HOST": "orders.cluster-" + t.lower(12) + ".eu-west-1.rds.amazonaws.com", "DB_USER": "orders", "DB_PASSWORD": t.password(20)}}), True
    yield "Environment", json.dumps({"Variables": {"REGION": "us-east-1", "STRIPE_KEY": "sk_live_" + t.alnum(24), "TABLE": "payments"}}), True
    yield "Environment", json.dumps({"Variables": {"NODE_ENV": "production", "SENDGRID": f"SG.{t.url(22)}.{t.url(43)}"}}), True
    yield "variables", json.dumps({"PGHOST": "10.0.12.4", "PGUSER": "svc", "PGPASSWORD": weak(t), "PGDATABASE": "ledger"}), True
    yield "variables", json.dumps({"SLACK_URL": f"https://hooks.slack.com/services/T{t.upper(10)}/B{t.upper(10)}/{t.alnum(24)}", "CHANNEL": "#ops"}), True
    yield "variables", json.dumps({"SESSION_SECRET": t.hex(64), "PORT": "8080"}), True
    yield "variables", json.dumps({"CONN": f"Server=tcp:acme.database.windows.net,1433;Initial Catalog=core;User ID=sa_core;Password={t.alnum(18)};Encrypt=True;"}), True
    yield "variables", json.dumps({"DJANGO_SETTINGS_MODULE": "core.settings.prod", "DJANGO_SECRET_KEY": t.of("abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)", 50)}), True
    yield "variables", json.dumps({"DATADOG_API_KEY": t.hex(32), "DD_SITE": "datadoghq.eu", "DD_SERVICE": "checkout"}), True
    yield "variables", json.dumps({"auth": "Basic " + wrapped("svc-orders:" + t.alnum(16))}), True
    yield "variables", json.dumps({"Config": json.dumps({"db": {"user": "app", "pw": t.human_password()}, "ttl": 300})}), True
    yield "variables", json.dumps({"LEGACY_FTP": f"ftp://upload:{t.alnum(10)}@ftp.partner.example.net/in"}), True
    yield "Environment", json.dumps({"Variables": {"STAGE": "prod", "DB_SECRET_ARN": f"arn:aws:secretsmanager:eu-west-1:{t.digits(12)}:secret:prod/orders/db-{t.alnum(6)}", "DB_NAME": "orders"}}), False
    yield "Environment", json.dumps({"Variables": {"DB_PASSWORD_PARAM": "/prod/orders/db/password", "DB_HOST": "orders.internal", "SECRET_CACHE_TTL": "300"}}), False
    yield "Environment", json.dumps({"Variables": {"DB_PASSWORD": "{{resolve:secretsmanager:prod/orders:SecretString:password}}", "DB_USER": "orders"}}), False
    yield "variables", json.dumps({"USER_POOL_ID": "eu-west-1_" + t.alnum(9), "USER_POOL_CLIENT_ID": t.lower(26), "IDENTITY_POOL_ID": "eu-west-1:" + t.uuid()}), False
    yield "variables", json.dumps({"POWERTOOLS_SERVICE_NAME": "checkout", "POWERTOOLS_METRICS_NAMESPACE": "Acme", "LOG_LEVEL": "DEBUG", "TOKEN_TTL_SECONDS": "3600"}), False
    yield "variables", json.dumps({"DD_API_KEY_SECRET_ARN": f"arn:aws:secretsmanager:us-east-1:{t.digits(12)}:secret:dd-api-key-{t.alnum(6)}", "DD_SITE": "datadoghq.com", "DD_VERSION": t.hex(7)}), False
    yield "variables", json.dumps({"KMS_KEY_ID": t.uuid(), "KEY_ALIAS": "alias/orders-signing", "SIGNING_ALGORITHM": "RSASSA_PSS_SHA_256"}), False
    yield "variables", json.dumps({"JWT_ISSUER": "https://login.acme.example/", "JWT_AUDIENCE": "api://orders", "JWKS_URI": "https://login.acme.example/.well-known/jwks.json"}), False
    yield "variables", json.dumps({"AUTH_HEADER_NAME": "X-Api-Key", "AUTH_TYPE": "Bearer", "ENABLE_PASSWORD_RESET": "true", "PASSWORD_RESET_URL": "https://acme.example/reset-password"}), False
    yield "variables", json.dumps({"REDIS_URL": "rediss://master.cache." + t.lower(6) + ".euw1.cache.amazonaws.com:6379/0", "REDIS_PASSWORD": ""}), False
    yield "variables", json.dumps({"AWS_NODEJS_CONNECTION_REUSE_ENABLED": "1", "NODE_OPTIONS": "--enable-source-maps --max-old-space-size=1536", "QUEUE_URL": f"https://sqs.eu-central-1.amazonaws.com/{t.digits(12)}/orders-dlq"}), False
    yield "variables", json.dumps({"STRIPE_PUBLISHABLE_KEY": "pk_live_" + t.alnum(24), "STRIPE_PRICE_ID": "price_" + t.alnum(24)}), False


def user_data(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "userData", f"""#!/bin/bash -xe
yum update -y
yum install -y docker
systemctl enable --now docker
echo '{t.alnum(20)}' | docker login registry.acme.example -u deploy --password-stdin
docker run -d -p 80:8080 registry.acme.example/web:1.4.2
""", True
    yield "userData", f"""#!/bin/bash
set -euo pipefail
curl -sfL https://get.k3s.io | K3S_URL=https://10.0.1.10:6443 K3S_TOKEN=K10{t.hex(64)}::server:{t.hex(32)} sh -
""", True
    yield "userData", f"""#!/bin/bash
kubeadm join 10.1.0.4:6443 --token {t.lower(6)}.{t.lower(16)} \\
  --discovery-token-ca-cert-hash sha256:{t.hex(64)}
""", True
    yield "userData", f"""#!/bin/sh
curl -fsSL https://tailscale.com/install.sh | sh
tailscale up --ssh --authkey tskey-auth-k{t.alnum(11)}CNTRL-{t.alnum(32)} --hostname bastion
""", True
    yield "userData", f"""#!/bin/bash
mkdir -p /actions-runner && cd /actions-runner
curl -o r.tar.gz -L https://github.com/actions/runner/releases/download/v2.317.0/actions-runner-linux-x64-2.317.0.tar.gz
tar xzf r.tar.gz
sudo -u ubuntu ./config.sh --unattended --url https://github.com/acme --token A{t.upper(28)} --labels spot
./svc.sh install && ./svc.sh start
""", True
    yield "user_data", f"""#cloud-config
package_update: true
users:
  - name: ops
    sudo: ALL=(ALL) NOPASSWD:ALL
    plain_text_passwd: {weak(t)}
    lock_passwd: false
""", True
    yield "user_data", f"""#cloud-config
ssh_pwauth: true
chpasswd:
  expire: false
  list: |
    root:{t.human_password()}
    ubuntu:{weak(t)}
""", True
    yield "user_data", f"""#cloud-config
write_files:
  - path: /etc/app/app.env
    permissions: '0600'
    encoding: b64
    content: {wrapped(f"DB_HOST=db.internal{chr(10)}DB_PASSWORD={t.alnum(24)}{chr(10)}")}
runcmd:
  - systemctl restart app
""", True
    yield "UserData", wrapped(f"#!/bin/bash\nexport AWS_ACCESS_KEY_ID={t.aws_key()}\nexport AWS_SECRET_ACCESS_KEY={t.aws_secret()}\naws s3 sync s3://acme-artifacts /opt/app\n"), True
    yield "UserData", zipped(f"#cloud-config\nruncmd:\n  - mysql -h db.internal -u root -p{t.alnum(14)} -e 'CREATE DATABASE wiki'\n  - systemctl restart wiki\n"), True
    yield "custom_data", wrapped(f"<powershell>\nnet user Administrator \"{t.human_password()}\"\nEnable-PSRemoting -Force\n</powershell>\n<persist>true</persist>"), True
    yield "userData", f"""<powershell>
$pw = ConvertTo-SecureString "{t.password(14)}" -AsPlainText -Force
$cred = New-Object System.Management.Automation.PSCredential("ACME\\joiner", $pw)
Add-Computer -DomainName acme.local -Credential $cred -Restart
</powershell>""", True
    yield "userDataBase64", wrapped(multipart(("text/cloud-config", "cloud.cfg", "#cloud-config\nrepo_update: true\n"), ("text/x-shellscript", "boot.sh", f"#!/bin/bash\nDD_API_KEY={t.hex(32)} DD_SITE=\"datadoghq.com\" bash -c \"$(curl -L https://install.datadoghq.com/scripts/install_script_agent7.sh)\"\n"))), True
    yield "userData", multipart(("text/x-shellscript", "ecs.sh", "#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'EOC'\nECS_CLUSTER=prod\nECS_ENGINE_AUTH_TYPE=docker\nECS_ENGINE_AUTH_DATA=" + json.dumps({"https://index.docker.io/v1/": {"username": "acmebot", "password": t.alnum(18), "email": "ci@acme.example"}}) + "\nEOC\n")), True
    yield "startup-script", f"""#! /bin/bash
apt-get install -y wireguard
cat > /etc/wireguard/wg0.conf <<EOF2
[Interface]
Address = 10.8.0.1/24
PrivateKey = {t.base64(32)}
ListenPort = 51820

[Peer]
PublicKey = {t.base64(32)}
AllowedIPs = 10.8.0.2/32
EOF2
systemctl enable wg-quick@wg0
""", True
    yield "startup-script", f"""#!/bin/bash
mount -t cifs //files.acme.local/share /mnt/share -o username=svc_backup,password={t.alnum(12)},vers=3.0
echo 'rabbit' && echo '{t.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20)}' > /var/lib/rabbitmq/.erlang.cookie
""", True
    yield "userData", f"#!/bin/bash\ncat > /root/.ssh/id_ed25519 <<'K'\n{openssh(t)}K\nchmod 600 /root/.ssh/id_ed25519\ngit clone git@github.com:acme/infra.git\n", True
    yield "userData", f"#!/bin/bash\ngit clone https://ci-bot:ghp_{t.alnum(36)}@github.com/acme/app.git /srv/app\ncd /srv/app && make run\n", True
    yield "userData", """#!/bin/bash -xe
TOKEN=$(curl -sX PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")
INSTANCE_ID=$(curl -sH "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id)
hostnamectl set-hostname "web-$INSTANCE_ID"
""", False
    yield "userData", """#!/bin/bash
DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/orders/db --query SecretString --output text | jq -r .password)
export PGPASSWORD="$DB_PASSWORD"
psql -h db.internal -U orders -c 'select 1'
""", False
    yield "userData", """#!/bin/bash
aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin $ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com
docker compose up -d
""", False
    yield "user_data", f"""#cloud-config
users:
  - name: ops
    groups: sudo
    lock_passwd: true
    ssh_authorized_keys:
      - {t.public_ssh()} ops@laptop
ssh_pwauth: false
disable_root: true
""", False
    yield "user_data", f"""#cloud-config
apt:
  sources:
    docker.list:
      source: deb [arch=amd64] https://download.docker.com/linux/ubuntu jammy stable
      keyid: {digest(t, "sha1").upper()}
packages: [docker-ce, docker-ce-cli, containerd.io]
""", False
    yield "UserData", wrapped("#!/bin/bash\napt-get update && apt-get install -y nginx\nsed -i 's/#PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config\nsystemctl reload sshd\n"), False
    yield "UserData", zipped("#cloud-config\nruncmd:\n  - vault agent -config=/etc/vault.d/agent.hcl -exit-after-auth\n  - test -s /run/secrets/db_password\n  - systemctl restart app\n"), False
    yield "user_data", "#cloud-config\nwrite_files:\n  - path: /etc/nginx/conf.d/app.conf\n    encoding: b64\n    content: " + wrapped("server {\n  listen 80;\n  server_name app.acme.example;\n  location / { proxy_pass http://127.0.0.1:8080; proxy_set_header Authorization $http_authorization; }\n}\n") + "\n", False
    yield "userDataBase64", wrapped(multipart(("text/cloud-config", "cloud.cfg", "#cloud-config\nrepo_upgrade: security\n"), ("text/x-shellscript", "eks.sh", "#!/bin/bash\n/etc/eks/bootstrap.sh prod --kubelet-extra-args '--node-labels=tier=batch'\n"))), False
    yield "custom_data", wrapped("<powershell>\n$pw = Get-SECSecretValue -SecretId ad/joiner | Select-Object -ExpandProperty SecretString | ConvertTo-SecureString -AsPlainText -Force\nAdd-Computer -DomainName acme.local -Credential (New-Object PSCredential('ACME\\joiner', $pw))\n</powershell>"), False
    yield "userData", f"#!/bin/bash\n/etc/eks/bootstrap.sh prod --b64-cluster-ca {wrapped(certificate(t, 'kubernetes'))} --apiserver-endpoint https://{t.hex(32).upper()}.gr7.eu-west-1.eks.amazonaws.com\n", False
    yield "startup-script", "#!/bin/bash\nopenssl rand -base64 32 > /etc/app/session.key\nchmod 400 /etc/app/session.key\nsystemctl start app\n", False
    yield "startup-script", "#!/bin/bash\nADMIN_PASSWORD=$(gcloud secrets versions access latest --secret=grafana-admin-password)\ngrafana-cli admin reset-admin-password \"${ADMIN_PASSWORD}\"\n", False
    yield "userData", f"#!/bin/bash\ncurl -fsSLo /tmp/tool.tgz https://releases.acme.example/tool-3.2.1.tgz\necho '{t.hex(64)}  /tmp/tool.tgz' | sha256sum -c -\ntar -C /usr/local/bin -xzf /tmp/tool.tgz\n", False
    yield "userData", "#!/bin/bash\nread -rsp 'Database password: ' DB_PASSWORD\nif [ -z \"$DB_PASSWORD\" ]; then echo 'password required' >&2; exit 1; fi\nMYSQL_PWD=\"$DB_PASSWORD\" mysql -u root < schema.sql\n", False


def github(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "value", "ghp_" + t.alnum(36), True
    yield "plaintext_value", t.aws_secret(), True
    yield "plaintextValue", service_account(t), True
    yield "AZURE_CREDENTIALS", json.dumps({"clientId": t.uuid(), "clientSecret": t.alnum(3) + "8Q~" + t.alnum(34), "subscriptionId": t.uuid(), "tenantId": t.uuid()}), True
    yield "NPM_TOKEN", "npm_" + t.alnum(36), True
    yield "KUBECONFIG_DATA", wrapped(f"apiVersion: v1\nkind: Config\nclusters:\n- name: prod\n  cluster:\n    server: https://k8s.acme.example:6443\nusers:\n- name: ci\n  user:\n    token: {t.jwt()}\n"), True
    yield "ANSIBLE_VAULT_PASSWORD", phrase(t), True
    yield "workflow", f"""name: deploy
on: [push]
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      AWS_ACCESS_KEY_ID: {t.aws_key()}
      AWS_SECRET_ACCESS_KEY: {t.aws_secret()}
      AWS_REGION: eu-west-1
    steps:
      - uses: actions/checkout@v4
      - run: npx serverless deploy
""", True
    yield "workflow", f"""jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: |
          curl -sS -H "Authorization: token ghs_{t.alnum(36)}" https://api.github.com/repos/acme/app/dispatches -d '{{"event_type":"x"}}'
""", True
    yield "webhook_configuration", json.dumps({"url": "https://ci.acme.example/hook", "content_type": "json", "secret": t.hex(40)}), True
    yield "value", "${{ secrets.PROD_DB_PASSWORD }}", False
    yield "plaintext_value", "arn:aws:iam::" + t.digits(12) + ":role/github-actions-deploy", False
    yield "AZURE_TENANT_ID", t.uuid(), False
    yield "APP_ID", t.digits(6), False
    yield "APP_CLIENT_ID", "Iv1." + t.hex(16), False
    yield "encrypted_value", t.base64(76), False
    yield "workflow", """name: deploy
permissions: { id-token: write, contents: read }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@""" + t.hex(40) + """ # v4.0.2
        with:
          role-to-assume: ${{ vars.DEPLOY_ROLE }}
          aws-region: eu-west-1
      - run: ./deploy.sh
        env:
          DB_PASSWORD: ${{ secrets.DB_PASSWORD }}
          GITHUB_TOKEN: ${{ github.token }}
""", False
    yield "workflow", """jobs:
  scan:
    steps:
      - name: Fail if a password is printed
        run: |
          if grep -riE '(password|secret|token)\\s*=' build.log; then exit 1; fi
      - uses: gitleaks/gitleaks-action@v2
        env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' }
""", False
    yield "webhook_configuration", json.dumps({"url": "https://ci.acme.example/hook", "content_type": "json", "secret": "********", "insecure_ssl": "0"}), False
    yield "SECRET_NAMES", "DB_PASSWORD,NPM_TOKEN,SONAR_TOKEN,SLACK_WEBHOOK_URL", False
    yield "subject", "repo:acme/infra:environment:production", False
    yield "commit_sha", t.hex(40), False


def tags_descriptions(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "description", f"Bastion for the data team. Login: analyst / {weak(t)}", True
    yield "Description", f"temporary db until migration, root password is {t.alnum(12)} (ask Jo to rotate)", True
    yield "description", f"Test user for QA: qa@acme.example, pw: {t.human_password()}", True
    yield "tags", json.dumps({"Owner": "platform", "Env": "prod", "DbPassword": t.alnum(16)}), True
    yield "Tags", json.dumps([{"Key": "Name", "Value": "jenkins"}, {"Key": "api_token", "Value": "11" + t.hex(32)}]), True
    yield "tags", json.dumps({"repo": f"https://oauth2:glpat-{t.url(20)}@gitlab.acme.example/infra/net.git", "team": "net"}), True
    yield "comment", f"webhook https://discord.com/api/webhooks/{t.digits(18)}/{t.url(68)} gets the alarms", True
    yield "notes", f"Runbook: ssh in as root with password {t.password(14)}, then `systemctl restart app`.", True
    yield "labels", json.dumps({"app": "billing", "license-key": "eu01xx" + t.hex(30) + "NRAL"}), True
    yield "annotations", json.dumps({"kubectl.kubernetes.io/last-applied-configuration": json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "data": {"password": wrapped(t.alnum(20))}})}), True
    yield "description", f"Call with header x-api-key: {t.alnum(40)}", True
    yield "description", f"WLAN fuer Gaeste, Passwort: {t.human_password()}", True
    yield "description", "The password of the master user is stored in Secrets Manager and rotated every 30 days.", False
    yield "description", "Password for the database user. Must be at least 16 characters long and contain a symbol.", False
    yield "Description", "Grants read access to all secrets below prod/; the token is valid for an hour.", False
    yield "description", "Allow inbound HTTPS (443) from the office; ticket SEC-4711, approved 2024-03-18.", False
    yield "tags", json.dumps({"Owner": "platform", "Env": "prod", "PasswordPolicy": "strict", "SecretRotation": "enabled", "git_commit": t.hex(40)}), False
    yield "Tags", json.dumps([{"Key": "Name", "Value": "jenkins"}, {"Key": "aws:cloudformation:stack-id", "Value": f"arn:aws:cloudformation:eu-west-1:{t.digits(12)}:stack/jenkins/{t.uuid()}"}]), False
    yield "tags", json.dumps({"repo": "https://gitlab.acme.example/infra/net.git", "yor_trace": t.uuid(), "git_last_modified_by": "jo@acme.example"}), False
    yield "comment", "Passwort bitte beim Helpdesk erfragen (Tel. 4711), nicht per E-Mail verschicken.", False
    yield "notes", "Do not paste tokens or passwords here. Use `op read op://Infra/grafana/password`.", False
    yield "labels", json.dumps({"app.kubernetes.io/name": "billing", "helm.sh/chart": "billing-1.14.3", "pod-template-hash": t.lower(10), "checksum/secret": t.hex(64)}), False
    yield "annotations", json.dumps({"checksum/config": t.hex(64), "vault.hashicorp.com/agent-inject-secret-db": "secret/data/billing/db", "vault.hashicorp.com/role": "billing"}), False
    yield "description", "Lambda that validates the bearer token (Authorization: Bearer <token>) before the request reaches the API.", False
    yield "description", "API key for partner integrations - usage plan 'gold', 500 requests per second", False
    yield "description", "Rotate: echo $NEW_PASSWORD | vault kv put secret/app password=-", False


def dashboards(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "dashboardBody", json.dumps({"widgets": [{"type": "text", "x": 0, "y": 0, "width": 6, "height": 3, "properties": {"markdown": f"# Ops\nKibana: https://elastic:{t.alnum(20)}@kibana.acme.example:9243"}}]}), True
    yield "dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {"markdown": f"## Help\nLogin to RDS as `admin` with password `{t.human_password()}`"}}]}), True
    yield "configJson", json.dumps({"title": "API", "panels": [{"type": "table", "datasource": {"type": "infinity"}, "targets": [{"url": "https://api.acme.example/v1/stats", "url_options": {"headers": [{"key": "Authorization", "value": "Bearer " + t.jwt()}]}}]}]}), True
    yield "jsonDataEncoded", json.dumps({"tlsAuth": False, "httpHeaderName1": "X-Scope-OrgID", "basicAuthPassword": t.alnum(18)}), True
    yield "secureJsonDataEncoded", json.dumps({"password": t.password(18)}), True
    yield "definition", json.dumps({"StartAt": "Notify", "States": {"Notify": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.pagerduty.com/incidents", "Headers": {"Authorization": "Token token=" + t.alnum(20)}}, "End": True}}}), True
    yield "contactPoint", json.dumps({"type": "slack", "settings": {"token": f"xoxb-{t.digits(12)}-{t.digits(13)}-{t.alnum(24)}", "recipient": "alerts"}}), True
    yield "syntheticScript", f"var assert = require('assert');\n$http.post('https://acme.example/login', {{ form: {{ user: 'monitor@acme.example', password: '{t.human_password()}' }} }}, function (e, r) {{ assert.equal(r.statusCode, 200); }});", True
    yield "dashboardBody", json.dumps({"widgets": [{"type": "metric", "x": 0, "y": 0, "width": 12, "height": 6, "properties": {"metrics": [["AWS/Cognito", "TokenRefreshSuccesses", "UserPool", "eu-west-1_" + t.alnum(9), "UserPoolClient", t.lower(26)]], "period": 300, "region": "eu-west-1", "title": "Token refreshes"}}]}), False
    yield "dashboardBody", json.dumps({"widgets": [{"type": "log", "properties": {"query": "SOURCE '/aws/lambda/auth' | fields @timestamp, @message | filter @message like /invalid password|expired token/ | stats count() by bin(5m)", "region": "us-east-1", "title": "Failed logins"}}]}), False
    yield "dashboardBody", json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": [["AWS/ApplicationELB", "RequestCount", "LoadBalancer", "app/prod-web/" + t.hex(16)], ["...", {"stat": "p99"}]], "view": "timeSeries"}}]}), False
    yield "configJson", json.dumps({"uid": t.url(9), "title": "Secrets Manager usage", "schemaVersion": 39, "panels": [{"datasource": {"type": "prometheus", "uid": "P" + t.hex(16).upper()}, "targets": [{"expr": "sum(rate(vault_token_creation_total{auth_method=\"kubernetes\"}[5m])) by (token_type)"}]}]}), False
    yield "jsonDataEncoded", json.dumps({"authenticationType": "oauth", "clientId": t.uuid(), "tenantId": t.uuid(), "tokenUri": "https://oauth2.googleapis.com/token"}), False
    yield "definition", json.dumps({"StartAt": "GetSecret", "States": {"GetSecret": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", "Parameters": {"SecretId.$": "$.secretName"}, "ResultPath": "$.password", "End": True}}}), False
    yield "contactPoint", json.dumps({"type": "slack", "settings": {"token": "$__file{/etc/secrets/slack/token}", "recipient": "alerts"}}), False
    yield "syntheticScript", "$http.post('https://acme.example/login', { form: { user: $secure.MONITOR_USER, password: $secure.MONITOR_PASSWORD } }, function (e, r) {});", False
    yield "alarmExpression", "FILL(METRICS('passwordFailures'), 0) / SUM(METRICS()) * 100", False
    yield "searchQuery", 'resource.type="k8s_container" severity>=ERROR jsonPayload.message=~"(password|token) (expired|invalid)"', False
