"""What identifies a URL (recipe v1, frozen), which URLs are no study links, and a page's readable name."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, unquote

from deckgen.patterns import regex

_PLAIN = regex(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})((?:/[A-Za-z0-9._~-]*)*)")
"""What most URLs look like: a public-looking host in lower case, a path that needs no escapes, nothing behind it."""

_SPLIT = regex(r"^([a-z][a-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$", re.I | re.S)
_ESCAPE = regex(r"%([0-9A-Fa-f]{2})|([^\x21-\x7e]|[\"<>\\^`{|}])", re.S)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_GLUED = " \t\r\n\u3000.,;:!?'\"*`，。；：！？、）》」』】”’…"

TRACKING_PREFIXES = ("utm_", "sharer_", "share_", "hmsr", "hmpl", "hmcu", "hmkw", "hmci")
TRACKING = frozenset(
    """
    spm scm scene chksm fbclid gclid dclid yclid msclkid mc_cid mc_eid igshid _hsenc _hsmi mkt_tok isappinstalled nsukey
    mpshare srcid wx_header exportkey pass_ticket ascene devicetype wechat_redirect ref_src spm_id_from vd_source
    """.split()  # noqa: SIM905 - a list of words is read as one
)
WECHAT_IDENTITY = ("__biz", "mid", "idx", "sn")
_WECHAT_NAMES = MappingProxyType({"appmsgid": "mid", "itemidx": "idx", "sign": "sn"})
DROPPED_FRAGMENTS = frozenset({"", "rd", "wechat_redirect"})
# 443 under http as well: "https" stands for both, and what identifies a URL must identify itself.
_DEFAULT_PORTS = MappingProxyType({"http": ("80", "443"), "https": ("443",), "ftp": ("21",)})
_LOCAL_NAMES = (".localhost", ".local", ".lan", ".internal", ".home.arpa")
LOCAL = "a local or private address"
_YOURS = r"(?:your|my)[-_.]?(?:host|site|domain|server|ip(?![a-z]))"
_PLACEHOLDER = regex(
    rf"[<>{{}}\[\]$]|(?<!\w)\.\.\.|\.\.\.(?!\w)|…|xxx|^(?:[^/]*[^a-z/])?{_YOURS}|(?<![a-z-]){_YOURS}(?![a-z-])"
)
"""In a path "your-site" is one only by itself: titles speak of such things ("speed-up-your-site")."""


@lru_cache(maxsize=65536)
def canonical_url(url: str) -> str:
    """Return what identifies a link, whatever its spelling; ``https`` stands for both web schemes.

    Frozen: a change would give notes of old ledgers another key (tests/posts/test_urls.py holds the table).
    """
    url = url.strip(_GLUED)
    found = _SPLIT.match(url)
    if found is None:
        return url
    scheme, authority, path, query, fragment = found.groups()
    scheme = scheme.lower()
    host = _canonical_host(authority, scheme)
    if scheme == "http":
        scheme = "https"
    path = _escape(path).rstrip("/")
    query = _canonical_query(host, path, query or "")
    tail = _escape(fragment or "")
    if tail in DROPPED_FRAGMENTS:
        tail = ""
    return f"{scheme}://{host}{path}{'?' + query if query else ''}{'#' + tail if tail else ''}"


def _canonical_host(authority: str, scheme: str) -> str:
    userinfo, _, host = authority.rpartition("@")
    host = host.lower()
    name, colon, port = host.rpartition(":")
    if colon and (not port or port in _DEFAULT_PORTS.get(scheme, ())):
        host = name
    host = host.rstrip(".")
    if not host.isascii():
        host = _idna(host)
    return f"{userinfo}@{host}" if userinfo else host


def _idna(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return _escape(host)


def _canonical_query(host: str, path: str, query: str) -> str:
    pairs = [_escape(pair) for pair in re.split(r"&(?:amp;)?", query) if pair]
    if host == "mp.weixin.qq.com" and path in ("/s", "/mp/appmsg/show"):
        values: dict[str, str] = {}
        for pair in pairs:
            name, _, value = pair.partition("=")
            values.setdefault(_WECHAT_NAMES.get(name, name), value)
        if "__biz" in values:
            return "&".join(f"{name}={values[name]}" for name in WECHAT_IDENTITY if name in values)
    return "&".join(pair for pair in pairs if not _is_tracking(pair.partition("=")[0]))


def _is_tracking(name: str) -> bool:
    lower = name.lower()
    return lower in TRACKING or lower.startswith(TRACKING_PREFIXES)


def _escape(text: str) -> str:
    """Spell percent-encoding in one way: unreserved characters plain, all others as upper-case UTF-8 bytes."""
    if text.isascii() and "%" not in text and not _ESCAPE.search(text):
        return text
    return _ESCAPE.sub(_one_escape, text)


def _one_escape(found: re.Match[str]) -> str:
    if found[2] is not None:
        return quote(found[2], safe="", errors="replace")
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else f"%{found[1].upper()}"


def identify(url: str) -> tuple[str, str]:
    """Return ``canonical_url`` and ``skip_reason`` of a URL at once, as every link needs both."""
    plain = _PLAIN.fullmatch(url)
    if plain is None or plain[1].endswith(_LOCAL_NAMES) or _may_be_placeholder(url) or url.endswith("."):
        return canonical_url(url), skip_reason(url)
    return f"https://{plain[1]}{plain[2].rstrip('/')}", ""


def skip_reason(url: str) -> str:
    """Return why a URL is no study link; empty if it is one."""
    found = _SPLIT.match(url)
    if found is None or found[1].lower() not in ("http", "https"):
        return "not a web address"
    authority = found[2]
    if "@" in authority:
        return "an address with a user name"
    host = _host_name(authority)
    if not host:
        return "an address without a host"
    if _is_placeholder(host + found[3]):
        return "a placeholder, not an address"
    if _is_local(host):
        return LOCAL
    return ""


def _host_name(authority: str) -> str:
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0].rstrip(".").lower()


def _may_be_placeholder(url: str) -> bool:
    """Return whether a plain URL may be a placeholder, so that it is worth the slow search."""
    return "xxx" in url or "your" in url or "my" in url or "..." in url


def _is_placeholder(text: str) -> bool:
    return not text.startswith("[") and _PLACEHOLDER.search(text) is not None


def _is_local(host: str) -> bool:
    if host.startswith("["):
        try:
            return not ipaddress.IPv6Address(host[1:-1]).is_global
        except ValueError:
            return True
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    if re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*", host):
        return _is_local_number(host)
    return "." not in host


def _is_local_number(host: str) -> bool:
    """Return whether a host is a local IPv4 address, however an operating system may spell it (127.1, 0x7f.1)."""
    try:
        parts = [int(part, 16 if part.startswith("0x") else 8 if part != "0" and part[0] == "0" else 10)
                 for part in host.split(".")]
        if len(parts) > 4:
            return True
        number = parts[-1]
        for place, part in enumerate(parts[:-1]):
            number += part << (8 * (3 - place))
        address = ipaddress.IPv4Address(number)
    except ValueError:
        return True
    return not address.is_global or address.is_multicast


def readable_name(url: str) -> str:
    """Return the page's own readable name: host and path, decoded, without scheme, ``www.`` and query."""
    found = _SPLIT.match(url)
    if found is None:
        return url
    host = found[2].rpartition("@")[2].removeprefix("www.")
    path = unquote(found[3], errors="replace").rstrip("/")
    return "".join(char for char in host + path if char.isprintable())


def url_host(url: str) -> str:
    """Return the host of a URL in lower case, without ``www.`` and port."""
    found = _SPLIT.match(url)
    return _host_name(found[2]).removeprefix("www.") if found else ""


def host_and_path(url: str) -> str:
    """Return host and path of a web address, without ``www.``, port, query and closing slash; empty for any other."""
    found = _SPLIT.match(url.strip(_GLUED))
    if found is None or found[1].lower() not in ("http", "https"):
        return ""
    return url_host(url) + unquote(found[3], errors="replace").rstrip("/")


def url_origin(url: str) -> str:
    """Return host:port of a web address, as `fetch.allow_hosts` names it; empty for any other."""
    found = _SPLIT.match(url.strip(_GLUED))
    if found is None or found[1].lower() not in ("http", "https") or "@" in found[2]:
        return ""
    host = _host_name(found[2])
    written: str = found[2].lower().removeprefix(host).lstrip(".").removeprefix(":")
    port = written or _DEFAULT_PORTS[found[1].lower()][0]
    return f"{host}:{port}" if host and port.isdecimal() else ""


def is_root(url: str) -> bool:
    """Return whether a URL names a whole site."""
    found = _SPLIT.match(url)
    return found is not None and found[3].strip("/") in ("", "index.html", "index.htm") and not found[4]
