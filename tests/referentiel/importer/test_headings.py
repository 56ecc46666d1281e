"""The headings of the template, in every era's words, and what only looks like one."""

import unicodedata

import pytest

from jalon.referentiel.importer.headings import Kind, heading

HEADINGS: list[tuple[str, Kind, Kind]] = [  # text, section it stands in, section it opens
    ("SOMMAIRE", "cover", "contents"),
    ("REFERENTIEL EMPLOI ACTIVITES COMPETENCES", "front", "cover"),
    ("RÉFÉRENTIEL D’EMPLOI, D’ACTIVITÉS ET DE COMPÉTENCES", "front", "cover"),
    ("REFERENTIEL EMPLOI ACTIVITES COMPETENCES DU TITRE PROFESSIONNEL", "front", "cover"),
    ("Introduction", "contents", "evolution"),
    ("Présentation de l’évolution du Titre Professionnel", "evolution", "evolution"),
    ("Contexte de l’examen du titre professionnel", "evolution", "evolution"),
    ("Liste des activités", "evolution", "activities_list"),
    ("Vue synoptique de l’emploi-type", "activities_list", "synopsis"),
    ("FICHE EMPLOI TYPE", "synopsis", "emploi"),
    ("Définition de l’emploi type et des conditions d’exercice", "emploi", "job_definition"),
    ("Secteurs d’activité et types d’emplois accessibles par le détenteur du titre", "emploi", "job_sectors"),
    ("Réglementation d’activités (le cas échéant)", "emploi", "regulation"),
    ("Equivalences avec d’autres certifications (le cas échéant)", "emploi", "job_equivalences"),
    ("Liste des activités types et des compétences professionnelles", "emploi", "job_list"),
    ("Compétences transversales de l’emploi (le cas échéant)", "emploi", "job_transversal"),
    ("Niveau et/ou domaine d’activité", "emploi", "level"),
    ("Fiche(s) Rome de rattachement", "emploi", "rome"),
    ("FICHE ACTIVITE TYPE N° 1", "rome", "activity"),
    ("FICHE ACTIVITÉ TYPE D’EXTENSION N° 3", "activity", "activity"),
    ("Fiche activité-type n°2", "activity", "activity"),
    ("FICHE CCS N° 1", "activity", "activity"),
    ("Définition, description de l’activité type et conditions d’exercice", "activity", "activity_definition"),
    ("Liste des compétences professionnelles de l’activité type", "activity", "activity_list"),
    ("Compétences transversales de l’activité type", "activity", "activity_transversal"),
    ("FICHE COMPÉTENCE PROFESSIONNELLE N° 12", "activity", "competence"),
    ("Description de la compétence – processus de mise en œuvre", "competence", "description"),
    ("Descriptif de la compétence professionnelle", "competence", "description"),
    ("Contexte(s) professionnel(s) de mise en œuvre", "competence", "contexts"),
    ("Contexte professionnel dans lequel la compétence est mise en œuvre", "competence", "contexts"),
    ("Critères de performance", "competence", "criteria"),
    ("Savoirs", "competence", "skills"),
    ("Savoir-faire techniques :", "competence", "skills"),
    ("FICHE DES COMPÉTENCES TRANSVERSALES DE L’EMPLOI TYPE", "competence", "transversal"),
    ("Fiche compétences transversales de l’emploi", "competence", "transversal"),
    ("Glossaire technique", "transversal", "glossary"),
    ("Glossaire du REAC", "glossary", "reac_glossary"),
    ("RÉFÉRENTIEL D’ÉVALUATION", "front", "re_cover"),
    ("REFERENTIEL DE CERTIFICATION DU TITRE PROFESSIONNEL", "front", "re_cover"),
    ("REFERENTIEL D’EVALUATION DES CERTIFICATS DE COMPETENCES PROFESSIONNELLES", "surveillance", "bloc_cover"),
    ("Glossaire du référentiel emploi activités compétences (REAC)", "glossary", "reac_glossary"),
    ("FICHE COMPÉTENCE PROFESSIONNELLE TYPE N° 1", "activity", "competence"),
    ("COMPÉTENCE N° 3 : Tresser un fond", "activity", "competence"),
    ("Description de l’emploi type", "emploi", "job_definition"),
    ("Secteurs d’activités et emplois accessibles", "emploi", "job_sectors"),
    ("Fiches ROME les plus proches", "emploi", "rome"),
    ("Description de l’activité type", "activity", "activity_definition"),
    ("Processus de mise en œuvre", "competence", "description"),
    ("Contexte(s) professionnel(s)", "competence", "contexts"),
    ("Conditions de mise en œuvre de la compétence", "competence", "contexts"),
    ("Critère(s) de performance", "competence", "criteria"),
    ("Critères d’évaluation", "competence", "criteria"),
    ("Savoir-être", "competence", "skills"),
    ("Connaissances mobilisées", "competence", "skills"),
    ("1. Introduction", "contents", "evolution"),
    ("Tableau synoptique de l’emploi type", "evolution", "synopsis"),
    ("Emploi type", "synopsis", "emploi"),
    ("Savoirs théoriques et technologiques", "competence", "skills"),
    ("3.1 Épreuves de l’examen", "scheme", "modalities"),
    ("3.1. Modalités d’évaluation des compétences et organisation de l’épreuve de synthèse", "scheme", "modalities"),
    ("Épreuve de synthèse", "scheme", "modalities"),
    ("Grille d’évaluation", "modalities", "matrix"),
    ("Matière d’œuvre", "matrix", "general"),
    ("Matière d’œuvre", "rooms", "premises"),
    ("Précisions pour le candidat :", "extra", "extra"),
    ("Précisions pour les membres du jury :", "extra", "jury_protocol"),
    ("Précisions à l’attention du responsable de session :", "jury_protocol", "surveillance"),
    ("1. Références de la spécialité", "re_cover", "references"),
    ("2. Modalités d’évaluation générales", "references", "general"),
    ("3. Dispositif d’évaluation pour la session titre", "general", "scheme"),
    ("3.1 Modalités de l’examen", "scheme", "modalities"),
    ("3.2. Compétences évaluées, critères et preuves", "modalities", "matrix"),
    ("4. Conditions d’intervention du jury", "matrix", "jury"),
    ("4.1 Durée d’intervention du jury : 2 h 10", "jury", "jury_time"),
    ("4.2 Modalités d’intervention du jury", "jury", "jury_protocol"),
    ("4.3 Composition du jury", "jury", "jury_members"),
    ("Annexe 1 – Plateau technique", "surveillance", "premises"),
    ("ANNEXE 2 CORRESPONDANCES DU TP", "rooms", "correspondences"),
    ("Annexe 3 : Glossaire des modalités d’évaluation", "correspondences", "re_glossary"),
    ("Annexe n° 4", "correspondences", "annex"),
    ("Matériels et équipements", "rooms", "resources"),
    ("2. Modalités d’évaluation générales des titres professionnels", "references", "general"),
    ("2. Modalités d’évaluation du titre professionnel", "references", "general"),
    ("3 Dispositif d’évaluation spécifique pour la session du titre professionnel VAN", "general", "scheme"),
    ("3.1. Modalités d’évaluation des compétences et organisation de l’épreuve", "scheme", "modalities"),
    ("Informations complémentaires concernant l’entretien technique :", "modalities", "extra"),
    ("Précisions pour le candidat VAE :", "extra", "vae"),
    ("3.2. Critères d’évaluation des compétences professionnelles", "vae", "matrix"),
    ("3.3. Évaluation des compétences transversales", "matrix", "transversal_table"),
    ("4. Conditions de présence et d’intervention du jury propre au titre VAN", "matrix", "jury"),
    ("4.1. Durée totale de présence du jury pendant l’épreuve du candidat : 02 h 20 min", "jury", "jury_time"),
    ("4.2. Protocole d’intervention du jury :", "jury_time", "jury_protocol"),
    ("Conditions particulières de composition du jury :", "jury_protocol", "jury_members"),
    ("5. Conditions de surveillance et de confidentialité au cours de la session titre", "jury", "surveillance"),
    ("CCP", "bloc_cover", "bloc"),
    ("Annexe 1", "surveillance", "annex"),
    ("Plateau technique d’évaluation", "annex", "premises"),
    ("Locaux", "premises", "rooms"),
    ("Ressources (pour un candidat)", "rooms", "resources"),
    ("CORRESPONDANCES DU TP", "annex", "correspondences"),
    ("Glossaire des modalités d’évaluation du référentiel d’évaluation (RE)", "annex", "re_glossary"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "within", "kind"), HEADINGS)
def test_a_heading_is_known_by_its_words_whatever_their_print(text: str, within: Kind, kind: Kind) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    for printed in (text, text.upper(), bare, text.replace("’", "'"), f"  {text} ", f"**{text}**"):
        found = heading(printed, within)
        assert found is not None, printed
        assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "number", "tail", "ccs"),
    [
        ("FICHE COMPÉTENCE PROFESSIONNELLE N° 7", 7, "", False),
        ("FICHE COMPETENCE PROFESSIONNELLE N°7 : Trier les brins", 7, "Trier les brins", False),
        ("Fiche compétence professionnelle n° 12 – Monter l’Éclisse", 12, "Monter l’Éclisse", False),
        ("FICHE ACTIVITE TYPE N° 3 (CCS)", 3, "", True),
        ("FICHE CCS N° 1 - Rempailler", 1, "Rempailler", True),
        ("FICHE ACTIVITÉ TYPE D’EXTENSION N° 4", 4, "", True),
        ("FICHE COMPETENCE PROFESSIONNELLE N° 1 du CCS", 1, "", True),
    ],
)
def test_a_fiche_says_its_number_its_title_and_whether_it_is_an_extension(
    text: str, number: int, tail: str, ccs: bool
) -> None:
    found = heading(text, "activity")
    assert found is not None
    assert (found.number, found.tail, found.ccs) == (number, tail, ccs)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        (
            "Savoir-faire techniques, savoir-faire organisationnels, savoir-faire relationnels, savoirs",
            "TORK",
        ),
        (
            "Savoirs, savoir-faire techniques, savoir-faire organisationnels, savoir-faire relationnels",
            "KTOR",
        ),
        ("Savoirs-faire techniques et organisationnels", "TO"),
        ("Savoir-faire relationnels", "R"),
        ("Savoir-faire relationnels et savoir-être", "R"),
        ("Savoir-faire, connaissances", "TORK"),
        ("Connaissances associées", "K"),
        ("Autres connaissances", "K"),
        ("Aptitudes", "R"),
        ("Comportement professionnel", "R"),
        ("Savoirs théoriques et technologiques", "K"),
        ("Connaissances techniques et réglementaires", "K"),
    ],
)
def test_a_heading_of_know_how_names_its_groups_in_their_order(text: str, groups: str) -> None:
    found = heading(text, "competence")
    assert found is not None
    names = {
        "T": "technical_skills",
        "O": "organisational_skills",
        "R": "relational_skills",
        "K": "knowledge",
    }
    assert found.groups == tuple(names[letter] for letter in groups)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Critères de performance", "reac_glossary"),
        ("Savoir", "reac_glossary"),
        ("Savoir-faire technique", "reac_glossary"),
        ("Référentiel d’Emploi, Activités et Compétences (REAC)", "reac_glossary"),
        ("Glossaire technique ............ 48", "contents"),
        ("« Critères de performance »", "competence"),
        ("Critères de performance et indicateurs de l’atelier", "competence"),
        ("Locaux", "extra"),
        ("Locaux équipés aux normes de sécurité", "rooms"),
        ("CCP", "correspondences"),
        ("Savoirs", "front"),
        ("Introduction", "extra"),
        ("1. Introduction", "extra"),
        ("Emploi type", "reac_glossary"),
        ("Comportement professionnel", "extra"),
        ("Grille d’évaluation", "jury_protocol"),
        ("Épreuves de l’examen", "extra"),
        ("Matières d’œuvre", "resources"),
        ("Précisions pour le candidat : deux pages au plus", "modalities"),
        ("Sommaire", "extra"),
        ("Glossaire", "extra"),
        ("Annexes : dix pages au plus", "extra"),
        ("Annexe 1 du référentiel d’évaluation", "jury"),
        ("Critères d’évaluation", "modalities"),
        ("Matériels et équipements", "resources"),
        ("Les critères de performance sont connus", "criteria"),
        ("", "front"),
    ],
)
def test_other_lines_are_no_heading(text: str, within: Kind) -> None:
    assert heading(text, within) is None


def test_lines_joined_are_a_heading_only_if_all_their_words_are_the_templates() -> None:
    assert heading("Vue synoptique de l’emploi-type N° Fiche", "front") is not None
    assert heading("Vue synoptique de l’emploi-type N° Fiche", "front", closed=True) is None
    assert heading("FICHE COMPETENCE PROFESSIONNELLE N° 3", "front", closed=True) is not None
