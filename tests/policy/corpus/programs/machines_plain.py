# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""What a machine runs at its start, with no secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import multipart, script
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "user_data", "user_data", script('systemctl enable amazon-ssm-agent')  # plain
    yield "user_data", "user_data", script('TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H \'X-aws-ec2-metadata-token-ttl-seconds: 21600\')\ncurl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id')  # IMDSv2
    yield "user_data", "user_data", script('DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text | jq -r .password)\nexport DB_PASSWORD')  # from the store
    yield "user_data", "user_data", script('aws ssm get-parameter --name /prod/db/password --with-decryption --query Parameter.Value --output text > /run/app/pw')  # from the store
    yield "user_data", "user_data", script(f"echo '{g.sha256()}  vault_1.15.6_linux_amd64.zip' | sha256sum -c -")  # checksum
    yield "user_data", "user_data", script("cat >> /home/ec2-user/.ssh/authorized_keys <<'K'\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + g.base64(32)[:43] + ' ops@acme\nK')  # public key
    yield "user_data", "user_data", script(f'curl -fsSL https://rpm.releases.acme.io/gpg | gpg --import\ngpg --fingerprint {g.hex_upper(40)}')  # fingerprint
    yield "user_data", "user_data", script('vault login -method=aws role=node\nvault operator raft join https://10.0.1.5:8200')  # login by role
    yield "user_data", "user_data", script("/etc/eks/bootstrap.sh prod --kubelet-extra-args '--node-labels=pool=spot' --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURhekNDQWxPZ0F3SUJBZ0lVUQ==")  # CA
    yield "user_data", "user_data", '#cloud-config\nusers:\n- name: ops\n  ssh_authorized_keys:\n  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops\n  lock_passwd: true\nssh_pwauth: false\n'  # cloud-init
    yield "user_data", "user_data", f"#cloud-config\nwrite_files:\n- path: /etc/vault.d/vault.hcl\n  encoding: b64\n  content: {wrapped('storage raft {}' + chr(10) + 'seal awskms { kms_key_id = alias/x }' + chr(10))}\n"  # base64 configuration
    yield "user_data", "user_data", f"#cloud-config\nwrite_files:\n- path: /etc/ca.pem\n  content: |\n    {g.armoured('CERTIFICATE', 700).replace(chr(10), chr(10) + '    ')}\n"  # certificate
    yield "user_data", "user_data", wrapped(script('docker run -d -p 80:80 acme/app:1.2.3'))  # base64 script
    yield "user_data", "user_data", zipped(script('yum update -y\nreboot'))  # gzip script
    yield "user_data", "user_data", multipart(('cloud-config', '#cloud-config\npackages: [jq]\n'), ('x-shellscript', script('aws s3 cp s3://acme-config/app.env /etc/app.env')))  # multipart
    yield "user_data", "user_data", wrapped(multipart(('x-shellscript', script('echo ECS_CLUSTER=prod >> /etc/ecs/ecs.config'))))  # multipart base64
    yield "user_data", "user_data", '[settings.kubernetes]\napi-server = "https://ABCDEF0123456789ABCDEF0123456789.gr7.eu-west-1.eks.amazonaws.com"\ncluster-name = "prod"\n'  # bottlerocket
    yield "user_data", "user_data", '<powershell>\n$secret = Get-SECSecretValue -SecretId prod/ad -Select SecretString | ConvertFrom-Json\nAdd-Computer -DomainName acme.local -Credential (New-Object PSCredential($secret.user, (ConvertTo-SecureString $secret.password -AsPlainText -Force)))\n</powershell>'  # from the store
    yield "user_data", "user_data", script('PASSWORD=$(openssl rand -base64 32)\nhtpasswd -cb /etc/x admin "$PASSWORD"')  # generated on the machine
    yield "user_data", "user_data", script('read -rs -p \'Password: \' PASSWORD\necho "password length: ${#PASSWORD}"')  # prompt
    yield "user_data", "user_data", script('if [ -z "$DB_PASSWORD" ]; then echo \'DB_PASSWORD missing\' >&2; exit 1; fi')  # check
    yield "user_data", "user_data", script("echo 'Defaults passwd_timeout=0' > /etc/sudoers.d/x\nchage -M 90 -W 14 ops")  # policy
    yield "user_data", "user_data", script('kubectl create secret generic db --from-literal=password="$DB_PASSWORD"')  # variable
    yield "user_data", "user_data", script('export VAULT_TOKEN="$(cat /run/vault/token)"\nexport PGPASSFILE=/root/.pgpass')  # from a file
    yield "user_data", "user_data", script('docker login -u AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com < <(aws ecr get-login-password)')  # stdin
    yield "user_data", "user_data", script("sed -i 's/^PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config")  # sshd
    yield "user_data", "user_data", script(f'/opt/aws/bin/cfn-signal -e $? --stack orders --resource Asg --region eu-west-1\n# request {g.uuid()}')  # signal
    yield "user_data", "user_data", script(f"pip install --require-hashes -r <(echo 'boto3==1.35.0 --hash=sha256:{g.sha256()}')")  # hash
