"""Où le dossier semble traiter ce que le RE demande : vu, à relire, introuvable ; jamais « compris »."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.contents import check_contents, coverage
from jalon.dossier.conformity.paper import Address, Paper, Paragraph, Run
from jalon.dossier.conformity.passages import Passage, is_heading
from jalon.dossier.conformity.report import ContentSeen, Finding, PartSeen, PartStatus, Severity
from jalon.dossier.conformity.tellings import interviews_told, persons_asked, persons_told
from jalon.dossier.conformity.topics import Weights, topic
from jalon.dossier.conformity.words import stem
from jalon.referentiel.schema import Part, Production, TitreVersion
from jalon.referentiel.shipped import shipped_titres
from tests.dossier.conformity.prose import beside, told, treated, wordings

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]
PRODUCTIONS = [
    (titre, scope, production)
    for titre in (CIP, ETI)
    for scope, scheme in titre.schemes.items()
    for production in scheme.productions
]
CASES = pytest.mark.parametrize(
    ("titre", "scope", "production"), PRODUCTIONS, ids=[f"{t.sigle} {s} {p.name}" for t, s, p in PRODUCTIONS]
)


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts of a paper, as the structure gives them."""

    parts: tuple[PartSeen, ...]


def line(rank: int, kind: str, text: str) -> Paragraph:
    level = {"part": 1, "heading": 2}.get(kind)
    return Paragraph(
        Address("word/document.xml", rank), (Run(text, bold=kind == "bold"),), level=level, page=1 + rank // 6
    )


def written(*parts: Sequence[tuple[str, str]], annex: Sequence[tuple[str, str]] = ()) -> tuple[Paper, Cut]:
    """A paper of some parts, each a list of (kind, text), then annexes that no part holds."""
    blocks: list[tuple[str, str]] = []
    seen = []
    for number, part in enumerate(parts, 1):
        start = len(blocks)
        blocks += [("part", f"Partie {number}"), *part]
        seen.append(PartSeen(number, PartStatus.OK, 1, 1, paragraphs=(start, len(blocks))))
    blocks += annex
    return Paper("essai.docx", "docx", tuple(line(rank, *one) for rank, one in enumerate(blocks))), Cut(
        tuple(seen)
    )


def dossier(
    production: Production, seed: int, *, without: Collection[tuple[int, str]] = (), headings: bool = True
) -> tuple[Paper, Cut]:
    rng = random.Random(seed)
    parts = []
    for part in production.parts:
        blocks = treated(
            part,
            rng,
            without={label for number, label in without if number == part.number},
            headings=headings,
        )
        if part.min_interviews and not any("entretien" in label for label in part.requirements):
            blocks.append(
                (
                    "text",
                    "Premier entretien : accueil. Deuxième entretien : choix. Troisième entretien : suite.",
                )
            )
        parts.append(blocks)
    return written(*parts)


def checked(
    case: tuple[TitreVersion, str, Production], paper: Paper, cut: Cut
) -> tuple[tuple[ContentSeen, ...], tuple[Finding, ...]]:
    titre, scope, production = case
    return check_contents(paper, cut, production, titre, scope)


def one_part(*requirements: str, min_interviews: int | None = None) -> Production:
    return Production("Dossier", parts=(Part(1, requirements=requirements, min_interviews=min_interviews),))


def test_la_prose_des_essais_dit_chaque_contenu_de_deux_façons_au_moins() -> None:
    labels = {
        label for _, _, production in PRODUCTIONS for part in production.parts for label in part.requirements
    }
    assert labels == set(wordings())
    assert all(len(told(label)) > 1 for label in labels)


@CASES
@pytest.mark.parametrize("headings", [True, False], ids=["avec titres", "sans titres"])
def test_un_dossier_complet_n_a_rien_à_corriger(
    titre: TitreVersion, scope: str, production: Production, headings: bool
) -> None:
    for seed in range(3):
        seen, findings = checked((titre, scope, production), *dossier(production, seed, headings=headings))
        assert {one.severity for one in findings} <= {Severity.ADVICE}
        assert sum(one.state == "seen" for one in seen) >= 0.75 * len(seen)


@CASES
def test_chaque_contenu_est_rendu_une_fois_dans_l_ordre_du_référentiel(
    titre: TitreVersion, scope: str, production: Production
) -> None:
    seen, _ = checked((titre, scope, production), *dossier(production, 1))
    assert [(one.part, one.requirement) for one in seen] == [
        (part.number, label) for part in production.parts for label in part.requirements
    ]
    assert all(one.quote and one.page for one in seen if one.state == "seen")


@CASES
def test_une_partie_qui_parle_d_autre_chose_ne_traite_rien(
    titre: TitreVersion, scope: str, production: Production
) -> None:
    rng = random.Random(7)
    paper, cut = written(*([("text", text) for text in beside(rng, 400)] for _ in production.parts))
    seen, findings = checked((titre, scope, production), paper, cut)
    assert not any(one.state == "seen" for one in seen)
    assert sum(one.state == "absent" for one in seen) > 0.4 * len(seen)
    absent = [one for one in findings if one.code == "content_absent"]
    assert len(absent) == sum(one.state == "absent" for one in seen)
    assert {one.severity for one in absent} == {Severity.TO_MEND}


@pytest.mark.parametrize("seed", range(6))
def test_la_plupart_des_contenus_ôtés_sont_signalés(seed: int) -> None:
    production = CIP.scheme().productions[0]
    labels = [(part.number, label) for part in production.parts for label in part.requirements]
    gone = random.Random(seed).sample(labels, 6)
    _, findings = checked((CIP, "title", production), *dossier(production, seed, without=gone))
    flagged = {
        (one.part, one.message.split("«")[1].split("»")[0].strip()) for one in findings if "«" in one.message
    }
    assert len(flagged & set(gone)) >= 3
    assert len(flagged - set(gone)) <= 4


def test_la_citation_est_la_phrase_qui_en_parle_et_sa_page() -> None:
    production = one_part("le développement durable")
    rng = random.Random(2)
    green = "Nous trions les déchets, nous réparons les outils et le recyclage est devenu une habitude de chantier."
    paper, cut = written(
        [("text", text) for text in beside(rng, 500)] + [("text", f"Il pleut. {green} Midi sonne.")]
    )
    (seen,), findings = checked((ETI, "title", production), paper, cut)
    assert (seen.quote, seen.page) == (green, paper.paragraphs[-1].page)
    assert findings == ()


def test_un_titre_annonce_ce_qui_le_suit() -> None:
    production = one_part("le développement durable")
    rng = random.Random(2)
    texts = [("text", text) for text in beside(rng, 400)]
    (without,), _ = checked((ETI, "title", production), *written(texts))
    (with_heading,), _ = checked(
        (ETI, "title", production), *written([*texts, ("heading", "Développement durable"), *texts])
    )
    (by_hand,), _ = checked(
        (ETI, "title", production), *written([*texts, ("bold", "Développement durable"), *texts])
    )
    assert (without.state, with_heading.state, by_hand.state) == ("absent", "seen", "seen")


def test_le_titre_de_la_partie_ne_compte_pas() -> None:
    production = one_part("le développement durable")
    paper, cut = written([("text", text) for text in beside(random.Random(2), 400)])
    heading = line(0, "part", "Partie 1 : le développement durable")
    paper = Paper("essai.docx", "docx", (heading, *paper.paragraphs[1:]))
    (seen,), _ = checked((ETI, "title", production), paper, cut)
    assert seen.state == "absent"


def test_les_côtés_introuvables_d_un_contenu_sont_nommés() -> None:
    label = "la structure : statut, missions, financeurs"
    text = "L’association loi 1901 a pour mission l’insertion. Notre association suit cent personnes."
    paper, cut = written([("text", text), *(("text", other) for other in beside(random.Random(1), 200))])
    (seen,), _ = checked((CIP, "title", one_part(label)), paper, cut)
    assert seen.missing == ("financeurs",)


def test_ce_qui_est_traité_hors_de_la_partie_est_un_conseil() -> None:
    production = one_part("le développement durable")
    away = told("la démarche de développement durable et sa contribution")[0]
    texts = [("text", text) for text in beside(random.Random(3), 400)]
    paper, cut = written(texts, annex=[("heading", away.heading), ("text", away.text)])
    (seen,), (finding,) = checked((ETI, "title", production), paper, cut)
    assert seen.state == "unsure"
    assert (finding.code, finding.severity) == ("content_unsure", Severity.ADVICE)
    assert "en annexe seulement" in finding.message


def test_une_partie_presque_vide_ne_prouve_rien() -> None:
    production = one_part("le développement durable")
    (seen,), findings = checked((ETI, "title", production), *written([("text", "À compléter.")]))
    assert seen.state == "unsure"
    assert {one.severity for one in findings} == {Severity.ADVICE}


def test_une_partie_introuvable_n_a_pas_de_constat_de_plus() -> None:
    production = one_part("le développement durable")
    paper, _ = written([("text", "Un texte.")])
    missing = Cut((PartSeen(1, PartStatus.OK, 1, 1, paragraphs=(0, 0)), PartSeen(2, PartStatus.MISSING)))
    two = Production("Dossier", parts=(*production.parts, Part(2, requirements=("le bilan",))))
    seen, findings = checked((ETI, "title", two), paper, missing)
    assert len(seen) == 2
    assert findings == ()


def test_un_constat_cite_la_règle_et_sa_source() -> None:
    production = one_part("le développement durable")
    texts = [("text", text) for text in beside(random.Random(3), 300)]
    _, (finding,) = checked((ETI, "ccp1", production), *written(texts))
    assert finding.rule == "Ce dossier doit présenter : le développement durable."
    assert finding.source == "RE TP-00448.06, CCP 1, dossier"
    assert finding.message.startswith("Nous n’avons pas trouvé")


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["Premier entretien", "Deuxième entretien", "Troisième entretien"], 3),
        (["1er entretien : accueil", "2e entretien : choix", "3ème entretien : bilan"], 3),
        (["Entretien n° 1", "Entretien n°2", "Entretien 3"], 3),
        (["Lors du premier rendez-vous, il se tait. Au second rendez-vous, il parle."], 2),
        (["Entretien du 12 mars", "Entretien du 2 avril", "Entretien du 7 mai", "Entretien du 9 juin"], 4),
        (["Je l’ai reçue à trois reprises."], 3),
        (["L’accompagnement a compté cinq entretiens individuels."], 5),
        (["Nous nous sommes vus cinq fois. Le premier entretien a posé le cadre."], 5),
        (["Je l’ai rencontrée à trois reprises ; nous avons vu trois métiers lors d’un entretien."], 3),
        (["Lors de l’entretien, nous avons vu quatre métiers."], 0),
        (["Premier entretien", "Deuxième entretien", "Dernier entretien"], 3),
        (["Premier entretien", "Entretien de suivi", "Entretien de bilan"], 3),
        (["QUATRIÈME ENTRETIEN"], 4),
        (["L’entretien du 12 mars dure 45 minutes."], 1),
        (["Le rendez-vous de 14 h est reporté."], 0),
        (["Il fait beau."], 0),
    ],
)
def test_les_entretiens_racontés_sont_comptés(texts: list[str], count: int) -> None:
    assert (
        interviews_told([Passage(paragraphs=[line(n, "text", text) for n, text in enumerate(texts)])]).count
        == count
    )


def test_moins_d_entretiens_que_le_minimum_est_à_corriger() -> None:
    production = one_part("le contexte de l’accompagnement", min_interviews=3)
    rng = random.Random(1)
    filler = [("text", text) for text in beside(rng, 250)]
    few = [("heading", "Premier entretien"), *filler, ("heading", "Deuxième entretien"), *filler]
    _, findings = checked((CIP, "title", production), *written(few))
    (low,) = [one for one in findings if one.code == "interviews_low"]
    assert low.severity is Severity.TO_MEND
    assert "2 entretiens" in low.message
    assert low.rule == "L’accompagnement de ce dossier repose sur 3 entretiens au moins."


@pytest.mark.parametrize(
    "told",
    [
        "Il pleut.",
        "Lors du premier entretien, elle se tait.",
        "Premier entretien. Deuxième entretien. À l’entretien suivant, tout change.",
        "Deux entretiens ont eu lieu au bureau, puis plusieurs rencontres au café.",
        "Après deux rendez-vous, nous avons partagé le constat suivant.",
        "Les deux premiers entretiens ont servi à poser le cadre. Deux entretiens ont suffi au diagnostic.",
        "Nous avons eu deux entretiens au printemps. Ensuite je l’ai reçue tous les quinze jours.",
    ],
)
def test_des_entretiens_qu_on_ne_sait_pas_compter_sont_un_conseil(told: str) -> None:
    production = one_part("le contexte de l’accompagnement", min_interviews=3)
    filler = [("text", text) for text in beside(random.Random(1), 400)]
    _, findings = checked((CIP, "title", production), *written([*filler, ("text", told)]))
    (low,) = [one for one in findings if one.code == "interviews_low"]
    assert low.severity is Severity.ADVICE


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("l’accompagnement de deux salariés et le repérage de leurs atouts", 2),
        ("la situation de trois personnes", 3),
        ("l’accompagnement d’une personne", None),
        ("les deux parties du dossier", None),
    ],
)
def test_le_nombre_de_personnes_demandé_se_lit_dans_le_référentiel(label: str, asked: int | None) -> None:
    assert persons_asked(label) == asked


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Madame A. est arrivée en mars, Monsieur B. en avril.", 2),
        ("Le salarié A est jeune. Le salarié B est plus âgé.", 2),
        ("Madame A. est arrivée. Madame A. progresse.", 1),
        ("Mme D. et M. K. travaillent ensemble.", 2),
        ("Le second salarié est arrivé en mai.", 2),
        ("Personne n’est nommé.", 0),
        ("Le suivi de ces deux salariés a commencé en septembre.", 2),
        ("Les deux personnes n’ont pas le même âge.", 2),
        ("L’un est arrivé en mars, l’autre en mai.", 2),
        ("Une force de travail pour elle, de l’endurance pour lui ; les freins de tous deux sont connus.", 2),
        ("Karim arrive tôt. Karim aide. Le midi, Karim parle avec Amina. Amina écoute, Amina répond.", 2),
        ("Une équipe de huit salariés travaille ici.", 0),
        ("Karim est mon collègue ; Amina est la directrice.", 0),
    ],
)
def test_les_personnes_racontées_sont_comptées(text: str, count: int) -> None:
    assert persons_told([Passage(paragraphs=[line(0, "text", text)])]).count == count


def test_la_carte_donne_chaque_critère_de_chaque_compétence_dans_chaque_partie() -> None:
    production = CIP.scheme().productions[0]
    paper, cut = dossier(production, 1)
    found = coverage(paper, cut, production, CIP)
    numbers = sorted({number for part in production.parts for number in part.competences})
    assert {(one.part, one.criterion) for one in found} == {
        (part.number, criterion.id)
        for part in production.parts
        for n in numbers
        for criterion in CIP.criteria(n)
    }
    expected = {(one.part, one.competence) for one in found if one.expected}
    assert expected == {(part.number, number) for part in production.parts for number in part.competences}
    held = [one for one in found if one.state != "absent"]
    assert held
    assert all(one.quote for one in held)
    share = {
        kind: sum(one.state == "seen" for one in found if one.expected is kind)
        / sum(one.expected is kind for one in found)
        for kind in (True, False)
    }
    assert share[True] > share[False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("réalisées", "REALISEES"), ("compétence", "compétences"), ("étapes", "Étape"), ("œuvre", "oeuvre"),
        ("conflit", "conflits"), ("mobilisés", "mobilisables"), ("e\u0301tape", "étape"),
    ],
)  # fmt: skip
def test_les_formes_d_un_mot_se_rejoignent(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_une_énumération_se_lit_côté_par_côté() -> None:
    found = topic("la structure : statut, missions et financeurs", Weights(CIP))
    assert [facet.label for facet in found.facets] == ["la structure", "statut", "missions", "financeurs"]
    joined = topic("les acteurs internes et externes mobilisables", Weights(CIP))
    assert [facet.label for facet in joined.facets] == ["les acteurs internes et externes mobilisables"]


def test_une_consigne_sans_mot_à_chercher_est_laissée_à_une_personne() -> None:
    texts = [("text", text) for text in beside(random.Random(3), 300)]
    (seen,), findings = checked(
        (CIP, "title", one_part("le candidat présente des exemples")), *written(texts)
    )
    assert (seen.state, findings) == ("unsure", ())


@pytest.mark.parametrize(
    ("text", "bold", "heading"),
    [
        ("Bilan de l’atelier", True, True), ("Bilan de l’atelier", False, False), ("BILAN DE L’ATELIER", False, True),
        ("Il a signé le contrat.", True, False), ("a", True, False), ("mot " * 40, True, False),
    ],
)  # fmt: skip
def test_un_titre_tapé_à_la_main_se_reconnaît(text: str, bold: bool, heading: bool) -> None:
    assert is_heading(line(0, "bold" if bold else "text", text)) is heading


@settings(max_examples=30)
@given(st.lists(st.text(max_size=200), max_size=12), st.sampled_from(PRODUCTIONS))
def test_aucun_texte_ne_fait_échouer_la_recherche(
    texts: list[str], case: tuple[TitreVersion, str, Production]
) -> None:
    _, _, production = case
    paper, cut = written(*([("text", text) for text in texts] for _ in production.parts))
    seen, findings = checked(case, paper, cut)
    assert {one.state for one in seen} <= {"seen", "unsure", "absent"}
    assert all(one.message.endswith(".") for one in findings)
