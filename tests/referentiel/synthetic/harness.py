"""Draw a title, import what was drawn, and compare."""

from collections.abc import Mapping
from dataclasses import dataclass

from jalon.referentiel.importer.engine import import_sources
from jalon.referentiel.importer.readers import read_bytes
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.schema import TitreVersion

from .defects import CLEAN, Defects
from .eras import Era
from .formats import files
from .measure import Gap, Score, measure, sure_errors


@dataclass(frozen=True)
class Trial:
    """One title in one format of one era, imported."""

    titre: TitreVersion
    imported: Imported
    score: Score

    @property
    def sure_errors(self) -> list[Gap]:
        return sure_errors(self.score, self.imported)

    def told(self) -> str:
        """What the import said of itself, for the message of a failing test."""
        doubts = [f"doute {one.address} : {one.reason}" for one in self.imported.doubts[:10]]
        left = [f"non compris : {one.line.text}" for one in self.imported.fates if one.fate == "left"][:10]
        return "\n".join([f"couverture {self.imported.coverage:.3f}", *self.imported.faults, *doubts, *left])


def read(made: Mapping[str, bytes]) -> Imported:
    """The import of some files, in this process."""
    return import_sources([read_bytes(data, name) for name, data in made.items()])


def attempt(
    titre: TitreVersion,
    era: Era,
    form: str,
    defects: Defects = CLEAN,
    *,
    together: bool = False,
    shuffled: bool = False,
) -> Trial:
    imported = read(files(titre, era, form, defects, together=together, shuffled=shuffled))
    fold = defects.capitals_without_accents or defects.oe_apart or defects.ligatures
    return Trial(titre, imported, measure(titre, imported.document, fold=fold))
