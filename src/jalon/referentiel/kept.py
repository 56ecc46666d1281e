"""The outcome of an import as it is kept: JSON in, JSON out, compact, the same `Imported` again."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from .document import InvalidReferentiel, from_json
from .importer.result import Doubt, FileRead, Imported, LineFate, Repair
from .importer.source import Box, Line, Place
from .schema import Finding, TitreVersion

Json: TypeAlias = dict[str, Any]


def dump(imported: Imported) -> Json:
    """What is kept of an outcome; the typed référentiel is not, its document gives it again."""
    return {
        "files": [[f.file, f.format, f.sha256, f.pages, f.role] for f in imported.files],
        "document": imported.document,
        "faults": list(imported.faults),
        "provenance": {address: dump_places(places) for address, places in imported.provenance.items()},
        "doubts": [[d.address, d.reason, dump_places(d.places)] for d in imported.doubts],
        "repairs": [
            [r.address, r.before, r.after, r.reason, dump_places(r.places)] for r in imported.repairs
        ],
        "findings": [[f.severity, f.code, f.message, f.where] for f in imported.findings],
        "lines": [_dump_line(one) for one in imported.fates],
    }


def load(kept: Mapping[str, Any]) -> Imported:
    """The outcome again. A line comes back with its text, its place, its box and its fate, without its typography."""
    document = kept["document"]
    titre: TitreVersion | None = None
    if not kept["faults"]:
        try:
            titre = from_json(document)
        except InvalidReferentiel:
            titre = None
    return Imported(
        files=tuple(FileRead(*f) for f in kept["files"]),
        document=document,
        titre=titre,
        faults=tuple(kept["faults"]),
        provenance={address: load_places(places) for address, places in kept["provenance"].items()},
        doubts=tuple(
            Doubt(address, reason, load_places(places)) for address, reason, places in kept["doubts"]
        ),
        repairs=tuple(
            Repair(address, before, after, reason, load_places(places))
            for address, before, after, reason, places in kept["repairs"]
        ),
        findings=tuple(Finding(*f) for f in kept["findings"]),
        fates=tuple(_load_line(one) for one in kept["lines"]),
    )


def dump_places(places: Iterable[Place]) -> list[list[Any]]:
    return [[place.file, place.page, place.line] for place in places]


def load_places(places: Iterable[Iterable[Any]]) -> tuple[Place, ...]:
    return tuple(Place(*place) for place in places)


def _dump_line(one: LineFate) -> list[Any]:
    line, box = one.line, one.line.box
    place = [line.place.file, line.place.page, line.place.line]
    edges = [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)] if box else None
    return [*place, line.text, line.bullet, one.fate, one.role, edges]


def _load_line(kept: Iterable[Any]) -> LineFate:
    file, page, number, text, bullet, fate, role, edges = kept
    box = Box(*edges) if edges else None
    return LineFate(Line(text, Place(file, page, number), bullet=bullet, box=box), fate, role)
