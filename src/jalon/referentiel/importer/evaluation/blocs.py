"""One dispositif d’évaluation, of the title or of a CCP or CCS: its tests, totals, hours and productions together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...schema import ActivityKind, Finding, TestKind
from ..readings import Furniture, Read, ReadScheme, ReadTest
from ..source import Line
from ..wording import clean, folded, join
from .conduct import Order, People, Phases, read_order, read_people, read_phases, settle_presence
from .figures import duration, durations, spelt
from .kinds import kind_of, kinds_of
from .known import Titles
from .modalites import Modalite, Modalites
from .paragraphs import Sentence, sentences, title_text, titles_in
from .productions import Productions, read_productions
from .sections import Piece

_STOPS_TITLE = re.compile(
    r"les competences des candidats|[a-e]\) |d'une mise en situation|modalites d'evaluation|"
    r"conditions de presence"
)
_JURY_OF = re.compile(
    r"propre au (?:titre|(?P<bloc>CCP|CCS))\s*(?:n?°?\s*\d+\s*[:–-])?\s*(?P<title>.*)$", re.IGNORECASE
)
_REFERS = re.compile(r"informations complementaires concernant (?P<what>[^.»]*)")
_ALL = re.compile(
    r"(?:toutes les|l'ensemble des|les) competences(?: professionnelles)?(?: evaluees)?(?: (?:du|de|de la|"
    r"de l'|des)\b.*)?"
)
_ALL_EXACT = re.compile(r"(?:toutes les|l'ensemble des) competences\b.*")
_PREPARES = re.compile(r"temps de preparation.{0,60}avant (?:le debut de )?la mise en situation")
_BY_PRODUCTION = (TestKind.QUESTIONNEMENT_PRODUCTION, TestKind.PRESENTATION_PROJET)


@dataclass(slots=True)
class Bloc:
    """What the sections of the title (rank None) or of a CCP or CCS print."""

    rank: int | None
    kind: ActivityKind = "at"
    title: Read[str] | None = None
    modalites: Modalites = field(default_factory=Modalites)
    extras: list[tuple[TestKind | None, list[Line]]] = field(default_factory=list)
    protocol: list[Line] = field(default_factory=list)
    jury_minutes: Read[int] | None = None
    activities: list[Read[str]] = field(default_factory=list)  # titles of activities it quotes
    findings: list[Finding] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)

    @property
    def where(self) -> str:
        return (
            "schemes/title"
            if self.rank is None
            else f"schemes/{'ccs' if self.kind == 'ccs' else 'ccp'}{self.rank}"
        )


def read_titling(piece: Piece, words: frozenset[str]) -> tuple[Read[str] | None, list[Line]]:
    """The title of a CCP under its heading, and the lines that follow it."""
    section = piece.section
    tail = title_text(re.sub(r"(?i)^(?:CCP|CCS)\s*(?:n?°?\s*\d+)?\s*[:–-]?\s*", "", section.tail))
    lines = list(piece.lines)
    taken: list[Line] = list(section.heading) if tail else []
    count = 0
    for line in lines:
        if _STOPS_TITLE.match(folded(line.text)) or count >= 6 or len(line.text) > 220:
            break
        if count and not _same_title(lines[count - 1], line):
            break
        if tail and not line.text[:1].islower():
            break
        count += 1
    taken += lines[:count]
    text = title_text(join([*([tail] if tail else []), *(line.text for line in lines[:count])], words))
    return (Read(text, tuple(taken)) if text else None), lines[count:]


def _same_title(last: Line, line: Line) -> bool:
    if last.whole or line.bullet:
        return False
    return line.gap < 0.8 or clean(line.text)[:1].islower()


def read_jury_time(piece: Piece) -> Read[int] | None:
    """« Durée totale de présence du jury pendant l’épreuve du candidat : 01 h 30 min »."""
    section = piece.section
    texts = [
        (section.tail, section.heading),
        *((one.text, (*section.heading, one)) for one in piece.lines[:2]),
    ]
    for text, lines in texts:
        if minutes := duration(text):
            return Read(minutes, lines, _FIRST_TIME if len(durations(text)) > 1 else "")
    return None


_FIRST_TIME = "Plusieurs durées sont imprimées pour la présence du jury : c’est la première."


def titles_quoted(piece: Piece, words: frozenset[str]) -> Read[str] | None:
    """« propre au CCP … »: the title of the bloc as the heading of its jury words it."""
    text = join((line.text for line in piece.section.heading), words)
    found = _JURY_OF.search(clean(text))
    if not found or not found["bloc"] or not found["title"].strip():
        return None
    return Read(title_text(found["title"]), piece.section.heading)


def read_scheme(bloc: Bloc, known: Titles, words: frozenset[str]) -> ReadScheme | None:
    """The scheme of a bloc; None where no test was read. Notes findings, prose and quoted titles in the bloc."""
    rows = bloc.modalites.tests
    if not rows:
        return None
    kinds = [row.kind for row in rows if row.kind is not None]
    text = {kind: _Texts(row, bloc, words) for kind, row in zip(kinds, rows, strict=True)}
    minutes = _minutes(rows, bloc)
    order = Order()
    phases: list[Phases] = []
    people: list[People] = []
    products: list[Productions] = []
    competences: list[tuple[Read[str], ...]] = []
    for row, read in zip(rows, minutes, strict=True):
        assert row.kind is not None
        own = text[row.kind]
        read_order(order, row.kind, own.all, kinds)
        people.append(read_people(own.all))
        phases.append(read_phases(row.kind, read, own.conduct, own.extra))
        competences.append(tuple(_competences(row, known, words)))
        products.append(read_productions(own.extra, row.kind, competences[-1], known, bloc.where))
        bloc.activities.extend(products[-1].activities)
    phases = settle_presence(phases, bloc.jury_minutes)
    for made in products:
        bloc.findings.extend(made.findings)
    _lost_references(bloc, text, kinds)
    _unplanned_preparation(bloc, kinds, phases)
    return ReadScheme(
        tests=tuple(
            ReadTest(
                kind=row.kind,
                minutes=read,
                competences=titles,
                phases=timed.phases,
                after=order.of(row.kind),
                conduct=tuple(row.conduct),
                scenario_drawn=asked.scenario_drawn,
                actors=asked.actors,
                learners=asked.learners,
            )
            for row, read, titles, timed, asked in zip(
                rows, minutes, competences, phases, people, strict=True
            )
            if row.kind is not None
        ),
        bloc=bloc.title,
        kind=bloc.kind,
        candidate_minutes=_total(bloc),
        jury_minutes=bloc.jury_minutes,
        company_hours=_hours(bloc, products, text),
        productions=tuple(one for made in products for one in made.productions),
        doubt=bloc.modalites.doubt,
    )


class _Texts:
    """The sentences of a test: its conduct, and its complementary information."""

    def __init__(self, row: Modalite, bloc: Bloc, words: frozenset[str]) -> None:
        self.conduct = sentences(row.conduct, words)
        kinds = {one.kind for one in bloc.modalites.tests}
        lines: list[Sentence] = []
        for kind, own in bloc.extras:
            if kind == row.kind or (kind not in kinds and _stands_in(row, bloc)):
                lines.extend(sentences(own, words))
        self.extra = tuple(lines)

    @property
    def all(self) -> tuple[Sentence, ...]:
        return (*self.conduct, *self.extra)


def _stands_in(row: Modalite, bloc: Bloc) -> bool:
    """The test that the information of a test which the bloc does not have is read for: the one by a production."""
    by_production = [one for one in bloc.modalites.tests if one.kind in _BY_PRODUCTION]
    return row is (by_production or bloc.modalites.tests)[0]


def _minutes(rows: Sequence[Modalite], bloc: Bloc) -> list[Read[int]]:
    """The minutes of each test; where one cell prints none, what the others leave of the total."""
    total = bloc.modalites.total
    missing = [row for row in rows if not row.minutes]
    rest = (total.minutes or 0) - sum(row.minutes or 0 for row in rows) if total else 0
    reads: list[Read[int]] = []
    for row in rows:
        lines = (*row.label, *row.durations)
        if row.minutes:
            reads.append(Read(row.minutes, lines, row.doubt or (_SEVERAL if row.several else "")))
        elif rest > 0 and len(missing) == 1:
            reads.append(
                Read(rest, lines, f"La durée de cette épreuve ne se lit pas : le total laisse {spelt(rest)}.")
            )
        else:
            reads.append(Read(0, lines, "La durée de cette épreuve ne se lit pas."))
    return reads


_SEVERAL = "Plusieurs durées sont imprimées pour cette épreuve : c’est leur somme."


def _competences(row: Modalite, known: Titles, words: frozenset[str]) -> Iterator[Read[str]]:
    for one in titles_in(row.competences, known, words):
        if one.text and not _ALL_EXACT.fullmatch(folded(one.text)) and letters_in(one.text) > 5:
            yield Read(one.text, one.lines, one.doubt)


def letters_in(text: str) -> int:
    return sum(char.isalpha() for char in text)


def names_all(row: Modalite) -> bool:
    """True where the cell says « Toutes les compétences » instead of listing them."""
    return bool(_ALL.fullmatch(folded(" ".join(line.text for line in row.competences))))


def _total(bloc: Bloc) -> Read[int] | None:
    total = bloc.modalites.total
    return Read(total.minutes, tuple(total.durations)) if total and total.minutes else None


def _hours(bloc: Bloc, products: Sequence[Productions], text: dict[TestKind, _Texts]) -> Read[int] | None:
    """Hours in a company: the figure called total where several are printed."""
    found = [read for made in products for read in made.company_hours]
    if not found:
        for kind, own in text.items():
            found.extend(read_productions(own.conduct, kind, (), Titles(()), bloc.where).company_hours)
    if not found:
        return None
    values = {read.value for read in found}
    if len(values) == 1:
        return Read(found[0].value, tuple(line for read in found for line in read.lines), found[0].doubt)
    totals = [
        read
        for read in found
        if re.search(r"\btotale?\b", folded(" ".join(line.text for line in read.lines)))
    ]
    chosen = totals[0] if len({read.value for read in totals}) == 1 else found[0]
    others = ", ".join(str(value) for value in sorted(values - {chosen.value}))
    doubt = chosen.doubt if totals and chosen is totals[0] else f"Le texte donne aussi {others} heures."
    return Read(chosen.value, chosen.lines, doubt)


def _lost_references(bloc: Bloc, text: dict[TestKind, _Texts], kinds: Sequence[TestKind]) -> None:
    """A test that sends to the information of a test which the bloc does not have."""
    for kind, own in text.items():
        for sentence in own.conduct:
            found = _REFERS.search(sentence.key)
            named = kinds_of(found["what"]) if found else ()
            missing = [one for one in named if one not in kinds]
            if missing:
                bloc.findings.append(
                    Finding(
                        "warning",
                        "reference-lost",
                        f"{kind.label} : l’épreuve renvoie à la rubrique « {missing[0].label} », sans "
                        f"objet dans ce dispositif.",
                        f"{bloc.where}/tests/{kind}",
                    )
                )


def _unplanned_preparation(bloc: Bloc, kinds: Sequence[TestKind], phases: Sequence[Phases]) -> None:
    """A protocol that speaks of a preparation which the conduct of the test does not plan."""
    if TestKind.MISE_EN_SITUATION not in kinds:
        return
    rank = list(kinds).index(TestKind.MISE_EN_SITUATION)
    said = folded(" ".join(line.text for line in bloc.protocol))
    if _PREPARES.search(said) and all(phase.jury.value for phase in phases[rank].phases):
        bloc.findings.append(
            Finding(
                "warning",
                "phase-missing",
                "Le protocole du jury évoque un temps de préparation avant la mise en situation, que l’organisation de "
                "l’épreuve ne prévoit pas.",
                f"{bloc.where}/tests/{TestKind.MISE_EN_SITUATION}",
            )
        )


def extra_of(piece: Piece) -> TestKind | None:
    """The test that a heading « Informations complémentaires concernant … » speaks of."""
    kinds = kinds_of(piece.section.tail)
    return kinds[0] if kinds else kind_of(" ".join(line.text for line in piece.section.heading))
