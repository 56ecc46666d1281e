"""The numbers of a titre: its activities and competences, which holds which, and the scheme of each bloc.

The REAC numbers them; without it the order of the RE does. The RE prints titles: each is linked here to its number.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ...schema import ActivityKind
from ..agreement import alike
from ..lexicon import fold
from ..readings import ReacReading, Read, ReadCompetence, ReadMatrixRow, ReadScheme, ReReading
from ..titles import Kind, Titles
from .ledger import Ledger

_SAME_TITLE = 80.0


@dataclass(slots=True)
class Skeleton:
    """`members` are the competences of an activity, `fiches` the fiches compétences by number, `schemes` by key."""

    titles: Titles
    ledger: Ledger
    kinds: dict[int, ActivityKind] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    fiches: dict[int, ReadCompetence] = field(default_factory=dict)
    schemes: dict[str, ReadScheme] = field(default_factory=dict)

    @property
    def scopes(self) -> dict[int, str]:
        return self.ledger.scopes

    @property
    def competences(self) -> list[int]:
        return self.titles.numbers("competence")

    def activity_of(self, competence: int) -> int | None:
        return next((activity for activity, own in self.members.items() if competence in own), None)

    def competences_of(self, scope: str) -> list[int]:
        """Competences at stake in a scheme: those of its activity, or of all the CCPs for the title."""
        return [
            number
            for activity, key in self.scopes.items()
            if key == scope or (scope == "title" and self.kinds[activity] == "at")
            for number in self.members.get(activity, [])
        ]

    def numbers(self, reads: Sequence[Read[str]], address: str, among: Collection[int] = ()) -> list[int]:
        """The competences that a list of titles names, those of `among` first.

        A title that names none is a doubt of the list.
        """
        found = self.titles.link_list("competence", [read.value for read in reads], among)
        for read, number in zip(reads, found, strict=True):
            self.ledger.note(address, read)
            if number is None:
                self.ledger.doubt(
                    address,
                    f"« {read.value} » ne porte l’intitulé d’aucune compétence du titre : elle n’est pas rattachée.",
                    read.lines,
                    severity="warning",
                )
        return sorted({number for number in found if number is not None})

    def row_numbers(self, rows: Sequence[ReadMatrixRow]) -> list[int | None]:
        """The competence of each row of table 3.2, among those of its activity first, where the table names it.

        A row that a page break cut in two is two rows of one competence.
        """
        found: list[int | None] = []
        for activity, group in groupby(rows, key=lambda row: row.activity.value if row.activity else ""):
            number = self.titles.link("activity", activity) if activity else None
            texts = [row.competence.value for row in group]
            distinct = list(dict.fromkeys(map(fold, texts)))
            first = {fold(text): text for text in reversed(texts)}
            own = self.members.get(number or 0, ())
            linked = self.titles.link_list("competence", [first[one] for one in distinct], own)
            numbers = dict(zip(distinct, linked, strict=True))
            found += [numbers[fold(text)] for text in texts]
        return found


def build(
    titles: Titles,
    ledger: Ledger,
    reacs: Sequence[ReacReading],
    evaluations: Sequence[ReReading],
    re: ReReading,
) -> Skeleton:
    """Numbers, links and schemes; `re` is the copies of the RE made one. Titles are settled at the end."""
    skeleton = Skeleton(titles, ledger)
    _activities(skeleton, reacs, re)
    _competences(skeleton, reacs, re)
    _schemes(skeleton, re, bool(evaluations))
    _witnesses(skeleton, reacs, evaluations)
    _transversal(skeleton, reacs, evaluations)
    titles.settle()
    return skeleton


# --- activities ---


def _activities(skeleton: Skeleton, reacs: Sequence[ReacReading], re: ReReading) -> None:
    titles = skeleton.titles
    for reading in reacs:
        for activity in reading.activities:
            skeleton.kinds.setdefault(activity.number, activity.kind)
            titles.add("activity", activity.number, activity.title, "reac:activity")
        for one in reading.occurrences:
            if one.kind == "activity" and one.number is not None:
                skeleton.kinds.setdefault(one.number, "at")
                titles.add("activity", one.number, one.read, f"reac:{one.spot}")
    if not skeleton.kinds:
        _activities_of_the_re(skeleton, re)
    if not skeleton.kinds:
        skeleton.ledger.fault(
            "Aucune activité type n’a été trouvée : ni fiche activité type ni vue synoptique dans le REAC, ni CCP dans "
            "le RE.",
            "activities",
            "schemes",
        )
    _kinds_of_the_re(skeleton, re)
    ranks: Counter[str] = Counter()
    for number in sorted(skeleton.kinds):
        prefix = "ccs" if skeleton.kinds[number] == "ccs" else "ccp"
        ranks[prefix] += 1
        skeleton.scopes[number] = f"{prefix}{ranks[prefix]}"


def _kinds_of_the_re(skeleton: Skeleton, re: ReReading) -> None:
    """The RE assesses an activity as a CCP or as a CCS: where the REAC seems to say otherwise, it is asked."""
    blocs = [(scheme, scheme.bloc) for scheme in re.schemes if scheme.bloc is not None]
    numbers = skeleton.titles.link_list("activity", [bloc.value for _, bloc in blocs])
    for (scheme, bloc), number in zip(blocs, numbers, strict=True):
        if number is None or skeleton.kinds[number] == scheme.kind:
            continue
        skeleton.kinds[number] = scheme.kind
        told, other = ("CCS", "activité type") if scheme.kind == "ccs" else ("CCP", "spécialisation (CCS)")
        skeleton.ledger.doubt(
            f"activities/{number}/kind",
            f"Le RE évalue cette activité comme un {told}, alors que le REAC paraît en faire une {other}.",
            bloc.lines,
            severity="warning",
        )


def _activities_of_the_re(skeleton: Skeleton, re: ReReading) -> None:
    """Without a REAC: the blocs of the RE, else the activities of its table 3.2, in their order."""
    titles = skeleton.titles
    for scheme in re.schemes:
        if scheme.bloc is not None and not titles.is_known("activity", scheme.bloc.value):
            skeleton.kinds[len(skeleton.kinds) + 1] = scheme.kind
            titles.add("activity", len(skeleton.kinds), scheme.bloc, "re:bloc")
    if not skeleton.kinds:
        for row in re.matrix:
            if row.activity is not None and not titles.is_known("activity", row.activity.value):
                skeleton.kinds[len(skeleton.kinds) + 1] = "at"
                titles.add("activity", len(skeleton.kinds), row.activity, "re:matrix")


# --- competences ---


def _competences(skeleton: Skeleton, reacs: Sequence[ReacReading], re: ReReading) -> None:
    for reading in reacs:
        for fiche in reading.competences:
            _number(skeleton, fiche)
        for spoken in reading.occurrences:
            if spoken.kind == "competence" and spoken.number is not None:
                skeleton.titles.add("competence", spoken.number, spoken.read, f"reac:{spoken.spot}")
    activities = _activity_votes(skeleton, reacs) if reacs else _competences_of_the_re(skeleton, re)
    for number in skeleton.competences:
        if number in activities:
            skeleton.members.setdefault(activities[number], []).append(number)
        else:
            skeleton.ledger.fault(
                f"L’activité de la compétence {number} n’a été trouvée ni dans la vue synoptique, ni dans la fiche "
                "emploi type, ni dans les fiches activité type.",
                "competences",
                "activities",
            )
        if reacs and number not in skeleton.fiches:
            skeleton.ledger.doubt(
                f"competences/{number}",
                f"La fiche de la compétence {number} n’a pas été trouvée dans le REAC : seul son intitulé est lu.",
                severity="warning",
            )
    for number in sorted(skeleton.kinds.keys() - skeleton.members.keys()):
        skeleton.ledger.fault(
            f"Aucune compétence de l’activité {number} n’a été trouvée, ni dans la vue synoptique ni dans sa fiche "
            "activité type."
        )
    if not skeleton.competences:
        skeleton.ledger.fault(
            "Aucune compétence n’a été trouvée : ni fiche compétence professionnelle dans le REAC, ni tableau des "
            "critères d’évaluation dans le RE.",
            "competences",
            "activities",
            "matrix",
        )


def _number(skeleton: Skeleton, fiche: ReadCompetence) -> None:
    """Keep a fiche at its number; another number where a different fiche already has it."""
    number = fiche.number
    known = skeleton.fiches.get(number)
    if known is not None and not _same_title(known.title.value, fiche.title.value):
        number = max(skeleton.fiches) + 1
        skeleton.ledger.doubt(
            f"competences/{number}",
            f"Deux fiches portent le numéro {fiche.number} : « {fiche.title.value} » reçoit le numéro {number}.",
            fiche.title.lines,
            severity="warning",
        )
    skeleton.fiches.setdefault(number, fiche)
    skeleton.titles.add("competence", number, fiche.title, "reac:competence")


def _activity_votes(skeleton: Skeleton, reacs: Sequence[ReacReading]) -> dict[int, int]:
    """Activity of each competence, by the vote of the places that say it."""
    votes: dict[int, Counter[int]] = {}
    for reading in reacs:
        for activity in reading.activities:
            for read in activity.competences:
                votes.setdefault(read.value, Counter())[activity.number] += 1
                skeleton.ledger.note(f"activities/{activity.number}/competences", read)
        for one in reading.occurrences:
            if one.kind == "competence" and one.number is not None and one.activity is not None:
                votes.setdefault(one.number, Counter())[one.activity] += 1
    for number, fiche in skeleton.fiches.items():
        if fiche.activity is not None:
            votes.setdefault(number, Counter())[fiche.activity.value] += 1
            skeleton.ledger.note(f"competences/{number}/activity", fiche.activity)
    found: dict[int, int] = {}
    for number, said in votes.items():
        known = {activity: count for activity, count in said.items() if activity in skeleton.kinds}
        if known:
            found[number] = _voted(skeleton.ledger, number, known)
    return found


def _voted(ledger: Ledger, number: int, votes: Mapping[int, int]) -> int:
    found = max(votes, key=lambda activity: (votes[activity], -activity))
    if len(votes) > 1:
        others = ", ".join(str(one) for one in sorted(votes) if one != found)
        ledger.doubt(
            f"competences/{number}/activity",
            f"Le REAC range la compétence {number} dans l’activité {found}, mais aussi dans l’activité {others}.",
            severity="warning",
        )
    return found


def _competences_of_the_re(skeleton: Skeleton, re: ReReading) -> dict[int, int]:
    """Without a REAC: the rows of table 3.2, then what the tests of the blocs name, in their order."""
    titles, activities = skeleton.titles, dict[int, int]()
    for row in re.matrix:
        activity = titles.link("activity", row.activity.value) if row.activity is not None else None
        own = [number for number, held in activities.items() if held == activity]
        if any(titles.names("competence", number, row.competence.value) for number in own):
            continue
        number = len(titles.numbers("competence")) + 1
        titles.add("competence", number, row.competence, "re:matrix")
        if activity is not None:
            activities[number] = activity
    for scheme in re.schemes:
        activity = titles.link("activity", scheme.bloc.value) if scheme.bloc is not None else None
        own = [number for number, held in activities.items() if held == activity]
        for test in scheme.tests:
            numbers = titles.link_list("competence", [read.value for read in test.competences], own)
            for read, linked in zip(test.competences, numbers, strict=True):
                number = linked or len(titles.numbers("competence")) + 1
                titles.add("competence", number, read, "re:test")
                if activity is not None:
                    activities.setdefault(number, activity)
    return activities


# --- schemes ---


def _schemes(skeleton: Skeleton, re: ReReading, expected: bool) -> None:
    """The schemes by key: `title`, then the CCPs and CCSs by the activity whose title they print."""
    found: dict[str, ReadScheme] = {}
    left: list[ReadScheme] = []
    numbers = _bloc_numbers(skeleton, re.schemes)
    for scheme, number in zip(re.schemes, numbers, strict=True):
        key = "title" if scheme.bloc is None else skeleton.scopes.get(number or 0)
        if key is None or key in found:
            left.append(scheme)
            continue
        found[key] = scheme
        if scheme.bloc is not None and number is not None:
            skeleton.titles.add("activity", number, scheme.bloc, "re:bloc")
    for scheme in left:
        _unnamed_scheme(skeleton, scheme, found)
    order = ["title", *skeleton.scopes.values()]
    skeleton.schemes.update({key: found[key] for key in order if key in found})
    if expected:
        for key in order:
            if key not in found:
                skeleton.ledger.fault(f"{_missing_scheme(key)}.", f"schemes.{key}")


def _bloc_numbers(skeleton: Skeleton, schemes: Sequence[ReadScheme]) -> list[int | None]:
    """The activity of each scheme, those of its kind first; None for the title."""
    found: list[int | None] = [None] * len(schemes)
    for kind in ("at", "ccs"):
        ranks = [rank for rank, one in enumerate(schemes) if one.kind == kind and one.bloc is not None]
        texts = [bloc.value for rank in ranks if (bloc := schemes[rank].bloc) is not None]
        same = [number for number, own in skeleton.kinds.items() if own == kind]
        for rank, number in zip(ranks, skeleton.titles.link_list("activity", texts, same), strict=True):
            found[rank] = number
    return found


def _unnamed_scheme(skeleton: Skeleton, scheme: ReadScheme, found: dict[str, ReadScheme]) -> None:
    """A scheme whose title names no activity takes the only place left of its kind, or is a finding."""
    prefix = "ccs" if scheme.kind == "ccs" else "ccp"
    free = [key for key in skeleton.scopes.values() if key not in found and key.startswith(prefix)]
    name = scheme.bloc.value if scheme.bloc else "titre professionnel"
    if len(free) == 1 and scheme.bloc is not None:
        found[free[0]] = scheme
        skeleton.ledger.doubt(
            f"schemes/{free[0]}",
            f"Le dispositif « {name} » ne porte l’intitulé d’aucune activité : il est rangé au seul bloc qui reste, le "
            f"{scope_name(free[0])}.",
            scheme.bloc.lines,
            severity="warning",
        )
        return
    skeleton.ledger.warn(
        "scheme-unplaced",
        f"Le dispositif d’évaluation « {name} » n’a pas été rattaché à une activité du titre.",
        "schemes",
    )


def _missing_scheme(key: str) -> str:
    where = "au § 3 du RE (« Modalités d’évaluation des compétences et organisation de l’épreuve »)"
    if key != "title":
        where = f"dans la partie du RE consacrée aux {key[:3].upper()}"
    return f"Le dispositif d’évaluation du {scope_name(key)} n’a pas été trouvé {where}"


def scope_name(key: str) -> str:
    """« titre », « CCP 2 »."""
    return "titre" if key == "title" else f"{key[:3].upper()} {key[3:]}"


# --- every other place that words a title ---


def _witnesses(skeleton: Skeleton, reacs: Sequence[ReacReading], evaluations: Sequence[ReReading]) -> None:
    titles = skeleton.titles
    for reading in reacs:
        for one in reading.occurrences:
            if one.number is None and one.kind != "transversal":
                _witness(titles, one.kind, one.read, f"reac:{one.spot}")
    for re in evaluations:
        for one in re.occurrences:
            if one.kind != "transversal":
                _witness(titles, one.kind, one.read, f"re:{one.spot}")
        for row, number in zip(re.matrix, skeleton.row_numbers(re.matrix), strict=True):
            _witness(titles, "activity", row.activity, "re:matrix")
            if number is not None:
                titles.add("competence", number, row.competence, "re:matrix")
        for transversal in re.transversal:
            _witness_list(titles, transversal.competences, "re:transversal_table")
        for scheme in re.schemes:
            for test in scheme.tests:
                _witness_list(titles, test.competences, "re:test")
            for production in scheme.productions:
                for part in production.parts:
                    _witness_list(titles, part.competences, "re:production")


def _witness(titles: Titles, kind: Kind, read: Read[str] | None, witness: str) -> None:
    number = titles.link(kind, read.value) if read is not None else None
    if read is not None and number is not None:
        titles.add(kind, number, read, witness)


def _witness_list(titles: Titles, reads: Sequence[Read[str]], witness: str) -> None:
    numbers = titles.link_list("competence", [read.value for read in reads])
    for read, number in zip(reads, numbers, strict=True):
        if number is not None:
            titles.add("competence", number, read, witness)


_UNNAMED = (
    "Une liste de compétences de la table 3.3 du RE n’a pas d’intitulé : elle n’est rattachée à aucune compétence "
    "transversale."
)


def _transversal(skeleton: Skeleton, reacs: Sequence[ReacReading], evaluations: Sequence[ReReading]) -> None:
    """Transversal competences have no number: their rank in the REAC, then those that only the RE names."""
    titles = skeleton.titles
    readings: list[tuple[str, ReacReading | ReReading]] = [("reac", reading) for reading in reacs]
    readings += [("re", reading) for reading in evaluations]
    for document, reading in readings:
        for one in reading.transversal:
            if not one.title.value:
                lines = [line for read in one.competences for line in read.lines]
                skeleton.ledger.doubt("transversal", _UNNAMED, lines, severity="warning")
                continue
            number = titles.link("transversal", one.title.value)
            number = number or len(titles.numbers("transversal")) + 1
            titles.add("transversal", number, one.title, f"{document}:transversal")
    for document, reading in readings:
        for spoken in reading.occurrences:
            if spoken.kind == "transversal":
                _witness(titles, "transversal", spoken.read, f"{document}:{spoken.spot}")


def _same_title(one: str, other: str) -> bool:
    return not one or not other or alike(one, other) >= _SAME_TITLE
