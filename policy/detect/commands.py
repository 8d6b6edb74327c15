"""Ways to say a password or a token on a command line."""

from __future__ import annotations

from policy.detect.phrase import WORD, Q, named, password, secret

_FLAGS = r"[^\n|;]{0,400}?\s"


def _flag(programs: str, flag: str) -> str:
    """`flag value`, `flagvalue` or `flag=value` after the name of one of these programs."""
    return rf"\b(?:{programs})\b{_FLAGS}{flag}(?:[ =]|,\s*)?{Q}{WORD}"


COMMANDS = (
    # --password value, -Password value, -storepass value; also as a list: "--password", "value"
    named(
        "-- -pass -pw -P -token -secret -api -key -auth -cred -storepass -setcookie -plaintext -srcstorepass"
        " -deststorepass",
        r"(?<![\w-])--?(?P<name>[a-zA-Z][\w-]{2,60})(?:[ \t]+|[\"'],\s*[\"'])"
        rf"{Q}(?P<value>[^\s\"'-][^\s\"']{{2,}})",
    ),
    password(
        "sshpass mongo cqlsh psexec ncftp rabbitmqadmin twine smbclient influx impala beeline",
        _flag(r"sshpass|mongo\w*|cqlsh|psexec|ncftp\w*|rabbitmqadmin|twine|influx|impala\S*|beeline", "-p"),
    ),
    # -pvalue; after a blank a database follows, unless it is nothing that a database could be called
    password(
        "mysql mariadb",
        rf"\b(?:mysql\w*|mariadb\w*)\b{_FLAGS}-p"
        rf"(?:(?:[ =]|,\s*){Q}(?=[^\s\"'|;]*\d)(?=[^\s\"'|;]*[!#%&*+=?@^~])|{Q}){WORD}",
    ),
    password("sqlcmd bcp zip ipmitool", _flag("sqlcmd|bcp|zip|unzip|ipmitool", "-P")),
    password("7z rar", _flag("7z[az]?|rar|unrar", "-h?p")),
    password("redis-cli valkey-cli", _flag("(?:redis|valkey)-cli", "-a")),
    password("login", _flag("login", "-p")),
    password("ldap", _flag(r"ldap\w+", "-w")),
    password("snmp", _flag(r"snmp\w+", "-[AX]")),
    password("snmp", _flag(r"snmp\w+", "-c")),
    password("openssl", _flag("openssl enc", "-[kK]")),
    password("psql createdb", rf"\b(?:psql|pg_dump)\b{_FLAGS}--?password[ =]{Q}{WORD}"),
    secret("codecov doctl ", r"\b(?:codecov|doctl auth init)\b[^\n|;]{0,200}?\s-t[ =]?(?P<value>[\w-]{20,})"),
    # curl -u user:value, also over continued lines
    password(
        "curl wget http",
        r"\b(?:curl|wget|https?|xh)\b(?:[^\n|\\]|\\.|\\\n){0,600}?\s(?:-u|-a|--user|--auth|--proxy-user|-U)[ =]{0,4}"
        rf"{Q}[\w.@+{{}}-]*:[\"']?(?P<value>[^\s\"']{{3,}})",
    ),
    # any other program: --user root:value, -auth admin:value, --src-creds ci:value, lftp -u bot,value
    password(
        "creds --user -auth --auth --userpwd -u basic",
        r"\s(?:--(?:src-|dest-)?creds|--user|--?auth|--userpwd|--basic-auth|--http-auth)[ =]"
        r"[\"']?[A-Za-z][\w.@+-]*:(?P<value>(?=[^\s\"'/]*\d)(?=[^\s\"'/]*[A-Za-z])[^\s\"':/$]{6,})",
    ),
    password("lftp", _flag("lftp", r"-u [\w.@-]+,")),
    # curl -u value: , a key without a password
    password("curl", r"\bcurl\b[^\n]{0,400}?\s(?:-u|--user)[ =]{0,4}[\"']?(?P<value>[^\s\"':$]{8,}):(?=[\"'\s])"),
    password(
        "htpasswd", r"\bhtpasswd\s+-\w*[bn]\w*\s+(?:-\S+\s+)*(?:\S*[/.]\S*\s+)?[\w.-]+\s+[\"']?(?P<value>[^\s\"'$]{3,})"
    ),
    password("htpasswd", r"\bhtpasswd\s+-\w*b\w*\s+(?:-\S+\s+)*\S+\s+\S+\s+[\"']?(?P<value>[^\s\"'$]{3,})"),
    # config set --secret NAME VALUE
    named(
        "set put add",
        r"\b(?:config|secrets?|variable|env|parameter|kv|var)\s+(?:set|put|add)\s+(?:--?[\w-]+\s+){0,4}?"
        rf"(?P<name>(?://)?[A-Za-z][\w:./-]{{2,60}})[ \t]+{Q}(?!\w+=[^=])(?P<value>[^\s\"'<>|$-][^\s\"']{{2,}})",
    ),
    # put-parameter --name NAME ... --value VALUE, Set-Item -Path Env:NAME -Value VALUE
    named(
        "-value -Value --secret-string --body",
        r"(?:-n|--?name|--secret-id|-Path)[ =]+[\"']?(?:[Ee]nv:)?(?P<name>[\w:./-]{2,80})[\"']?"
        r"(?:[ \t]+--?[\w-]+(?:[ =][\w.:/-]+)?){0,4}?"
        rf"[ \t]+(?:--?[vV]alue|--secret-string|--body)[ =]+{Q}(?P<value>[^\s\"'<>|$-][^\s\"']{{2,}})",
    ),
    secret(
        "secret",
        r"\b(?:secret|secrets|secretsmanager)\s+(?:set|put|create|put-secret-value|create-secret)\b[^\n|;]{0,200}?\s(?:--value|--secret-string|--body|-b)"
        rf"[ =]?{Q}(?P<value>[^\s\"'<>|${{}}@-][^\s\"']{{7,}})",
    ),
    # sed s/__TOKEN__/value/
    named(
        "s/ s| s# s,",
        r"\bs(?P<mark>[/|#,])[^\s/|#,]{0,12}?\b_*(?P<name>[A-Za-z]\w{2,60}?)_*\b[^\s/|#,]{0,12}(?P=mark)(?P<value>[^\s/|#,$\"'&\\]{8,})(?P=mark)",
    ),
    password("sudo", rf"echo\s+{Q}(?P<value>[^\s\"'|$]{{3,}}){Q}\s*\|\s*sudo -S"),
    password(
        "chpasswd", rf"echo\s+{Q}[\w.-]+:(?P<value>(?:[^\s\"'|:$]|\$(?![\w{{(])){{3,}}){Q}\s*\|\s*(?:sudo\s+)?chpasswd"
    ),
    password("chpasswd", r"chpasswd\s+<<<?-?\s*(?:[\"']?\w+[\"']?\n)?[\"']?[\w.-]+:(?P<value>[^\s\"'|:$]{3,})"),
    password(
        "stdin login",
        rf"echo\s+(?:-n\s+)?{Q}(?P<value>[^\s\"'|$]{{3,}}){Q}\s*\|[^|\n]{{0,200}}"
        r"(?:--password-stdin|passwd --stdin|vault login|gh auth login|az devops login)",
    ),
    secret(
        "login token auth",
        r"\b(?:vault login|heroku auth:token|fly auth token|snyk auth|ngrok (?:authtoken|config add-authtoken)"
        r"|cargo login|glab auth login|pulumi login)"
        r"\s+(?:--?\w+[ =])?(?P<value>[\w.-]{16,})",
    ),
    # given to the standard input, or to what hashes it
    password("<<<", rf"<<<\s*{Q}(?P<value>(?=\S*\d)(?=\S*[A-Za-z])[^\s\"'$]{{8,}}){Q}(?=\s|$)"),
    password(
        "kinit cryptsetup passwd ssh-add gpg",
        rf"echo\s+(?:-n\s+)?{Q}(?P<value>[^\s\"'|$]{{6,}}){Q}\s*\|\s*(?:sudo\s+)?(?:kinit|cryptsetup|smbpasswd|ssh-add|gpg)\b",
    ),
    password(
        "passw",
        r"\b(?:openssl passwd|mkpasswd)(?:\s+-\S+(?:\s+[a-z]\S*-\S+)?){0,3}"
        rf"\s+{Q}(?P<value>[^\s\"'$-][^\s\"'$]{{5,}})",
    ),
    password("wpa_passphrase", rf"\bwpa_passphrase\s+\S+\s+{Q}(?P<value>[^\s\"'$]{{8,}})"),
    secret("unseal", r"\bvault operator unseal\s+(?:-\S+\s+)*(?P<value>[\w+/=]{24,})"),
    password("pass", r"-(?:passin|passout|pass|k)\s+pass:(?P<value>[^\s\"'$]{3,})"),
    password("net", r"\bnet user\s+\S+\s+(?P<value>[^\s/*]\S{2,})"),
    password("net", r"\bnet use[ \t]+(?:\w:[ \t]+|\*[ \t]+)?\\{2}\S+[ \t]+(?:/\S+[ \t]+)*(?P<value>[^\s/*]\S{2,})"),
    password("schtasks", rf"\bschtasks\b{_FLAGS}/rp\s+{Q}{WORD}"),
    password("/pass", rf"\s/(?:pass|password|pw|pwd)[: ]{Q}(?P<value>[^\s\"'%$]{{3,}})"),
    password("password=", r"\bpassword=\s+[\"']?(?P<value>(?=\S*\d)[^\s\"']{6,})"),
    password("-U", r"\s-U\s*[\"']?[\w.\\/-]+%(?P<value>[^\s\"'%]{3,})"),
    password(
        "rabbitmqctl",
        r"\brabbitmqctl\s+(?:add_user|change_password|authenticate_user)\s+\S+\s+[\"']?(?P<value>[^\s\"'$]{3,})",
    ),
    password("http-basic", r"\bhttp-basic\.\S+\s+\S+\s+[\"']?(?P<value>[^\s\"'$]{3,})"),
    password(
        "config alias", r"\bmc\s+(?:alias set|config host add)\s+\S+\s+\S+\s+\S+\s+[\"']?(?P<value>[^\s\"'$]{3,})"
    ),
    password("hash-password", rf"hash-password{_FLAGS}(?:--plaintext|-p)[ =]{Q}{WORD}"),
    password("sqlplus", r"\bsqlplus\b[^\n|;]{0,80}?\s[\"']?\w+/[\"']?(?P<value>[^\s@/\"'$]{3,})[\"']?(?:@|\s|$)"),
    password(
        "SecureString",
        rf"ConvertTo-SecureString\s+(?:-String\s+)?{Q}(?!-(?:AsPlain|Force|Key|Secure))(?P<value>[^\"'\n$\s]{{3,}})",
    ),
)
