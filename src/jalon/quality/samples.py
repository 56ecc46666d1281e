"""Samples of the quality documents: invented people."""

from jalon.documents.blocks import Letterhead, Recipient, Signatory
from jalon.quality.contexts import (
    Questionnaire,
    ReponseReclamation,
    ReviewAction,
    ReviewFigure,
    RevueAnnuelle,
    SurveyLine,
    SyntheseSatisfaction,
)
from jalon.quality.rules.satisfaction import SCALE, questions_for

ORGANISME = Letterhead(
    name="Passerelles 31",
    address=("14 rue des Balisiers", "31200 Toulouse"),
    contact=("05 00 00 31 31", "contact@passerelles31.example"),
    legal="SIRET 00000000003131 – déclaration d’activité 76310000031",
)


def reponse_reclamation() -> ReponseReclamation:
    return ReponseReclamation(
        organisme=ORGANISME,
        recipient=Recipient(
            name="Inès MAZARGUIL", address=("3 allée des Tilleuls", "31000 Toulouse"), salutation="Madame"
        ),
        number="REC-2026-004",
        received="12 octobre 2026",
        text=("La salle de préparation n’était pas chauffée pendant l’examen blanc.",),
        paragraphs=(
            "Vous nous avez signalé une salle froide le jour de l’examen blanc. Vous avez raison : la chaudière était "
            "en panne, et nous ne vous l’avions pas dit.",
            "Elle est réparée depuis le 14 octobre. Les convocations nomment désormais une salle de repli.",
        ),
        written="19 octobre 2026",
        signatory=Signatory(name="Odile VARENNE", quality="Responsable de session"),
    )


def synthese_satisfaction() -> SyntheseSatisfaction:
    return SyntheseSatisfaction(
        organisme=ORGANISME,
        period="année 2026",
        asked="24 personnes interrogées",
        answered="18 réponses",
        overall="94 %",
        scale=tuple(SCALE.values()),
        lines=(
            SurveyLine(
                question="Votre satisfaction d’ensemble",
                answers="18",
                satisfied="94 %",
                shares=(61, 33, 6, 0),
            ),
            SurveyLine(
                question="La préparation aux épreuves", answers="18", satisfied="78 %", shares=(45, 33, 17, 5)
            ),
        ),
        comments=("Les examens blancs devraient commencer plus tôt.", "Merci à toute l’équipe."),
    )


def questionnaire() -> Questionnaire:
    return Questionnaire(
        organisme=ORGANISME,
        heading="Formation continue",
        moment="À la fin",
        scale=tuple(SCALE.values()),
        questions=tuple(q.text for q in questions_for("formation", "end")),
    )


def revue_annuelle() -> RevueAnnuelle:
    return RevueAnnuelle(
        organisme=ORGANISME,
        year="Année 2026",
        figures=(
            ReviewFigure(label="Avis reçus", value="18"),
            ReviewFigure(label="Satisfaits dans l’ensemble", value="94 %"),
            ReviewFigure(label="Réclamations", value="4, dont 1 répondue en retard"),
        ),
        analysis=("Les examens blancs sont salués ; l’atelier d’écriture commence trop tard.",),
        actions=(
            ReviewAction(
                heading="Ouvrir l’atelier d’écriture dès le deuxième mois", owner="Odile VARENNE",
                due="31 janvier 2027", effect="en cours",
            ),
        ),
        written="12 décembre 2026",
        signatory=Signatory(name="Odile VARENNE", quality="Passerelles 31"),
    )  # fmt: skip
