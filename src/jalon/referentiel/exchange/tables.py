"""A version as tables, one per kind of item: the sheets of the workbook and the files of the CSV archive."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from jalon.common.spreadsheets import Sheet, Value, to_csv, to_workbook

from ..checks import check
from ..schema import SEVERITY_LABELS, TestKind, TitreVersion
from .items import KIND_LABELS, items

_EPOCH = (1980, 1, 1, 0, 0, 0)  # no moment of writing in the archive: one document, one file


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, and the name of its CSV file without extension; a column is (heading, width in characters)."""

    file: str
    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Value, ...], ...]


def to_xlsx(titre: TitreVersion) -> bytes:
    """A workbook, one sheet per kind of item."""
    return to_workbook(
        Sheet(
            table.name, [name for name, _ in table.columns], table.rows, [width for _, width in table.columns]
        )
        for table in tables(titre)
    )


def to_csv_archive(titre: TitreVersion) -> bytes:
    """A ZIP of one CSV per kind of item."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables(titre):
            entry = zipfile.ZipInfo(f"{table.file}.csv", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, to_csv([name for name, _ in table.columns], table.rows))
    return stream.getvalue()


def tables(titre: TitreVersion) -> tuple[Table, ...]:
    """Every kind of item, in the order of the documents; an empty kind keeps its headings."""
    return (
        _table("titre", "Titre", "Champ:32 Valeur:80", _identity(titre)),
        _table("activites", "Activités", "Identifiant:20 Numéro:9 Nature:14 Intitulé:80 Compétences:22", (
            (bloc.id, bloc.activity.number, bloc.label, bloc.title, _list(bloc.activity.competences))
            for bloc in (*titre.ccps, *titre.ccss)
        )),
        _table("competences", "Compétences",
               "Identifiant:18 Numéro:9 Bloc:9 Intitulé:80 Description:60 Contextes:60", (
            (titre.competence_id(one.number), one.number, titre.ccp_of_competence(one.number).label, one.title,
             one.description, one.contexts) for one in titre.competences
        )),
        _table("criteres", "Critères", "Identifiant:30 Compétence:12 Source:8 Rang:7 Critère:100", (
            (one.id, one.competence, "RE" if one.source == "re" else "REAC", one.number, one.text)
            for competence in titre.competences
            for one in (*titre.criteria(competence.number), *titre.reac_criteria(competence.number))
        )),
        _table("savoirs", "Savoir-faire et savoirs", "Identifiant:38 Compétence:12 Nature:30 Rang:7 Libellé:100", (
            (item.id, int(item.parent.rpartition("/C")[2]), KIND_LABELS[item.kind], item.rank, item.text)
            for item in items(titre)
            if item.kind in ("technical", "organisational", "relational", "knowledge")
        )),
        _table("transversales", "Transversales",
               "Identifiant:28 Rang:7 Intitulé:50 Description:60 Critère:80 Compétences:30", _transversal(titre)),
        _table("dispositifs", "Dispositifs", "Session:24 Candidat (min):15 Jury (min):12 Entreprise (h):15", (
            (titre.scope_label(scope), one.candidate_minutes, one.jury_minutes, one.company_hours)
            for scope, one in titre.schemes.items()
        )),
        _table("epreuves", "Épreuves",
               "Session:24 Épreuve:52 Durée (min):12 Jury (min):12 Compétences:30 Vient après:52", (
            (titre.scope_label(scope), test.kind.label, test.minutes, test.jury_minutes, _list(test.competences),
             ", ".join(kind.label for kind in test.after))
            for scope, one in titre.schemes.items() for test in one.tests
        )),
        _table("phases", "Phases", "Session:24 Épreuve:52 Rang:7 Phase:60 Durée (min):12 Jury présent:14", (
            (titre.scope_label(scope), test.kind.label, rank, phase.label, phase.minutes, _yes(phase.jury))
            for scope, one in titre.schemes.items() for test in one.tests
            for rank, phase in enumerate(test.phases, 1)
        )),
        _table("matrice", "Matrice", f"Compétence:12 Intitulé:80 {_kinds_as_columns()}", (
            (row.competence, titre.competence(row.competence).title,
             *("x" if kind in row.tests else "" for kind in TestKind))
            for row in titre.matrix
        )),
        _table("productions", "Productions",
               "Session:24 Production:44 Pages min:11 Pages max:11 Annexes max:13 Caractères max:16 Police:14 "
               "Corps:8 Interligne:11", (
            (titre.scope_label(scope), one.name, one.pages_min, one.pages_max, one.annex_pages_max, one.chars_max,
             one.font, one.font_size, one.line_spacing)
            for scope, scheme in titre.schemes.items() for one in scheme.productions
        )),
        _table("parties", "Parties",
               "Session:24 Production:44 Partie:8 Pages min:11 Pages max:11 Caractères max:16 Entretiens min:15 "
               "Compétences:24 Contenu attendu:100", _parts(titre)),
        _table("locaux", "Locaux", "Épreuve:52 Description:80 Observations:60", (
            (one.test.label, one.description, one.notes) for one in titre.premises
        )),
        _table("ressources", "Ressources",
               "Désignation:30 Nombre:9 Description:80 Candidats qui la partagent:26 Observations:60", (
            (one.category, one.count, one.description, one.max_sharing, one.notes) for one in titre.resources
        )),
        _table("conduite", "Conduite des épreuves",
               "Épreuve:52 Scénario tiré au sort:22 Comédiens:12 Apprenants:12 Lectures du jury:60", (
            (one.test.label, _yes(one.scenario_drawn), one.actors, one.learners, ", ".join(one.reads))
            for one in titre.sources.conduct
        )),
        _table("correspondances", "Correspondances", "Arrêté précédent:17 Ancien CCP:80 Activité:10 Intitulé:80", (
            (_french(one.former_decree_date), one.former, one.activity, _activity(titre, one.activity))
            for one in titre.correspondences
        )),
        _table("equivalences", "Équivalences", "Titre:50 RNCP:12 CCP:80 Activité:10 Intitulé:80", (
            (one.title, one.rncp, " + ".join(one.ccps), one.activity, _activity(titre, one.activity))
            for one in titre.equivalences
        )),
        _table("glossaire", "Glossaire", "Terme:44 Définition:100", (
            (one.term, one.definition) for one in titre.glossary
        )),
        _table("graphies", "Autres graphies", "Repère:22 Graphie:90 Où:60", (
            (one.id, one.text, one.place) for one in titre.sources.variants
        )),
        _table("constats", "Constats", "Gravité:18 Code:24 Repère:40 Constat:100", (
            (SEVERITY_LABELS[one.severity], one.code, one.where, one.message) for one in check(titre)
        )),
    )  # fmt: skip


def _table(file: str, name: str, columns: str, rows: Iterator[tuple[Value, ...]]) -> Table:
    """`columns` reads « Heading:width Other heading:width »."""
    found = [part.rpartition(":") for part in _split(columns)]
    return Table(file, name, tuple((heading, int(width)) for heading, _, width in found), tuple(rows))


def _split(columns: str) -> Iterator[str]:
    words: list[str] = []
    for word in columns.split(" "):
        words.append(word)
        if word.rpartition(":")[2].isdigit():
            yield " ".join(words)
            words = []


def _identity(titre: TitreVersion) -> Iterator[tuple[Value, ...]]:
    sources = titre.sources
    yield "Code du titre", titre.code
    yield "Millésime", titre.version
    yield "Sigle", titre.sigle
    yield "Intitulé", titre.title
    yield "Niveau", titre.level
    yield "RNCP", titre.rncp
    yield "NSF", ", ".join(titre.nsf)
    yield "ROME", ", ".join(titre.rome)
    yield "Formacodes", ", ".join(titre.formacodes)
    for label, iso in (
        ("Arrêté", titre.decree_date), ("Journal officiel", titre.journal_date),
        ("Date d’effet", titre.effective_date), ("Fin de validité", sources.validity_end),
        ("Validation du REAC", sources.reac_validation_date), ("Mise à jour du REAC", sources.reac_update_date),
        ("Validation du RE", sources.re_validation_date), ("Mise à jour du RE", sources.re_update_date),
    ):  # fmt: skip
        yield label, _french(iso)


def _transversal(titre: TitreVersion) -> Iterator[tuple[Value, ...]]:
    for rank, one in enumerate(titre.transversal, 1):
        id = f"{titre.ref}/transversale-{rank}"
        for criterion in one.criteria or ("",):
            yield id, rank, one.title, one.description, criterion, _list(one.competences)


def _parts(titre: TitreVersion) -> Iterator[tuple[Value, ...]]:
    for scope, scheme in titre.schemes.items():
        for one in scheme.productions:
            for part in one.parts:
                for requirement in part.requirements or ("",):
                    yield (
                        titre.scope_label(scope), one.name, part.number, part.pages_min, part.pages_max,
                        part.chars_max, part.min_interviews, _list(part.competences), requirement,
                    )  # fmt: skip


def _kinds_as_columns() -> str:
    return " ".join(f"{kind.short_label}:18" for kind in TestKind)


def _activity(titre: TitreVersion, number: int) -> str:
    return next(one.title for one in titre.activities if one.number == number)


def _list(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers)


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def _french(iso: str | None) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""
