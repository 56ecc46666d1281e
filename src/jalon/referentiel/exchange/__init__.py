"""Every version in the formats that others read, and back from our own JSON. Pure, usable without a database.

`export(titre, "xlsx")` gives the bytes, `file_name(titre, "xlsx")` their name; `read_json` undoes the JSON export.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..document import to_json
from ..schema import TitreVersion
from .addresses import InvalidBase, Publication
from .case import case_object, case_package
from .linked_data import linked_data
from .reading import read_json

__all__ = [
    "EXPORTS", "Export", "InvalidBase", "Publication", "case_object", "case_package", "export", "file_name",
    "linked_data", "read_json",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its French name and what it is for, its media type, the end of the file's name."""

    label: str
    purpose: str
    content_type: str
    ending: str
    write: Callable[[TitreVersion, Publication], bytes]

    @property
    def binary(self) -> bool:
        """Whether a terminal cannot show it."""
        return not self.ending.endswith(("json", "jsonld"))


def _workbook(titre: TitreVersion, _: Publication) -> bytes:
    from .tables import to_xlsx  # the writer of workbooks is slow to load, and most commands do without

    return to_xlsx(titre)


def _archive(titre: TitreVersion, _: Publication) -> bytes:
    from .tables import to_csv_archive

    return to_csv_archive(titre)


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "json": Export(
            "JSON", "le document entier, que Jalon sait relire", "application/json", ".json",
            lambda titre, _: _json(to_json(titre)),
        ),
        "xlsx": Export(
            "XLSX", "un classeur, une feuille par nature de pièce",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx",
            _workbook,
        ),
        "csv": Export(
            "CSV", "une archive ZIP, un fichier par nature de pièce", "application/zip", "-csv.zip",
            _archive,
        ),
        "case": Export(
            "CASE 1.0", "le format d’échange de compétences de 1EdTech", "application/json", "-case.json",
            lambda titre, publication: _json(case_package(titre, publication)),
        ),
        "jsonld": Export(
            "JSON-LD", "des données liées selon le modèle européen (ELM, ESCO)", "application/ld+json", ".jsonld",
            lambda titre, publication: _json(linked_data(titre, publication)),
        ),
    }
)  # fmt: skip
_NO_PUBLICATION = Publication()


def export(titre: TitreVersion, kind: str, publication: Publication = _NO_PUBLICATION) -> bytes:
    """The file of a version in one of the EXPORTS; raises KeyError for another format."""
    return EXPORTS[kind].write(titre, publication)


def file_name(titre: TitreVersion, kind: str) -> str:
    """`TP-00403.08.xlsx`, `TP-00403.08-case.json`; raises KeyError."""
    return f"{titre.ref}{EXPORTS[kind].ending}"
