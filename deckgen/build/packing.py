"""The notes of a build -> its packages: one, or one a part; the ledger takes its place before the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.framing import about_deck
from deckgen.build.overlay import Laid
from deckgen.build.parts import CODE, Part, check_places, left_problem, part_conf
from deckgen.build.recover import package_conf
from deckgen.build.report import Report
from deckgen.definition import Definition
from deckgen.files.ledger import write_ledger
from deckgen.files.records import Ledger, NoteRecord
from deckgen.model import Note


class Packing(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into the packages of one build."""

    definition: Definition
    ledger: Ledger
    laid: Laid
    media: Mapping[str, Path]  # of the posts, by the name in the fields
    second: int

    def write(self, target: Path) -> bool:
        """Write all notes into one package; return whether that is another file now."""
        conf = package_conf(self.ledger, self.laid.notes, self.laid.left_out)
        return self._write(self.laid.notes, target, conf)

    def spelled(self) -> list[Note]:
        """Return the notes in the decks that one package would give them, for parts that bring the same ones."""
        from deckgen.export.apkg import spelled_alike

        return spelled_alike(self.laid.notes)

    def write_parts(self, parts: Sequence[Part], folder: Path) -> tuple[dict[str, object], ...]:
        """Write each part into its package; return what a report tells of them."""
        check_places(parts)
        folder.mkdir(parents=True, exist_ok=True)
        if not parts:
            write_ledger(self.definition.ledger_path, self.ledger)
        written = [self._write(part.notes, part.path, part_conf(self.ledger.header, part)) for part in parts]
        return tuple(
            {"part": part.label, "output": str(part.path), "notes": len(part.notes), "written": is_written}
            for part, is_written in zip(parts, written, strict=True)
        )

    def _write(self, notes: Sequence[Note], target: Path, conf: Mapping[str, object]) -> bool:
        from deckgen.export.apkg import write_package  # genanki is heavy, and a diff does not need it

        return write_package(
            notes,
            target,
            media=media_of(notes, {**self.laid.media, **self.media}),
            about=about_deck(self.definition, self.ledger.header),
            conf=conf,
            stamp=max([self.second, *(note.mod for note in notes)]),
            before_replace=lambda: write_ledger(self.definition.ledger_path, self.ledger),
        )


def media_of(notes: Iterable[Note | NoteRecord], files: Mapping[str, Path]) -> dict[str, Path]:
    """Return the files that these notes show, by name."""
    wanted = {name for note in notes for name in note.media}
    return {name: path for name, path in files.items() if name in wanted}


def with_parts(report: Report, told: tuple[dict[str, object], ...]) -> Report:
    """Return a report with what became of the parts."""
    return msgspec.structs.replace(report, parts=told, written=any(part["written"] for part in told))


def with_left_over(report: Report, left: Sequence[Path]) -> Report:
    """Return a report that names the packages that are parts no more."""
    problems = (*report.problems, *map(left_problem, left))
    return msgspec.structs.replace(report, problems=tuple(sorted(problems)))


def packages_in(report: Report) -> list[Path]:
    """Return what a build wrote, and the parts that it found of an earlier one."""
    left = [Path(problem.path) for problem in report.problems if problem.code == CODE]
    return [*(Path(str(part["output"])) for part in report.parts), *left] or [Path(report.output)]
