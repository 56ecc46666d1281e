"""The plan of a dossier: parts, annexes and front matter found however people name them, pages counted fairly."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.headings import Numbering, numbered
from jalon.dossier.conformity.report import Finding, PartStatus, Severity
from jalon.dossier.conformity.structure import Structure, find_structure
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Part, Production
from jalon.referentiel.shipped import shipped_titres

from .papers import Draft, dossier

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]
TITLE = CIP.scheme("title").productions[0]
FAIR = [7, 5, 6, 7, 5, 4, 2]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]
ORDINALS = ["Première", "Deuxième", "Troisième", "Quatrième", "Cinquième", "Sixième", "Septième"]
SUBJECTS = [
    "La structure, son territoire et ses acteurs",
    "L’accompagnement de Mme A. : contractualiser et suivre son parcours",
    "L’élaboration du projet professionnel de M. B.",
    "Un atelier thématique sur l’entretien d’embauche",
    "La prospection des employeurs du territoire",
    "L’appui technique au recrutement",
    "L’intégration et le maintien d’un salarié",
]

WORDINGS: dict[str, Callable[[int], str]] = {
    "Partie 1 – …": lambda n: f"Partie {n} – {SUBJECTS[n - 1]}",
    "PARTIE I": lambda n: f"PARTIE {ROMAN[n - 1]}",
    "Première partie : …": lambda n: f"{ORDINALS[n - 1]} partie : {SUBJECTS[n - 1]}",
    "1ère partie": lambda n: f"{n}{'ère' if n == 1 else 'ème'} partie",
    "I. …": lambda n: f"{ROMAN[n - 1]}. {SUBJECTS[n - 1]}",
    "I – …": lambda n: f"{ROMAN[n - 1]} – {SUBJECTS[n - 1]}",
    "1/ …": lambda n: f"{n}/ {SUBJECTS[n - 1]}",
    "1. … en capitales": lambda n: f"{n}. {SUBJECTS[n - 1]}".upper(),
    "1 …": lambda n: f"{n} {SUBJECTS[n - 1]}",
    "Chapitre 1": lambda n: f"Chapitre {n} : {SUBJECTS[n - 1]}",
    "P1 : …": lambda n: f"P{n} : {SUBJECTS[n - 1]}",
    "sans numéro": lambda n: SUBJECTS[n - 1],
    "décomposé (NFD)": lambda n: f"Premie\u0300re partie : {SUBJECTS[0]}" if n == 1 else f"Partie {n}",
    "espaces insécables": lambda n: f"Partie\u00a0{n}\u00a0: {SUBJECTS[n - 1]}",
}
LOOKS: dict[str, Callable[[Draft, str], object]] = {
    "style Titre 1": Draft.heading,
    "gras plus grand, à la main": lambda draft, text: draft.write(text, bold=True, size=14),
    "gras seul": lambda draft, text: draft.write(text, bold=True),
    "dans un tableau": lambda draft, text: draft.write(text, bold=True, size=14, table=1),
    "style de son cru": lambda draft, text: draft.write(text, style="Titre de partie", size=15),
}


def found(draft: Draft, production: Production = TITLE, titre: object = CIP, **told: object) -> Structure:
    return find_structure(draft.paper(**told), production, titre)  # type: ignore[arg-type]


def codes(structure: Structure, severity: Severity | None = None) -> list[str]:
    return [one.code for one in structure.findings if severity in (None, one.severity)]


# --- parts found ---


@pytest.mark.parametrize(("name", "look"), [*product(WORDINGS, LOOKS)], ids=lambda value: str(value))
def test_les_parties_se_trouvent_quelle_que_soit_leur_façon_d_être_annoncées(name: str, look: str) -> None:
    structure = found(dossier(FAIR, wording=WORDINGS[name], heading=LOOKS[look], annexes=5))
    assert [(part.number, part.status, part.pages) for part in structure.parts] == [
        (number, PartStatus.OK, pages) for number, pages in enumerate(FAIR, 1)
    ]
    assert structure.pages.annexes == 5
    assert (structure.pages.front, structure.pages.body) == (2, sum(FAIR))
    assert all(part.evidence for part in structure.parts)
    assert not codes(structure)


@pytest.mark.parametrize("name", WORDINGS)
def test_sans_sommaire_les_parties_se_trouvent_aussi(name: str) -> None:
    structure = found(dossier(FAIR, wording=WORDINGS[name], contents=False))
    assert [part.pages for part in structure.parts] == FAIR
    assert codes(structure) == ["toc_missing"]
    assert structure.findings[0].severity == Severity.ADVICE


def test_un_numéro_posé_par_le_traitement_de_texte_est_lu() -> None:
    def automatic(draft: Draft, text: str) -> None:
        label, _, words = text.partition("|")
        draft.write(words, label=label, level=1, style="Titre 1")

    structure = found(
        dossier(FAIR, wording=lambda n: f"Partie {n}|{SUBJECTS[n - 1]}", heading=automatic, contents=False)
    )
    assert [part.pages for part in structure.parts] == FAIR


def test_les_titres_numérotés_à_l_intérieur_d_une_partie_ne_sont_pas_des_parties() -> None:
    draft = Draft().cover()
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number} – {SUBJECTS[number - 1]}")
        for inner in range(1, 8):
            draft.heading(f"{inner}. Une étape", level=2).prose(pages / 9)
        draft.fill(pages - (draft.page - draft.paragraphs[-1].page) - 0) if draft.height < 0.5 else None
    structure = found(draft)
    assert [part.heading[:8] for part in structure.parts] == [f"Partie {number}" for number in range(1, 8)]


def test_un_sommaire_tapé_à_la_main_sans_pages_n_est_pas_le_dossier() -> None:
    draft = Draft().cover()
    draft.write("Sommaire", bold=True, size=16)
    for number in range(1, 8):
        draft.write(f"Partie {number} – {SUBJECTS[number - 1]}", bold=True)
    draft.turn()
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number} – {SUBJECTS[number - 1]}").fill(pages)
    structure = found(draft)
    assert [part.pages for part in structure.parts] == FAIR
    assert structure.parts[0].start_page == 3


def test_le_plan_annoncé_dans_l_introduction_n_est_pas_le_dossier() -> None:
    draft = Draft().cover().heading("Introduction").prose(0.6)
    for number in range(1, 8):
        draft.write(f"Partie {number} : {SUBJECTS[number - 1]}")
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number} – {SUBJECTS[number - 1]}").fill(pages)
    structure = found(draft)
    assert [part.pages for part in structure.parts] == FAIR


def test_les_numéros_du_titre_gardés_dans_le_dossier_d_un_ccp_sont_reconnus() -> None:
    production = CIP.scheme("ccp2").productions[0]
    structure = found(dossier([5, 6, 7], wording=lambda n: f"Partie {n + 1}"), production)
    assert [part.pages for part in structure.parts] == [5, 6, 7]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Partie 2 – Un accompagnement", Numbering((2,), True)),
        ("Parties 2 et 3", Numbering((2, 3), True)),
        ("2. Deuxième partie", Numbering((2,), True)),
        ("Partie n° 3 :", Numbering((3,), True)),
        ("PARTIE IV", Numbering((4,), True)),
        ("Partie deux", Numbering((2,), True)),
        ("IV. Le territoire", Numbering((4,), False)),
        ("2.1 Le contexte", None),
        ("I.2 Le contexte", None),
        ("En partie seulement", None),
        ("Il y a trois parties", None),
    ],
)
def test_le_numéro_d_un_titre(text: str, expected: Numbering | None) -> None:
    assert numbered(folded(text)) == expected


# --- parts missing, misplaced, merged ---


@pytest.mark.parametrize(
    ("number", "name"), [*product(range(1, 8), ["Partie 1 – …", "PARTIE I", "Première partie : …"])]
)
def test_une_partie_absente_bloque(number: int, name: str) -> None:
    pages = [0 if rank == number else count for rank, count in enumerate(FAIR, 1)]
    structure = found(dossier(pages, wording=WORDINGS[name], contents=False))
    assert [part.number for part in structure.parts if part.status == PartStatus.MISSING] == [number]
    assert "part_missing" in codes(structure, Severity.BLOCKS)


@pytest.mark.parametrize("number", range(1, 7))
def test_deux_parties_échangées_sont_dites_hors_de_leur_place(number: int) -> None:
    order = list(range(1, 8))
    order[number - 1], order[number] = order[number], order[number - 1]
    structure = found(dossier([FAIR[one - 1] for one in order], order=order))
    assert sum(part.status == PartStatus.MISPLACED for part in structure.parts) == 1
    assert {part.number for part in structure.parts if part.status == PartStatus.MISPLACED} <= {
        number,
        number + 1,
    }
    assert "part_missing" not in codes(structure)
    assert [part.pages for part in structure.parts] == FAIR


@pytest.mark.parametrize("number", range(1, 7))
def test_deux_parties_sous_un_seul_titre_sont_dites_mêlées(number: int) -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        if one == number:
            draft.turn().heading(f"Parties {one} et {one + 1}").fill(pages + FAIR[number])
        elif one != number + 1:
            draft.turn().heading(f"Partie {one}").fill(pages)
    structure = found(draft)
    assert "part_merged" in codes(structure)
    assert "part_missing" not in codes(structure)
    assert {part.number for part in structure.parts if part.status == PartStatus.MERGED} == {
        number,
        number + 1,
    }


def test_une_partie_dont_le_titre_manque_est_dite_mêlée_à_celle_d_avant() -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        if one != 4:
            draft.turn().heading(f"Partie {one}")
        draft.fill(pages) if one != 4 else draft.turn().fill(
            pages,
            "L’atelier et sa progression pédagogique : "
            "modalités, méthodes, activités, évaluation, animation. ",
        )
    structure = found(draft)
    assert codes(structure, Severity.TO_MEND) == ["part_merged"]
    assert not codes(structure, Severity.BLOCKS)


def test_un_dossier_sans_aucun_titre_reçoit_un_seul_constat_et_rien_de_bloquant() -> None:
    structure = found(Draft().cover().prose(36))
    assert codes(structure, Severity.TO_MEND) == ["part_missing"]
    assert not codes(structure, Severity.BLOCKS)
    assert structure.pages.body == 36


# --- pages ---


@pytest.mark.parametrize(
    ("part", "gap"),
    [one for one in product(TITLE.parts, (-2, -1, 0, 1, 2)) if (one[0].pages_min or 0) + one[1] > 0],
    ids=str,
)
def test_une_partie_trop_courte_ou_trop_longue_est_dite(part: Part, gap: int) -> None:
    assert part.pages_min is not None
    assert part.pages_max is not None
    count = part.pages_min + gap if gap < 0 else part.pages_max + gap
    pages = [count if number == part.number else fair for number, fair in enumerate(FAIR, 1)]
    structure = found(dossier(pages), kind="pdf")
    status = structure.parts[part.number - 1].status
    assert status == (PartStatus.SHORT if gap < 0 else PartStatus.LONG if gap > 0 else PartStatus.OK)
    concerned = [one.code for one in structure.findings if one.part == part.number]
    assert concerned == (["part_short"] if gap < 0 else ["part_long"] if gap > 0 else [])
    assert all(one.severity == Severity.BLOCKS for one in structure.findings if one.part)


@pytest.mark.parametrize("pages", [12, 14, 15, 16, 20])
def test_les_annexes_au_delà_du_nombre_admis_bloquent(pages: int) -> None:
    structure = found(dossier(FAIR, annexes=pages), kind="pdf")
    assert structure.pages.annexes == pages
    assert codes(structure) == (["annex_pages_high"] if pages > 15 else [])


@pytest.mark.parametrize(
    "title",
    ["Annexes", "ANNEXES", "Annexe 1", "Annexe 1 : la plaquette de la structure", "Annexe n° 1 – Plaquette",
     "ANNEXE I", "Annexe A – Grille", "Pièces jointes", "Documents annexes", "Les annexes du dossier"],
)  # fmt: skip
def test_les_annexes_se_reconnaissent_à_leur_titre(title: str) -> None:
    structure = found(dossier(FAIR, annexes=6, annex_title=title))
    assert structure.pages.annexes == 6
    assert structure.parts[-1].pages == FAIR[-1]


def test_la_page_qui_annonce_les_annexes_ne_fait_pas_dépasser() -> None:
    draft = dossier(FAIR, annexes=0).turn().heading("Annexes").turn()
    draft.heading("Annexe 1", level=2).fill(15)
    structure = found(draft)
    assert structure.pages.annexes == 15
    assert not codes(structure)


def test_un_renvoi_à_une_annexe_dans_le_texte_n_ouvre_pas_les_annexes() -> None:
    draft = dossier(FAIR[:6]).turn().heading("Partie 7").prose(0.5)
    draft.write("Annexe 3 : le contrat d’engagement", bold=True).fill(2)
    assert found(draft).pages.annexes == 0


@pytest.mark.parametrize("number", range(1, 7))
def test_le_mot_annexes_en_gras_au_milieu_d_une_partie_n_y_ouvre_pas_les_annexes(number: int) -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}")
        if one == number:
            draft.prose(1.5).write("Annexes", bold=True)
        draft.fill(pages - (one == number))
    draft.turn().heading("Annexes").fill(3)
    structure = found(draft)
    assert [part.pages for part in structure.parts] == FAIR
    assert structure.pages.annexes == 3


def test_des_annexes_rangées_après_chaque_partie_ne_comptent_pas_dans_la_partie() -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}").fill(pages)
        draft.turn().heading(f"Annexe {one}").fill(2)
    structure = found(draft)
    assert [part.pages for part in structure.parts] == FAIR
    assert structure.pages.annexes == 14


def test_une_page_qui_ne_porte_que_le_titre_de_la_partie_peut_ne_pas_compter() -> None:
    draft = Draft().cover()
    for number, pages in enumerate([8, 6, 6, 8, 6, 5, 3], 1):
        draft.turn().heading(f"Partie {number}").turn().heading(SUBJECTS[number - 1], level=2).fill(pages)
    structure = found(draft)
    assert not codes(structure, Severity.BLOCKS)
    assert structure.pages.body == 42
    assert [part.pages for part in structure.parts] == [8, 6, 6, 8, 6, 5, 3]


def test_une_partie_que_ses_mots_seuls_désignent_n_est_jamais_bloquée_sur_ses_pages() -> None:
    draft = Draft().cover()
    for subject, pages in zip(SUBJECTS, [12, 2, 6, 7, 5, 4, 2], strict=True):
        # Each part under a heading of its own look: neither number nor rank, words alone.
        draft.turn().write(subject, bold=True, size=14 + pages / 10).fill(pages)
    structure = found(draft, kind="pdf")
    assert codes(structure, Severity.TO_MEND) == ["part_long", "part_short"]
    assert not codes(structure, Severity.BLOCKS)


def test_les_parties_qui_se_suivent_sur_la_même_page_se_comptent_au_plus_juste() -> None:
    draft = Draft().cover()
    for number, pages in enumerate([6.5, 5.5, 5.5, 6.5, 4.5, 4.3, 2.4], 1):
        draft.heading(f"Partie {number}").prose(pages)
    structure = found(draft)
    assert [part.status for part in structure.parts] == [PartStatus.OK] * 7
    assert not codes(structure, Severity.BLOCKS)


def test_introduction_conclusion_glossaire_et_remerciements_ne_faussent_pas_le_compte() -> None:
    draft = Draft().cover().heading("Remerciements").fill(1).turn().heading("Introduction").fill(1)
    for number, pages in enumerate([8, 6, 6, 8, 6, 5, 3], 1):
        draft.turn().heading(f"Partie {number}").fill(pages)
    draft.turn().heading("Conclusion").fill(1).turn().heading("Bibliographie").fill(1).turn().heading(
        "Annexes"
    ).fill(4)
    structure = found(draft)
    assert not codes(structure, Severity.BLOCKS)
    assert structure.pages.body == 42
    assert structure.pages.annexes == 4
    assert structure.parts[-1].pages == 3


def test_un_compte_que_seule_l_introduction_atteint_est_un_conseil() -> None:
    draft = Draft().cover().heading("Introduction").fill(2)
    for number, pages in enumerate([6, 5, 5, 6, 4, 4, 0], 1):
        draft.turn().heading(f"Partie {number}").fill(pages or 1)
    structure = found(draft, kind="pdf")
    assert [(one.code, one.severity) for one in structure.findings if one.part is None] == [
        ("pages_low", Severity.ADVICE), ("toc_missing", Severity.ADVICE)
    ]  # fmt: skip


def test_le_dernier_feuillet_que_quelques_lignes_entament_ne_bloque_pas_un_docx() -> None:
    draft = dossier([7, 5, 6, 7, 5, 4])
    draft.turn().heading("Partie 7").prose(3.0)
    finding = next(one for one in found(draft).findings if one.code == "part_long")
    assert finding.severity == Severity.TO_MEND
    assert "LibreOffice" in finding.message
    assert next(
        one for one in found(draft, kind="pdf").findings if one.code == "part_long"
    ).severity == Severity.BLOCKS  # fmt: skip


@pytest.mark.parametrize("scope", ["ccp1", "ccp2", "ccp3"])
@pytest.mark.parametrize("titre", [CIP, ETI], ids=lambda titre: titre.sigle)
def test_chaque_production_livrée_admet_un_dossier_à_sa_mesure(titre: object, scope: str) -> None:
    for production in titre.scheme(scope).productions:  # type: ignore[attr-defined]
        for bound in ("pages_min", "pages_max"):
            pages = [getattr(part, bound) for part in production.parts]
            structure = found(dossier(pages, annexes=production.annex_pages_max), production, titre)
            assert not codes(structure, Severity.BLOCKS), (scope, production.name, bound)
            assert structure.pages.body == sum(pages)
            assert structure.pages.annexes == production.annex_pages_max


def test_une_production_d_une_seule_partie_se_lit_sans_titre_de_partie() -> None:
    production = CIP.scheme("ccp1").productions[0]
    draft = Draft().cover()
    for number, name in enumerate(("La structure", "Le territoire", "Les acteurs"), 1):
        draft.heading(f"Partie {number} – {name}").prose(2.2)
    draft.turn().heading("Annexes").fill(4)
    structure = found(draft, production)
    assert [(part.pages, part.status) for part in structure.parts] == [(7, PartStatus.OK)]
    assert structure.pages.annexes == 4


@pytest.mark.parametrize("wording", ["1/ …", "I. …", "1. … en capitales", "Chapitre 1"])
@pytest.mark.parametrize("at", range(6))
def test_deux_parties_échangées_gardent_leur_numéro_et_ne_sont_que_mal_placées(wording: str, at: int) -> None:
    order = list(range(1, 8))
    order[at : at + 2] = [at + 2, at + 1]
    draft = dossier([FAIR[number - 1] for number in order], wording=WORDINGS[wording], order=order)
    structure = found(draft)
    assert [part.pages for part in structure.parts] == FAIR
    (one,) = [one for one in structure.findings if one.severity != Severity.ADVICE]
    assert (one.code, one.part in order[at : at + 2]) == ("part_misplaced", True)


def test_des_parties_qui_partagent_leurs_pages_en_gagnent_en_s_ouvrant_sur_une_page_neuve() -> None:
    draft = Draft().cover()
    for number, pages in enumerate((6, 4, 5, 6, 4, 3.5, 1.5), 1):
        draft.heading(f"Partie {number} – {SUBJECTS[number - 1]}").prose(pages - 0.1)
    (low,) = [one for one in found(draft).findings if one.code == "pages_low"]
    assert low.remedy.startswith("Ouvrez chaque partie sur une nouvelle page")
    (low,) = [one for one in found(dossier([4] * 7)).findings if one.code == "pages_low"]
    assert low.remedy.startswith("Développez les parties les plus courtes")


def test_un_texte_sans_aucun_titre_se_compte_après_les_remerciements() -> None:
    production = CIP.scheme("ccp1").productions[0]
    draft = Draft().cover()
    draft.heading("Remerciements").prose(0.3)
    draft.turn().fill(7)
    draft.turn().heading("Annexe 1 – La plaquette").fill(1)
    structure = found(draft, production)
    assert (structure.pages.body, structure.pages.annexes) == (7, 1)
    assert not codes(structure, Severity.BLOCKS)


def test_une_production_d_une_seule_partie_ne_dit_ses_pages_qu_une_fois() -> None:
    production = CIP.scheme("ccp1").productions[0]
    structure = found(Draft().cover().fill(4), production)
    assert codes(structure, Severity.BLOCKS) == ["pages_low"]
    assert structure.parts[0].status == PartStatus.SHORT


def test_une_production_sans_partie_ni_limite_n_appelle_rien() -> None:
    structure = found(Draft().cover().prose(3), Production("Rapport"))
    assert structure.parts == ()
    assert not codes(structure)
    assert structure.pages.body == 3


def test_sans_pagination_les_parties_se_trouvent_et_aucune_page_n_est_jugée() -> None:
    paper = dossier([2] * 7, annexes=30).paper(pages=())
    bare = [type(one)(one.address, one.runs, style=one.style, level=one.level) for one in paper.paragraphs]
    structure = find_structure(type(paper)(paper.name, "docx", tuple(bare)), TITLE, CIP)
    assert [part.status for part in structure.parts] == [PartStatus.OK] * 7
    assert structure.pages.total == 0
    assert not codes(structure)


# --- two parts, many chapters ---

TWO = ETI.scheme("title").productions[0]
CHAPTERS = {
    1: ("La relation client", "Un exemple de production", "Encadrer l’équipe", "Le planning", "Les conflits"),
    2: (
        "Suivre",
        "Mon avis compte",
        "Représentation et limites",
        "Cartographie",
        "Les acteurs",
        "Lever les freins",
    ),
}
LENGTHS = {1: 12, 2: 10}


def eti(
    titles: dict[int, str], *, size: float | None = None, chapters: dict[int, tuple[str, ...]] = CHAPTERS
) -> Draft:
    """The two parts, each under its title or under none, their chapters one step lower."""
    draft = Draft().cover()
    for number, pages in LENGTHS.items():
        if number in titles:
            draft.turn()
            draft.write(titles[number], bold=True, size=size) if size else draft.heading(titles[number])
        for title in chapters[number]:
            draft.write(title, bold=True, size=size - 2) if size else draft.heading(title, 2)
            draft.prose(pages / len(chapters[number]) - 0.05)
    return draft


@pytest.mark.parametrize("size", [None, 16.0])
def test_un_sous_titre_d_une_partie_sûre_n_en_ouvre_pas_une_autre(size: float | None) -> None:
    draft = eti({1: "Première partie : l’encadrement technique"}, size=size)
    structure = find_structure(draft.paper(), TWO, ETI)
    assert [one.code for one in structure.findings if one.code.startswith("part")] == ["part_merged"]


@pytest.mark.parametrize("size", [None, 16.0])
def test_une_partie_absente_n_est_pas_prise_parmi_les_sous_titres_de_l_autre(size: float | None) -> None:
    draft = Draft().cover().turn()
    title = "Chapitre 2 – Accompagner les salariés en insertion"
    draft.write(title, bold=True, size=size) if size else draft.heading(title)
    for one in CHAPTERS[2]:
        draft.write(one, bold=True, size=size - 2) if size else draft.heading(one, 2)
        draft.prose(1.6)
    structure = find_structure(draft.paper(), TWO, ETI)
    assert [(one.code, one.part) for one in structure.findings if one.code.startswith("part")] == [
        ("part_missing", 1)
    ]


@pytest.mark.parametrize(
    "said",
    [
        "CCP {}", "CCP{} – Une activité", "CCP n° {} : une activité", "Activité-type {}", "ACTIVITÉ TYPE {} :",
        "AT{} : suite",
        "Bloc de compétences {} - suite", "1. Activité {}",
    ],
)  # fmt: skip
def test_une_partie_qui_traite_un_ccp_se_nomme_aussi_par_lui(said: str) -> None:
    chapters = {number: tuple(f"{rank}. Un point" for rank in range(1, 6)) for number in (1, 2)}
    structure = find_structure(
        eti({1: said.format(1), 2: said.format(2)}, chapters=chapters).paper(), TWO, ETI
    )
    assert [part.heading for part in structure.parts] == [said.format(1), said.format(2)]
    assert not [one for one in structure.findings if one.code.startswith("part")]


def test_dans_un_dossier_dont_les_parties_ne_suivent_pas_les_ccp_un_ccp_n_est_pas_une_partie() -> None:
    draft = Draft().cover()
    for number, pages in enumerate(FAIR, 1):
        if number in (1, 2, 5):
            draft.turn().heading(f"CCP {(1, 2, 5).index(number) + 1}")
        draft.turn().heading(f"Partie {number}", 2).fill(pages)
    structure = found(draft)
    assert [part.heading for part in structure.parts] == [f"Partie {number}" for number in range(1, 8)]


@pytest.mark.parametrize("last", ["Glossaire", "Annexes", ""])
def test_des_remerciements_suivis_d_un_texte_sans_titre_ne_l_emportent_pas(last: str) -> None:
    draft = Draft().cover().heading("Remerciements").prose(0.2).turn().fill(7)
    if last:
        draft.turn().heading(last).prose(0.3)
    structure = find_structure(draft.paper(), CIP.scheme("ccp1").productions[0], CIP, "ccp1")
    assert structure.pages.body == 7
    assert [one.code for one in structure.findings] == ["toc_missing"]


def test_deux_titres_du_même_numéro_sont_dits_ensemble() -> None:
    draft = Draft().cover()
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {3 if number == 4 else number}").fill(pages)
    (finding,) = [one for one in found(draft).findings if one.code.startswith("part")]
    assert (finding.code, finding.part) == ("part_merged", 4)
    assert "(pages 14 et 20)" in finding.message
    assert finding.page == 20


def test_une_partie_gonflée_de_pages_presque_vides_reçoit_un_conseil() -> None:
    def padded(pages: int) -> list[Finding]:
        draft = Draft().cover()
        for number, count in enumerate(FAIR, 1):
            draft.turn().heading(f"Partie {number}")
            draft.fill(count if number != 5 else count - pages)
            for _ in range(pages if number == 5 else 0):
                draft.turn().write("Fin.", lines=2400.0)
        return [one for one in found(draft).findings if one.code != "toc_missing"]

    assert padded(0) == padded(1) == []
    (finding,) = padded(3)
    assert (finding.code, finding.severity, finding.part) == ("pages_sparse", Severity.ADVICE, 5)
    assert "(pages 29, 30, 31)" in finding.message


def test_une_image_seule_à_la_fin_d_une_partie_se_compte_ou_non() -> None:
    draft = Draft().cover()
    pictured = []
    for number, pages in enumerate([8, 6, 6, 8, 6, 5, 3], 1):
        draft.turn()
        pictured.append(draft.page)
        draft.page += 1
        draft.heading(f"Partie {number}").fill(pages)
    paper = draft.paper()
    shown = tuple(replace(one, pictures=0.6) if one.number in pictured else one for one in paper.pages)
    structure = find_structure(replace(paper, pages=shown), TITLE, CIP)
    assert not [one for one in structure.findings if one.severity != Severity.ADVICE]


def test_un_dossier_sans_aucun_titre_est_dit_indécoupable() -> None:
    structure = found(Draft().cover().prose(38))
    missing = [one for one in structure.findings if one.code == "part_missing"]
    assert len(missing) == 1
    assert "n’a pas pu être découpé" in missing[0].message
    assert missing[0].severity == Severity.TO_MEND


# --- contents ---


def test_un_sommaire_qui_donne_de_fausses_pages_est_un_conseil() -> None:
    draft = Draft().cover().contents(f"Partie {number}\t{9 + number}" for number in range(1, 8))
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number}").fill(pages)
    structure = found(draft, kind="pdf")
    stale = [one for one in structure.findings if one.code == "toc_stale"]
    assert len(stale) == 1
    assert stale[0].severity == Severity.ADVICE


def test_un_sommaire_fait_d_un_tableau_est_un_sommaire() -> None:
    draft = Draft().cover().write("Sommaire", bold=True, size=16)
    for number in range(1, 8):
        draft.write(f"Partie {number}", table=1).write("Un travail mené", table=1).write(
            str(9 + number), table=1
        )
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number}").fill(pages)
    assert not codes(found(draft))


def test_un_sommaire_juste_ne_dit_rien() -> None:
    draft, page = Draft().cover(), 3
    lines = []
    for number, pages in enumerate(FAIR, 1):
        lines.append(f"Partie {number}\t{page}")
        page += pages
    draft.contents(lines)
    for number, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {number}").fill(pages)
    assert not codes(found(draft, kind="pdf"))


# --- whatever is written ---


@settings(max_examples=60, deadline=None)
@given(
    pages=st.tuples(*(st.integers(part.pages_min or 1, part.pages_max or 9) for part in TITLE.parts)),
    annexes=st.integers(0, 15),
    name=st.sampled_from(list(WORDINGS)),
    look=st.sampled_from(list(LOOKS)),
    contents=st.booleans(),
)
def test_un_dossier_à_la_mesure_du_RE_ne_reçoit_jamais_de_constat_bloquant(
    pages: tuple[int, ...], annexes: int, name: str, look: str, contents: bool
) -> None:
    structure = found(
        dossier(pages, wording=WORDINGS[name], heading=LOOKS[look], annexes=annexes, contents=contents)
    )
    assert not codes(structure, Severity.BLOCKS)
    assert [part.pages for part in structure.parts] == list(pages)
    counted = structure.pages
    assert counted.total == counted.front + counted.body + counted.annexes


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Partie 1", "Partie 2", "Partie 9", "Annexes", "Sommaire", "III. x", "Conclusion", "", "…"]
            ),
            st.sampled_from(["heading", "bold", "plain", "toc"]),
            st.floats(0, 3),
        ),
        max_size=14,
    )
)
def test_aucun_fichier_ne_fait_échouer_la_lecture_du_plan(blocks: list[tuple[str, str, float]]) -> None:
    draft = Draft()
    for text, look, pages in blocks:
        draft.write(text, level=1 if look == "heading" else None, bold=look == "bold", toc=look == "toc")
        draft.prose(pages)
    structure = found(draft)
    counted = structure.pages
    assert counted.total == counted.front + counted.body + counted.annexes
    assert [part.number for part in structure.parts] == list(range(1, 8))
