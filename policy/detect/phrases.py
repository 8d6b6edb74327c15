"""Ways to say a password or a token that are no assignment: in commands, in configuration files, in SQL, in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

_Q = r"[\"']?"
_WORD = r"(?P<value>[^\s\"'|;$-][^\s\"'|;]{2,})"


@dataclass(frozen=True)
class Phrase:
    """One way: `pattern` has a group `value`, and a group `name` unless the phrase always means the same `name`.

    `hints`: pieces of text without which the pattern can't match, so that most texts cost nothing.
    """

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    name: str = ""
    quoted: bool = False


def _names(hints: str, pattern: str) -> Phrase:
    return Phrase(tuple(hints.split()), re.compile(pattern), quoted=True)


def _password(hints: str, pattern: str) -> Phrase:
    return Phrase(tuple(hints.split()), re.compile(pattern), name="password", quoted=True)


_COMMANDS = (
    # --password value, -Password value
    _names(
        "--pass --pw --token --secret --api --key --auth --cred -P -pass -pw -token -secret",
        rf"(?<![\w-])--?(?P<name>[a-zA-Z][\w-]{{2,60}})[ \t]+{_Q}(?P<value>[^\s\"'-][^\s\"']{{2,}})",
    ),
    _password(
        "mysql mariadb sshpass mongo",
        rf"\b(?:mysql\w*|mariadb\w*|sshpass|mongo\w*)\b[^\n|;]{{0,400}}?\s-p ?{_Q}{_WORD}",
    ),
    _password("sqlcmd bcp", rf"\b(?:sqlcmd|bcp)\b[^\n|;]{{0,400}}?\s-P ?{_Q}{_WORD}"),
    _password("redis-cli", rf"\bredis-cli\b[^\n|;]{{0,400}}?\s-a ?{_Q}{_WORD}"),
    _password("login", rf"\blogin\b[^\n|;]{{0,400}}?\s-p ?{_Q}{_WORD}"),
    # curl -u user:value, also over continued lines
    _password(
        "curl wget",
        r"\b(?:curl|wget)\b(?:[^\n|\\]|\\.|\\\n){0,600}?\s(?:-u|--user|--proxy-user|-U)[ =]{0,4}"
        rf"{_Q}[\w.@+{{}}-]*:[\"']?(?P<value>[^\s\"']{{3,}})",
    ),
    # curl -u value: , a key without a password
    _password("curl", r"\bcurl\b[^\n]{0,400}?\s(?:-u|--user)[ =]{0,4}[\"']?(?P<value>[^\s\"':$]{8,}):(?=[\"'\s])"),
    _password("htpasswd", r"\bhtpasswd\s+-\w*b\w*\s+(?:-\S+\s+)*\S+\s+\S+\s+[\"']?(?P<value>[^\s\"'$]{3,})"),
    # config set --secret NAME VALUE
    _names(
        "set put add",
        r"\b(?:config|secrets?|variable|env|parameter|kv)\s+(?:set|put|add)\s+(?:--?[\w-]+\s+){0,4}?"
        rf"(?P<name>[A-Za-z][\w:./-]{{2,60}})[ \t]+{_Q}(?P<value>[^\s\"'<>|$-][^\s\"']{{2,}})",
    ),
    # put-parameter --name NAME --value VALUE
    _names(
        "--value", rf"--name[ =]+(?P<name>[\w:./-]{{2,80}})[ \t]+--value[ =]+{_Q}(?P<value>[^\s\"'<>|$-][^\s\"']{{2,}})"
    ),
    _password("ldap", rf"\bldap\w+\b[^\n|;]{{0,400}}?\s-w ?{_Q}{_WORD}"),
    _password("sudo", rf"echo\s+{_Q}(?P<value>[^\s\"'|$]{{3,}}){_Q}\s*\|\s*sudo -S"),
    _password("chpasswd", rf"echo\s+{_Q}[\w.-]+:(?P<value>[^\s\"'|:$]{{3,}}){_Q}\s*\|\s*(?:sudo\s+)?chpasswd"),
    _password(
        "stdin login",
        rf"echo\s+(?:-n\s+)?{_Q}(?P<value>[^\s\"'|$]{{3,}}){_Q}\s*\|[^|\n]{{0,200}}"
        r"(?:--password-stdin|passwd --stdin|vault login|gh auth login)",
    ),
    _password("login token", r"\b(?:vault login|heroku auth:token|fly auth token)\s+(?P<value>[^\s$-]\S{7,})"),
    _password("pass", r"-(?:passin|passout|pass|k)\s+pass:(?P<value>[^\s\"'$]{3,})"),
    _password("net", r"\bnet user\s+\S+\s+(?P<value>[^\s/*]\S{2,})"),
    _password("-U", r"\s-U\s*[\"']?[\w.\\/-]+%(?P<value>[^\s\"'%]{3,})"),
    _password("SecureString", rf"ConvertTo-SecureString\s+(?:-String\s+)?{_Q}(?P<value>[^\"'\n$\s]{{3,}})"),
)
_FILES = (
    # ENV NAME value (Dockerfile), setenv NAME value, set NAME value
    _names(
        "ENV ARG set",
        rf"(?m)^[ \t]*(?:ENV|ARG|setenv|set)[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]+{_Q}(?P<value>[^\s\"'=]{{3,}})",
    ),
    # redis.conf and its kind
    _password("requirepass masterauth", rf"(?m)^[ \t]*(?:requirepass|masterauth)[ \t]+{_Q}(?P<value>[^\s\"']{{3,}})"),
    _password("passw", rf"(?m)^[ \t]*(?:password|passwd)[ \t]+{_Q}(?P<value>(?=\S*\d)[^\s\"':=]{{3,}}){_Q}[ \t]*$"),
    # netrc: login user password value
    _password("login", r"\blogin\s+\S+\s+password\s+(?P<value>\S{3,})"),
    # .pgpass: host:port:database:user:value
    _password(":", r"(?m)^[ \t-]*[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:]{3,})[ \t]*$"),
    # jdbc:oracle:thin:user/value@host
    _password("thin:", r"thin:\w+/(?P<value>[^\s@/]{3,})@"),
    # <password>value</password>
    _names("</", r"<(?P<name>[A-Za-z][\w.-]*)>(?P<value>[^<>\s]{3,})</(?P=name)>"),
    # name: X, value: Y, in YAML, JSON or XML
    _names(
        "value Value default",
        r"\b(?i:name|key|parameter_?key|variable)[\"']?\s*[:=]\s*[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*,?\s*"
        r"[\"']?\b(?i:value|parameter_?value|default)[\"']?\s*[:=]\s*[\"']?(?P<value>[^\s\"',}]{3,})",
    ),
    # variable "name" { default = "value" }
    _names("variable", r"variable\s+\"(?P<name>[\w-]+)\"\s*\{[^}]{0,400}?\bdefault\s*=\s*\"(?P<value>[^\"\n]{3,})\""),
    # name: |  with the value on the next line
    _names(
        "|\n >\n |- >-",
        r"(?P<name>[A-Za-z_][\w.-]{0,80}):[ \t]*[|>][+-]?\d?[ \t]*\n[ \t]+(?P<value>[^\s:=]{6,})[ \t]*(?:\n|$)",
    ),
    # the first line of chpasswd's list in a cloud-init file
    _password("chpasswd", r"chpasswd:\s*\n(?:[ \t]+[^\n]*\n){0,4}?\s+list:\s*\|?\s*-?\s*[\w.-]+:(?P<value>[^\s:]{3,})"),
)
_LANGUAGES = (
    _password("IDENTIFIED identified", r"(?i)\bidentified\s+by\s+[\"'](?P<value>[^\"'\n]{3,})[\"']"),
    _password("PASSWORD password", r"(?i)\bpassword\s+[\"'](?P<value>[^\"'\n]{3,})[\"']"),
    _names("set with", r"\b(?:set|with)_?(?P<name>[A-Z]\w*)\(\s*[\"'](?P<value>[^\"'\n]{3,})[\"']\s*\)"),
    _names(
        "(",
        r"\b(?:define|putenv|setx?|setProperty|put)\(\s*[\"'](?P<name>[\w.-]+)[\"']\s*,\s*[\"'](?P<value>[^\"'\n]{3,})[\"']",
    ),
)
_STRONG = (
    r"(?=[^\s\"'`]*\d)(?=[^\s\"'`]*[A-Za-z])(?=[^\s\"'`]*[!#$%&*+=?@^~]|[^\s\"'`]*[a-z][A-Z0-9][a-z])[^\s\"'`]{8,}"
)
_PROSE = (
    # user admin / password value
    _password("assword asswd pw", rf"(?i:\b(?:password|passwd|pw))\s+[\"'`]?(?P<value>{_STRONG})"),
    # credentials user/value
    _password("cred login", rf"(?i:\b(?:creds?|credentials|login)):?\s+[\w.@-]{{2,40}}\s?/\s?(?P<value>{_STRONG})"),
    # the password of the admin is value, with a digit in it
    _names(
        "assw ASSW assphrase ASSPHRASE pwd PWD ecret ECRET oken OKEN key Key KEY",
        r"(?i)\b(?P<name>password|passwd|passphrase|pwd|secret|token|api[ _-]?key|access[ _-]?key)(?:\s+[\w-]+){0,3}"
        r"\s+(?:is|was|=|->)\s+[\"'`]?(?P<value>(?=\S*\d)[^\s\"'`]{6,}?)[\"'`]?[.,;]?(?=\s|$)",
    ),
)

PHRASES = (*_COMMANDS, *_FILES, *_LANGUAGES, *_PROSE)
