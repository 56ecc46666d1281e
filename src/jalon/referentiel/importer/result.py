"""What an import gives: the référentiel, where each piece comes from, its doubts, and the fate of every line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..schema import Finding, TitreVersion
from .source import Format, Line, Place, Unreadable

Fate = Literal["piece", "prose", "furniture", "left"]
DocumentRole = Literal["reac", "re", "both"]


@dataclass(frozen=True, slots=True)
class FileRead:
    file: str
    format: Format
    sha256: str
    pages: int | None
    role: DocumentRole


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece that the document does not say outright: what the review screen asks first."""

    address: str
    reason: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """A wording mended by agreement: what was printed, what is kept, and why."""

    address: str
    before: str
    after: str
    reason: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFate:
    """Every line of the source is used, official prose without field, furniture, or left as not understood."""

    line: Line
    fate: Fate
    role: str = ""  # furniture: what it is; piece: the address it gave


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import.

    `document` is the JSON of the référentiel as far as it was read; `titre` is None where it cannot stand
    (`faults` says why). `provenance` maps an address of the document to its places. Addresses are those of
    `jalon.referentiel.addresses`: `competences/7/technical_skills/3`, `schemes/ccp1/tests/entretien_technique/minutes`.
    """

    files: tuple[FileRead, ...]
    document: Mapping[str, Any]
    titre: TitreVersion | None
    faults: tuple[str, ...]
    provenance: Mapping[str, tuple[Place, ...]]
    doubts: tuple[Doubt, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]
    fates: tuple[LineFate, ...]

    @property
    def coverage(self) -> float:
        """Share of the characters that are used, official prose or named furniture, from 0 to 1."""
        total = sum(len(one.line.text) for one in self.fates)
        left = sum(len(one.line.text) for one in self.fates if one.fate == "left")
        return 1.0 if not total else 1 - left / total

    @property
    def whole(self) -> bool:
        """Nothing is open: the référentiel stands, no piece is doubtful, no line was left."""
        return self.titre is not None and not self.doubts and not any(f.fate == "left" for f in self.fates)


class ImportRefused(Unreadable):
    """Files that give no référentiel at all; `reasons` are French sentences, one per file or one for them together."""

    def __init__(self, refusals: Sequence[Unreadable]) -> None:
        first = refusals[0]
        self.refusals = tuple(refusals)
        super().__init__(first.file, first.reason, first.code)

    def __reduce__(self) -> tuple[Any, ...]:
        return ImportRefused, (self.refusals,)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(str(refusal) for refusal in self.refusals)
