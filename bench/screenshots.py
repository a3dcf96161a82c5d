"""Pictures of the cards for the README: `python -m bench.screenshots [FOLDER [NAME...]]` writes docs/images/*.png anew.

One sheet a note type and screen: front and back, light and dark. One a README: its post and the cards made of it.
Needs Chromium and fonts for Chinese.
"""

from __future__ import annotations

import base64
import html
import re
import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from deckgen.build.begin.given import definition_for_posts
from deckgen.build.pipeline import Options, plan_build
from deckgen.files.records import NoteRecord, State
from deckgen.files.store import open_store
from deckgen.identity.notes import Change
from deckgen.model import Note
from deckgen.preview.page import Deck, preview_page
from deckgen.preview.render import Sides, note_sides
from tests.browser import MISSING, card_page, chromium, shoot
from tests.specimens import PICTURE, SPECIMENS

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
CURVE = ROOT / "decks" / "sample" / "images" / "forgetting-curve.png"
GAP = 12
COLOURS = 64
TOURS = {"tour": "README.md", "tour.zh": "README.zh.md"}
POST = re.compile(r"```markdown\n(.*?)```", re.DOTALL)
"""The post of a README's tour, and what its picture looks like."""
TOUR_LOOK = """
body { margin: 0; padding: 16px; background: #8b8d90; display: grid; gap: 16px;
  grid-template: 270px 206px 156px / 560px 420px 420px; }
pre { grid-row: 1 / 4; margin: 0; padding: 28px; border-radius: 8px; background: #1e2126; color: #d8dade;
  white-space: pre-wrap; font: 17px/1.75 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }
iframe { width: 100%; height: 100%; border: 0; border-radius: 8px; }
"""


class Sheet(NamedTuple):
    """Cards side by side: each a specimen and the number of its card."""

    name: str
    cards: tuple[tuple[str, int], ...]
    width: int
    height: int
    columns: int
    themes: tuple[bool, ...] = (False, True)  # by night or not
    sides: tuple[str, ...] = ("front", "back")


SHEETS = (
    Sheet("reading-desktop", (("reading_full", 0),), 800, 650, 2),
    Sheet("reading-phone", (("reading", 0), ("recall", 1)), 360, 400, 4),
    Sheet("topic-desktop", (("topic", 0),), 800, 420, 2),
    Sheet("topic-phone", (("topic", 0),), 360, 560, 4),
    Sheet("question-desktop", (("question_full", 0),), 800, 560, 2),
    Sheet("question-phone", (("question_full", 0),), 360, 560, 4),
    Sheet("cloze-desktop", (("cloze", 0),), 800, 400, 2),
    Sheet("cloze-phone", (("cloze", 1),), 360, 400, 4),
    Sheet("wide-phone", (("code", 0), ("table", 0), ("formula", 0), ("image", 0)), 360, 430, 4, sides=("back",)),
)


def main(folder: Path = FOLDER, *names: Path) -> int:
    """Write all sheets, or those of these names, and say how large they are."""
    if chromium() is None:
        print(MISSING, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="deckgen-sheets-") as place:
        for name, page, width, height in pages():
            if names and Path(name) not in names:
                continue
            source, target = Path(place) / f"{name}.html", folder / f"{name}.png"
            source.write_text(page, encoding="utf-8")
            shoot(source, target, width=width, height=height)
            target.write_bytes(smaller(target.read_bytes()))
            print(f"{target.stat().st_size / 1000:6.1f} kB  {target}")
    return 0


def pages() -> Iterator[tuple[str, str, int, int]]:
    """Give each picture's name, page and size."""
    for sheet in SHEETS:
        yield sheet.name, *sheet_page(sheet)
    changes = [
        Change(
            before=None,
            after=NoteRecord(
                key=name, guid=note.guid, type=note.note_type, state=State.LIVE, mod=1, fields=note.fields,
                place=("2024-03-02-git.md", "Git", "撤销"), deck="示例::问题",
            ),
        )
        for name, note in SPECIMENS.items()
    ]  # fmt: skip
    counts = [("notes", len(changes)), ("new", len(changes))]
    deck = Deck(name="示例", changes=changes[5:] + changes[:5], counts=counts)
    yield "preview", with_picture(preview_page(deck)), 1440, 640
    for name, readme in TOURS.items():
        yield name, tour_page((ROOT / readme).read_text(encoding="utf-8")), 1464, 696


def tour_page(readme: str) -> str:
    """Put the post of a README beside the cards that a build makes of it: front and back of the first of each note."""
    found = POST.search(readme)
    assert found is not None
    sides = [next(note_sides(note)) for note in tour_notes(found[1])]
    frames = [
        f'<iframe srcdoc="{html.escape(card_page(side, night=False))}"></iframe>'
        for card in sides
        for side in (card.front, card.back)
    ]
    body = f"<pre>{html.escape(found[1])}</pre>{''.join(frames)}"
    return f'<!doctype html><meta charset="utf-8"><style>{TOUR_LOOK}</style>{body}'


def tour_notes(post: str) -> list[Note]:
    """Plan a build of one post, and give its notes in the order of the new cards."""
    with tempfile.TemporaryDirectory(prefix="deckgen-tour-") as place:
        posts = Path(place) / "blog" / "_posts"
        posts.mkdir(parents=True)
        (posts / "2026-11-01-optimizers.md").write_text(post, encoding="utf-8")
        definition = definition_for_posts([posts], output=Path(place) / "my.apkg")
        store, _ = open_store(definition.store_path)
        with store:
            changes = plan_build(definition, Options(), store).identified.changes
    records = sorted((change.after for change in changes), key=lambda note: note.due)
    return [
        Note(guid=note.guid, note_type=note.type, fields=note.fields, deck=note.deck, mod=note.mod, due=note.due)
        for note in records
    ]


def sheet_page(sheet: Sheet) -> tuple[str, int, int]:
    """Give a sheet as a page with its size."""
    frames = [
        f'<iframe srcdoc="{html.escape(with_picture(card_page(getattr(card, side), night=night)))}"></iframe>'
        for card in map(card_of, sheet.cards)
        for night in sheet.themes
        for side in sheet.sides
    ]
    if len(sheet.sides) == 1:  # all of one theme in a row
        frames = frames[:: len(sheet.themes)] + frames[1 :: len(sheet.themes)]
    rows = -(-len(frames) // sheet.columns)
    look = (
        f"body {{ margin: 0; padding: {GAP}px; background: #8b8d90; display: grid; gap: {GAP}px; "
        f"grid-template-columns: repeat({sheet.columns}, {sheet.width}px); }} "
        f"iframe {{ width: {sheet.width}px; height: {sheet.height}px; border: 0; border-radius: 8px; }}"
    )
    page = f'<!doctype html><meta charset="utf-8"><style>{look}</style>{"".join(frames)}'
    return page, sheet.columns * (sheet.width + GAP) + GAP, rows * (sheet.height + GAP) + GAP


def card_of(wanted: tuple[str, int]) -> Sides:
    """Find a card of a specimen by its number."""
    return next(islice(note_sides(SPECIMENS[wanted[0]]), wanted[1], None))


def with_picture(page: str) -> str:
    """Put the picture in place of its name."""
    return page.replace(PICTURE, "data:image/png;base64," + base64.b64encode(CURVE.read_bytes()).decode())


# --- PNG with a palette: flat pages need few colours ---------------------------------------------------------


def smaller(png: bytes) -> bytes:
    """Give a picture of Chromium's (8 bits a channel, no interlacing) with a palette instead of all colours."""
    chunks = list(_chunks(png))
    width, height, _, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    size = {2: 3, 6: 4}[kind]
    rows = _unfiltered(zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT")), width, height, size)
    pixels = [row[i : i + 3] for row in rows for i in range(0, width * size, size)]
    palette = _palette(Counter(pixels))
    nearest = {colour: _nearest(colour, palette) for colour in set(pixels)}
    lines = (bytes(nearest[pixel] for pixel in pixels[i : i + width]) for i in range(0, width * height, width))
    packed = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _palette(counts: Counter[bytes]) -> list[bytes]:
    """Take the commonest colour of each neighbourhood, so that the grades of grey leave room for rare hues."""
    by_place: dict[tuple[int, ...], Counter[bytes]] = {}
    for colour, count in counts.items():
        by_place.setdefault(tuple(part >> 4 for part in colour), Counter())[colour] += count
    places = sorted(by_place.values(), key=lambda near: (-near.total(), near.most_common(1)))
    return [near.most_common(1)[0][0] for near in places[:COLOURS]]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _unfiltered(data: bytes, width: int, height: int, size: int) -> Iterator[bytes]:
    length = width * size
    above = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        row = bytearray(data[start + 1 : start + 1 + length])
        kind = data[start]
        for i in range(length) if kind else ():
            left = row[i - size] if i >= size else 0
            corner = above[i - size] if i >= size else 0
            row[i] = (row[i] + _predicted(kind, left, above[i], corner)) & 255
        above = row
        yield bytes(row)


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    middle = left + up - corner
    return min((left, up, corner), key=lambda value: abs(middle - value))


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(colour, palette[i], strict=True)))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
