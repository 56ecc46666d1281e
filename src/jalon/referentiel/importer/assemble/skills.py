"""Activities, competences and transversal competences: titles, criteria of both documents, know-how."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from .. import agreement
from ..agreement import Wording
from ..lexicon import fold
from ..readings import ReacReading, Read, ReadCompetence, ReReading
from ..result import Repair
from ..source import Line
from ..titles import Kind
from ..wording import starts_low
from .ledger import Ledger
from .skeleton import Skeleton

Json = dict[str, Any]

GROUPS = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")
_VERBS = GROUPS[:3]
_RECUT = "les critères étaient collés ou coupés : ils sont séparés comme dans l’autre document"
_NO_CRITERIA = (
    "Le tableau des critères d’évaluation du RE n’en donne aucun pour cette compétence, sa fiche en porte."
)
_NO_COMPETENCES = (
    "La table 3.3 du RE ne donne à cette compétence transversale aucune compétence qui l’évalue."
)
_MIXED = "Le RE range avec la compétence de l’une des fiches {} et {} un critère que seule l’autre porte."
_CUT = "Ce critère du RE commence par une minuscule et n’est pas dans la fiche : son début a pu être perdu."


class _Item(NamedTuple):
    """A piece of know-how: its list, its rank from 0, where it stands."""

    items: list[str]
    rank: int
    address: str
    lines: tuple[Line, ...]


def activities(skeleton: Skeleton) -> list[Json]:
    pieces = []
    for number, kind in sorted(skeleton.kinds.items()):
        title = _title(skeleton, "activity", number, f"activities/{number}/title")
        competences = sorted(skeleton.members.get(number, []))
        pieces.append({"number": number, "kind": kind, "title": title, "competences": competences})
    return pieces


def competences(skeleton: Skeleton, evaluations: Sequence[ReReading]) -> list[Json]:
    """Competences with the criteria of both documents, and the know-how of the REAC."""
    ledger = skeleton.ledger
    assessed = _assessment_criteria(skeleton, evaluations)
    pieces: list[Json] = []
    items: list[_Item] = []
    for number in skeleton.competences:
        address = f"competences/{number}"
        fiche = skeleton.fiches.get(number) or ReadCompetence(number, Read(""))
        criteria, assessment = _criteria(skeleton, address, fiche.criteria, assessed.get(number, []))
        piece: Json = {
            "number": number,
            "activity": skeleton.activity_of(number),
            "title": _title(skeleton, "competence", number, f"{address}/title"),
            "description": ledger.text(f"{address}/description", fiche.description),
            "contexts": ledger.text(f"{address}/contexts", fiche.contexts),
            "criteria": criteria,
            "assessment_criteria": assessment,
        }
        for group in GROUPS:
            reads: tuple[Read[str], ...] = getattr(fiche, group)
            piece[group] = _know_how(skeleton, f"{address}/{group}", reads, verb=group in _VERBS)
            items += [
                _Item(piece[group], rank, f"{address}/{group}/{rank + 1}", read.lines)
                for rank, read in enumerate(reads)
            ]
        pieces.append(piece)
    _agree_on(skeleton, items)
    _doubt_rows(skeleton, pieces, assessed)
    return pieces


def transversal(
    skeleton: Skeleton, reacs: Sequence[ReacReading], evaluations: Sequence[ReReading]
) -> list[Json]:
    """Transversal competences: what the REAC says of them, and the competences that the RE assesses them through."""
    ledger, titles = skeleton.ledger, skeleton.titles
    said = [one for reading in reacs for one in reading.transversal]
    said += [one for reading in evaluations for one in reading.transversal]
    pieces = []
    for number in titles.numbers("transversal"):
        address = f"transversal/{number}"
        reads = [one for one in said if titles.link("transversal", one.title.value) == number]
        criteria = next((one.criteria for one in reads if one.criteria), ())
        through = next((one.competences for one in reads if one.competences), ())
        description = next((one.description for one in reads if one.description is not None), None)
        if evaluations and not through:
            lines = [line for one in reads for line in one.title.lines]
            ledger.doubt(f"{address}/competences", _NO_COMPETENCES, lines, severity="warning")
        pieces.append(
            {
                "title": _title(skeleton, "transversal", number, f"{address}/title"),
                "description": ledger.text(f"{address}/description", description),
                "criteria": ledger.texts(f"{address}/criteria", criteria),
                "competences": skeleton.numbers(through, f"{address}/competences"),
            }
        )
    return pieces


def _title(skeleton: Skeleton, kind: Kind, number: int, address: str) -> str:
    named = skeleton.titles.named.get((kind, number))
    if named is None or named.agreement is None:
        skeleton.ledger.fault(
            f"{address} : l’intitulé n’a été trouvé nulle part dans les documents.", address
        )
        return ""
    for wording in named.wordings:
        skeleton.ledger.place(address, wording.lines)
    skeleton.ledger.repair(address, named.agreement.mends)
    return named.agreement.text


def _assessment_criteria(
    skeleton: Skeleton, evaluations: Sequence[ReReading]
) -> dict[int, list[tuple[Read[str], ...]]]:
    """Criteria of each competence in each copy of the RE, the leading copy first."""
    found: dict[int, list[tuple[Read[str], ...]]] = {}
    for reading in evaluations:
        own: dict[int, tuple[Read[str], ...]] = {}
        for row, number in zip(reading.matrix, skeleton.row_numbers(reading.matrix), strict=True):
            if number is not None:
                own[number] = (*own.get(number, ()), *row.criteria)
        for number, criteria in own.items():
            if criteria:
                found.setdefault(number, []).append(criteria)
    return found


def _criteria(
    skeleton: Skeleton, address: str, reac: Sequence[Read[str]], copies: Sequence[Sequence[Read[str]]]
) -> tuple[list[str], list[str]]:
    """Criteria of the REAC and of the RE, mended one by the other, each side keeping its own wording."""
    ledger = skeleton.ledger
    names = [f"{address}/criteria", *(f"{address}/assessment_criteria" for _ in copies)]
    sides = [_recut(ledger, names[0], reac, copies[0] if copies else ())]
    sides += [_recut(ledger, names[1], copy, reac or copies[0]) for copy in copies]
    texts = [[read.value for read in side] for side in sides]
    for group in _groups(texts):
        wordings = [
            Wording(texts[side][rank], sides[side][rank].lines, f"{'re' if side else 'reac'}{side}")
            for side, rank in group
        ]
        if len({wording.text for wording in wordings}) == 1:
            continue
        agreed = agreement.agree(wordings, skeleton.titles.lexicon)
        for (side, rank), text in zip(group, agreed.texts, strict=True):
            before = texts[side][rank]
            if text != before and side < 2:
                ledger.repair(
                    f"{names[side]}/{rank + 1}", [mend for mend in agreed.mends if mend.before == before][:1]
                )
            texts[side][rank] = text
    for side, reads in enumerate(sides):
        for rank, read in enumerate(reads, 1):
            if side < 2:
                ledger.note(f"{names[side]}/{rank}", read)
            else:
                ledger.place(f"{names[1]}/{min(rank, len(texts[1]))}", read.lines)
    return texts[0], texts[1] if copies else []


def _doubt_rows(
    skeleton: Skeleton, pieces: Sequence[Json], assessed: Mapping[int, Sequence[Sequence[Read[str]]]]
) -> None:
    """Rows of the RE that lost criteria or took a neighbour's, as where an extraction lost the columns."""
    fiches = {piece["number"]: set(map(fold, piece["criteria"])) for piece in pieces}
    rows = {piece["number"]: set(map(fold, piece["assessment_criteria"])) for piece in pieces}

    def doubt(number: int, reason: str, piece: str = "") -> None:
        fiche = skeleton.fiches.get(number)
        reads = next(iter(assessed.get(number, ())), fiche.criteria if fiche else ())
        lines = [line for read in reads for line in read.lines]
        address = f"competences/{number}/assessment_criteria{piece}"
        skeleton.ledger.doubt(address, reason, lines, severity="warning")

    for number, own in rows.items():
        if any(rows.values()) and fiches[number] and not own:
            doubt(number, _NO_CRITERIA)
        for other, fiche in fiches.items():
            if other != number and (own - fiches[number]) & fiche - rows[other]:
                reason = _MIXED.format(*sorted((number, other)))
                doubt(number, reason)
                doubt(other, reason)
    for piece in pieces:
        for rank, text in enumerate(piece["assessment_criteria"], 1):
            if starts_low(text) and fold(text) not in fiches[piece["number"]]:
                doubt(piece["number"], _CUT, f"/{rank}")


def _groups(texts: Sequence[Sequence[str]]) -> list[list[tuple[int, int]]]:
    """The criteria that word one and the same, as (side, rank): each side is paired with the first that has any."""
    lead = next((side for side in texts if side), [])
    groups: list[list[tuple[int, int]]] = [[] for _ in lead]
    for side, own in enumerate(texts):
        for left, right in agreement.pair(lead, own):
            if left is not None and right is not None:
                groups[left].append((side, right))
    return groups


def _recut(
    ledger: Ledger, address: str, reads: Sequence[Read[str]], model: Sequence[Read[str]]
) -> list[Read[str]]:
    """Criteria glued or broken by the extraction, cut as the other document cuts them."""
    texts = agreement.recut([read.value for read in reads], [read.value for read in model])
    if texts is None:
        return list(reads)
    lines = tuple(line for read in reads for line in read.lines)
    before, after = " | ".join(read.value for read in reads), " | ".join(texts)
    places = tuple(dict.fromkeys(line.place for line in lines))
    ledger.repairs.append(Repair(address, before, after, _RECUT, places))
    for line in lines:
        ledger.place(address, [line])
    return [Read(text, _lines_of(text, lines)) for text in texts]


def _lines_of(text: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that print a text or a part of it; all of them where none is told."""
    whole = fold(text)
    found = tuple(line for line in lines if (own := fold(line.text)) and (own in whole or whole in own))
    return found or tuple(lines)


def _know_how(skeleton: Skeleton, address: str, reads: Sequence[Read[str]], *, verb: bool) -> list[str]:
    texts = skeleton.ledger.texts(address, reads)
    for rank, read in enumerate(reads if verb else ()):
        mend = agreement.mend_verb(read.value, skeleton.titles.lexicon)
        if mend:
            texts[rank] = mend.after
            skeleton.ledger.repair(f"{address}/{rank + 1}", [replace(mend, lines=read.lines)])
    return texts


def _agree_on(skeleton: Skeleton, items: Sequence[_Item]) -> None:
    """Know-how is repeated from fiche to fiche: a slip in one is mended by the others."""
    texts = [item.items[item.rank] for item in items]
    for family in agreement.twins(texts):
        wordings = [Wording(texts[index], items[index].lines, items[index].address) for index in family]
        agreed = agreement.agree(wordings, skeleton.titles.lexicon)
        for index, text in zip(family, agreed.texts, strict=True):
            if text != texts[index]:
                item = items[index]
                item.items[item.rank] = text
                mends = [m for m in agreed.mends if m.before == texts[index] and m.lines == item.lines]
                skeleton.ledger.repair(item.address, mends[:1])
