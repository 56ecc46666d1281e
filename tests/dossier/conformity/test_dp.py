"""The dossier professionnel: the ministry's model kept whole, short examples in order, one at least an activity."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from jalon.dossier.conformity.dp import SETTINGS, check_dp
from jalon.dossier.conformity.expectations import DP, Expectation
from jalon.dossier.conformity.paper import Address, Paper, Run
from jalon.dossier.conformity.report import Finding, PartStatus, Severity
from jalon.referentiel.shipped import shipped_titres

from .papers import Draft

CIP = shipped_titres()["TP-00403.08"]
QUESTIONS = [
    "1. Décrivez les tâches ou opérations que vous avez effectuées, et dans quelles conditions :",
    "2. Précisez les moyens utilisés :",
    "3. Avec qui avez-vous travaillé ?",
    "4. Contexte",
    "5. Informations complémentaires (facultatif)",
]
Examples = Sequence[tuple[int, int, float]]  # activity, number, pages
ONE_EACH: Examples = [(1, 1, 2), (2, 1, 2), (3, 1, 2)]


def section(draft: Draft, title: str) -> Draft:
    return draft.turn().write(title, bold=True, size=16)


def example(
    draft: Draft, activity: int, number: int, pages: float, questions: Sequence[str] = QUESTIONS
) -> None:
    """As the model prints it: the activity and its number stand in two cells."""
    draft.turn().write("Activité-type", table=1).write(str(activity), table=1).write("Accueillir", table=1)
    draft.write(f"Exemple n°{number} ► Un entretien", table=1)
    for question in questions:
        draft.write(question, bold=True)
        draft.prose(pages / len(questions) - len(question) / 2500 - 0.01) if pages else None


def model(
    examples: Examples = ONE_EACH,
    *,
    without: str = "",
    questions: Sequence[str] = QUESTIONS,
    swapped: bool = False,
) -> Draft:
    draft = Draft().write("DOSSIER PROFESSIONNEL (DP)", bold=True, size=28)
    draft.write("Nom de naissance : Exemple").write("Titre professionnel visé : CIP")

    def opening() -> None:
        section(draft, "Présentation du dossier").prose(0.5)

    if not swapped and without != "Présentation du dossier":
        opening()
    if without != "Sommaire":
        section(draft, "Sommaire")
        if without != "Exemples de pratique professionnelle":
            draft.write("Exemples de pratique professionnelle", bold=True)
        for activity, number, _ in examples:
            draft.write(f"– Intitulé de l’activité-type n° {activity} p. {5 + activity}")
            draft.write(f"– Intitulé de l’exemple n° {number} p. {5 + activity}")
    elif without != "Exemples de pratique professionnelle":
        section(draft, "Exemples de pratique professionnelle")
    for activity, number, pages in examples:
        example(draft, activity, number, pages, questions)
    if without != "Titres, diplômes, CQP, attestations de formation":
        section(draft, "Titres, diplômes, CQP, attestations de formation (facultatif)")
    if without != "Déclaration sur l’honneur":
        section(draft, "Déclaration sur l’honneur").prose(0.2)
    if swapped:
        opening()
    if without != "Documents illustrant la pratique professionnelle":
        section(draft, "Documents illustrant la pratique professionnelle (facultatif)")
    return section(draft, "ANNEXES").prose(0.5)


def check(draft: Draft | Paper, scope: str = "title") -> tuple[Finding, ...]:
    paper = draft.paper() if isinstance(draft, Draft) else draft
    return check_dp(paper, Expectation(CIP, scope, DP))[2]


def codes(findings: Sequence[Finding]) -> list[str]:
    return [one.code for one in findings]


def test_le_modèle_rempli_ne_reçoit_rien() -> None:
    assert check(model()) == ()


def test_chaque_activité_est_vue_avec_ses_exemples_et_ses_pages() -> None:
    _, parts, _ = check_dp(
        model([(1, 1, 2), (1, 2, 2.5), (2, 1, 1), (3, 1, 3)]).paper(), Expectation(CIP, "title", DP)
    )
    assert [(part.number, part.status, part.pages) for part in parts] == [
        (1, PartStatus.OK, 5), (2, PartStatus.OK, 1), (3, PartStatus.OK, 3)
    ]  # fmt: skip
    assert "2 exemples" in parts[0].evidence


def test_rien_de_ce_que_demande_le_modèle_ne_bloque_jamais() -> None:
    findings = check(Draft().prose(12))
    assert findings
    assert Severity.BLOCKS not in {one.severity for one in findings}
    assert all("A6.4" in one.source for one in findings if one.code.startswith("dp_"))


@pytest.mark.parametrize("label", [one.label for one in SETTINGS.sections])
def test_une_rubrique_du_modèle_qui_manque_est_dite(label: str) -> None:
    findings = [one for one in check(model(without=label)) if one.code == "dp_section_missing"]
    assert label in [one.message.split("« ")[1].split(" »")[0] for one in findings]


def test_une_rubrique_que_le_sommaire_seul_nomme_manque() -> None:
    draft = model(without="Déclaration sur l’honneur")
    rank = next(at for at, one in enumerate(draft.paragraphs) if one.text.startswith("– Intitulé"))
    line = replace(draft.paragraphs[rank], runs=(Run("Déclaration sur l’honneur ........ p. 12"),))
    draft.paragraphs.insert(rank, replace(line, address=Address("word/document.xml", 9000)))
    assert codes(check(draft)) == ["dp_section_missing"]


def test_des_rubriques_hors_de_l_ordre_du_modèle_sont_dites() -> None:
    assert codes(check(model(swapped=True))) == ["dp_section_misplaced"]


@pytest.mark.parametrize("absent", [1, 2, 3])
def test_une_activité_sans_exemple_est_dite(absent: int) -> None:
    findings = check(model([one for one in ONE_EACH if one[0] != absent]))
    assert [(one.code, one.part) for one in findings] == [("dp_examples_low", absent)]
    assert CIP.ccp(absent).title in findings[0].message


@pytest.mark.parametrize(
    ("pages", "expected"), [(1, []), (2, []), (3, []), (4, ["dp_example_long"]), (5, ["dp_example_long"])]
)
def test_un_exemple_de_plus_de_trois_pages_est_dit(pages: int, expected: list[str]) -> None:
    assert codes(check(model([(1, 1, pages), (2, 1, 2), (3, 1, 2)]))) == expected


def test_la_longueur_admise_est_un_réglage() -> None:
    paper = model([(1, 1, 4), (2, 1, 2), (3, 1, 2)]).paper()
    findings = check_dp(paper, Expectation(CIP, "title", DP), replace(SETTINGS, example_pages_max=5))[2]
    assert findings == ()


def test_les_exemples_que_le_modèle_laisse_vides_ne_sont_pas_des_fautes() -> None:
    assert check(model([(1, 1, 2), (1, 2, 0), (1, 3, 0), (2, 1, 2), (2, 2, 0), (3, 1, 2)])) == ()


def test_un_quatrième_exemple_n_est_qu_un_conseil() -> None:
    findings = check(model([*((1, number, 1) for number in range(1, 5)), (2, 1, 2), (3, 1, 2)]))
    assert [(one.code, one.severity) for one in findings] == [("dp_examples_high", Severity.ADVICE)]


@pytest.mark.parametrize("numbers", [(1, 3), (2,), (2, 1)])
def test_des_exemples_qui_ne_se_suivent_pas_sont_dits(numbers: tuple[int, ...]) -> None:
    findings = check(model([*((1, number, 1) for number in numbers), (2, 1, 2), (3, 1, 2)]))
    assert codes(findings) == ["dp_numbering"]
    assert ", ".join(map(str, numbers)) in findings[0].message


@pytest.mark.parametrize("question", range(4))
def test_une_question_du_modèle_effacée_est_dite(question: int) -> None:
    findings = check(model(questions=[one for rank, one in enumerate(QUESTIONS) if rank != question]))
    assert codes(findings) == ["dp_question_missing"] * 3


def test_une_zone_laissée_à_remplir_est_dite() -> None:
    draft = model()
    draft.write("Cliquez ici pour taper du texte.")
    assert [(one.code, one.severity) for one in check(draft)] == [("dp_placeholder", Severity.ADVICE)]


def test_un_DP_sans_numéros_de_page_est_à_corriger() -> None:
    paper = model().paper()
    bare = replace(paper, pages=tuple(replace(page, printed_number="") for page in paper.pages))
    assert [(one.code, one.severity) for one in check(bare)] == [("page_numbers", Severity.TO_MEND)]


@pytest.mark.parametrize("number", [1, 2])
def test_le_DP_d_un_ccp_n_a_qu_une_activité_quel_que_soit_son_numéro(number: int) -> None:
    assert check(model([(number, 1, 2)]), "ccp2") == ()


@pytest.mark.parametrize(
    "write",
    [
        lambda draft, n: draft.write(f"Activité-type {n} : Accueillir").write("Exemple n° 1 : un cas"),
        lambda draft, n: draft.write(f"ACTIVITÉ TYPE N° {n}", bold=True).write("EXEMPLE N°1", bold=True),
        lambda draft, n: draft.write("Exemple n°1 – un cas", bold=True),
    ],
)  # fmt: skip
def test_les_exemples_se_trouvent_quelle_que_soit_leur_façon_d_être_annoncés(
    write: Callable[[Draft, int], object],
) -> None:
    draft = Draft().write("DOSSIER PROFESSIONNEL (DP)", bold=True, size=28)
    section(draft, "Présentation du dossier").prose(0.2)
    section(draft, "Sommaire")
    section(draft, "Exemples de pratique professionnelle")
    for number in (1, 2, 3):
        write(draft.turn(), number)
        for question in QUESTIONS:
            draft.write(question, bold=True).prose(0.2)
    section(draft, "Titres, diplômes, CQP, attestations de formation")
    section(draft, "Déclaration sur l’honneur")
    section(draft, "Documents illustrant la pratique professionnelle")
    assert check(draft) == ()


def _printed(draft: Draft) -> Paper:
    """The paper as a PDF shows it: « Activité-type », repeated atop pages, is taken for a running head."""
    paper = draft.paper("pdf")
    return replace(
        paper,
        paragraphs=tuple(
            replace(one, story="header") if one.text == "Activité-type" else one for one in paper.paragraphs
        ),
    )


@pytest.mark.parametrize("examples", [[(2, 1, 1), (3, 1, 2)], [(1, 1, 1), (3, 1, 1), (3, 2, 1)]])
def test_en_PDF_le_nom_de_l_activité_pris_pour_un_en_tête_dit_encore_de_quelle_activité_est_l_exemple(
    examples: Examples,
) -> None:
    missing = ({1, 2, 3} - {activity for activity, _, _ in examples}).pop()
    findings = check(_printed(model(examples)))
    assert [(one.code, one.part) for one in findings] == [("dp_examples_low", missing)]


def test_en_PDF_tout_le_cartouche_de_l_activité_peut_être_pris_pour_un_en_tête() -> None:
    draft = model([(1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 2, 1), (2, 3, 1), (3, 1, 1)])
    paper = draft.paper("pdf")
    printed = tuple(
        replace(one, story="header") if one.table is not None and "Exemple" not in one.text else one
        for one in paper.paragraphs
    )
    assert check(replace(paper, paragraphs=printed)) == ()


def test_l_intitulé_d_une_activité_suffit_à_la_nommer() -> None:
    draft = model([])
    titles = [bloc.title for bloc in CIP.ccps]
    for activity in (2, 3):
        draft.turn().write(str(activity), table=activity).write(titles[activity - 1], table=activity)
        draft.write("Exemple n°1 ► Un entretien")
        for question in QUESTIONS:
            draft.write(question, bold=True).prose(0.2)
    found = [(one.code, one.part) for one in check(draft) if one.code == "dp_examples_low"]
    assert found == [("dp_examples_low", 1)]
