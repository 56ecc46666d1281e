"""What is asked of a file: the référentiel's own figures, said in French with their source."""

import pytest

from jalon.common.typography import typo
from jalon.dossier.conformity.expectations import DP, Expectation, UnknownProduction, choose, scope_of
from jalon.referentiel.schema import Part, Production
from jalon.referentiel.shipped import shipped_titres

from .papers import Draft, dossier

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]


@pytest.mark.parametrize("asked", ["titre", "Titre", "title", "TP"])
def test_le_titre_se_nomme_de_plusieurs_façons(asked: str) -> None:
    assert scope_of(CIP, asked) == "title"


@pytest.mark.parametrize("asked", ["ccp2", "CCP 2", "ccp_2", "CCP-2"])
def test_un_ccp_se_nomme_de_plusieurs_façons(asked: str) -> None:
    assert scope_of(CIP, asked) == "ccp2"


def test_un_périmètre_inconnu_donne_les_périmètres_connus() -> None:
    with pytest.raises(UnknownProduction, match=r"TP-00403\.08.*«\sccp9.*titre, ccp1, ccp2, ccp3"):
        scope_of(CIP, "ccp9")


def test_la_seule_production_d_un_périmètre_n_a_pas_à_être_nommée() -> None:
    assert choose(CIP, "titre", None).production.name == "Dossier support du questionnement"
    assert choose(CIP, "titre", None).how == ""


@pytest.mark.parametrize("asked", ["préparation", "PREPARATION", "séance d'apprentissage", "la séance"])
def test_un_fragment_sans_équivoque_suffit(asked: str) -> None:
    assert choose(ETI, "titre", asked).production.name.startswith("Dossier de préparation")


@pytest.mark.parametrize("asked", ["dp", "DP", "Dossier professionnel"])
def test_le_dossier_professionnel_se_demande_toujours(asked: str) -> None:
    assert choose(CIP, "ccp1", asked).is_dp


@pytest.mark.parametrize(
    ("asked", "reason"), [("dossier", "plusieurs productions"), ("mémoire", "aucune production")]
)
def test_un_nom_équivoque_ou_inconnu_donne_les_noms_à_employer(asked: str, reason: str) -> None:
    with pytest.raises(UnknownProduction) as refusal:
        choose(ETI, "titre", asked)
    told = str(refusal.value)
    assert reason in told
    assert all(name in told for name in ("questionnement", "préparation", "Dossier professionnel"))


def test_entre_deux_productions_le_nom_porté_par_la_couverture_décide() -> None:
    paper = Draft().cover("Dossier de préparation de la séance d’apprentissage").prose(22).paper()
    found = choose(ETI, "titre", None, paper)
    assert found.production.name.startswith("Dossier de préparation")
    assert "premières pages" in found.how


@pytest.mark.parametrize(("pages", "name"), [(22, "Dossier support"), (6, "Dossier de préparation")])
def test_à_défaut_la_longueur_décide_et_le_dit(pages: int, name: str) -> None:
    found = choose(ETI, "titre", None, Draft().prose(pages).paper())
    assert found.production.name.startswith(name)
    assert "nombre de pages" in found.how


def test_le_modèle_du_DP_se_reconnaît_et_un_dossier_qui_en_parle_ne_s_y_trompe_pas() -> None:
    draft = Draft().write("DOSSIER PROFESSIONNEL (DP)", bold=True, size=28).turn()
    draft.write("Présentation du dossier", bold=True).prose(0.4).write("Déclaration sur l’honneur", bold=True)
    assert choose(CIP, "titre", None, draft.paper()).is_dp
    other = dossier([7, 5, 6, 7, 5, 4, 2]).write("Le dossier professionnel complète ce travail.")
    assert not choose(CIP, "titre", None, other.paper()).is_dp


def test_les_phrases_de_la_règle_portent_les_chiffres_du_référentiel_et_leur_source() -> None:
    expected = choose(CIP, "titre", None)
    assert expected.pages_rule == "Le dossier compte 32 à 42 pages hors annexes."
    assert expected.part_rule(expected.part(7)) == "La partie 7 compte 2 à 3 pages."
    assert expected.annexes_rule == "Les annexes comptent 15 pages au plus."
    assert expected.type_rule == "Mise en forme : Arial 11, interligne 1,15."
    assert expected.source(2) == "RE TP-00403.08, titre, dossier support du questionnement, partie 2"
    assert choose(CIP, "ccp1", None).source(1) == "RE TP-00403.08, CCP 1, dossier support du questionnement"


@pytest.mark.parametrize(
    ("production", "told"),
    [
        (Production("Note"), ""),
        (Production("Note", font_size=12.0), "Mise en forme : taille 12."),
        (Production("Note", font="Marianne"), "Mise en forme : Marianne."),
        (Production("Note", line_spacing=1.5), "Mise en forme : interligne 1,5."),
    ],
)
def test_un_RE_qui_dit_peu_donne_une_règle_courte(production: Production, told: str) -> None:
    assert Expectation(CIP, "title", production).type_rule == told


def test_une_limite_seule_se_dit_seule() -> None:
    expected = Expectation(CIP, "title", Production("Note", pages_max=20, parts=(Part(1, pages_min=3),)))
    assert expected.pages_rule == "Le dossier compte 20 pages au plus hors annexes."
    assert expected.part_rule(expected.part(1)) == "La partie 1 compte 3 pages au moins."
    assert expected.annexes_rule == ""


def test_les_refus_sont_en_français_soigné() -> None:
    with pytest.raises(UnknownProduction) as refusal:
        choose(ETI, "titre", "dossier")
    assert str(refusal.value) == typo(str(refusal.value))


def test_le_DP_survit_à_un_voyage_entre_deux_processus() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(Expectation(CIP, "title", DP))).is_dp
