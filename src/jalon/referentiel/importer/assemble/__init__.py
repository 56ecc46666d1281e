"""From what the grammars read to the référentiel: one document, with the place, the doubt and the reason of each piece.

The REAC gives activities, competences and know-how; the RE gives tests, minutes, productions and its own criteria.
Everything meets on numbers: the RE prints titles, which are linked to the numbers of the REAC by likeness. A second
copy of a document completes the first, and votes with it on wordings. Nothing is invented: what no document says is
absent, inferred with its reason, or a fault that tells where it was looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from typing import Any

from ... import document as documents
from ...checks import check
from ...pieces import address_of_id
from ...schema import Finding, Sources, TitreVersion
from ..identity import ESSENTIAL, LISTS, SCALARS, Settled, settle
from ..lexicon import Lexicon
from ..readings import ReacReading, ReReading
from ..result import Doubt, FileRead, Imported
from ..source import Source
from ..titles import Titles
from . import annexes, exam, skills
from .copies import merged, read_lines, weight
from .ledger import Ledger
from .skeleton import build

Json = dict[str, Any]

_APOSTROPHE = re.compile(r"(?<=\w)['`´](?=\w)")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_CUT = re.compile(r"\w[-\u00ad]$", re.MULTILINE)
_NO_REAC = (
    "Aucun REAC n’a été donné : les savoir-faire, les savoirs, les descriptions et les critères du REAC manquent, et "
    "les numéros des compétences suivent l’ordre du RE."
)
_NO_RE = (
    "Aucun RE n’a été donné : les épreuves, leurs durées, les productions, les critères d’évaluation et les dates de "
    "l’arrêté manquent."
)


def assemble(
    sources: Sequence[Source],
    reacs: Sequence[ReacReading],
    evaluations: Sequence[ReReading],
    *,
    files: Sequence[FileRead] = (),
    faults: Sequence[str] = (),
) -> Imported:
    """The référentiel that some readings of one title make; `faults` are what is already known to be missing.

    `sources` give the words of the documents and the lines to account for. Of several copies of a document, the one
    that holds most leads.
    """
    reacs = sorted(reacs, key=weight, reverse=True)
    evaluations = sorted(evaluations, key=weight, reverse=True)
    readings: list[ReacReading | ReReading] = [*reacs, *evaluations]
    re = merged(evaluations)
    identity = settle([reading.identity for reading in readings])
    ledger = Ledger(".".join(_said(identity, key) for key in ("code", "version")), faults=list(faults))
    if not reacs:
        ledger.doubt("competences", _NO_REAC, severity="warning")
    if not evaluations:
        ledger.fault(_NO_RE, "schemes", "decree_date", "journal_date", "effective_date")
    titles = Titles(Lexicon(line.text for source in sources for line in source.lines))
    skeleton = build(titles, ledger, reacs, evaluations, re)
    schemes = exam.schemes(skeleton)
    document: Json = {
        **_identity(ledger, identity),
        "activities": skills.activities(skeleton),
        "competences": skills.competences(skeleton, [re, *evaluations[1:]] if evaluations else []),
        "transversal": skills.transversal(skeleton, reacs, evaluations),
        "schemes": schemes,
        "matrix": exam.matrix(skeleton, re, schemes),
        "premises": annexes.premises(ledger, re),
        "resources": annexes.resources(ledger, re),
        "correspondences": annexes.correspondences(skeleton, re),
        "equivalences": annexes.equivalences(skeleton, re, reacs),
        "glossary": annexes.glossary(ledger, [*reacs[:1], *evaluations[:1], *reacs[1:], *evaluations[1:]]),
    }
    known = {
        **annexes.dates(ledger, identity),
        "conduct": exam.conduct(skeleton),
        "variants": annexes.variants(ledger, titles),
        "notes": [asdict(note) for note in ledger.notes],
    }
    document["sources"] = {one.name: known[one.name] for one in fields(Sources)}
    for reading in readings:
        ledger.use("sources", read_lines(reading))
    return _imported(document, ledger, sources, readings, files)


def _imported(
    document: Json,
    ledger: Ledger,
    sources: Sequence[Source],
    readings: Sequence[ReacReading | ReReading],
    files: Sequence[FileRead],
) -> Imported:
    titre: TitreVersion | None = None
    try:
        titre = documents.from_json(document)
    except documents.InvalidReferentiel as error:
        ledger.faults += [fault for fault in error.faults if not ledger.is_explained(fault)]
    checked = check(titre) if titre else tuple(ledger.notes)
    for finding in checked:
        if finding.severity == "error":
            _contradicted(document, ledger, finding)
    findings = (
        *checked,
        *(finding for source in sources for finding in _typography(source, ledger)),
        *(finding for reading in readings for finding in reading.findings),
        *(finding for source in sources for finding in source.findings),
        *(ledger.finding(repair) for repair in ledger.repairs),
    )
    return Imported(
        files=tuple(files),
        document=document,
        titre=None if ledger.faults else titre,
        faults=tuple(dict.fromkeys(ledger.faults)),
        provenance=ledger.provenance,
        doubts=tuple(ledger.doubts),
        repairs=tuple(ledger.repairs),
        findings=tuple(dict.fromkeys(findings)),
        fates=tuple(ledger.fates(sources, readings)),
    )


def _typography(source: Source, ledger: Ledger) -> Iterator[Finding]:
    """What was set right in the print of a file without changing a word, counted: too much to be told one by one."""
    text = "\n".join(line.text for line in source.lines)
    counts = {
        "apostrophes droites rendues courbes": len(_APOSTROPHE.findall(text)),
        "ligatures ouvertes (ﬁ, ﬂ…)": len(_LIGATURE.findall(text)),
        "mots coupés en fin de ligne recollés ou gardés avec leur trait d’union": len(_CUT.findall(text)),
    }
    told = [f"{label} : {count}" for label, count in counts.items() if count]
    if told:
        yield Finding("info", "typography", f"{source.file}, {' ; '.join(told)}.", f"{ledger.ref}/sources")


def _contradicted(document: Json, ledger: Ledger, finding: Finding) -> None:
    """Figures that contradict each other are the documents' own slip, or a misreading: the review must look."""
    address = address_of_id(document, finding.where) or "schemes"
    places = ledger.provenance.get(address) or next(
        (found for known, found in ledger.provenance.items() if known.startswith(f"{address}/")), ()
    )
    reason = f"Les documents se contredisent ici, ou sont mal lus : {finding.message}"
    if not any(doubt.reason == reason for doubt in ledger.doubts):
        ledger.doubts.append(Doubt(address, reason, places))


def _identity(ledger: Ledger, identity: Settled) -> Json:
    found: Json = {}
    for key in SCALARS:
        read = identity.values.get(key)
        if read is not None:
            ledger.note(key, read)
            found[key] = int(read.value) if key == "level" and read.value.isdecimal() else read.value
        else:
            found[key] = "" if key == "rncp" else None
            if key in ESSENTIAL and key not in ledger.explained:
                ledger.fault(f"{ESSENTIAL[key]}.", key)
    for key in LISTS:
        reads = identity.lists.get(key, ())
        found[key] = [read.value for read in reads]
        for rank, read in enumerate(reads, 1):
            ledger.note(f"{key}/{rank}", read)
    for read in identity.all:
        ledger.use("sources", read.lines)
    return {one.name: found[one.name] for one in fields(TitreVersion) if one.name in found}


def _said(identity: Settled, key: str) -> str:
    return identity.values[key].value if key in identity.values else "?"
