"""Les passages communs à plusieurs dossiers : leurs bornes, et ce qui est à tout le monde."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.likeness import Likeness, Shared, Side, clusters, print_of, shared_passages
from jalon.dossier.conformity.paper import Paper
from tests.dossier.conformity.test_confidentiality import paper_of

COPIED = (
    "Le bassin grenoblois compte près de quatre cent mille habitants et son économie repose sur la recherche, "
    "l’électronique et la santé ; les communes de montagne, elles, vivent du tourisme d’hiver. Le chômage y reste "
    "inférieur à la moyenne nationale, mais les quartiers sud cumulent pauvreté, faible qualification et enclavement, "
    "ce qui éloigne durablement une partie des habitants des emplois créés sur la presqu’île scientifique."
)
ONE = (
    "J’ai choisi ce métier après dix années passées dans la restauration collective, où je formais déjà mes apprentis.",
    "La première rencontre a duré une heure ; elle parlait peu, regardait le sol et serrait son sac contre elle.",
    "Nous avons ensuite visité une blanchisserie, puis un atelier de couture où elle a essayé deux machines.",
)
OTHER = (
    "Mon tuteur m’a confié dès la deuxième semaine l’animation d’un groupe de huit demandeurs d’emploi.",
    "Il voulait conduire des bus ; la visite médicale l’a refusé et tout le projet était à reprendre.",
    "Le forum a réuni trente entreprises dans la halle, et quatre embauches ont suivi dans le mois.",
)


def _alike(*papers: tuple[str, ...], common: tuple[str, ...] = ()) -> tuple[Likeness, ...]:
    return shared_passages(
        {f"{rank}.docx": paper_of(*texts) for rank, texts in enumerate(papers)}, common=common
    )


def test_deux_dossiers_écrits_chacun_pour_soi_ne_partagent_rien() -> None:
    assert _alike(ONE, OTHER) == ()


def test_un_passage_copié_est_montré_des_deux_côtés_mot_pour_mot() -> None:
    (found,) = _alike((ONE[0], COPIED, ONE[1]), (OTHER[0], OTHER[1], COPIED, OTHER[2]))
    (passage,) = found.passages
    assert passage.one.text == COPIED
    assert passage.other.text == COPIED
    assert (passage.one.paragraphs, passage.other.paragraphs) == ((1, 1), (2, 2))
    assert found.shares[0] > found.shares[1] > 0.3


def test_les_bornes_sont_exactes_au_milieu_d_un_paragraphe() -> None:
    (found,) = _alike((f"{ONE[0]} {COPIED} {ONE[1]}",), (f"{OTHER[0]} {COPIED} {OTHER[1]}",))
    assert [found.passages[0].one.text, found.passages[0].other.text] == [COPIED] * 2


def test_un_passage_coupé_en_plusieurs_paragraphes_reste_un_passage() -> None:
    first, second = COPIED.split(" ; ")
    (found,) = _alike((ONE[0], COPIED), (OTHER[0], first, second, OTHER[1]))
    assert len(found.passages) == 1
    assert found.passages[0].other.paragraphs == (1, 2)
    assert found.passages[0].other.text == f"{first}\n{second}"


@pytest.mark.parametrize(
    "retouched",
    [
        COPIED.upper(),
        unicodedata.normalize("NFD", COPIED),
        COPIED.replace(" ", "\u00a0"),
        COPIED.replace("é", "e").replace("è", "e"),
        COPIED.replace("compte", "rassemble")
        .replace("repose", "s’appuie")
        .replace("durablement", "longtemps"),
        COPIED.replace("Le chômage y reste", "Le taux de chômage y demeure aujourd’hui"),
        COPIED.replace("les communes de montagne, elles, vivent", "la commune de la montagne vit"),
    ],
    ids=[
        "capitales",
        "accents à part",
        "espaces insécables",
        "sans accents",
        "synonymes",
        "ajouts",
        "pluriels",
    ],
)
def test_de_petites_retouches_ne_cachent_pas_une_copie(retouched: str) -> None:
    (found,) = _alike((ONE[0], COPIED, ONE[1]), (OTHER[0], retouched, OTHER[1]))
    told = sum(len(passage.one.text) for passage in found.passages)
    assert told > 0.85 * len(COPIED)


def test_ce_que_dit_le_référentiel_n_est_à_personne() -> None:
    assert _alike((ONE[0], COPIED), (OTHER[0], COPIED), common=(COPIED,)) == ()


def test_une_citation_de_la_loi_n_est_à_personne() -> None:
    quoted = f"L’article L. 5132-1 du code du travail dit : « {COPIED} »"
    assert _alike((ONE[0], quoted), (OTHER[0], quoted)) == ()


def test_ce_que_presque_tous_écrivent_est_la_formule_du_centre() -> None:
    rng = random.Random(4)
    words = [f"mot{rank}" for rank in range(2000)]
    papers = [(" ".join(rng.sample(words, 80)), COPIED) for _ in range(25)]
    assert _alike(*papers) == ()


def test_un_titre_commun_n_est_pas_une_copie() -> None:
    paper = paper_of(ONE[0], " ".join([COPIED] * 1))
    headed = Paper("t.docx", "docx", tuple(
        one if rank == 0 else type(one)(one.address, one.runs, level=1) for rank, one in enumerate(paper.paragraphs)
    ))  # fmt: skip
    assert shared_passages({"un": headed, "deux": paper_of(OTHER[0], COPIED)}) == ()


def test_deux_passages_copiés_sont_deux_passages_le_plus_long_d_abord() -> None:
    short = " ".join(COPIED.split()[:45])
    long = (
        "Chaque matin les ouvriers chargent le camion, vérifient les équipements de protection, comptent les gants "
        "et les casques, puis écoutent la consigne donnée par leur encadrante avant de rejoindre le chantier du canal, "
        "où trois équipes débroussaillent la berge pendant que la quatrième répare le ponton abîmé par la crue du "
        "printemps dernier et installe une barrière neuve."
    )
    (found,) = _alike((ONE[0], short, ONE[1], long), (long, OTHER[0], OTHER[1], short))
    assert [passage.one.text for passage in found.passages] == [long, short]


def test_un_dossier_vide_ne_ressemble_à_rien() -> None:
    assert _alike((), ("",), (COPIED,)) == ()


def test_les_groupes_réunissent_ceux_qui_se_suivent() -> None:
    side = Side((0, 0), (1, 1), "")
    pairs = [
        Likeness(one, other, (Shared(side, side, 40),), (0.1, 0.1))
        for one, other in (("a", "b"), ("d", "e"), ("b", "c"))
    ]
    assert clusters(pairs) == (("a", "b", "c"), ("d", "e"))


def test_l_empreinte_ne_garde_que_ce_qui_se_compare() -> None:
    held = print_of(paper_of("", COPIED))
    assert held.ranks == (1,)
    assert held.texts == [COPIED]


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(30, 80))
def test_tout_passage_copié_d_assez_de_mots_est_trouvé_entier(rng: random.Random, length: int) -> None:
    before, after, other_before, other_after = (
        " ".join(f"{place}{rng.randrange(4000)}x" for _ in range(40))
        for place in ("un", "deux", "trois", "quatre")
    )
    text = " ".join(f"copie{rank}x" for rank in rng.sample(range(4000), length))
    (found,) = _alike((before, text, after), (f"{other_before} {text} {other_after}",))
    assert [passage.one.text for passage in found.passages] == [text]
