"""What is left to decide of an import before it is published: plain Python, computed anew at each page.

The points are, in this order: faults of the document, corrections that no longer apply, doubts of the importer,
lines that it did not understand; then what is only shown: its repairs, and the findings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Literal, TypeAlias

from . import addresses, overlay, pieces
from .addresses import UnknownAddress
from .checks import check
from .document import InvalidReferentiel, from_json
from .importer.result import Doubt, Imported, LineFate
from .importer.source import Line, Place
from .overlay import Applied, Correction, Overlaid
from .schema import Finding, TitreVersion

PointKind = Literal["fault", "conflict", "doubt", "left", "repair", "finding"]
REQUIRED: frozenset[PointKind] = frozenset({"fault", "conflict", "doubt", "left"})
Answers: TypeAlias = Mapping[tuple[str, str], "LineAnswer"]


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What was said of a line that the importer did not understand; `attached` when it became a piece."""

    attached: bool
    author: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """How a point was settled, by whom, when and why."""

    words: str
    author: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Something to look at. `address` is that of the piece in the corrected document, empty where there is none.

    `key` names the point in one reading. The borders between the groups of know-how of a competence are one point.
    `texts` are what was printed and what was kept (repair), the line (left), what the correction replaced and gave
    (conflict). `correction` is the key of a conflict's correction.
    """

    key: str
    kind: PointKind
    address: str
    heading: str
    reasons: tuple[str, ...]
    places: tuple[Place, ...] = ()
    texts: tuple[str, ...] = ()
    decision: Decision | None = None
    correction: int | None = None
    severity: str = ""
    code: str = ""  # of a finding
    members: tuple[str, ...] = ()  # the pieces asked together, `address` first

    @property
    def required(self) -> bool:
        return self.kind in REQUIRED

    @property
    def open(self) -> bool:
        return self.required and self.decision is None


@dataclass(frozen=True, slots=True)
class Review:
    """An import as it stands: the corrected document, what still forbids to publish it, and the points."""

    imported: Imported
    overlaid: Overlaid
    titre: TitreVersion | None
    faults: tuple[str, ...]
    findings: tuple[Finding, ...]
    points: tuple[Point, ...]
    corrections: Mapping[int, Correction]
    states: Mapping[int, str]  # what became of each correction, by its key, in French
    documents: tuple[str, ...] = ()  # names of the files handed in, read or not

    @property
    def document(self) -> Any:
        return self.overlaid.document

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the engine says of the documents themselves: one that it could not read beside the others."""
        of_document = set(_typed(self.imported.document)[1])
        return tuple(fault for fault in self.imported.faults if fault not in of_document)

    @property
    def unread(self) -> tuple[str, ...]:
        """The documents handed in that gave nothing, each with its reason."""
        return tuple(w for w in self.warnings if any(w.startswith(f"{name} : ") for name in self.documents))

    @property
    def open(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.open)

    @property
    def answered(self) -> int:
        return sum(1 for point in self.points if point.required and not point.open)

    @property
    def required(self) -> int:
        return sum(1 for point in self.points if point.required)

    def of(self, *kinds: PointKind) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.kind in kinds)

    def point(self, key: str) -> Point | None:
        return next((point for point in self.points if point.key == key), None)

    def reasons_against_publication(self) -> list[str]:
        """Every reason, in French, why the référentiel cannot be published as it stands."""
        reasons = [f"{fault} Relisez les documents, ou déposez-les sans lui." for fault in self.unread]
        reasons += [
            f"Le document ne tient pas : {point.heading} : {point.reasons[0]}" for point in self.of("fault")
        ]
        for kind, one, many in (
            ("conflict", "correction ne s’applique plus", "corrections ne s’appliquent plus"),
            ("doubt", "doute attend une réponse", "doutes attendent une réponse"),
            ("left", "ligne non comprise attend une réponse", "lignes non comprises attendent une réponse"),
        ):
            if count := sum(1 for point in self.open if point.kind == kind):
                reasons.append(f"{count} {one if count == 1 else many}.")
        return reasons

    @property
    def publishable(self) -> Any:
        """The corrected document without the notes of doubts: each has been answered when it is published."""
        sources = self.document.get("sources")
        if not isinstance(sources, Mapping):
            return self.document
        notes = [note for note in sources.get("notes") or () if note.get("code") != "reading-doubt"]
        return {**self.document, "sources": {**sources, "notes": notes}}

    @property
    def findings_digest(self) -> str:
        """What tells that the findings accepted are the findings that stand."""
        told = "\n".join(sorted(f"{f.severity} {f.code} {f.where} {f.message}" for f in self.findings))
        return sha256(told.encode()).hexdigest()

    def provenance(self) -> dict[str, tuple[Place, ...]]:
        """Where each piece of the corrected document was read; pieces that people added have no place."""
        read = self.imported.provenance
        return {
            address: read[origin]
            for address, origin in self.overlaid.origins.items()
            if read.get(origin) and not address.startswith("sources/notes/")
        }  # fmt: skip

    def places_of(self, address: str) -> tuple[Place, ...]:
        """The places of a piece: its own, those of what it holds, or those of what holds it."""
        origin = self.origin_of(address)
        read = self.imported.provenance
        while origin:
            if own := read.get(origin):
                return own
            inside = [
                place for one, places in read.items() if one.startswith(f"{origin}/") for place in places
            ]
            if inside:
                return tuple(dict.fromkeys(inside))
            origin = origin.rpartition("/")[0]
        return ()

    def origin_of(self, address: str) -> str:
        """The address of a piece in the reading; of the nearest that holds it for a piece that people added."""
        here = address
        while here and here not in self.overlaid.origins:
            here = here.rpartition("/")[0]
        return self.overlaid.origins.get(here, "")


def build(
    imported: Imported,
    corrections: Mapping[int, Correction],
    answers: Answers,
    documents: Iterable[str] = (),
) -> Review:
    """The state of a review: the reading, the corrections by key in their order, the answers to lines.

    `documents` are the names of the files handed in: one that gave nothing forbids to publish.
    """
    laid = overlay.apply(imported.document, corrections.values())
    titre, faults = _typed(laid.document)
    findings = _findings(imported, titre)
    keys = {id(correction): key for key, correction in corrections.items()}
    points = (
        *_fault_points(laid.document, faults),
        *_conflict_points(laid, keys),
        *_doubt_points(imported, laid),
        *_left_points(imported, answers),
        *_repair_points(imported, laid),
        *_finding_points(laid.document, titre, findings),
    )
    states = {keys[id(one.correction)]: _USELESS if one.useless else "Appliquée" for one in laid.applied}
    states |= {keys[id(one.correction)]: one.reason for one in laid.conflicts}
    return Review(imported, laid, titre, faults, findings, points, corrections, states, tuple(documents))


def _typed(document: Any) -> tuple[TitreVersion | None, tuple[str, ...]]:
    try:
        return from_json(document), ()
    except InvalidReferentiel as error:
        return None, error.faults


_TOLD_APART = frozenset({"reading-doubt", "repair"})


def _findings(imported: Imported, titre: TitreVersion | None) -> tuple[Finding, ...]:
    """The findings on the documents themselves: doubts and repairs are points of their own."""
    found = [*imported.findings, *(check(titre) if titre else ())]
    return tuple({(f.where, f.message): f for f in found if f.code not in _TOLD_APART}.values())


def _fault_points(document: Any, faults: Iterable[str]) -> Iterator[Point]:
    for fault in faults:
        address = pieces.address_of_fault(document, fault)
        heading = pieces.label_of(document, address) or "Référentiel"
        reason = fault.partition(" : ")[2] or fault
        key = f"faute-{sha256(fault.encode()).hexdigest()[:8]}"
        yield Point(key, "fault", address, heading, (reason[:1].upper() + reason[1:],))


def _conflict_points(laid: Overlaid, keys: Mapping[int, int]) -> Iterator[Point]:
    for conflict in laid.conflicts:
        correction = conflict.correction
        if correction.act == "confirm":
            continue  # its doubt, if it is still one, is asked again
        address = correction.address if _exists(laid.document, correction.address) else ""
        key = keys[id(correction)]
        yield Point(
            f"conflit-{key}", "conflict", address, pieces.label_of(laid.document, correction.address),
            (conflict.reason,), (), (pieces.shown(correction.before), pieces.shown(correction.after)),
            correction=key,
        )  # fmt: skip


def _doubt_points(imported: Imported, laid: Overlaid) -> Iterator[Point]:
    asked: dict[str, list[tuple[int, Doubt]]] = {}
    for rank, doubt in enumerate(imported.doubts, 1):
        asked.setdefault(_question(imported, doubt), []).append((rank, doubt))
    current = _current(laid)
    lapsed = {c.correction.address for c in laid.conflicts if c.correction.act == "confirm"}
    for question, doubts in asked.items():
        origins = tuple(sorted({doubt.address: None for _, doubt in doubts}, key=lambda one: one != question))
        members = tuple(now for origin in origins if (now := _address_now(imported, current, origin)))
        told = [doubt.reason for _, doubt in doubts]
        places = [place for _, doubt in doubts for place in doubt.places]
        settled = [_settling(imported, laid, origin) for origin in origins]
        if None in settled and lapsed.intersection(origins):
            told.append("Vous l’aviez confirmée : elle se lit autrement maintenant.")
        last = settled[-1] if None not in settled else None
        yield Point(
            f"doute-{doubts[0][0]}", "doubt", members[0] if members else "",
            _heading(laid.document, question, members or origins), tuple(dict.fromkeys(told)),
            tuple(dict.fromkeys(places)) or imported.provenance.get(origins[0], ()),
            decision=_decision(last) if last else None, members=members,
        )  # fmt: skip


def _question(imported: Imported, doubt: Doubt) -> str:
    """What a doubt is asked with: several that have one answer are one question.

    The borders of the groups of know-how of one competence; a figure read once for a whole and for what it holds.
    """
    steps = doubt.address.split("/")
    if len(steps) > 2 and steps[0] == "competences" and steps[2] in pieces.SKILL_GROUPS:
        return f"competences/{steps[1]}/skills"
    within = [other.address for other in imported.doubts if _holds(imported, other, doubt)]
    return min(within, key=len, default=doubt.address)


def _holds(imported: Imported, other: Doubt, doubt: Doubt) -> bool:
    """Whether both doubt of the same value, of one field, read at one place, the other being of what holds it."""
    around, _, field = other.address.rpartition("/")
    inside, _, own = doubt.address.rpartition("/")
    return (
        field == own
        and inside.startswith(f"{around}/")
        and (other.reason, other.places) == (doubt.reason, doubt.places)
        and bool(doubt.places)
        and _value(imported.document, other.address) == _value(imported.document, doubt.address)
    )


def _value(document: Any, address: str) -> Any:
    try:
        return addresses.get(document, address)
    except UnknownAddress:
        return None


def _heading(document: Any, question: str, members: Sequence[str]) -> str:
    if question.endswith("/skills"):
        return f"{pieces.label_of(document, '/'.join(members[0].split('/')[:2]))} › Groupes de savoir-faire"
    return pieces.label_of(document, members[0])


def _left_points(imported: Imported, answers: Answers) -> Iterator[Point]:
    same: dict[tuple[str, str], list[Line]] = {}
    for one in imported.fates:
        if one.fate == "left":
            same.setdefault((one.line.place.file, one.line.text), []).append(one.line)
    for rank, ((file, text), lines) in enumerate(same.items(), 1):
        answer = answers.get((file, text))
        places = tuple(line.place for line in lines)
        words = "Rattachée au référentiel" if answer and answer.attached else "Sans objet"
        decision = Decision(words, answer.author, answer.at, answer.reason) if answer else None
        repeated = f", et {len(lines) - 1} fois encore" if len(lines) > 1 else ""
        yield Point(
            f"ligne-{rank}", "left", "", f"{places[0]}{repeated}",
            ("Cette ligne n’a trouvé place ni dans le référentiel ni parmi les mentions connues.",),
            places, (text,), decision,
        )  # fmt: skip


def _repair_points(imported: Imported, laid: Overlaid) -> Iterator[Point]:
    current = _current(laid)
    for rank, repair in enumerate(imported.repairs, 1):
        address = _address_now(imported, current, repair.address)
        settled = _settling(imported, laid, repair.address)
        yield Point(
            f"reparation-{rank}", "repair", address, pieces.label_of(laid.document, address or repair.address),
            (repair.reason,), repair.places, (repair.before, repair.after),
            _decision(settled) if settled else None,
        )  # fmt: skip


def _finding_points(
    document: Any, titre: TitreVersion | None, findings: Iterable[Finding]
) -> Iterator[Point]:
    grave = {"error": 0, "warning": 1, "info": 2}
    for rank, finding in enumerate(sorted(findings, key=lambda f: grave[f.severity]), 1):
        address = pieces.address_of_id(document, finding.where)
        heading = pieces.label_of(document, address) or (titre.title if titre else "Référentiel")
        yield Point(
            f"constat-{rank}", "finding", address, heading, (finding.message,),
            severity=finding.severity, code=finding.code,
        )  # fmt: skip


def _current(laid: Overlaid) -> dict[str, str]:
    return {origin: address for address, origin in laid.origins.items()}


def _address_now(imported: Imported, current: Mapping[str, str], origin: str) -> str:
    """Where a piece of the reading stands now: nowhere if it was removed."""
    if origin in current:
        return current[origin]
    return "" if _exists(imported.document, origin) else origin


def _settling(imported: Imported, laid: Overlaid, origin: str) -> Applied | None:
    """The last decision that settles a piece of the reading: on it, or on what holds it."""
    absent = not _exists(imported.document, origin)
    settling = None
    for applied in laid.applied:
        where = applied.origin or (applied.address if absent else "")
        if where and f"{origin}/".startswith(f"{where}/"):
            settling = applied
    return settling


_USELESS = "Devenue inutile : le moteur le lit seul"
ACT_WORDS = {"replace": "Corrigée", "insert": "Ajoutée", "remove": "Retirée", "confirm": "Confirmée"}


def _decision(applied: Applied) -> Decision:
    correction = applied.correction
    words = _USELESS if applied.useless else ACT_WORDS[correction.act]
    return Decision(words, correction.author, correction.at, correction.reason)


def _exists(document: Any, address: str) -> bool:
    try:
        addresses.locate(document, address)
    except UnknownAddress:
        return False
    return True


# --- the source beside the piece ---


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source on the screen; `cited` when the point is about it."""

    line: Line
    fate: str
    role: str
    cited: bool
    gap: bool = False  # lines were skipped just before it


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """A page of a file, or the neighbourhood of the cited lines where the file has no pages."""

    file: str
    page: int | None
    pages: int | None
    lines: tuple[SourceLine, ...]

    @property
    def cited(self) -> tuple[SourceLine, ...]:
        return tuple(line for line in self.lines if line.cited)


_AROUND = 7  # lines shown on each side of a cited line


def sheets_of(places: Iterable[Place]) -> tuple[tuple[str, int | None], ...]:
    """The pages that places stand on, each once, in their order."""
    return tuple(dict.fromkeys((place.file, place.page) for place in places))


def sheet(imported: Imported, file: str, page: int | None, places: Iterable[Place]) -> SourceSheet:
    """A page of the source, or the lines around the places in a file without pages (its head where none is there)."""
    cited = {place for place in places if place.file == file}
    known = next((read for read in imported.files if read.file == file), None)
    here = [one for one in imported.fates if one.line.place.file == file and one.line.place.page == page]
    here.sort(key=lambda one: one.line.place)
    shown = list(_around(here, cited)) if page is None else [(one, False) for one in here]
    lines = tuple(
        SourceLine(one.line, one.fate, one.role, one.line.place in cited, gap) for one, gap in shown
    )
    return SourceSheet(file, page, known.pages if known else None, lines)


def _around(lines: Sequence[LineFate], cited: set[Place]) -> Iterator[tuple[LineFate, bool]]:
    ranks = [n for n, one in enumerate(lines) if one.line.place in cited] or [0]
    near = sorted({m for n in ranks for m in range(n - _AROUND, n + _AROUND + 1) if 0 <= m < len(lines)})
    for before, n in zip([-1, *near], near, strict=False):
        yield lines[n], n != before + 1


# --- two wordings side by side ---


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of words of a text, `changed` where the other wording differs."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Wordings:
    """Two wordings of one thing, as fragments; one side is empty where only the other words it."""

    left: tuple[Fragment, ...]
    right: tuple[Fragment, ...]
    note: str = ""

    @property
    def differ(self) -> bool:
        return any(fragment.changed for fragment in (*self.left, *self.right))


def side_by_side(left: str, right: str, note: str = "") -> Wordings:
    """Both texts cut where they differ, word by word."""
    one, two = left.split(), right.split()
    codes = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    return Wordings(
        tuple(Fragment(" ".join(one[i:j]), tag != "equal") for tag, i, j, _, _ in codes if i < j),
        tuple(Fragment(" ".join(two[k:m]), tag != "equal") for tag, _, _, k, m in codes if k < m),
        note,
    )


def wordings(document: Any, address: str) -> tuple[Wordings, ...]:
    """The REAC's criteria beside the RE's for the competence of an address, then the other wordings of its title."""
    steps = address.split("/")
    if steps[0] != "competences" or len(steps) < 2:
        return ()
    try:
        competence = addresses.get(document, "/".join(steps[:2]))
    except UnknownAddress:
        return ()
    reac, re = list(competence.get("criteria") or ()), list(competence.get("assessment_criteria") or ())
    rows: list[Wordings] = []
    for tag, i, j, k, m in SequenceMatcher(None, reac, re, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [side_by_side(text, text) for text in reac[i:j]]
            continue
        count = max(j - i, m - k)
        left, right = (list(side) + [""] * (count - len(side)) for side in (reac[i:j], re[k:m]))
        rows += [side_by_side(*pair) for pair in zip(left, right, strict=True)]
    sources = document.get("sources") or {}
    for variant in sources.get("variants") or ():
        if str(variant.get("id", "")).endswith(f"/C{steps[1]}"):
            rows.append(
                side_by_side(
                    competence.get("title") or "", variant.get("text") or "", variant.get("place") or ""
                )
            )
    return tuple(rows)


# --- what another reading changed ---


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece that two readings give otherwise; None where one of them does not read it."""

    address: str
    heading: str
    before: Any
    after: Any


def differences(old: Any, new: Any) -> tuple[Difference, ...]:
    """What a reading changed of another, piece by piece; items of a list are compared by their text, not their rank."""
    return tuple(_differences(old, new, "", new))


def _differences(old: Any, new: Any, address: str, root: Any) -> Iterator[Difference]:
    def changed(before: Any, after: Any, where: str = address) -> Difference:
        return Difference(where, pieces.label_of(root, where) or "Référentiel", before, after)

    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(key for key in old if key not in new)]:
            here = f"{address}/{key}".lstrip("/")
            if key in old and key in new:
                yield from _differences(old[key], new[key], here, root)
            else:
                yield changed(old.get(key), new.get(key), here)
    elif isinstance(old, list) and isinstance(new, list):
        former, latter = _named(address, old), _named(address, new)
        if former is not None and latter is not None:
            yield from _differences(former, latter, address, root)
            return
        codes = SequenceMatcher(None, [*map(repr, old)], [*map(repr, new)], autojunk=False).get_opcodes()
        for tag, i, j, k, m in codes:
            if tag == "equal":
                continue
            for n in range(max(j - i, m - k)):
                before = old[i + n] if i + n < j else None
                after = new[k + n] if k + n < m else None
                rank = (k if k + n < m else i) + n + 1
                yield from (
                    _differences(before, after, f"{address}/{rank}", root)
                    if before is not None and after is not None
                    else [changed(before, after, f"{address}/{rank}")]
                )
    elif old != new:
        yield changed(old, new)


def _named(address: str, items: list[Any]) -> dict[str, Any] | None:
    """The elements by their own names, None where they are known by their rank."""
    if any(addresses.name_in(address, items, item) is None for item in items):
        return None
    return dict(zip(addresses.names(address, items), items, strict=True))
