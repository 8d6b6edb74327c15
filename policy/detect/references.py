"""What stands where a secret could stand and is none: references, placeholders, identifiers, hashes, public keys."""

from __future__ import annotations

import re

from policy.detect.randomness import looks_random
from policy.detect.vocabulary import WORDS

# Where the value is, or how it will be filled in.
_REFERENCE = re.compile(
    r"""
      \$\{ | \$\( | %\{ | \[\[ | \{\{ | \#\{ | <%  | \$\[ | @@\w                        # templates
    | ^\$(?!\w*\d{3}[A-Za-z]|[A-Z][a-z]{2,}(?!16|32|64|86)\d\d[a-z]{2})\w+$  # of the shell: few have digits so
    | ^%\w+%$ | ^%\(?\w*\)?s$ | ^\{[\w.:!-]*\}$ | ^:\w+$   # batch, printf, format, SQL
    | ^`.*`$ | \{[a-z_][\w.]*(?:\([^)]*\))?(?:\[[^\]]*\])?(?::[^}]*)?\}     # a piece of another text is put in
    | ^["']?!(?:Ref|Sub|GetAtt|vault|reference|env|secret|ImportValue|Base64)\b
    | ^arn:[\w-]*:                                                          # ARN
    | ^\$ref: | ^[&*][a-z][a-z_]*$ | ^%%\w+%%$ | ^\$(?:input|context|event|stageVariables|request|response|util|ctx)\b
    | ^[@.]?\.{0,2}/[\w./-]*\.[a-z]{2,5}$ | ^(?:file|path):\.{0,2}/ | ^\$__\w+\{         # files
    | ^(?:vault|op|ssm|awssm|secretsmanager|aws-sm|aws-ssm|gcpsm|gcp-sm|sm|kms|akv|keyvault|env|file|k8s|bws|doppler
        |infisical|secret|secrets|conjur|ref\+[\w-]+|esc|pulumi|sops|bitwarden|keeper|azurekms|awskms|gcpkms|lastpass
        |chamber|parameterstore|parameter|resolve|consul|akeyless|keychain|keyring|pass|gopass|lpass)(?::|\+)(?://)?[\w{/]
    | ^(?:Get|ConvertTo|ConvertFrom|Import|Invoke|New|Read|Select|Unprotect)-[A-Z][A-Za-z]+$     # PowerShell
    | ^\[?(?:String|Int|Float|Boolean|ID|Date|DateTime|JSON|UUID|AWS[A-Z][A-Za-z]+)!?\]?!$               # GraphQL
    | ^fn:: | ^[a-z]+(?:\.[a-z]+)+\#[A-Za-z]\w*$ | ^@Microsoft\.KeyVault\( | ^projects/[\w-]+/secrets/
    | ^(?:secret|secrets|kv|cubbyhole)/(?:data/)?[\w./-]+(?:\#\w+)?$ | ^/run/secrets/
    | \b(?:process\.env|env::var|os\.environ|os\.getenv|getenv|System\.getenv|ENV\[|import\.meta\.env)\b
    | ^\(?(?:var|local|data|module|secrets|inputs|vars|env|params|self|config|settings|args|steps|needs|github|context
        |this|options|opts|props|request|event|outputs|each|Values)\.[A-Za-z_][\w.\[\]'"-]*\)?$
    """,
    re.VERBOSE | re.DOTALL,
)
# An expression of a programming language: a call, a subscript, an attribute.
_EXPRESSION = re.compile(
    r"(?:await |new |str\(|f?['\"])?[A-Za-z_][\w.]*(?:\(.*|\[['\"\w].*)|[a-z_]\w*(?:\.[a-z_]\w*)+"
    r"|[a-z]+\.[A-Z][A-Za-z]+\Z",
    re.DOTALL,
)

_PLACEHOLDER = re.compile(
    r"""
      ^<[^>]*>$ | ^\[[^\]]*\]$ | ^\(.*\)$ | ^\{.*\}$ | <[\w .-]+>              # <your-token>, [secret]
    | [xX]{4,} | \*{3,} | \.{3,} | …  | _{4,} | ^[-?.#*_xX0\s]+$                      # xxxx, ****, ...
    | \b(?:your|insert|enter|replace|change|paste|dummy|fake|sample|example|mock|placeholder|redacted|removed|hidden
        |masked|sensitive|todo|tbd|fixme|changeme|replaceme|notreal|not-a-real|not_a_real|notasecret|invalid|foobar|bogus
        |lorem|goes-here|goes_here)\b
    | (?:^|[_\W])(?:your|insert|replace|change|placeholder|redacted|dummy|fake|example|sample|todo|changeme|replaceme)
      (?:[_\W]|$)
    | EXAMPLE | _here$ | -here$
    | ^([^\w\s])\1{2,}$ | ^__\w+__$ | ^@\w+@$ | ^\#\w+\#$
    | ^(?:0123456789|1234567890|abcdef0123456789|deadbeef|0{8,}|abcdefgh)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z]+(?:[\s_.:-]+[A-Za-z]+)+[_-]?\d{0,3}")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_IDENTIFIER = re.compile(
    rf"""
      (?i:(?:urn:uuid:)?\{{?{_UUID}\}}?) | \w{{8}}(?:-\w{{4}}){{3}}-\w{{12}}
    | mrk-[0-9a-f]{{32}} | key/(?:{_UUID}|mrk-\w+)
    | [a-z]{{1,12}}(?:-[a-z]{{1,10}}){{0,3}}-[0-9a-f]{{8,17}}                     # vpc-0ab..., ami-..., eipalloc-...
    | (?:AROA|AIDA|AGPA|ANPA|ANVA|APKA|ASCA|AIPA|ACCA)[A-Z0-9]{{16,17}}           # unique ids of IAM entities
    | [0-9a-f]{{7,12}} | [0-9a-fA-F]{{32}} | [0-9a-f]{{40}} | [0-9A-F]{{40}} | [0-9a-f]{{56}} | [0-9a-fA-F]{{64}}
    | [0-9a-f]{{96}} | [0-9a-f]{{128}}
    | Z[A-Z0-9]{{12,32}} | E[A-Z0-9]{{12,13}}                                     # hosted zone, distribution
    | (?:AC|AD|AP|BU|CA|CN|FW|HX|IS|KS|ME|MG|MM|NO|PN|QU|RE|SM|TR|UT|VA|WA|WK|WS|ZS)[0-9a-f]{{32}}   # of messages
    | 0[01][0-9A-HJKMNP-TV-Z]{{24}} | 0x[0-9a-fA-F]{{40}} | (?:bc|tb|ltc)1[02-9ac-hj-np-z]{{38,58}}     # ULID, wallets
    | Qm[1-9A-HJ-NP-Za-km-z]{{44}} | baf[ky][a-z2-7]{{52,56}} | did:key:z[1-9A-HJ-NP-Za-km-z]{{40,}}    # of contents
    | 6L[A-Za-z0-9_-]{{38}} | [0-9]{{6,12}}-{_UUID} | pk\.eyJ[\w-]+\.[\w-]{{20,}}  # public keys of sites
    | [A-Za-z][A-Za-z0-9-]*-[A-Z0-9]{{12,13}} | [A-Za-z][A-Za-z0-9]*[0-9A-F]{{8}}-[A-Za-z0-9]{{12}}     # of stacks
    | (?:team|org|user|usr|proj|prj|project|dpl|asst|run|req|msg|thread|step|file|batch|chatcmpl|resp|vs|ws|wf|job|bld
        |build|env|app|inv|invite|session|conv|tsk|task|obj|doc|page|form|tmpl|tpl|event|res|chk|ord|order|grp|group|mem
        |acc|account|site|store|shop|hook|conn|conf|cfg|cluster|node|key_id|pool|view|card|list|board)
      [_-][A-Za-z0-9]{{14,32}}                                                    # objects of other services
    | -{{2,}}[A-Za-z]{{0,30}}Boundary[A-Za-z0-9]{{8,32}}                                # between the parts of a form
    | 1-[0-9a-f]{{8}}-[0-9a-f]{{24}} | 00-[0-9a-f]{{32}}-[0-9a-f]{{16}}-0[01]       # traces
    | [0-9]{{8,21}}-[a-z0-9]{{32}}\.apps\.googleusercontent\.com
    | pk_(?:live|test)_\w+ | sb_publishable_\w+                                   # published halves of key pairs
    | (?:acct|ba|card|ch|cn|cs(?:_live|_test)?|cus|dp|evt|file|fee|in|il|iauth|li|mandate|or|pi|plan|pm|po|price|prod
        |promo|py|re|ri|seti|si|sku|src|sub|tax|tok|tr|txn|txr|we)_[A-Za-z0-9]{{14,}}   # objects of a payment service
    """,
    re.VERBOSE,
)
_DIGEST = re.compile(
    r"""
      (?:md5|sha1|sha224|sha256|sha384|sha512|blake2b|blake3|SHA256|MD5)[:/-][0-9A-Za-z+/=_:-]+
    | [\w-]+-verification=[\w+/=-]+ | [\w./@-]*\.(?:js|mjs|css|map|html?|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|json
        |ya?ml|xml|txt|md|csv|pdf|zip|gz|tgz|bz2|xz|jar|war|whl|deb|rpm|apk|exe|dll|so|py|ts|tsx|jsx|go|rs|java|rb|php|sh)
    | [\w.:/-]+@sha256:[0-9a-f]{64} | h1:[A-Za-z0-9+/]{43}= | (?:W/)?"[0-9a-f]{32}(?:-\d+)?" | [0-9a-f]{32}-\d{1,4}
    | (?:[0-9a-fA-F]{2}[:-]){15,63}[0-9a-fA-F]{2}                                 # fingerprints
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(
    r"""
      [a-z]{2}(?:-[a-z]+)+-\d[a-z]?(?:_[A-Za-z0-9]+)?                             # regions, pools in a region
    | \d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?(?::\d+)? | [0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:/\d+)?
    | v?\d+(?:\.\d+)+(?:[-+][\w.-]+)? | \d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?
    | [a-z][a-z0-9+.-]{1,20}://\S+   # an address; its password is looked for there
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?:[A-Za-z0-9_*-]+\.)+[a-z]{2,24}\.?(?::\d+)?(?:/[\w./*-]*)?
    | (?:cron|rate|at)\(.*\) | \d{1,2}[dhms]|\d+[KMGT]i?B?
    | system:[a-z-]+(?::[a-z0-9.-]+){0,2}                                          # users of Kubernetes
    | ocid1\.[\w.-]+ | crn:v1:\S+ | alias/[\w/-]+
    | [A-Za-z]:\\.* | [a-z][a-zA-Z]*:[a-zA-Z]+/[a-zA-Z]\w*:[a-zA-Z]\w*   # paths, resource types
    """,
    re.VERBOSE,
)
_PATH = re.compile(r"\.{0,2}~?/[\w.@/*{}:%+-]*[A-Za-z][\w.@/*{}:%+-]*")
# A stored form of a secret that does not give it away: hashed or encrypted.
_SEALED = re.compile(
    r"""
      ^(?:[\w.@-]+:)?\$(?:2[abxy]|argon2\w*|scrypt|pbkdf2[\w-]*|1|5|6|7|y|apr1|S|P|H|bcrypt-sha256)\$
    | ^\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|ARGON2|BCRYPT)[\w-]*\} | ^pbkdf2[_:]\w+ | ^scrypt: | ^SCRAM-SHA-\d+\$
    | ^md5[0-9a-f]{32}$
    | ^bcrypt\$ | ^ENC\[ | ^ENC\( | ^\$ANSIBLE_VAULT; | ^vault:v\d+:
    | ^v\d:[A-Za-z0-9+/=]+:(?:v\d:[A-Za-z0-9+/=]+:)?[A-Za-z0-9+/=]+$
    | ^(?:kms:)?AQ(?:IC|EC|ID)AH | ^Ag[A-D][A-Za-z0-9+/]{40}
    | ^-----BEGIN\ (?:PGP\ MESSAGE|AGE\ ENCRYPTED\ FILE|CMS|PKCS7) | ^gAAAAA | ^YWdlLWVuY3J5cHRpb24
    | ^U2FsdGVkX1 | ^(?:hashed?|sha\d+|bcrypt|argon2\w*|encrypted|sealed|cipher):
    """,
    re.VERBOSE,
)
_PUBLIC_MATERIAL = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL|DH PARAMETERS|EC PARAMETERS|"
    r"TRUSTED CERTIFICATE|PGP PUBLIC KEY BLOCK|SIGNATURE|PGP SIGNATURE)(?: BLOCK)?-----"
    r"[\s\S]*?-----END [A-Z0-9 ]+-----"
    r"|(?<!\w)(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)"
    r" (?:AAAA[A-Za-z0-9+/]+|[A-Za-z0-9+/]{64,})={0,2}"
    r"|\bv=DKIM1;[^\"'\n]{0,80}?\bp=[A-Za-z0-9+/]+={0,2}"
    r"|(?<!\w)encryptedData:[ \t]*\n(?:[ \t]+[\w.-]+:[ \t]*Ag[A-Za-z0-9+/]{40,}={0,2}[ \t]*(?:\n|$))+"  # sealed
    r"|(?<!\w)age1[a-z0-9]{58}(?!\w)|(?<!\w)RW[A-Za-z0-9+/]{54}(?!\w)"
    r"|(?<![\w-])arn:aws[\w-]*:[\w-]*:[\w-]*:\d*:[^\s\"',;<>\\]+"
    r"|(?<!\w)v\d(?::[A-Za-z0-9+/]{8,}={0,2}(?::v\d)?){2,3}(?![\w+/=])"  # of a stack's configuration: sealed
    r"|(?<!\w)ENC\[[^\]\s]+\]|SCRAM-SHA-\d+\$\d+:[\w+/=]+\$[\w+/=]+:[\w+/=]+"
    r"|(?<!\w)[a-z-]+-verification=[\w+/=-]+|(?<!\w)did:key:\w+|\b25[67] 3 \d{1,2} [A-Za-z0-9+/=]+"
    r"|(?<!\w)vault:v\d+:[A-Za-z0-9+/]{16,}={0,2}"  # of Vault's transit engine: sealed
    r"|(?<![\w.])pk\.eyJ[\w-]+\.[\w-]+|\{\{resolve:[^{}\s]+\}\}"
    r"|_acme-challenge[\s\S]{0,200}?(?<![\w-])[\w-]{43}(?![\w=-])"  # what a domain's owner publishes
)
_MARKS = (
    *(
        "-----BEGIN",
        "AAAA",
        "age1",
        "ssh-",
        "v=DKIM1;",
        "vault:v",
        "encryptedData:",
        "RW",
        "arn:aws",
        "v1:",
        "v2:",
        "v3:",
        "ENC[",
        "SCRAM-",
        "-verification=",
        "did:key:",
    ),
    *("pk.eyJ", "256 3 ", "257 3 ", "{{resolve:", "_acme-challenge"),
)


def is_reference(value: str) -> bool:
    """Says where a value is, or is filled in later: a template, a store's address, an expression."""
    if _REFERENCE.search(value):
        return True
    # An attribute of an object; two parts of a token may look like one.
    return bool(_EXPRESSION.fullmatch(value)) and not any(looks_random(part, shortest=12) for part in value.split("."))


def is_placeholder(value: str) -> bool:
    """Stands for a value that somebody still has to put, or describes one."""
    whole = value.strip().strip("\"'`")
    text = whole.rstrip(",.;:")
    described = text.lower() in WORDS["descriptions"] or bool(_PLACEHOLDER.search(text))
    return described or whole.endswith(("...", "…")) or _points(text) or _repeats(text)


def says_to_replace_it(value: str) -> bool:
    """Is a placeholder that somebody has to replace, and not merely a word that describes a value."""
    text = value.strip().strip("\"'`")
    return bool(text) and not is_reference(text) and bool(_PLACEHOLDER.search(text) or _points(text))


def is_identifier(value: str) -> bool:
    """Names a thing by a string of digits and letters, as a hash does too: a secret could look the same."""
    return bool(_IDENTIFIER.fullmatch(value))


def is_plain(value: str) -> bool:
    """Says what it is: an address, a host, a path, a version, a date, a labelled digest."""
    if _PATH.fullmatch(value):
        return not looks_random(value)
    return bool(_PLAIN.fullmatch(value) or _DIGEST.fullmatch(value))


def is_sealed(value: str) -> bool:
    """Is a hash or an encryption of a secret."""
    return bool(_SEALED.search(value.lstrip()))


def without_public_material(text: str) -> str:
    """The text with certificates, public keys and ARNs blanked, so that positions stay."""
    if not any(mark in text for mark in _MARKS):
        return text
    return _PUBLIC_MATERIAL.sub(lambda match: " " * len(match[0]), text)


def _points(text: str) -> bool:
    """Words only, which say what should stand there: `my-secret-pw`, `put it here`, `to be set`."""
    if not _WORDS.fullmatch(text):
        return False
    words = set(re.split(r"[\s_.:-]+", text.lower().rstrip("0123456789_-")))
    pointing = words & WORDS["pointing"]
    return words == pointing or bool(pointing and words & WORDS["described"])


def _repeats(text: str) -> bool:
    """Three different characters or fewer in a text of eight or more: nobody's secret."""
    return len(text) >= 8 and len(set(text)) <= 3  # noqa: PLR2004 - said in the sentence above
