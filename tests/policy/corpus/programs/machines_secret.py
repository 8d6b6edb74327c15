# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""What a machine runs at its start, with a secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, document, multipart, script
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "user_data", "user_data", script(f"export DB_PASSWORD='{g.typed()}'")  # export
    yield "user_data", "user_data", script(f"echo 'TOKEN={g.alnum(32)}' >> /etc/app.env")  # echo to env
    yield "user_data", "user_data", script(f"curl -H 'Authorization: Bearer {g.base64url(32)}' https://cfg.acme.io/boot | bash")  # bearer
    yield "user_data", "user_data", script(f'git clone https://x-token-auth:{g.alnum(36)}@bitbucket.org/acme/app.git')  # clone
    yield "user_data", "user_data", script(f'DD_API_KEY={g.hex(32)} DD_SITE=datadoghq.com bash -c "$(curl -L https://s3.amazonaws.com/dd-agent/scripts/install_script_agent7.sh)"')  # Datadog install line
    yield "user_data", "user_data", script(f'tailscale up --authkey=tskey-auth-k{g.alnum(11)}CNTRL-{g.alnum(32)}')  # Tailscale
    yield "user_data", "user_data", script(f"echo 'root:{g.typed()}' | chpasswd")  # chpasswd
    yield "user_data", "user_data", script(f"mysql -uroot -p{g.alnum(14)} -e 'create database app'")  # mysql -p
    yield "user_data", "user_data", script(f'aws configure set aws_secret_access_key {g.base64(30)}')  # configure set
    yield "user_data", "user_data", script("cat > /root/.ssh/id_ed25519 <<'K'\n" + g.armoured('OPENSSH PRIVATE KEY', 380) + 'K')  # heredoc key
    yield "user_data", "user_data", script(f'docker run -d -e REDIS_PASSWORD={g.alnum(20)} -p 80:80 acme/app')  # docker -e
    yield "user_data", "user_data", script(f'curl -sfL https://get.k3s.io | K3S_TOKEN=K10{g.hex(64)}::server:{g.hex(32)} sh -')  # k3s token
    yield "user_data", "user_data", '#cloud-config\nusers:\n  - name: ops\n    plain_text_passwd: ' + g.typed() + '\n    lock_passwd: false\n'  # cloud-init plain password
    yield "user_data", "user_data", f'#cloud-config\nchpasswd:\n  list: |\n    ubuntu:{g.typed()}\n  expire: false\n'  # cloud-init chpasswd
    yield "user_data", "user_data", f'#cloud-config\nwrite_files:\n- path: /etc/app.env\n  content: |\n    API_TOKEN={g.alnum(40)}\n    LOG=info\n'  # write_files
    yield "user_data", "user_data", f"#cloud-config\nwrite_files:\n- path: /etc/app.env\n  encoding: b64\n  content: {wrapped('API_TOKEN=' + g.alnum(40) + chr(10) + 'LOG=info' + chr(10))}\n"  # write_files base64
    yield "user_data", "user_data", f"#cloud-config\nwrite_files:\n- path: /etc/tls.key\n  encoding: gz+b64\n  content: {zipped(g.armoured('PRIVATE KEY', 600))}\n"  # write_files gz+b64
    yield "user_data", "user_data", wrapped(script(f"export DB_PASSWORD='{g.typed()}'"))  # base64 script
    yield "user_data", "user_data", zipped(script(f'export API_KEY={g.alnum(32)}'))  # gzip script
    yield "user_data", "user_data", multipart(('cloud-config', '#cloud-config\npackages: [jq]\n'), ('x-shellscript', script(f"PGPASSWORD={g.alnum(18)} psql -h db -U app -c 'select 1'")))  # multipart
    yield "user_data", "user_data", wrapped(multipart(('x-shellscript', script(f"vault login hvs.{g.of(ALNUM + '-_', 95)}"))))  # multipart base64
    yield "user_data", "user_data", f"<powershell>\n$p = ConvertTo-SecureString '{g.typed()}' -AsPlainText -Force\nNew-LocalUser -Name svc -Password $p\n</powershell>"  # PowerShell secure string of a literal
    yield "user_data", "user_data", f'<powershell>\nnet user Administrator "{g.typed()}"\n</powershell>'  # net user
    yield "user_data", "user_data", script(f"sed -i 's/__SECRET__/{g.hex(48)}/' /etc/app.conf")  # sed of a secret placeholder
    yield "user_data", "user_data", script(f'htpasswd -cb /etc/nginx/.htpasswd admin {g.typed()}')  # htpasswd -b
    yield "user_data", "user_data", script(f'openssl enc -aes-256-cbc -d -in a.enc -out a -pass pass:{g.alnum(20)}')  # openssl pass:
    yield "user_data", "user_data", script(f"docker login -u AWS -p {wrapped(document({'payload': g.base64(300)}))} 123456789012.dkr.ecr.eu-west-1.amazonaws.com")  # ECR password
    yield "user_data", "user_data", script(f'./config.sh --url https://github.com/acme --token A{g.upper(28)} --unattended')  # GitHub runner token
    yield "user_data", "user_data", script(f"gitlab-runner register --non-interactive --url https://gitlab.com --registration-token GR1348941{g.of(ALNUM + '-_', 20)}")  # GitLab registration
    yield "user_data", "user_data", script(f'kubeadm join 10.0.0.1:6443 --token {g.lower(6)}.{g.lower(16)} --discovery-token-ca-cert-hash sha256:{g.sha256()}')  # kubeadm
    yield "user_data", "user_data", script(f'mount -t cifs //files/share /mnt -o username=svc,password={g.alnum(14)},vers=3.0')  # mount option
    yield "user_data", "user_data", script(f"sshpass -p '{g.typed()}' ssh ops@10.0.0.3 uptime")  # sshpass
