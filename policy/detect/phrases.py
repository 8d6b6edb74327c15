"""Ways to say a password or a token that are no assignment: in commands, in configuration files, in SQL, in prose."""

from __future__ import annotations

from policy.detect.commands import COMMANDS
from policy.detect.phrase import Q, named, password, secret

_FILES = (
    # ENV NAME value (Dockerfile), setenv NAME value, set NAME value
    named(
        "ENV ARG set SetEnv",
        rf"(?m)^[ \t]*(?:ENV|ARG|setenv|setx|set(?:[ \t]+-\w+)?|SetEnv|fastcgi_param|proxy_set_header|export)[ \t]+"
        rf"(?P<name>[A-Za-z_][\w-]*)[ \t]+{Q}(?P<value>[^\s\"'=$][^\s\"'=]{{2,}})",
    ),
    # directive "value", alone on its line
    named(
        "ass ecret oken Key key ookie psk PSK",
        r"(?m)^[ \t]*(?P<name>[A-Za-z][\w.-]{2,60})[ \t]+"
        r"(?P<mark>[\"'])(?P<value>[^\"'\n]{3,})(?P=mark)[ \t]*[;,]?[ \t]*$",
    ),
    # sasl_passwd: [host]:port user:value; stats auth user:value
    password(":", r"(?m)^\[?[\w-]+(?:\.[\w-]+)+\]?(?::\d+)?[ \t]+[\w.@+-]+:(?P<value>[^\s:$]{6,})[ \t]*$"),
    password("auth", r"(?m)^[ \t]*(?:stats[ \t]+)?auth[ \t]+[\w.@-]+:(?P<value>[^\s:$]{3,})[ \t]*$"),
    # access control lists of Redis: user app on >value
    password(" >", r"\b(?:user|USER|setuser|SETUSER)[ \t]+\S+[ \t]+(?:\S+[ \t]+){0,6}?>(?P<value>[^\s>]{3,})"),
    password("AUTH", r"(?m)^[ \t]*AUTH[ \t]+(?:\w+[ \t]+)?(?P<value>[^\s\"'$]{8,})[ \t]*$"),
    password("requirepass masterauth", rf"--(?:requirepass|masterauth)[ =]{Q}(?P<value>[^\s\"'$-][^\s\"']{{2,}})"),
    # snmpd.conf
    password("community com2sec", r"(?m)^[ \t]*r[ow]community6?[ \t]+(?P<value>(?!public\b|private\b)[^\s\"'$]{5,})"),
    password("createUser", r"\bcreateUser[ \t]+\S+[ \t]+(?:MD5|SHA\S*)[ \t]+[\"']?(?P<value>[^\s\"'$]{3,})"),
    password("password", r"\binsecure-password[ \t]+[\"']?(?P<value>[^\s\"'$]{3,})"),
    # redis.conf and its kind
    password("requirepass masterauth", rf"(?m)^[ \t]*(?:requirepass|masterauth)[ \t]+{Q}(?P<value>[^\s\"']{{3,}})"),
    password("passw", rf"(?m)^[ \t]*(?:password|passwd)[ \t]+{Q}(?P<value>(?=\S*\d)[^\s\"':=]{{3,}}){Q}[ \t]*$"),
    # netrc: login user password value
    password("login", r"\blogin\s+\S+\s+password\s+(?P<value>\S{3,})"),
    # pgbouncer's list of users: "user" "password"
    password(
        '" "',
        r'(?m)^[ \t]*"[\w.@-]+"[ \t]+"(?P<value>(?=[^\s"]*\d)(?=[^\s"]*[A-Za-z])[^\s":/]{8,})"[ \t]*$',
    ),
    # .pgpass: host:port:database:user:value
    password(
        ":", r"(?m)(?:^[ \t-]*|[\"'])[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:\"']{3,})[ \t]*(?:$|[\"'])"
    ),
    # jdbc:oracle:thin:user/value@host
    password("thin:", r"thin:\w+/(?P<value>[^\s@/]{3,})@"),
    # <property name="password">value</property>
    named("</", r"<\w+\s+name=\"(?P<name>[\w.-]+)\"\s*>(?P<value>[^<>\s]{3,})</"),
    # <password>value</password>
    named("</", r"<(?P<name>[A-Za-z][\w.-]*)>(?P<value>[^<>\s]{3,})</(?P=name)>"),
    # name: X, value: Y, in YAML, JSON or XML
    named(
        "value Value default",
        r"\b(?i:name|key|parameter_?key|variable)[\"']?\s*[:=]\s*[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*,?\s*"
        r"[\"']?\b(?i:value|parameter_?value|default)[\"']?\s*[:=]\s*[\"']?"
        r"(?P<value>(?:(?i:bearer|basic|token) )?[^\s\"',}]{3,})",
    ),
    # variable "name" { default = "value" }
    named("variable", r"variable\s+\"(?P<name>[\w-]+)\"\s*\{[^}]{0,400}?\bdefault\s*=\s*\"(?P<value>[^\"\n]{3,})\""),
    # name: |  with the value on the next line
    named(
        "|\n >\n |- >-",
        r"(?P<name>[A-Za-z_][\w.-]{0,80}):[ \t]*[|>][+-]?\d?[ \t]*\n[ \t]+(?P<value>[^\s:=]{6,})[ \t]*(?:\n|$)",
    ),
    # the first line of chpasswd's list in a cloud-init file
    password("chpasswd", r"chpasswd:\s*\n(?:[ \t]+[^\n]*\n){0,4}?\s+list:\s*\|?\s*-?\s*[\w.-]+:(?P<value>[^\s:]{3,})"),
)
_LANGUAGES = (
    password(
        "IDENTIFIED identified",
        r"(?i)\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:values\s+)?[\"'](?P<value>[^\"'\n]{3,})[\"']",
    ),
    password("IDENTIFIED identified", r"(?i)\bidentified\s+by\s+(?P<value>(?!values\b|password\b)[^\s\"';]{6,})"),
    password(
        "PASSWORD password assphrase PSK psk KEY",
        r"(?i)(?:\b(?:password|passphrase|psk)|(?<!\S)\S+\s+as\s+\w+\s+key)(?:\s+|\(\s*)[\"'](?P<value>[^\"'\n]{3,})[\"']",
    ),
    password("pgp_sym pgp_", r"\bpgp_sym_(?:en|de)crypt\w*\([^()\n]{1,200},\s*'(?P<value>[^'\n]{3,})'"),
    # a name and its value or what stands for it, in a call: getenv, get, setdefault
    named(
        "env Env get fetch setdefault option config",
        r"\b(?:getenv|env|get|fetch|setdefault|getOrDefault|getProperty|option|config|config\.get|SetEnvironmentVariable|Setenv"
        r"|setenv|decouple)\(\s*[\"'](?P<name>[\w.-]+)[\"']\s*,\s*(?:default\s*=\s*)?[\"'](?P<value>[^\"'\n]{3,})[\"']",
    ),
    password(
        "connect mysqli",
        r"(?:connect|mysqli)\(\s*(?:[\"'][^\"'\n]*[\"']\s*,\s*)[\"'][\w.@-]+[\"']\s*,\s*[\"'](?P<value>[^\"'\n]{3,})[\"']\s*[,)]",
    ),
    # the key of a signature, there or where it was given to the name that stands there
    secret(
        "hmac.new createHmac",
        rf"(?:hmac\.new\(\s*|createHmac\(\s*{Q}[\w-]+{Q}\s*,\s*)b?[\"'](?P<value>[^\"'\n]{{8,}})[\"']",
    ),
    secret(
        "hmac.new createHmac",
        r"\b(?P<given>[A-Za-z_]\w{0,40})\s*=\s*b?[\"'](?P<value>[^\"'\n]{8,})[\"']"
        r"(?=[\s\S]{0,800}?(?:hmac\.new\(\s*|createHmac\(\s*[\"'][\w-]+[\"']\s*,\s*)(?P=given)\b)",
    ),
    password("asic", r"[bB]asic_?[aA]uth\(\s*\"[\w.@-]+\",\s*Some\(\"(?P<value>[^\"\n]{3,})\"\)"),
    # a user and a password, the last two in a call: Credentials, getConnection, auth
    password(
        "redential asic getConnection auth login",
        r"(?:Credentials?|[bB]asic_?[aA]uth|getConnection|\.auth|\.login|\bauth\s*=\s*|Authenticator|Authentication)\((?:[^()\n]{1,200},)?"
        r"\s*[\"'][\w.@+-]+[\"']\s*,\s*[\"'](?P<value>[^\"'\n]{3,})[\"']\s*\)",
    ),
    named("set with", r"\b(?:set|with)_?(?P<name>[A-Z]\w*)\(\s*[\"'](?P<value>[^\"'\n]{3,})[\"']\s*\)"),
    named(
        "(",
        r"\b(?:define|putenv|setx?|setProperty|put)\(\s*[\"'](?P<name>[\w.-]+)[\"']\s*,\s*[\"'](?P<value>[^\"'\n]{3,})[\"']",
    ),
)
_STRONG = (
    r"(?=[^\s\"'`]*\d)(?=[^\s\"'`]*[A-Za-z])(?=[^\s\"'`]*[!#$%&*+=?@^~]|[^\s\"'`]*[a-z][A-Z0-9][a-z])[^\s\"'`]{8,}"
)
_JOINED = r"[A-Z][a-z]{2,}(?:[-_.][A-Z][a-z]{2,}){1,4}[-_.]?(?!(?:19|20)\d\d\b)\d{2,6}(?![\w-])"
_PROSE = (
    # user admin / password value
    password("assword asswd pw", rf"(?i:\b(?:password|passwd|pw))\s+[\"'`]?(?P<value>{_STRONG})"),
    # password Words-And-42
    password("assword asswd", rf"(?i:\b(?:password|passwd))\s+[\"'`]?(?P<value>{_JOINED})"),
    # credentials user/value, login is user / value
    password(
        "cred login Login Cred",
        rf"(?i:\b(?:creds?|credentials|log-?in|account))(?:\s+(?:is|are|data))?:?\s+[\w.@-]{{2,40}}\s?[/:]\s?(?P<value>{_STRONG})",
    ),
    # admin:value@host, with user:value
    password(
        "with as for", rf"\b(?:with|as|for|use|using)\s+[a-z][\w.-]{{1,30}}:(?P<value>{_STRONG[:-6]}[^\s\"'`@]{{8,}})"
    ),
    # root/value; License key value
    password("root admin Admin", rf"(?i:\b(?:root|admin|administrator))\s?/\s?(?P<value>{_STRONG})"),
    secret("icen", r"(?i:\blicen[cs]e\s+key)\W{1,3}(?P<value>(?=\S*\d)[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){3,7})\b"),
    # use value as the password
    password(
        "assw asskey oken ecret",
        rf"(?i:\buse[sd]?)\s+(?P<value>{_STRONG})\s+(?i:as|for)\s+(?:the\s+|an?\s+)?(?i:password|passphrase|secret|token)",
    ),
    # Password=[Ab3$..., as `random_password` draws
    password("assword= Pwd= PWD= pwd=", r"(?i:\b(?:password|pwd))=(?P<value>[\[\](){}<>&|][^\s;\"']{11,})"),
    # pw for admin: value
    password(
        "assw asswd pw PW",
        rf"(?i:\b(?:password|passwd|passphrase|pw))\s+(?:for|of)\s+[\w.@-]{{2,40}}(?:\s+[\w-]+)?\s*[:=]\s+[\"'`]?(?P<value>{_STRONG})",
    ),
    # API key=value
    named(
        "ey= ey: oken= oken: ecret= ecret: EY= EY: OKEN= OKEN: ECRET= ECRET:",
        r"(?i)\b(?P<name>(?:api|access|client|auth|secret|signing|licen[cs]e|account)[ ](?:key|token|secret))"
        r"[:=][ \t]{0,4}[\"'`]?(?P<value>[^\s\"'`$<{]{8,})",
    ),
    # das Passwort lautet value
    password(
        "asswor ennwort passe ontrase senha",
        r"(?i:\b(?:passwort|kennwort|mot de passe|contrase\S{1,2}a|senha|wachtwoord))\b[^\n:]{0,60}?"
        rf"(?:\s(?:lautet|ist|est|es|is|é)|\s?:)\s+[\"'`]?(?P<value>{_STRONG})",
    ),
    # Token value, Bearer value
    secret("oken earer piKey PIKEY", r"(?m)^(?:Token|ApiKey|APIKEY|Bearer|token)\s+(?P<value>[\w.+/=~-]{20,})$"),
    # the password of the admin is value, with a digit in it
    named(
        "assw ASSW assphrase ASSPHRASE pwd PWD ecret ECRET oken OKEN key Key KEY",
        r"(?i)\b(?P<name>password|passwd|passphrase|pwd|secret|token|api[ _-]?key|access[ _-]?key)(?:\s+[\w-]+){0,3}"
        r"\s+(?:is|was|=|->)\s+[\"'`]?(?P<value>(?=\S*\d)[^\s\"'`]{6,}?)[\"'`]?[.,;]?(?=[\s\"'`<\\]|$)",
    ),
)

PHRASES = (*COMMANDS, *_FILES, *_LANGUAGES, *_PROSE)
