"""Invented contexts that show each document of the VAE in the gallery and feed its tests."""

from datetime import date, timedelta

from jalon.common.typography import day_label
from jalon.documents.blocks import Letterhead, Recipient, Signatory
from jalon.vae.contexts import (
    CurriculumVitae,
    DemandeConge,
    DossierFaisabilite,
    GivenWork,
    HeldMeeting,
    LivretSuivi,
    PlanAccompagnement,
    PlannedMeeting,
    ToldBloc,
    ToldExperience,
)

ORGANISME = Letterhead(
    name="Rive droite formation",
    address=("14 rue des Passerelles", "69007 Lyon"),
    contact=("04 00 00 00 00", "vae@rive-droite.example"),
    legal="SIRET 000 000 000 00000 – déclaration d’activité 84 69 00000 69",
)
CANDIDATE, ADVISER = "Maëlle BERTHOUMIEU", "Solène KEROUREDAN"
SIGNATORIES = (
    Signatory(name=CANDIDATE, quality="Candidate"),
    Signatory(name=ADVISER, quality="Accompagnatrice"),
)
TITRE, CODE = "Conseiller en insertion professionnelle", "TP-00403 – millésime 08"


def dossier_faisabilite() -> DossierFaisabilite:
    return DossierFaisabilite(
        organisme=ORGANISME,
        candidate=CANDIDATE,
        birth="née le 3 mai 1984 à Albi",
        contact=("maelle.berthoumieu@exemple.example", "06 00 00 00 12"),
        titre=TITRE,
        titre_code=CODE,
        rncp="RNCP37274",
        target="Titre professionnel entier",
        situation="Salarié du privé",
        requested="5 octobre 2026",
        sent="16 novembre 2026",
        motive="Faire reconnaître huit années d’accueil et d’accompagnement dans une association de quartier.",
        interview="Entretien de faisabilité du 2 novembre 2026, 50 min, en visioconférence.",
        experiences=(
            ToldExperience(
                number="1",
                heading="Référente de parcours",
                structure="Association Le Pont-Neuf des métiers",
                nature="Emploi salarié",
                period="depuis septembre 2018",
                time="28 h par semaine",
                tasks="Accueil, diagnostic et suivi de soixante personnes par an ; ateliers de recherche d’emploi.",
                shows=(
                    ("C2 – Analyser la demande", "Entretien d’une heure, fiche de synthèse relue avec la personne."),
                    ("C7 – Accompagner l’élaboration du projet", ""),
                ),
            ),
            ToldExperience(
                number="2",
                heading="Aide d’un parent dans ses démarches",
                structure="",
                nature="Proche aidant",
                period="de janvier 2015 à juin 2017",
                time="",
                tasks="Démarches administratives, coordination avec les services sociaux.",
            ),
        ),
        blocs=(
            ToldBloc(
                label="CCP 1",
                title="Accueillir pour analyser la demande des personnes",
                aim="visé",
                competences=(
                    ("C1", "Informer une personne ou un groupe sur les ressources", "1, 2"),
                    ("C2", "Analyser la demande de la personne", "1"),
                    ("C3", "Exercer une veille", ""),
                ),
            ),
        ),
        credentials=(("Titre professionnel Assistant de vie aux familles", "juin 2012", ""),),
        cv="cv-berthoumieu.pdf, joint",
        opinion="Favorable",
        opinion_text="Les deux premiers blocs sont nourris d’exemples ; la relation aux employeurs reste à détailler.",
        opinion_by=f"{ADVISER}, le 12 novembre 2026",
        advised="24 h",
        signatories=SIGNATORIES,
    )  # fmt: skip


def plan_accompagnement() -> PlanAccompagnement:
    return PlanAccompagnement(
        organisme=ORGANISME,
        candidate=CANDIDATE,
        adviser=ADVISER,
        titre=TITRE,
        titre_code=CODE,
        target="Titre professionnel entier",
        number="Plan 1",
        agreed="4 janvier 2027",
        hours="12 h",
        price="80 € l’heure, toutes taxes comprises",
        total="960 €",
        modality="En visioconférence",
        aims="Écrire le dossier de validation et préparer l’entretien avec le jury.",
        meetings=tuple(
            PlannedMeeting(
                number=str(number),
                when=f"{day_label(date(2027, 1, 5) + timedelta(days=7 * number), 'jour')} à 14 h",
                length="2 h",
                kind="Soutenance blanche" if number == 6 else "Séance de travail",
                modality="En visioconférence",
                objectives="Présenter le dossier devant deux pairs." if number == 6 else f"Écrire la partie {number}.",
            )
            for number in range(1, 7)
        ),
        signatories=SIGNATORIES,
    )  # fmt: skip


def livret_suivi() -> LivretSuivi:
    return LivretSuivi(
        organisme=ORGANISME,
        candidate=CANDIDATE,
        adviser=ADVISER,
        titre=TITRE,
        titre_code=CODE,
        target="Titre professionnel entier",
        hours="4 h réalisées sur 12 h prévues",
        until="1er février 2027",
        aims="Écrire le dossier de validation et préparer l’entretien avec le jury.",
        meetings=(
            HeldMeeting(
                when="vendredi 8 janvier 2027 à 14 h",
                length="2 h",
                kind="Séance de travail",
                objectives="Lire le référentiel ensemble ; choisir les situations de la partie 1.",
                done="Carte des trois blocs ; deux situations retenues.",
                difficulties="Dire « je » plutôt que « nous ».",
                reached="Les situations sont choisies et situées.",
            ),
            HeldMeeting(
                when="mardi 2 février 2027 à 14 h",
                length="2 h",
                kind="Séance de travail",
                objectives="Relire la partie 1.",
                state="à venir",
            ),
        ),
        works=(
            GivenWork(
                what="Écrire la première situation en deux pages.",
                due="22 janvier 2027",
                state="rendu le 20 janvier 2027",
                answer="Première version déposée.",
                feedback="Précisez ce que la personne a décidé elle-même.",
            ),
        ),
        resources=("Référentiel d’évaluation", "Modèle de dossier de validation"),
    )


def demande_conge() -> DemandeConge:
    return DemandeConge(
        organisme=ORGANISME,
        recipient=Recipient(name="Association Le Pont-Neuf des métiers", address=("3 quai des Tanneurs", "81000 Albi")),
        sender=CANDIDATE,
        sender_address=("22 rue des Glycines", "81000 Albi"),
        place_date="Le 2 février 2027",
        titre=TITRE,
        titre_code=CODE,
        days="du 8 au 15 mars 2027",
        length="48 h",
        recevabilite="Recevabilité notifiée, numéro R-2026-118, valable jusqu’au 15 décembre 2027.",
        answer_due="17 février 2027",
        certifier="ministère chargé du Travail",
        adviser=ORGANISME.name,
        nature="accompagnement et préparation du dossier, épreuves devant le jury",
        notice="30 jours",
        silence=True,
        postponed="d’un mois",
        signatory=Signatory(name=CANDIDATE, quality="Salariée, candidate à la VAE"),
    )  # fmt: skip


def cv() -> CurriculumVitae:
    told = dossier_faisabilite()
    return CurriculumVitae(
        organisme=ORGANISME,
        candidate=CANDIDATE,
        contact=told.contact,
        aim=f"{TITRE}, par la validation des acquis de l’expérience",
        drawn="16 novembre 2026",
        experiences=told.experiences,
        credentials=tuple((label, obtained) for label, obtained, _ in told.credentials),
    )
