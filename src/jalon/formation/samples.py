"""Invented contexts that show each document of the training in the gallery and feed its tests."""

from jalon.documents.blocks import Letterhead, Signatory
from jalon.formation.contexts import (
    Certification,
    ConventionStage,
    Dispensed,
    EvaluatedCcp,
    EvaluatedCompetence,
    EvaluatedCriterion,
    LivretEcf,
    ParcoursIndividualise,
    PlacedCompetence,
    Positionnement,
    ProgrammePart,
    ProgrammeRemis,
    ProgrammeSeance,
)

ORGANISME = Letterhead(
    name="Rive droite formation",
    address=("14 rue des Passerelles", "69007 Lyon"),
    contact=("04 00 00 00 00", "formation@rive-droite.example"),
    legal="SIRET 000 000 000 00000 – déclaration d’activité 84 69 00000 69",
)
_TITRE = {
    "titre": "Conseiller en insertion professionnelle",
    "titre_code": "TP-00403 – millésime 08 – RNCP37274",
}
_WHO = {"person": "Awa DIALLO-LEFÈVRE", **_TITRE}


def programme() -> ProgrammeRemis:
    return ProgrammeRemis(
        organisme=ORGANISME,
        heading="Devenir conseiller en insertion professionnelle",
        version="Version 2, en vigueur depuis le 5 octobre 2026",
        level="Niveau 5",
        hours="735 h en centre",
        company="385 h en entreprise",
        texts=(
            ("Objectifs", "Accueillir, accompagner vers l’emploi, mobiliser les employeurs du territoire."),
            ("Prérequis", "Aisance à l’écrit ; une expérience de la relation d’aide est appréciée."),
            ("Délais d’accès et accessibilité", "Entrée en octobre et en mars. Référente handicap : Salomé Arnaud."),
        ),
        parts=(
            ProgrammePart(
                heading="Module 1 – Accueillir pour analyser la demande des personnes",
                ccp="CCP 1", hours="252 h", company="70 h",
                seances=(
                    ProgrammeSeance(heading="Accueil de la promotion", hours="7 h", competences="", mode="En présence"),
                    ProgrammeSeance(
                        heading="Mener un premier entretien", hours="56 h", competences="C2", mode="En présence"
                    ),
                    ProgrammeSeance(
                        heading="Tenir une veille", hours="14 h", competences="C3", mode="À distance",
                        work="Une revue de presse par semaine, deux heures chacune ; aide par messagerie sous un jour.",
                    ),
                ),
            ),
        ),
        tests=(
            Certification(scope="CCP 1", test="Mise en situation professionnelle", minutes="45 min"),
            Certification(scope="CCP 1", test="Entretien technique", minutes="50 min"),
        ),
        **_TITRE,
    )  # fmt: skip


def positionnement() -> Positionnement:
    return Positionnement(
        organisme=ORGANISME,
        own_on="5 octobre 2026",
        trainer_on="8 octobre 2026",
        trainer="Bastien Roumégas",
        rows=(
            PlacedCompetence(
                competence="C1. Informer une personne ou un groupe", own="Avec aide",
                trainer="Seul, dans des situations connues", gap="+ 1", evidence="Trois ans à l’accueil d’une mairie.",
            ),
            PlacedCompetence(
                competence="C2. Analyser la demande de la personne", own="Seul, dans des situations connues",
                trainer="Avec aide", gap="− 1",
            ),
            PlacedCompetence(competence="C3. Exercer une veille", own="Jamais pratiqué", trainer="Jamais pratiqué"),
        ),
        comments=("À l’aise avec les publics, peu d’expérience des écrits professionnels.",),
        **_WHO,
    )  # fmt: skip


def parcours() -> ParcoursIndividualise:
    return ParcoursIndividualise(
        organisme=ORGANISME,
        prestation="CIP, promotion d’octobre 2026",
        planned="735 h",
        lifted="56 h",
        remaining="679 h",
        dispensed=(
            Dispensed(
                what="Informer et orienter sur les services dématérialisés", hours="56 h",
                reason="Compétence constatée au positionnement", on="12 octobre 2026",
            ),
        ),
        conditions="Salle accessible de plain-pied ; supports remis la veille.",
        signatories=(
            Signatory(name="Awa DIALLO-LEFÈVRE", quality="La personne en formation"),
            Signatory(name="Bastien Roumégas", quality="Le formateur"),
        ),
        **_WHO,
    )  # fmt: skip


def convention() -> ConventionStage:
    return ConventionStage(
        organisme=ORGANISME,
        ccp="CCP 2 – Accompagner les personnes dans leur parcours d’insertion",
        company="Mission locale des Collines",
        address=("2 place du Marché", "69110 Sainte-Foy"),
        signatory="Hélène Pradier, directrice",
        tutor="Yanis Ferrand, conseiller référent",
        tutor_contact="yanis.ferrand@collines.example",
        dates="du 4 au 29 janvier 2027",
        hours="140 h",
        schedule="Du lundi au vendredi, 9 h – 12 h 30 et 13 h 30 – 17 h",
        activities="Conduire des entretiens de suivi sous la responsabilité du tuteur, préparer un atelier.",
        competences=(
            "C6. Contractualiser et suivre avec la personne",
            "C10. Préparer et animer des ateliers",
        ),
        minimum="175 h en entreprise au moins pour le CCP 2",
        signatories=(
            Signatory(name="Hélène Pradier", quality="L’entreprise"),
            Signatory(name="Odile Varenne", quality="L’organisme de formation"),
            Signatory(name="Awa DIALLO-LEFÈVRE", quality="La personne en formation"),
        ),
        **_WHO,
    )


def livret() -> LivretEcf:
    return LivretEcf(
        organisme=ORGANISME,
        period="du 5 octobre 2026 au 30 juin 2027",
        ccps=(
            EvaluatedCcp(
                heading="CCP 1 – Accueillir pour analyser la demande des personnes",
                competences=(
                    EvaluatedCompetence(
                        competence="C1. Informer une personne ou un groupe", result="Acquise", fine=True,
                        on="12 novembre 2026", evaluator="Bastien Roumégas",
                        situation="Animation d’une information collective de huit personnes.",
                        observations="Adapte son vocabulaire ; vérifie que chacun a compris.",
                        criteria=(
                            EvaluatedCriterion(criterion="L’information est fiable et à jour", met="Satisfait"),
                            EvaluatedCriterion(criterion="Les outils numériques sont maîtrisés", met="En partie"),
                        ),
                    ),
                    EvaluatedCompetence(competence="C3. Exercer une veille", result="Non évaluée", fine=False),
                ),
            ),
        ),
        signatories=(Signatory(name="Odile Varenne", quality="Responsable de l’organisme"),),
        **_WHO,
    )  # fmt: skip
