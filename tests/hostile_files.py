"""Files that no author writes, beside a good post: what is no file, what has an odd name, front matter that lies."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

Maker = Callable[[Path], None]

BODY = "# T\n\nhttps://x.example/q\n\nSome title\n"
DIGITS = 9_000


def post(content: str | bytes, name: str = "odd.md") -> Maker:
    """Give what writes a post."""

    def make(folder: Path) -> None:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return make


def front(head: str, fence: str = "---") -> Maker:
    """Give what writes a post with this front matter."""
    return post(f"{fence}\n{head}\n{fence}\n{BODY}")


def link(target: str, name: str = "odd.md") -> Maker:
    """Give what makes a symbolic link."""
    return lambda folder: (folder / name).symlink_to(target)


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("odd.md")
    finally:
        os.chdir(here)


def _circles(folder: Path) -> None:
    outside = folder.parent / "outside"
    for number in range(12):
        (outside / f"d{number}").mkdir(parents=True)
        for other in range(12):
            (outside / f"d{number}" / f"l{other}").symlink_to(outside / f"d{other}")
        (folder / f"e{number}").symlink_to(outside / f"d{number}")
    (outside / "d3" / "odd.md").write_text(BODY, encoding="utf-8")


def _deep(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(300):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)


def _broken_name(folder: Path) -> None:
    inner = os.fsencode(folder) + b"/d\xff"
    Path(os.fsdecode(inner)).mkdir()
    Path(os.fsdecode(inner + b"/caf\xe9.md")).write_text(f"{BODY}\n![i](x.png)\n", encoding="utf-8")


def _huge(folder: Path) -> None:
    with (folder / "odd.md").open("wb") as file:
        file.truncate(300 << 20)


def _folder(folder: Path) -> None:
    (folder / "odd.md").mkdir()


def _bomb(mark: str, shape: str) -> str:
    lines = [f"a0: &{mark}0 {shape.format('x')}"]
    for number in range(1, 12):
        inner = ",".join([f"*{mark}{number - 1}"] * 9)
        lines.append(f"a{number}: &{mark}{number} {shape.format(inner)}")
    return "\n".join([*lines, f"tags: *{mark}11"])


REFUSED: Mapping[str, Maker] = {
    "pipe": lambda folder: os.mkfifo(folder / "odd.md"),
    "socket": _socket,
    "device without an end": link("/dev/zero"),
    "device that waits": link("/dev/tty"),
    "link to nothing": link("nowhere"),
    "link to itself": link("odd.md"),
    "300 MB": _huge,
}
"""Each is one problem, and the good post is built."""

SURVIVED: Mapping[str, Maker] = {
    "folder with the name of a post": _folder,
    "folders linked in circles": _circles,
    "link to the root": link("/", "odd"),
    "link upwards": link("..", "odd"),
    "300 folders deep": _deep,
    "name that is no UTF-8": _broken_name,
    "name with breaks and escapes": post(BODY, "a\nb\x1b[2J.md"),
    "name of 250 letters": post(BODY, "x" * 250 + ".md"),
    "hexadecimal title": front("title: 0x" + "f" * DIGITS),
    "decimal title": front("title: " + "9" * DIGITS),
    "octal title": front("title: 0" + "7" * DIGITS),
    "binary title": front("title: 0b" + "1" * DIGITS),
    "sexagesimal title": front("title: " + "1:" * DIGITS + "30.5"),
    "tagged number": front("title: !!int 0x" + "f" * DIGITS),
    "tagged float": front("title: !!float " + "1:" * DIGITS + "1.5"),
    "tagged date": front("date: !!timestamp 2020-99-99"),
    "hexadecimal date": front("date: 0x" + "f" * DIGITS),
    "TOML, hexadecimal title": front("title = 0x" + "f" * DIGITS, "+++"),
    "TOML, hexadecimal date": front("date = 0x" + "f" * DIGITS, "+++"),
    "TOML, no day": front("date = 2020-13-45", "+++"),
    "TOML, time alone": front("date = 07:32:00\ntitle = 1979-05-27", "+++"),
    "TOML, edge of time": front('date = 0001-01-01T00:00:00-23:59\ntitle = "x"', "+++"),
    "TOML, no number": front("title = inf\ndate = nan", "+++"),
    "year 0": front("date: 0000-00-00"),
    "aliases": front(_bomb("a", "[{}]")),
    "aliases with dashes": front(_bomb("-a", "[{}]")),
    "merged keys": front(_bomb("a", "{{<<: [{}]}}")),
    "alias of itself": front("tags: &a [*a]\ntitle: &b {x: *b}"),
    "keys that are no words": front("? [a]\n: b\n1: 2\nnull: 3\n? {a: b}\n: c"),
    "marks of order and NUL": post(b"\xef\xbb\xbf\x00" + BODY.encode() + b"\x00\x00"),
    "halves of UTF-16": post(b"\xff\xfe" + b"\x00\xd8" * 50 + BODY.encode("utf-16-le")),
    "NULs alone": post(b"\x00" * 1_000_000),
    "a line of 20 MB": post("# T\n\n" + "word " * 4_000_000),
    "2,000 gaps": post("# T\n\n" + " ".join(f"==w{number}== and" for number in range(2_000))),
}
"""Each is built, or warned of, with the good post."""

CATEGORIES = (
    "{{Front}}", "{{#Title}}", "{{c1::x}}", "::", "a::::b", "::a", "a::", " ", "\u3000", "::".join("abcdefghijklmnop"),
    "\u202e", "x" * 5_000, ".", "..", "/", "\\", '"', "*", "_", "%", "deck:x",
    "\U0001d518" * 300, "a:::b", ":a:", "Default",
    "<b>", "&amp;", "[sound:x.mp3]", "[latex]x[/latex]", "\ufeff", "\xad", "A", "a", "ß", "SS", "ﬁ",
)  # fmt: skip
"""Names of decks that some program does not like."""
