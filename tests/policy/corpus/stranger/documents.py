# ruff: noqa: E501, N806 - a case is easier to read on one line, with short names for what draws its parts
# fmt: off
"""Whole files as people paste them into an input: each carries one live credential."""
from __future__ import annotations

import json

from tests.policy.corpus.stranger.issuers import CB, CFG, LAM, SSM, crc
from tests.policy.corpus.stranger.material import DIG, UP, G, Row, ec_key, enc, gz, pem

UD, OBJ, SSMDOC = ("aws:ec2/instance:Instance", "userData"), ("aws:s3/bucketObject:BucketObject", "content"), ("aws:ssm/document:Document", "content")
LT = ("aws:ec2/launchTemplate:LaunchTemplate", "userData")

def documents(g: G) -> list[Row]:
    P, H, L, S = g.safe, g.host, g.leet, g.strong
    mime = ('Content-Type: multipart/mixed; boundary="//"\nMIME-Version: 1.0\n\n--//\nContent-Type: text/cloud-config\n\n#cloud-config\npackages: [jq]\n\n'
            f'--//\nContent-Type: text/x-shellscript\n\n#!/bin/sh\necho "ops:{P()}" | chpasswd\n--//--\n')
    files = (f"#cloud-config\nwrite_files:\n  - path: /etc/app/env\n    permissions: '0600'\n    content: |\n      REGION=eu-west-1\n      DB_PASSWORD={P()}\n")
    nested = f"#cloud-config\nwrite_files:\n  - path: /etc/app/key.pem\n    encoding: b64\n    content: {enc(pem(ec_key(g)))}\n"
    rows = [
        ("shell-export", *UD, f"#!/bin/bash\nset -euo pipefail\nexport DB_HOST={H()}\nexport DB_PASSWORD='{g.pw()}'\n/opt/app/start\n"),
        ("cloud-init-base64", LT[0], "userData", enc(files)), ("cloud-init-gzip", LT[0], "userDataBase64", gz(files)),
        ("cloud-init-mime", *UD, mime), ("cloud-init-mime-gzip", LT[0], "userData (multipart, gzip)", gz(mime)), ("cloud-init-nested", *LT, nested),
        ("shell-heredoc", *UD, f"#!/bin/sh\ncat > /etc/app.conf <<'EOF'\n[db]\nhost = {H()}\nuser = app\npassword = {P()}\nEOF\n"),
        ("shell-mysql", *UD, f"#!/bin/bash\nmysql -h {H()} -uroot -p{P()} -e 'CREATE DATABASE app'\n"),
        ("shell-sql", *SSMDOC, f"CREATE ROLE reporting LOGIN PASSWORD '{g.pw()}';\nGRANT SELECT ON ALL TABLES IN SCHEMA public TO reporting;\n"),
        ("powershell", *UD, f"<powershell>\n$p = ConvertTo-SecureString '{g.pw()}' -AsPlainText -Force\nNew-LocalUser -Name ops -Password $p\n</powershell>\n"),
        ("net-user", *UD, f"<script>\nnet user Administrator {P()}\n</script>\n"),
        ("ecs", "aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", json.dumps([{"name": "api", "image": "api:1.4", "essential": True, "environment": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "RABBIT_PASS", "value": P()}]}])),
        ("dashboard", "aws:cloudwatch/dashboard:Dashboard", "dashboardBody", json.dumps({"widgets": [{"type": "text", "x": 0, "y": 0, "width": 6, "height": 3, "properties": {"markdown": f"## Runbook\nGrafana: admin, password `{g.pw()}`"}}]})),
        ("step-function", "aws:sfn/stateMachine:StateMachine", "definition", json.dumps({"StartAt": "Push", "States": {"Push": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"Headers": {"X-Api-Key": g.s(40)}}, "End": True}}})),
        ("helm", CFG, "values.yaml", f"replicaCount: 2\npostgresql:\n  auth:\n    username: app\n    postgresPassword: {P()}\n    database: app\n"),
        ("compose", *OBJ, f"services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: {P()}\n    ports: ['5432:5432']\n"),
        ("k8s-secret", *OBJ, f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: {enc('app')}\n  password: {enc(S(20))}\n"),
        ("nginx", *OBJ, f"location /up {{\n  proxy_set_header Authorization \"Basic {enc('edge:' + g.pw())}\";\n  proxy_pass https://{H()};\n}}\n"),
        ("pgbouncer", *OBJ, f'"app" "{P()}"\n"reports" "{P()}"\n'), ("redis", *OBJ, f"bind 0.0.0.0\nport 6379\nrequirepass {S(24)}\nmaxmemory 256mb\n"),
        ("odbc-ini", *OBJ, f"[warehouse]\nDriver = FreeTDS\nServer = {H()}\nUID = etl\nPWD = {P()}\n"),
        ("systemd", *OBJ, f"[Unit]\nDescription=Worker\n[Service]\nEnvironment=\"QUEUE=mail\" \"API_SECRET={g.s(40)}\"\nExecStart=/opt/worker\n"),
        ("tfvars", *OBJ, f'region = "eu-west-1"\ndb_username = "app"\ndb_password = "{g.pw()}"\n'),
        ("spring", *OBJ, f"spring.datasource.url=jdbc:mysql://{H()}/app\nspring.datasource.username=app\nspring.datasource.password={P()}\n"),
        ("appsettings", SSM, "/prod/web/appsettings.json", json.dumps({"Logging": {"Level": "Info"}, "Smtp": {"Host": H(), "Password": L()}})),
        ("kafka-jaas", LAM, "KAFKA_SASL_JAAS_CONFIG", f'org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="{P()}";'),
        ("php", *OBJ, f"<?php\ndefine('DB_NAME', 'wp');\ndefine('DB_PASSWORD', '{g.pw()}');\n"),
        ("cifs", *OBJ, f"//files.corp.io/share /mnt cifs username=svc,password={P()},vers=3.0 0 0\n"),
        ("wireguard-conf", *OBJ, f"[Interface]\nAddress = 10.9.0.2/32\nPrivateKey = {g.b64(32)}\n[Peer]\nPublicKey = {g.b64(32)}\nEndpoint = vpn.corp.io:51820\n"),
        ("ipsec", *OBJ, f'10.0.0.1 203.0.113.9 : PSK "{g.s(32)}"\n'),
        ("prometheus", *OBJ, f"scrape_configs:\n  - job_name: api\n    basic_auth:\n      username: scraper\n      password: {P()}\n    static_configs:\n      - targets: ['{H()}:9100']\n"),
        ("alertmanager", *OBJ, f"global:\n  slack_api_url: https://hooks.slack.com/services/T{g.s(10, UP + DIG)}/B{g.s(10, UP + DIG)}/{g.s(24)}\n"),
        ("ansible", *OBJ, f"[web]\nweb1 ansible_host=10.1.0.4 ansible_user=ops ansible_ssh_pass={P()}\n"),
        ("maven", *OBJ, f"<settings><servers><server><id>nexus</id><username>ci</username><password>{P()}</password></server></servers></settings>"),
        ("npmrc", CB, "NPMRC", f"registry=https://npm.corp.io/\n//npm.corp.io/:_authToken={g.uuid()}\nalways-auth=true\n"),
        ("pip", *OBJ, f"[global]\nindex-url = https://ci:{P()}@pypi.corp.io/simple\ntimeout = 30\n"),
        ("netrc", LAM, "NETRC", f"machine git.corp.io\n  login ci\n  password {P()}\n"),
        ("git-credentials", *OBJ, f"https://ci-bot:{crc(g, 'ghp_')}@github.com\n"),
        ("docker-config", CB, "DOCKER_AUTH_CONFIG", json.dumps({"auths": {"registry.corp.io": {"auth": enc("ci:" + S(24))}}})),
        ("kubeconfig", SSM, "/prod/kubeconfig", f"apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user:\n    token: {g.jwt(alg='RS256')}\n"),
        ("aws-credentials", *OBJ, f"[default]\naws_access_key_id = AKIA{g.s(16, UP + '234567')}\naws_secret_access_key = {g.b64(30)}\nregion = us-east-1\n"),
        ("pgpass", *OBJ, f"{H()}:5432:app:app:{P()}\n"),
        ("my-cnf", *OBJ, f"[client]\nuser=root\npassword=\"{g.pw()}\"\n"),
        ("postfix", *OBJ, f"[smtp.corp.io]:587 relay@corp.io:{P()}\n"),
        ("rclone", *OBJ, f"[wasabi]\ntype = s3\nprovider = Wasabi\naccess_key_id = {g.s(20, UP + DIG)}\nsecret_access_key = {g.s(40)}\n"),
        ("dotenv", SSM, "/prod/api/env", f"NODE_ENV=production\nPORT=8080\nSESSION_SECRET={g.hex(64)}\n"),
        ("vault-hcl", *OBJ, f'storage "postgresql" {{\n  connection_url = "postgres://vault:{P()}@{H()}:5432/vault"\n}}\nui = true\n'),
    ]
    return [("document:" + k, p, n, v, True, "a file pasted whole; one value in it is a live credential") for k, p, n, v in rows]
