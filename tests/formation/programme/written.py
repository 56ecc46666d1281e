"""Invented programmes: sound by construction from a référentiel, then spoilt on purpose, one fault at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jalon.common.spreadsheets import Sheet, to_workbook
from jalon.formation.programme.durations import told
from jalon.referentiel.schema import TEST_LABELS, TitreVersion


@dataclass(frozen=True)
class Written:
    """What an invented programme says; hours by CCP number, séances by module."""

    titre: TitreVersion
    centre: Mapping[int, int]
    company: Mapping[int, int]
    seances: Mapping[int, tuple[tuple[str, str], ...]]
    rncp: str
    code: str
    level: str
    decree: str
    tests: Mapping[int, tuple[tuple[str, int], ...]]
    pages: Mapping[int, tuple[int, int]]
    overview_company: Mapping[int, int] = field(default_factory=dict)
    modules: tuple[int, ...] = ()
    centre_total: int = 0
    company_total: int = 0
    total: int = 0
    weeks: Mapping[int, int] = field(default_factory=dict)
    days: str = ""

    def change(self, **given: object) -> "Written":
        return replace(self, **given)  # type: ignore[arg-type]


def sound(titre: TitreVersion, *, hours: int = 21, extra: int = 35) -> Written:
    """A sound programme of a title: one séance a competence, an opening, and the minima in companies."""
    seances = {}
    for ccp in titre.ccps:
        taught = tuple((competence.title, f"{hours} h") for competence in ccp.competences)
        seances[ccp.number] = (
            ("Accueil et présentation du module", "7 h"),
            *taught,
            ("Préparation à la session", f"{extra} h"),
        )
    centre = {ccp.number: 7 + extra + hours * len(ccp.competences) for ccp in titre.ccps}
    company = {ccp.number: ccp.scheme.company_hours or 0 for ccp in titre.ccps}
    return Written(
        titre=titre, centre=centre, company=company, seances=seances,
        rncp=titre.rncp.removeprefix("RNCP"), code=titre.code, level=str(titre.level), decree=titre.decree_date,
        tests={c.number: tuple((TEST_LABELS[t.kind], t.minutes) for t in c.scheme.tests) for c in titre.ccps},
        pages={c.number: (p.pages_min or 0, p.pages_max or 0) for c in titre.ccps for p in c.scheme.productions[:1]},
        overview_company=dict(company), modules=tuple(c.number for c in titre.ccps),
        centre_total=sum(centre.values()), company_total=sum(company.values()),
        total=sum(centre.values()) + sum(company.values()),
        weeks={number: hours // 35 for number, hours in company.items()},
    )  # fmt: skip


def as_text(one: Written) -> str:
    """The programme as a centre would type it."""
    titre = one.titre
    year, month, day = one.decree.split("-")
    lines = [
        "FORMATION AU TITRE PROFESSIONNEL", "", titre.title, "",
        f"Code RNCP {one.rncp} – code titre {one.code}", "",
        f"Arrêté du {day}/{month}/{year} relatif au titre professionnel de {titre.title.lower()}.", "",
        f"Titre professionnel de niveau {one.level}.", "", "Organisation de la formation", "",
        f"- {one.centre_total} h en centre + {one.company_total} h en entreprise",
        f"- Durée totale de la formation : {one.total} heures",
        *(f"- CCP {n} : {h} h de stage ({one.weeks[n]} semaines)" for n, h in one.overview_company.items()), "",
    ]  # fmt: skip
    if one.days:
        lines += [f"Dates : {one.days}", ""]
    for number in one.modules:
        ccp = titre.ccp(number)
        lines += [
            f"MODULE {number} : {ccp.title}",
            "",
            f"Formation théorique : {one.centre[number]} heures",
            "",
        ]
        for rank, (heading, hours) in enumerate(one.seances[number], 1):
            lines += [f"Séance {rank} : {heading} ({hours})", ""]
        said = " + ".join(f"{label.lower()} ({told(minutes)})" for label, minutes in one.tests[number])
        lines += [f"Certification CCP {number} : {said}.", ""]
        if number in one.pages:
            low, high = one.pages[number]
            lines += [f"Le candidat remet un dossier de {low} à {high} pages, hors annexes.", ""]
        lines += [f"Formation pratique : {one.company[number]} h en entreprise", ""]
    return "\n".join(
        (
            *lines, "Modalités de certification", "",
            "Le jury évalue le candidat au vu d’une mise en situation professionnelle ou d’un projet, du dossier "
            "professionnel et de l’entretien.", "",
            "Horaires : 9 h - 12 h 30 et 13 h 30 - 17 h, 7 h par jour en centre.", "",
            "Prérequis : niveau 3 souhaité. Réponse à toute demande sous 48 h.", "",
        )
    )  # fmt: skip


def as_workbook(one: Written, competences: Mapping[tuple[int, int], str] | None = None) -> bytes:
    """The same in a workbook, with column names other than those of the template."""
    titre, said = one.titre, competences or {}
    rows, refs = [], {}
    for ccp in titre.ccps:
        refs |= {(ccp.number, rank): f"C{c.number}" for rank, c in enumerate(ccp.competences, 2)}
    for number in one.modules:
        for rank, (heading, hours) in enumerate(one.seances[number], 1):
            text = hours.removesuffix(" h")
            value = int(text) if text.lstrip("-").isdigit() else text
            key = (number, rank)
            rows.append((f"Module {number}", heading, value, said.get(key, refs.get(key, ""))))
    return to_workbook(
        [
            Sheet("PROGRAMME", ("Rubrique", "Valeur"), [
                ("Intitulé du titre", titre.title), ("Code titre", one.code), ("RNCP", f"RNCP{one.rncp}"),
                ("Niveau", one.level), ("Arrêté du", one.decree), ("Total heures en centre", one.centre_total),
                ("Total heures en entreprise", one.company_total), ("Durée totale", one.total),
            ]),
            Sheet("modules", ("Numéro", "Libellé", "Bloc", "Heures centre"),
                  [(n, titre.ccp(n).title, f"CCP {n}", one.centre[n]) for n in one.modules]),
            Sheet("SEANCES", ("module", "Séance", "Durée (h)", "Compétences visées"), rows),
            Sheet("Stage", ("CCP", "Nombre d’heures", "Semaines"),
                  [(n, h, one.weeks[n]) for n, h in one.company.items()]),
            Sheet("Epreuves", ("CCP", "Épreuve", "Durée (min)"),
                  [(f"CCP{n}", label, m) for n in one.modules for label, m in one.tests[n]]),
            Sheet("Productions", ("CCP", "Intitulé", "Pages min", "Pages max"),
                  [(n, "Dossier", low, high) for n, (low, high) in one.pages.items() if n in one.modules]),
        ]
    )  # fmt: skip
