"""What an assembly writes down beside the document: places, doubts, repairs, faults, and the fate of every line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ...schema import Finding, Severity
from ..agreement import Mend
from ..lexicon import fold
from ..readings import ReacReading, Read, ReReading
from ..result import Doubt, LineFate, Repair
from ..source import Line, Place, Source

T = TypeVar("T")


@dataclass(slots=True)
class Ledger:
    """`scopes` maps an activity to the key of its scheme; `ref` is the reference of the titre, `TP-00403.08`.

    `explained` are the paths of the document whose fault is already said in words.
    """

    ref: str
    scopes: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    provenance: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    used: dict[tuple[Place, str], str] = field(default_factory=dict)

    def note(self, address: str, read: Read[Any]) -> None:
        """Keep the places of a piece, and its doubt."""
        self.place(address, read.lines)
        if read.doubt:
            self.doubt(address, read.doubt, read.lines)

    def use(self, address: str, lines: Iterable[Line]) -> None:
        """Lines that served, without being where a piece comes from; the first piece to use a line keeps it."""
        for line in lines:
            self.used.setdefault((line.place, line.text), address)

    def place(self, address: str, lines: Iterable[Line]) -> None:
        """Where a piece comes from."""
        lines = tuple(lines)
        self.use(address, lines)
        if lines:
            known = self.provenance.get(address, ())
            self.provenance[address] = tuple(dict.fromkeys((*known, *(line.place for line in lines))))

    def doubt(
        self, address: str, reason: str, lines: Iterable[Line] = (), severity: Severity = "info"
    ) -> None:
        doubt = Doubt(address, reason, tuple(dict.fromkeys(line.place for line in lines)))
        if any(one.address == address and one.reason == reason for one in self.doubts):
            return
        self.doubts.append(doubt)
        note = Finding(severity, "reading-doubt", reason, self.where(address))
        if note not in self.notes:
            self.notes.append(note)

    def warn(self, code: str, message: str, address: str, severity: Severity = "warning") -> None:
        """A finding on the documents that is no doubt on a piece."""
        note = Finding(severity, code, message, self.where(address))
        if note not in self.notes:
            self.notes.append(note)

    def repair(self, address: str, mends: Iterable[Mend]) -> None:
        same: dict[tuple[str, str], list[Mend]] = {}
        for mend in mends:
            same.setdefault((mend.before, mend.after), []).append(mend)
        for (before, after), found in same.items():
            places = tuple(dict.fromkeys(line.place for mend in found for line in mend.lines))
            self.repairs.append(Repair(address, before, after, found[0].reason, places))

    def finding(self, repair: Repair) -> Finding:
        where = f" ({repair.places[0]})" if repair.places else ""
        message = f"« {repair.before} » est lu « {repair.after} »{where} : {repair.reason}."
        return Finding("info", "repair", message, self.where(repair.address))

    def where(self, address: str) -> str:
        """The id of the spine that an address falls under."""
        steps = address.split("/")
        match steps:
            case ["competences", number, "criteria", rank, *_]:
                path = f"C{number}/reac-critere-{rank}"
            case ["competences", number, "assessment_criteria", rank, *_]:
                path = f"C{number}/critere-{rank}"
            case ["competences" | "matrix", number, *_]:
                path = f"C{number}"
            case ["activities", number, *_]:
                path = self.scopes.get(int(number), f"activite-{number}").upper()
            case ["schemes", scope, "tests", kind, *_]:
                path = f"{scope}/{kind}"
            case ["schemes", scope, "productions", rank, "parts", number, *_]:
                path = f"{scope}/production-{rank}/partie-{number}"
            case ["schemes", scope, "productions", rank, *_]:
                path = f"{scope}/production-{rank}"
            case ["schemes", scope, *_]:
                path = scope
            case ["transversal", rank, *_]:
                path = f"transversale-{rank}"
            case _:
                path = steps[0]
        return f"{self.ref}/{path}"

    def fault(self, message: str, *explained: str) -> None:
        self.faults.append(message)
        self.explained.update(explained)

    def is_explained(self, fault: str) -> bool:
        path = fault.split(" : ")[0]
        holders = (path[: edge.start()] for edge in re.finditer(r"[.\[]", path))
        return path in self.explained or any(holder in self.explained for holder in holders)

    def text(self, address: str, read: Read[str] | None) -> str:
        return self.value(address, read) or ""

    def texts(self, address: str, reads: Sequence[Read[str]]) -> list[str]:
        """The values of a list, each noted at its rank."""
        for rank, read in enumerate(reads, 1):
            self.note(f"{address}/{rank}", read)
        return [read.value for read in reads]

    def value(self, address: str, read: Read[T] | None) -> T | None:
        if read is None:
            return None
        self.note(address, read)
        return read.value

    def fates(
        self, sources: Sequence[Source], readings: Sequence[ReacReading | ReReading]
    ) -> Iterator[LineFate]:
        roles: dict[tuple[Place, str], LineFate] = {}
        for reading in readings:
            for line in reading.prose:
                roles.setdefault((line.place, line.text), LineFate(line, "prose"))
            for piece in reading.furniture:
                roles.setdefault(
                    (piece.line.place, piece.line.text), LineFate(piece.line, "furniture", piece.role)
                )
        for key, address in self.used.items():
            roles[key] = LineFate(Line(key[1], key[0]), "piece", address)
        places: dict[Place, list[LineFate]] = {}
        for (place, _), fate in roles.items():
            places.setdefault(place, []).append(fate)
        for source in sources:
            for line in source.lines:
                found = roles.get((line.place, line.text)) or _covering(line, places.get(line.place, ()))
                yield LineFate(line, found.fate, found.role) if found else LineFate(line, "left")


def _covering(line: Line, fates: Sequence[LineFate]) -> LineFate | None:
    """The fate of a line that a grammar cut into pieces, or joined to others at the same place."""
    own = fold(line.text)
    for fate in fates:
        other = fold(fate.line.text)
        if other and own and (other in own or own in other):
            return fate
    return fates[0] if fates and not own else None
