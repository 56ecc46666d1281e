"""Qui peut-on reconnaître ? Les personnes, jamais les institutions, les lieux ni les auteurs."""

import random
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.dossier.conformity.confidentiality import check_confidentiality, mentions, replaced
from jalon.dossier.conformity.confidentiality.lexicon import first_names
from jalon.dossier.conformity.paper import Address, Paper, Paragraph, Run, Story
from jalon.dossier.conformity.report import Severity
from tests.dossier.conformity.prose import beside, wordings

HERE = Path(__file__).parent


def _told(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


NOBODY = _told("nobody.txt")
SOMEBODY = [tuple(piece.strip() for piece in line.split("|")) for line in _told("somebody.txt")]


def paper_of(*texts: str, story: Story = "body", page: int = 1) -> Paper:
    return Paper(
        "essai.docx",
        "docx",
        tuple(
            Paragraph(Address("word/document.xml", rank), (Run(text),), story=story, page=page)
            for rank, text in enumerate(texts)
        ),
    )


def test_les_listes_sont_assez_longues() -> None:
    assert len(NOBODY) >= 150
    assert len(SOMEBODY) >= 150


@pytest.mark.parametrize("sentence", NOBODY)
def test_personne_n_est_nommé(sentence: str) -> None:
    assert [(one.code, one.quote) for one in check_confidentiality(paper_of(sentence))] == []


@pytest.mark.parametrize(("kind", "quote", "sentence"), SOMEBODY)
def test_une_donnée_personnelle_est_signalée(kind: str, quote: str, sentence: str) -> None:
    found = [(one.kind, re.sub("^(?:d|qu)’", "", one.text)) for one in mentions(paper_of(sentence))]
    assert (kind, re.sub("^(?:d|qu)’", "", quote)) in found


def test_un_clavier_qui_sépare_les_accents_ne_cache_personne() -> None:
    paper = paper_of(unicodedata.normalize("NFD", "J’ai reçu Élodie Bénard. Élodie a vingt ans."))
    found = mentions(paper)
    assert [unicodedata.normalize("NFC", one.text) for one in found] == ["Élodie Bénard", "Élodie"]
    mended = unicodedata.normalize("NFC", replaced(paper.paragraphs[0].text, found))
    assert mended == "J’ai reçu Madame B. Madame B. a vingt ans."


def test_une_coupure_de_mot_invisible_ne_cache_personne() -> None:
    paper = paper_of("Lu\u00adcie Mar\u00adchetti souhaite travailler.")
    (found,) = mentions(paper)
    assert found.text == "Lu\u00adcie Mar\u00adchetti"
    assert replaced(paper.paragraphs[0].text, [found]) == "Madame M. souhaite travailler."


def test_une_même_personne_reçoit_partout_le_même_remplacement() -> None:
    paper = paper_of(
        "J’ai reçu Sonia Benali en mars.",
        "Sonia a deux enfants. Je constate que Mme Benali progresse.",
        "Le projet de Madame Sonia Benali aboutit.",
    )
    found = mentions(paper)
    assert [one.text for one in found] == ["Sonia Benali", "Sonia", "Mme Benali", "Madame Sonia Benali"]
    assert {one.person for one in found} == {0}
    assert [one.replacement for one in found] == ["Madame B.", "Madame B.", "Mme B.", "Madame B."]


def test_deux_personnes_de_même_initiale_ne_se_confondent_pas() -> None:
    paper = paper_of("Karim Benali et Youssef Boudiaf partagent un bureau. Karim Benali a trente ans.")
    assert [one.replacement for one in mentions(paper)] == ["Monsieur B.", "Monsieur C.", "Monsieur B."]


def test_un_nom_déjà_donné_est_reconnu_seul() -> None:
    paper = paper_of(
        "Karim Benali a trente ans.",
        "Je relis le dossier de Benali.",
        "Benali refuse.",
        "La SAS Benali recrute.",
    )
    assert [(one.text, one.replacement) for one in mentions(paper)] == [
        ("Karim Benali", "Monsieur B."), ("Benali", "Monsieur B"), ("Benali", "Monsieur B."),
    ]  # fmt: skip


def test_un_couple_garde_son_nom_et_ses_civilités() -> None:
    paper = paper_of("Madame Durand est venue. Monsieur Durand travaille.")
    assert [one.replacement for one in mentions(paper)] == ["Madame D.", "Monsieur D."]


@pytest.mark.parametrize(
    ("sentence", "mended"),
    [
        ("Le parcours d’Amine avance.", "Le parcours de Monsieur A. avance."),
        ("Je crois qu’Inès hésite.", "Je crois que Madame I. hésite."),
        ("J’ai rencontré Karim.", "J’ai rencontré Monsieur K."),
        ("Sa fille Emma est à la crèche.", "Sa fille E. est à la crèche."),
        ("Née le 3 mars 1990, elle vit seule.", "Née en 1990, elle vit seule."),
        ("Date de naissance : 07/11/2001", "Date de naissance : 2001"),
        ("Il habite 12 rue des Acacias.", "Il habite [adresse masquée]."),
        ("Écrire à amine_b@exemple.net vite.", "Écrire à [courriel masqué] vite."),
    ],
)
def test_la_phrase_reste_du_français(sentence: str, mended: str) -> None:
    assert replaced(sentence, mentions(paper_of(sentence))) == mended


def test_le_candidat_de_la_couverture_n_est_pas_signalé() -> None:
    paper = paper_of(
        "Dossier de Julie MARTIN",
        "Tuteur : Paul Renaud",
        "Titre professionnel Conseiller en insertion professionnelle",
        "La structure où j’exerce accompagne, dans tout le bassin de vie, des adultes qui cherchent depuis longtemps "
        "un emploi durable et un logement.",
        "Je soussignée Julie Martin déclare être l’autrice de ce dossier, relu par Paul Renaud.",
    )
    assert check_confidentiality(paper) == ()


def test_le_nom_en_pied_de_page_est_celui_du_candidat() -> None:
    foot = paper_of("Julie Martin – dossier", story="footer").paragraphs[0]
    body = paper_of("Ce dossier de Julie Martin raconte son travail à la Mission locale.")
    assert check_confidentiality(replace(body, paragraphs=(*body.paragraphs, foot))) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Je m’appelle Julie Martin et j’ai quarante ans. Julie Martin, c’est moi.",
        "Je soussignée Julie Martin déclare être l’autrice de ce dossier.",
        "Fait à Grenoble, le 3 mars 2026, Julie Martin",
    ],
)
def test_qui_se_nomme_n_est_pas_signalé(sentence: str) -> None:
    assert check_confidentiality(paper_of(sentence)) == ()


def test_un_nom_connu_d_avance_n_est_pas_signalé() -> None:
    paper = paper_of("Ce dossier de Julie Martin raconte son travail à la Mission locale.")
    assert check_confidentiality(paper, known=["Julie Martin"]) == ()


def test_une_bibliographie_ne_nomme_personne() -> None:
    entries = paper_of(
        "Bibliographie", "Dupont Marie, Accompagner, Paris, 2018.", "Lambert Kevin, Orienter, 2020."
    )
    heading = replace(entries.paragraphs[0], level=1)
    assert check_confidentiality(replace(entries, paragraphs=(heading, *entries.paragraphs[1:]))) == ()


def test_des_prénoms_annoncés_comme_modifiés_ne_sont_pas_signalés() -> None:
    paper = paper_of(
        "Par souci de confidentialité, les prénoms des personnes ont été modifiés.",
        "Karim a trente ans. Sonia cherche un emploi.",
    )
    assert check_confidentiality(paper) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Ma collègue Julie anime l’atelier.",
        "J’échange avec Claire Fabre, conseillère à la Mission locale.",
        "L’accueil répond au 04 76 12 34 56.",
        "Écrire à accueil@exemple.fr pour s’inscrire.",
        "Docteur Lemoine a rendu un avis.",
        "Je remercie Paul Renaud et Claire Fabre.",
    ],
)
def test_ce_qu_une_personne_doit_juger_n_est_qu_un_conseil(sentence: str) -> None:
    found = check_confidentiality(paper_of(sentence))
    assert found
    assert {one.severity for one in found} == {Severity.ADVICE}


def test_une_clé_fausse_n_est_pas_un_numéro_de_sécurité_sociale() -> None:
    assert [one.code for one in check_confidentiality(paper_of("Référence 1 85 05 78 006 084 91"))] == ["nir"]
    assert check_confidentiality(paper_of("Référence 1 85 05 78 006 084 37")) == ()


def test_un_constat_dit_où_combien_et_par_quoi_remplacer() -> None:
    one, two = paper_of("Karim a trente ans."), paper_of("J’aide Karim.", page=4)
    (finding,) = check_confidentiality(replace(one, paragraphs=(*one.paragraphs, *two.paragraphs)))
    assert (finding.code, finding.page, finding.quote, finding.replacement) == (
        "first_name",
        1,
        "Karim",
        "Monsieur K.",
    )
    assert finding.message == "« Karim » semble donner le prénom d’une personne, 2 fois (pages 1, 4)."
    assert finding.remedy == "Remplacez par « Monsieur K. » partout."


def test_les_notes_sont_lues_et_le_texte_supprimé_ne_l_est_pas() -> None:
    assert check_confidentiality(paper_of("Karim a trente ans.", story="footnote"))
    gone = replace(paper_of("").paragraphs[0], runs=(Run("Karim a trente ans.", change="deleted"),))
    assert check_confidentiality(replace(paper_of(""), paragraphs=(gone,))) == ()


def test_les_prénoms_sont_nombreux_et_la_plupart_ont_un_genre() -> None:
    known = first_names()
    assert len(known.genders) > 1300
    assert sum(1 for gender in known.genders.values() if gender) > 0.95 * len(known.genders)


_FIRSTS = st.sampled_from(
    ["Karim", "Sonia", "Mamadou", "Inès", "Jean-Pierre", "Fatoumata", "Élodie", "Youssef", "Olga"]
)
_LASTS = st.sampled_from(["Benali", "Durand", "Diallo", "Dubois", "Lefèvre", "Kowalski", "Nguyen", "BOUZID"])
_SENTENCES = st.sampled_from(
    [
        "J’ai reçu {first} {last} en mars.", "Le parcours de {first} avance.", "{first} a trente ans.",
        "Mme {last} est venue.", "Je rappelle Monsieur {last}.", "Je crois que {first} {last} réussira.",
        "Avec {first}, nous avons ri.", "Né le 12/03/1998, {first} vit seul.", "Tél. {first} : 06 12 34 56 78.",
        "{last} {first}", "J’aide {first}.", "Son courriel est {first}@exemple.fr",
        "Il habite 3 rue du Pré, 38000 Grenoble.",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(_SENTENCES, _FIRSTS, _LASTS), min_size=1, max_size=8))
def test_un_dossier_où_tout_est_remplacé_ne_nomme_plus_personne(told: list[tuple[str, str, str]]) -> None:
    paper = paper_of(
        "Dans ce dossier, je raconte plusieurs accompagnements menés au cours de mes périodes de stage.",
        *(sentence.format(first=first, last=last) for sentence, first, last in told),
    )
    found = mentions(paper)
    mended = [
        replaced(one.text, [mention for mention in found if mention.paragraph is one])
        for one in paper.paragraphs
    ]
    assert check_confidentiality(paper_of(*mended)) == ()


@given(st.lists(st.tuples(_SENTENCES, _FIRSTS, _LASTS), min_size=1, max_size=8))
def test_un_remplacement_ne_désigne_qu_une_personne(told: list[tuple[str, str, str]]) -> None:
    found = mentions(paper_of(*(sentence.format(first=first, last=last) for sentence, first, last in told)))
    letters: dict[str, set[int]] = {}
    for one in found:
        if one.person is not None and one.replacement.startswith(("M", "d")):
            letter = re.sub(r"^(?:de |que )?(?:Mme|Madame|Monsieur|M\.) ", "", one.replacement).rstrip(".")
            civil = "f" if "Madame" in one.replacement or "Mme" in one.replacement else "m"
            letters.setdefault(f"{civil}{letter}", set()).add(one.person)
    assert all(len(people) == 1 for people in letters.values())


@given(st.text(max_size=300))
def test_aucun_texte_ne_fait_échouer_la_lecture(text: str) -> None:
    paper = paper_of(text)
    for one in mentions(paper):
        assert paper.paragraphs[0].text[one.start : one.end] == one.text


def test_un_dossier_déjà_anonyme_n_a_aucun_constat() -> None:
    told = [wording.text for ways in wordings().values() for wording in ways]
    assert check_confidentiality(paper_of(*told, *beside(random.Random(1), 2000))) == ()
