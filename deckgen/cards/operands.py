"""What a command is given: a file, host or name that only its author's machine has is not to be learnt."""

from __future__ import annotations

import re

from deckgen.language.folding import fold

_FILE = re.compile(
    r"[\w./*-]*\w\.(?:txt|log|md|c|cc|cpp|cxx|h|hpp|o|a|so|py|rb|jsx?|tsx?|java|class|jar|war|sh|pl|go|rs|lua|html?|css|xml|"
    r"json|ya?ml|toml|csv|tsv|sql|db|pdf|ps|eps|svg|docx?|xlsx?|pptx?|jpe?g|png|gif|bmp|tiff?|mp3|mp4|wav|ogg|flac|ape|"
    r"avi|mkv|mov|webm|iso|img|bin|hex|elf|zip|tar|gz|bz2|xz|tgz|7z|rar|deb|rpm|apk|patch|diff|conf|cfg|ini|pem|crt|"
    r"key|cer|pub|tex|ipynb|pkl|foo|la|lo|sym)(?:\[\d+\])?",
    re.I,
)
_USUAL_FILES_NAMES = (
    "requirements.txt package.json docker-compose.yml docker-compose.yaml setup.py manage.py pom.xml build.gradle "
    "id_rsa.pub known_hosts.pub cmakelists.txt readme.md pyproject.toml"
)
_USUAL_FILES = frozenset(_USUAL_FILES_NAMES.split())
_SYSTEM = re.compile(r"^/(?:etc|dev|proc|sys|boot|var/log|usr/share|usr/bin|lib)(?:/|$)|^~/\.\w")
_OWN_PATH = re.compile(r"^(?:~|\.{1,2})?/?[\w.-]+/[\w./-]*$|^(?:/|~/|\.{1,2}/)[\w.-]+$|^\w[\w.-]*/$")
_ADDRESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|\w@\w|\b[a-z][\w.-]*:\d{2,}|(?:[0-9a-f]{2}:){3}"
)
_SAMPLE = re.compile(
    r"^(?:foo|bar|baz|qux|ab|abc|aa|bb|demo|sample|example|hello|world|helloworld|tutorial|venv|myenv|"
    r"tests?\d+|[a-z]*(?:file|dir|app|table|db|env|img|image|proj|project)\d+|my[-_]?[a-z]+[-_]?\d*|my[-_][\w-]+|new[-_]\w+|"
    r"[A-Za-z]|\w+_(?:test|demo|\d+)|(?:feature|hotfix|bugfix|release)[/-].*|"
    r"master|main|develop|dev)$",
    re.I,
)
_NUMBER = re.compile(r"^\d+(?:[:,]\d+)?$")
_NAMING_WORDS = (
    "startproject startapp create new clone checkout branch merge rebase add delete rm remove install uninstall use "
    "activate tag switch cherry-pick revert pull push build adduser useradd usermod passwd mkdir rmdir touch"
)
_NAMING = frozenset(_NAMING_WORDS.split())
"""Behind these stands a name that somebody chose."""
_FILE_TAKERS_NAMES = (
    "sed awk cat head tail less more vi vim nano wc sort uniq chmod chown cp mv rm touch tar zip unzip gzip gunzip "
    "gcc g++ cc clang python python3 ruby node perl patch diff source insmod strip objdump readelf nm file stat"
)
_FILE_TAKERS = frozenset(_FILE_TAKERS_NAMES.split())
"""Programs whose plain words are files."""
_NO_OPERAND = re.compile(
    r"^[-+]|^[<>|&{}()\[\]*:$;=]|^\.(?!\.?/)|[<>{}*$%^]|^[A-Z][A-Z_]{2,}$|[\u3400-\u9fff]|^(?:origin|HEAD\S*)$"
)
_PLACEHOLDER = re.compile(
    r"^(?:(?:file|dir|user|host|branch|package|table|image|container|service|commit|tag|remote|path|pod|name|pid|"
    r"db|database|key|cmd|command|group|process|module|project|url|pattern|string|text)(?:[-_]?(?:name|id|path))?|"
    r"all|auto|server|list|status|origin|upstream)$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|into|update|join|describe|desc)\s+([A-Za-z_]\w*)", re.I)
_OPEN = re.compile(
    r"(?:git|svn) (?:checkout|merge|clone|add|rm|mv|revert|cherry-pick|rebase|switch)|(?:docker|kubectl) "
    r"(?:cp|rmi?|tag|exec|run|pull|push|delete|apply|create)|(?:cp|mv|rm|chmod|chown|ln|scp)"
)


def odd_operand(command: str, question: str) -> str:
    """Give what a command holds that its question does not name and nobody else has; empty if there is nothing."""
    said = fold(question)
    if _OPEN.fullmatch(command.strip()):
        return command
    if (found := _ADDRESS.search(command)) and fold(found[0]) not in said:
        return found[0]
    if command.casefold().startswith(("select ", "insert ", "update ", "delete ", "drop ", "alter ", "describe ")):
        return _odd_table(command, said)
    for part in re.split(r"\|{1,2}|&&|;", command):
        if odd := _odd_word(part.split(), said):
            return odd
    return ""


def _odd_table(statement: str, said: str) -> str:
    names = [name for name in _FROM.findall(statement) if not name.isupper() and not _PLACEHOLDER.match(name)]
    return next((name for name in names if fold(name) not in said), "")


def _odd_word(words: list[str], said: str) -> str:
    while words and (words[0] in ("sudo", "$", "#", ">", "nohup", "time") or "=" in words[0]):
        words = words[1:]
    if not words:
        return ""
    program, given = words[0].rpartition("/")[2], words[1:]
    takes_name = False
    for number, word in enumerate(given):
        bare = word.strip("\"'")
        if fold(bare) in said:
            takes_name = False
            continue
        is_name = re.fullmatch(r"[a-z][\w-]*", bare) is not None and not _PLACEHOLDER.match(bare)
        is_file = program in _FILE_TAKERS and is_name and (number > 0 or program not in ("sed", "awk"))
        if _is_odd(bare) or (is_name and takes_name) or is_file:
            return bare
        takes_name = (takes_name and bare.startswith("-")) or (bare in _NAMING and number == 0)
        if program in ("mkdir", "touch", "useradd", "adduser", "virtualenv") and is_name:
            return bare
    return ""


def _is_odd(word: str) -> bool:
    value = word.rpartition("=")[2] if word.startswith("-") else word.lstrip("<>")
    if not value or word.startswith(("http:", "https:")) or value.casefold() in _USUAL_FILES or _SYSTEM.match(value):
        return False
    if _FILE.fullmatch(value) and not value.startswith(("*", ".")):
        return True
    if word.startswith("-"):
        return False
    if _SAMPLE.match(value) or _NUMBER.match(value) or re.match(r"\w+==?\d", value):
        return True
    return not _NO_OPERAND.search(value) and _OWN_PATH.match(value) is not None and not value.startswith("-")
