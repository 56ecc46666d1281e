"""The workbook to fill: a programme whose modules, minima, tests and pages are already those of the référentiel."""

from collections.abc import Iterator

from jalon.common.spreadsheets import Sheet, Value, to_workbook
from jalon.referentiel.schema import TEST_LABELS, TitreVersion

_NOTES = (
    ("Programme", "Identité de l’action. « Heures en centre » et « Heures en entreprise » sont les totaux annoncés."),
    ("Modules", "Un module par CCP, avec ses heures en centre."),
    ("Séances", "Une ligne par séance : ses heures, les compétences qu’elle prépare (« C1, C4 »), sa modalité. "
                "À distance, indiquez la nature des travaux demandés (L6353-1)."),
    ("Stages", "Les heures en entreprise de chaque CCP ; les minima du référentiel d’évaluation y sont déjà."),
    ("Épreuves", "Les épreuves du titre et des CCP, avec leurs durées officielles : ne les changez pas."),
    ("Productions", "Les pages que le candidat écrit, annexes non comprises."),
    ("Vérifier", "jalon programme check CE-FICHIER.xlsx --titre {code}"),
)  # fmt: skip


def template_workbook(titre: TitreVersion) -> bytes:
    """An XLSX file to fill, which `read_programme` reads again."""
    return to_workbook(_sheets(titre))


def _sheets(titre: TitreVersion) -> Iterator[Sheet]:
    notes = [(sheet, text.format(code=titre.code)) for sheet, text in _NOTES]
    yield Sheet("Programme", ("Rubrique", "Valeur"), _identity(titre), (26, 60))
    modules = [(ccp.number, ccp.title, ccp.label, None) for ccp in titre.ccps]
    yield Sheet("Modules", ("N°", "Intitulé", "CCP", "Heures en centre"), modules, (6, 90, 10, 18))
    seances: list[tuple[Value, ...]] = [
        (ccp.number, rank, competence.title, None, f"C{competence.number}", "En centre", None)
        for ccp in titre.ccps
        for rank, competence in enumerate(ccp.competences, 1)
    ]
    headings = ("Module", "N°", "Intitulé", "Heures", "Compétences", "Modalité", "Nature des travaux")
    yield Sheet("Séances", headings, seances, (8, 6, 90, 9, 14, 14, 40))
    stages = [(ccp.label, ccp.scheme.company_hours, None) for ccp in titre.ccps if ccp.scheme.company_hours]
    yield Sheet("Stages", ("CCP", "Heures en entreprise", "Semaines"), stages, (10, 22, 10))
    yield Sheet("Épreuves", ("CCP", "Épreuve", "Minutes"), _tests(titre), (10, 60, 10))
    yield Sheet(
        "Productions", ("CCP", "Intitulé", "Pages mini", "Pages maxi", "Parties"), _pages(titre), (10, 60)
    )
    yield Sheet("Notice", ("Feuille", "Comment la remplir"), notes, (14, 110))


def _identity(titre: TitreVersion) -> list[tuple[Value, ...]]:
    return [
        ("Intitulé", titre.title),
        ("Code titre", titre.ref),
        ("RNCP", titre.rncp),
        ("Niveau", titre.level),
        ("Arrêté du", titre.decree_date),
        ("Heures en centre", None),
        ("Heures en entreprise", titre.scheme().company_hours),
        ("Début", None),
        ("Fin", None),
    ]


def _tests(titre: TitreVersion) -> list[tuple[Value, ...]]:
    scopes = [("Titre", titre.scheme()), *((ccp.label, ccp.scheme) for ccp in titre.ccps)]
    return [
        (label, TEST_LABELS[test.kind], test.minutes) for label, scheme in scopes for test in scheme.tests
    ]


def _pages(titre: TitreVersion) -> list[tuple[Value, ...]]:
    scopes = [("Titre", titre.scheme()), *((ccp.label, ccp.scheme) for ccp in titre.ccps)]
    return [
        (label, production.name, production.pages_min, production.pages_max, len(production.parts) or None)
        for label, scheme in scopes
        for production in scheme.productions
    ]
