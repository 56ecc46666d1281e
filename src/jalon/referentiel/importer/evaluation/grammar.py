"""The whole of a RE: its sections read one by one, and the lines that no piece needs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...schema import Finding, TestKind
from ..glossary import read_glossary
from ..outline import CONTENTS, outline
from ..paragraphs import Context, measure, pairs
from ..readings import Furniture, Identity, Occurrence, Read, ReadScheme, ReReading, Spot
from ..source import Line, Source
from ..wording import join, letters, vocabulary
from .blocs import Bloc, extra_of, names_all, read_jury_time, read_scheme, read_titling, titles_quoted
from .correspondences import Links, read_correspondences
from .kinds import FIRST_TESTS, is_nothing
from .known import Titles
from .matrix import Matrix, read_matrix
from .modalites import read_modalites
from .paragraphs import titles_in
from .references import References
from .rooms import Resources, read_resources, read_rooms
from .sections import Piece, merged, pieces
from .transversal import Crossing, read_transversal_table

COVER = "couverture"
_PROSE = frozenset(
    {
        "general", "scheme", "vae", "extra", "jury", "jury_time", "jury_protocol", "jury_members", "surveillance",
        "premises", "annex", "habilitations", "legal",
    }
)  # fmt: skip


def read_evaluation(sources: Sequence[Source]) -> ReReading:
    """What the RE among some sources says; an empty reading where none is a RE.

    Titles are worded as each place prints them. Ticks of table 3.2 that are lost stay unread (`tests` None). Every
    line is in a `Read`, in `furniture`, in `prose`, or was not understood.
    """
    return _Reader(sources).read()


class _Reader:
    def __init__(self, sources: Sequence[Source]) -> None:
        self.plan = outline(sources)
        self.parts = pieces(self.plan)
        lines = [line for source in sources for line in source.lines]
        self.words = vocabulary(lines) if self.parts else frozenset()
        self.lines = lines
        self.references = References()
        self.blocs: dict[int | None, Bloc] = {}
        self.furniture: list[Furniture] = list(self.plan.furniture_of("re"))
        self.prose: list[Line] = []
        self.findings: list[Finding] = []
        self.occurrences: list[Occurrence] = []

    def read(self) -> ReReading:
        if not self.parts:
            return ReReading(furniture=tuple(self.furniture))
        self._identify()
        self._read_blocs()
        competences = self._known_competences()
        schemes = [
            scheme for bloc in self.blocs.values() if (scheme := read_scheme(bloc, competences, self.words))
        ]
        activities = Titles(bloc.title.value for bloc in self.blocs.values() if bloc.title)
        matrix = self._matrix(competences, activities)
        schemes = self._with_all(schemes, matrix)
        crossing = self._transversal(competences)
        links = self._links(activities)
        self.findings.extend(links.findings)
        rooms = read_rooms(merged(self._of("rooms")), self.words)
        resources = read_resources(merged(self._of("resources")), self.words)
        glossary = read_glossary(merged(self._of("re_glossary")), self._context())
        for made in (matrix, crossing, links, rooms, resources):
            self.furniture.extend(made.furniture)
            self.prose.extend(made.prose)
        self._untold(resources)
        self._rest()
        self._occur(schemes, matrix, crossing, links)
        identity = self._identity()
        self._find(identity)
        return ReReading(
            identity=identity,
            schemes=tuple(schemes),
            matrix=tuple(matrix.rows),
            transversal=tuple(crossing.transversal),
            premises=tuple(rooms.premises),
            resources=tuple(resources.resources),
            correspondences=tuple(links.correspondences),
            equivalences=tuple(links.equivalences),
            glossary=glossary,
            occurrences=tuple(self.occurrences),
            furniture=tuple(self.furniture),
            prose=tuple(self.prose),
            findings=tuple(self.findings),
        )

    def _of(self, *kinds: str) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.parts if piece.kind in kinds)

    def _context(self) -> Context:
        return Context(measure(self.lines), self.plan.breaks, self.words, pairs(self.lines))

    # --- which titre ---

    def _identify(self) -> None:
        for piece in self._of("references"):
            self.references.read(piece.blocks)
        for piece in self._of("re_cover", "front", "bloc_cover"):
            others, title = self.references.cover(piece.blocks)
            if not self.references.confirm_title(title):
                others += title
            self.furniture.extend(Furniture(line, COVER) for line in others)
        self.prose.extend(self.references.others)

    def _identity(self) -> Identity:
        values = {key: list(reads) for key, reads in self.plan.identity_of("re").values.items()}
        for key, reads in self.references.values.items():
            values.setdefault(key, []).extend(reads)
        return Identity({key: tuple(reads) for key, reads in values.items()})

    # --- schemes ---

    def _bloc(self, rank: int | None) -> Bloc:
        return self.blocs.setdefault(rank, Bloc(rank))

    def _read_blocs(self) -> None:
        """Gathers the sections of the title and of each CCP or CCS, in the order of the document."""
        for piece in self.parts:
            bloc = self._bloc(piece.bloc)
            if piece.kind == "bloc":
                bloc.kind = "ccs" if piece.section.ccs else "at"
                title, others = read_titling(piece, self.words)
                bloc.title = bloc.title or title
                bloc.prose.extend(others)
            elif piece.kind == "extra" and not piece.section.tail and bloc.extras:
                bloc.extras[-1][1].extend(piece.lines)  # « Précisions pour le candidat » go on with its test
            elif piece.kind == "extra":
                bloc.extras.append((extra_of(piece), list(piece.lines)))
            elif piece.kind == "vae" and bloc.extras and not bloc.extras[-1][1]:
                # « Précisions pour le candidat VAE » opens the information of a test: the rest follows it.
                bloc.extras[-1][1].extend(piece.lines)
            elif piece.kind == "jury_time":
                bloc.jury_minutes = bloc.jury_minutes or read_jury_time(piece)
            elif piece.kind in ("jury_protocol", "jury"):
                bloc.protocol.extend(piece.lines)
            if piece.kind == "jury" and (quoted := titles_quoted(piece, self.words)):
                bloc.activities.append(quoted)
                bloc.title = bloc.title or quoted
        self._number()
        for rank, bloc in self.blocs.items():
            blocks = merged([piece for piece in self._of("modalities") if piece.bloc == rank])
            first = read_modalites(blocks, Titles(()))
            known = Titles(
                one.text for row in first.tests for one in titles_in(row.competences, None, self.words)
            )
            bloc.modalites = read_modalites(blocks, known)
            self.furniture.extend(bloc.modalites.furniture)
            self.prose.extend((*bloc.modalites.prose, *bloc.prose))
            self._unknown(bloc)

    def _number(self) -> None:
        """Ranks of CCPs and CCSs apart: « ccp1 », « ccp2 », « ccs1 »."""
        count = {"at": 0, "ccs": 0}
        for rank, bloc in self.blocs.items():
            if rank is not None:
                count[bloc.kind] += 1
                bloc.rank = count[bloc.kind]

    def _unknown(self, bloc: Bloc) -> None:
        for row in bloc.modalites.unknown:
            name = join((line.text for line in row.label or row.lines), self.words)
            if row.lines:
                self.findings.append(
                    Finding(
                        "warning",
                        "modality-unknown",
                        f"« {name[:120]} » ({row.lines[0].place}) n’est pas une modalité d’évaluation "
                        f"connue.",
                        bloc.where,
                    )
                )

    def _known_competences(self) -> Titles:
        """The titles that the tables of modalités list: what recognises them in running text."""
        found: list[str] = []
        for bloc in self.blocs.values():
            for row in bloc.modalites.tests:
                if not names_all(row):
                    found.extend(
                        one.text for one in titles_in(row.competences, None, self.words) if not one.doubt
                    )
        if not found:
            for piece in self._of("matrix"):
                rows = read_matrix(
                    piece.blocks, TestKind.MISE_EN_SITUATION, Titles(()), Titles(()), self.words
                ).rows
                found.extend(row.competence.value for row in rows)
        return Titles(found)

    def _with_all(self, schemes: list[ReadScheme], matrix: Matrix) -> list[ReadScheme]:
        """« Toutes les compétences »: those of table 3.2, of the bloc's activity where the bloc is one."""
        made: list[ReadScheme] = []
        for scheme, bloc in zip(schemes, [b for b in self.blocs.values() if b.modalites.tests], strict=True):
            tests = list(scheme.tests)
            for rank, (test, row) in enumerate(zip(scheme.tests, bloc.modalites.tests, strict=True)):
                if names_all(row) and not test.competences:
                    own = [
                        one.competence
                        for one in matrix.rows
                        if bloc.rank is None
                        or (
                            one.activity
                            and bloc.title
                            and letters(one.activity.value) == letters(bloc.title.value)
                        )
                    ]
                    reads = tuple(Read(one.value, tuple(row.competences)) for one in own)
                    tests[rank] = replace(test, competences=reads)
            made.append(replace(scheme, tests=tuple(tests)))
        return made

    # --- tables ---

    def _matrix(self, competences: Titles, activities: Titles) -> Matrix:
        found = Matrix()
        attested = frozenset(letters(line.text) for line in self.lines)
        for rank in dict.fromkeys(piece.bloc for piece in self._of("matrix")):
            blocks = merged([piece for piece in self._of("matrix") if piece.bloc == rank])
            kinds = [row.kind for row in self._bloc(rank).modalites.tests]
            first = next((kind for kind in FIRST_TESTS if kind in kinds), TestKind.MISE_EN_SITUATION)
            made = read_matrix(blocks, first, competences, activities, self.words, attested)
            found.rows.extend(made.rows)
            found.activities.extend(made.activities)
            found.furniture.extend(made.furniture)
            found.prose.extend(made.prose)
        return found

    def _transversal(self, competences: Titles) -> Crossing:
        return read_transversal_table(merged(self._of("transversal_table")), competences, self.words)

    def _links(self, activities: Titles) -> Links:
        blocks = merged(self._of("correspondences", "equivalences"))
        return read_correspondences(blocks, activities, self.words)

    def _untold(self, found: Resources) -> None:
        """Resources told in sentences give none: say so."""
        told = [line for line in found.prose if not is_nothing(line.text)]
        if told and not found.resources:
            self.findings.append(
                Finding(
                    "warning",
                    "resources-unread",
                    f"Les ressources sont décrites en phrases, « {told[0].text[:80]}… » ({told[0].place}) : aucune "
                    "n’est lue.",
                    "resources",
                )
            )

    # --- what remains ---

    def _rest(self) -> None:
        """Official text without a field of its own; headings of tables of contents, « Sans objet »."""
        for piece in self.parts:
            if piece.kind == "contents":
                self.furniture.extend(Furniture(line, CONTENTS) for line in piece.lines)
            elif piece.kind in _PROSE:
                title = {letters(read.value) for read in self.references.values.get("title", ())}
                for line in piece.lines:
                    if piece.kind in ("annex", "premises") and letters(line.text) in title:
                        self.furniture.append(Furniture(line, COVER))
                    elif is_nothing(line.text):
                        self.furniture.append(Furniture(line, "rubrique sans objet"))
                    else:
                        self.prose.append(line)
        for bloc in self.blocs.values():
            self.findings.extend(bloc.findings)

    def _occur(self, schemes: Sequence[ReadScheme], matrix: Matrix, crossing: Crossing, links: Links) -> None:
        for scheme in schemes:
            self._competences((read for test in scheme.tests for read in test.competences), "test")
            self._competences(
                (
                    read
                    for made in scheme.productions
                    for part in made.parts
                    for read in part.competences
                    if read.lines
                ),
                "test",
            )
        for bloc in self.blocs.values():
            self._activities(([bloc.title] if bloc.title else []), "bloc")
            self._activities(bloc.activities, "bloc")
        self._activities(matrix.activities, "matrix")
        self._competences((row.competence for row in matrix.rows), "matrix")
        for one in crossing.transversal:
            if one.title.value:
                self.occurrences.append(Occurrence("transversal", None, one.title, "transversal_table"))
            self._competences(one.competences, "transversal_table")
        self._activities((one.current for one in links.correspondences), "annex")

    def _activities(self, reads: Iterable[Read[str]], spot: Spot) -> None:
        self.occurrences.extend(Occurrence("activity", None, read, spot) for read in reads)

    def _competences(self, reads: Iterable[Read[str]], spot: Spot) -> None:
        self.occurrences.extend(Occurrence("competence", None, read, spot) for read in reads)

    def _find(self, identity: Identity) -> None:
        if self.references.old_levels:
            level = identity.values["level"][0].value
            self.findings.append(
                Finding(
                    "info",
                    "level-1969",
                    f"Le RE donne un niveau de la nomenclature de 1969 : il est lu comme le niveau {level} "
                    f"du cadre national "
                    "des certifications (décret n° 2019-14 du 8 janvier 2019).",
                    "level",
                )
            )
