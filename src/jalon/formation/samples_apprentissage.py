"""Invented contexts that show the documents of apprenticeship in the gallery and feed their tests."""

from jalon.documents.blocks import Signatory
from jalon.formation.contexts_apprentissage import (
    AlternationMonth,
    AttestationEntreprise,
    ConventionApprentissage,
    LivretApprentissage,
    LivretPeriod,
    LivretProgress,
    LivretVisit,
)
from jalon.formation.samples import ORGANISME

_WHO = {
    "person": "Théo LE BIHAN",
    "titre": "Encadrant technique d’insertion",
    "titre_code": "TP-00448 – millésime 06",
}
_MONTHS = (
    AlternationMonth(
        month="septembre 2026", company="105 h",
        weeks="semaine du 7 septembre : en centre\nsemaine du 14 septembre : en entreprise",
    ),
    AlternationMonth(
        month="octobre 2026", company="84 h",
        weeks="semaine du 5 octobre : 2 jours en centre, 3 jours en entreprise\nsemaine du 12 octobre : congés",
    ),
)  # fmt: skip
_TOTALS = "75 jours en centre, 1 029 h de travail en entreprise, jours fériés et congés déduits"


def convention() -> ConventionApprentissage:
    return ConventionApprentissage(
        organisme=ORGANISME,
        employer="Les Jardins du Lot",
        address=("4 chemin des Étroits", "31400 Toulouse"),
        siret="732 829 320 00074",
        signatory="Bruno Delmas, gérant",
        master="Yaëlle Ferrand, cheffe d’équipe",
        master_conditions="Majeur, titulaire d’un titre du domaine, 6 ans de pratique",
        dates="du 7 septembre 2026 au 31 août 2027",
        weekly="35 h, temps en centre et en entreprise compris",
        trial="jusqu’au 4 décembre 2026, selon le calendrier",
        months=_MONTHS,
        totals=_TOTALS,
        signatories=(
            Signatory(name="Bruno Delmas", quality="Pour Les Jardins du Lot"),
            Signatory(name="Odile Varenne", quality="Pour le centre de formation d’apprentis"),
            Signatory(name="Théo LE BIHAN", quality="L’apprenti"),
            Signatory(name="Maïwenn Le Bihan", quality="Le représentant légal"),
        ),
        **_WHO,
    )


def attestation() -> AttestationEntreprise:
    return AttestationEntreprise(
        organisme=ORGANISME,
        ccp="CCP 1 – Encadrer les salariés en insertion en situation de production",
        employer="Les Jardins du Lot",
        master="Yaëlle Ferrand, cheffe d’équipe",
        dates="du 14 septembre au 30 octobre 2026",
        hours="140 h",
        activities="Préparer le poste de maraîchage, accueillir deux salariés, tenir le cahier de chantier.",
        competences=("C1. Organiser la production", "C2. Animer l’équipe"),
        comment="Prend sa place dans l’équipe ; les consignes de sécurité sont sues.",
        signatories=(
            Signatory(
                name="Yaëlle Ferrand",
                quality="Maître d’apprentissage",
                signed="Signé le 2 novembre 2026 à 8 h 12",
            ),
        ),
        **_WHO,
    )


def livret() -> LivretApprentissage:
    return LivretApprentissage(
        organisme=ORGANISME,
        employer="Les Jardins du Lot",
        master="Yaëlle Ferrand, cheffe d’équipe",
        trainer="Bastien Roumégas",
        dates="du 7 septembre 2026 au 31 août 2027",
        months=_MONTHS,
        totals=_TOTALS,
        agreed="Yaëlle Ferrand, le 9 septembre 2026",
        periods=(
            LivretPeriod(
                heading="CCP 1, du 14 septembre au 30 octobre 2026",
                activities="Préparer le poste de maraîchage, accueillir deux salariés.",
                competences="C1. Organiser la production\nC2. Animer l’équipe",
                hours="140 h attestées par Yaëlle Ferrand",
            ),
        ),
        progress=(
            LivretProgress(
                competence="C1. Organiser la production", centre="Abordée", company="Pratiquée avec aide"
            ),
            LivretProgress(competence="C2. Animer l’équipe", centre="Pratiquée avec aide", company="—"),
        ),
        visits=(
            LivretVisit(
                heading="Visite dans l’entreprise, 20 octobre 2026, par Bastien Roumégas",
                present="Yaëlle Ferrand, Théo Le Bihan",
                done="Le poste est tenu ; l’accueil d’un nouveau salarié se fait à deux.",
                difficulties="Le cahier de chantier est tenu tard.",
                decided="Un temps d’écrit de vingt minutes en fin de journée.",
                signed="Yaëlle Ferrand, le 21 octobre 2026 à 7 h 55 ; Théo LE BIHAN, le 20 octobre 2026 à 16 h",
            ),
        ),
        acts=(("8 septembre 2026", "Droits et devoirs remis : livret d’accueil et règlement intérieur"),),
        signatories=(
            Signatory(name="Yaëlle Ferrand", quality="Maître d’apprentissage"),
            Signatory(name="Bastien Roumégas", quality="Pour le centre de formation d’apprentis"),
            Signatory(name="Théo LE BIHAN", quality="L’apprenti"),
        ),
        **_WHO,
    )
