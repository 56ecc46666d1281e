"""The outcome of an import for a person, in French, and for a program: what was read, mended, doubted and left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from ..pieces import address_of_fault, label_of
from ..schema import SEVERITY_LABELS, Finding
from .result import FileRead, Imported
from .source import Place

Json = dict[str, Any]

_ROLES: Mapping[str, str] = {"reac": "REAC", "re": "RE", "both": "REAC et RE"}
_FORMATS: Mapping[str, str] = {"pdf": "PDF", "docx": "DOCX", "odt": "ODT", "text": "texte"}
_FATES: Mapping[str, str] = {
    "piece": "lu dans une pièce", "prose": "texte officiel sans champ", "furniture": "habillage des pages",
    "left": "non compris",
}  # fmt: skip
_SHOWN = 30
_QUOTED = 110


def counts(document: Mapping[str, Any]) -> dict[str, int]:
    """How many pieces of each kind a document holds, by their French name, in the order of the report."""
    competences = document.get("competences", ())
    schemes = list(document.get("schemes", {}).values())
    productions = [production for scheme in schemes for production in scheme["productions"]]

    def total(*keys: str) -> int:
        return sum(len(competence[key]) for competence in competences for key in keys)

    return {
        "Activités types": sum(activity["kind"] == "at" for activity in document.get("activities", ())),
        "Spécialisations (CCS)": sum(
            activity["kind"] == "ccs" for activity in document.get("activities", ())
        ),
        "Compétences": len(competences),
        "Critères du REAC": total("criteria"),
        "Critères du RE": total("assessment_criteria"),
        "Savoir-faire": total("technical_skills", "organisational_skills", "relational_skills"),
        "Savoirs": total("knowledge"),
        "Compétences transversales": len(document.get("transversal", ())),
        "Dispositifs d’évaluation": len(schemes),
        "Épreuves": sum(len(scheme["tests"]) for scheme in schemes),
        "Productions écrites": len(productions),
        "Parties de production": sum(len(production["parts"]) for production in productions),
        "Lignes de la matrice": len(document.get("matrix", ())),
        "Locaux": len(document.get("premises", ())),
        "Ressources": len(document.get("resources", ())),
        "Correspondances": len(document.get("correspondences", ())),
        "Équivalences": len(document.get("equivalences", ())),
        "Termes des glossaires": len(document.get("glossary", ())),
    }


def heading(imported: Imported) -> str:
    """« TP-00403.08 – Conseiller en insertion professionnelle (CIP) », what is unknown left as « ? »."""
    said = imported.document
    ref = f"{said.get('code') or 'TP-?'}.{said.get('version') or '?'}"
    return f"{ref} – {said.get('title') or 'intitulé inconnu'} ({said.get('sigle') or '?'})"


def verdict(imported: Imported) -> str:
    """In one sentence: whole, or what is open."""
    if imported.whole:
        return "Tout est lu, rien n’est en suspens."
    left = sum(fate.fate == "left" for fate in imported.fates)
    parts = [
        _count(len(imported.faults), "manque", "manques"),
        _count(len(imported.doubts), "doute", "doutes"),
        _count(left, "ligne non comprise", "lignes non comprises"),
    ]
    stands = "Le référentiel tient" if imported.titre else "Le référentiel ne tient pas encore"
    return f"{stands} ; à revoir : {', '.join(filter(None, parts))}."


def text_report(imported: Imported) -> str:
    """The report that a person reads after an import."""
    return "\n".join(_lines(imported)) + "\n"


def json_report(imported: Imported) -> Json:
    """The same as data: places are objects, lines left are given whole, provenance is by address."""
    return {
        "heading": heading(imported),
        "stands": imported.titre is not None,
        "whole": imported.whole,
        "coverage": round(imported.coverage, 4),
        "files": [asdict(file) for file in imported.files],
        "counts": counts(imported.document),
        "faults": list(imported.faults),
        "doubts": [_with_places(asdict(doubt), doubt.places) for doubt in imported.doubts],
        "repairs": [_with_places(asdict(repair), repair.places) for repair in imported.repairs],
        "findings": [asdict(finding) for finding in imported.findings],
        "left": [
            {**asdict(one.line.place), "text": one.line.text} for one in imported.fates if one.fate == "left"
        ],
        "fates": {fate: _share(imported, fate) for fate in _FATES},
        "provenance": {
            address: [asdict(place) for place in places] for address, places in imported.provenance.items()
        },
    }


def _lines(imported: Imported) -> Iterator[str]:
    yield heading(imported)
    for file in imported.files:
        yield f"  {_file(file)}"
    yield verdict(imported)
    yield ""
    figures = {label: count for label, count in counts(imported.document).items() if count}
    width = max(map(len, figures), default=0)
    yield from (f"  {label:<{width}}  {count:>4}" for label, count in figures.items())
    shares = ", ".join(f"{label} {_percent(_share(imported, fate))}" for fate, label in _FATES.items())
    yield f"\nCouverture : {_percent(imported.coverage)} du texte ({shares})."
    yield from _section("Manques", [_fault(imported.document, fault) for fault in imported.faults])
    yield from _section("Doutes", _doubts(imported), len(imported.doubts))
    yield from _section("Réparations", _repairs(imported))
    yield from _findings(imported)
    left = [fate.line for fate in imported.fates if fate.fate == "left"]
    yield from _section("Lignes non comprises", [f"{line.place} : « {_cut(line.text)} »" for line in left])


def _doubts(imported: Imported) -> list[str]:
    """Doubts of one reason together: a reason often stands for many pieces."""
    same: dict[str, list[str]] = {}
    for doubt in imported.doubts:
        same.setdefault(doubt.reason, []).append(label_of(imported.document, doubt.address))
    return [f"{_listed(labels)} : {reason}" for reason, labels in same.items()]


def _repairs(imported: Imported) -> list[str]:
    return [
        f"{label_of(imported.document, repair.address)} : « {_cut(repair.before)} » → « {_cut(repair.after)} »"
        f"\n      {repair.reason}{_at(repair.places)}"
        for repair in imported.repairs
    ]


def _findings(imported: Imported) -> Iterator[str]:
    """Findings on the documents themselves: doubts and repairs are told apart."""
    told = [one for one in imported.findings if one.code not in {"reading-doubt", "repair"}]
    order = list(SEVERITY_LABELS)

    def severity(finding: Finding) -> int:
        return order.index(finding.severity)

    for rank, group in groupby(sorted(told, key=severity), key=severity):
        messages = [f"{one.where.partition('/')[2] or one.where} : {one.message}" for one in group]
        yield from _section(SEVERITY_LABELS[order[rank]], messages)


def _fault(document: Mapping[str, Any], fault: str) -> str:
    """A fault of the document told by the French name of its piece, and not by its path."""
    address = address_of_fault(document, fault)
    return f"{label_of(document, address)} : {fault.partition(' : ')[2]}" if address else fault


def _section(label: str, items: Sequence[str], count: int = 0) -> Iterator[str]:
    if not items:
        return
    yield f"\n{label} ({count or len(items)})"
    yield from (f"  – {item}" for item in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"  … et {len(items) - _SHOWN} de plus (« --report FICHIER » les donne tous)"


def _file(file: FileRead) -> str:
    pages = f", {_count(file.pages, 'page', 'pages')}" if file.pages else ""
    return f"{file.file} : {_ROLES[file.role]}, {_FORMATS[file.format]}{pages}"


def _share(imported: Imported, fate: str) -> float:
    """Share of the characters with a fate, from 0 to 1."""
    total = sum(len(one.line.text) for one in imported.fates)
    return round(sum(len(o.line.text) for o in imported.fates if o.fate == fate) / total, 4) if total else 0.0


def _with_places(found: Json, places: Iterable[Place]) -> Json:
    return {**found, "places": [asdict(place) for place in places]}


def _listed(labels: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(labels))
    return ", ".join(distinct[:4]) + (f" et {len(distinct) - 4} autres" if len(distinct) > 4 else "")


def _at(places: Sequence[Place]) -> str:
    if not places:
        return ""
    return f" ({places[0]}{f' et {len(places) - 1} de plus' if len(places) > 1 else ''})"


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}" if count else ""


def _percent(share: float) -> str:
    """« 99,8 % »; a share below one never reads as 100."""
    rounded = round(100 * share, 1)
    if rounded == 100 and share < 1:
        rounded = 99.9
    return f"{rounded:g} %".replace(".", ",")
