"""Figures that no sure source fixes: settings with a default and their legal basis, never constants in code.

Each rule marked uncertain in the regulation (NF, OWN, SEC, S-old) is declared here once;
an organisme may override it (`accounts.OrganismeParameter`), and the screen shows the basis beside the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One adjustable figure: `default` in `unit`, the rule id and text behind it, and how sure it is."""

    key: str
    label: str
    default: int
    unit: str
    basis: str
    minimum: int = 0
    maximum: int = 100_000


PARAMETERS: Mapping[str, Parameter] = {
    p.key: p
    for p in (
        Parameter(
            "declaration_days",
            "Déclaration de la session avant sa date",
            60,
            "jours",
            "A4.4 — délai non trouvé dans les textes publics ; environ deux mois en pratique.",
        ),
        Parameter(
            "convocation_days",
            "Envoi des convocations aux candidats avant la session",
            15,
            "jours",
            "A4.5 — délai non trouvé dans les textes publics.",
        ),
        Parameter(
            "arrival_minutes",
            "Arrivée du candidat avant sa première épreuve",
            30,
            "min",
            "A2.8 — contrôle de la convocation et de l’identité ; durée non fixée, usage.",
        ),
        Parameter(
            "jury_notice_days",
            "Préavis du juré salarié à son employeur",
            15,
            "jours",
            "A4.5 — quinze jours calendaires.",
        ),
        Parameter(
            "dte_alert_days",
            "Alerte si le dossier technique d’évaluation n’est pas reçu",
            14,
            "jours",
            "A4.6 — deux semaines avant la date déclarée.",
        ),
        Parameter(
            "retake_years",
            "Délai pour se représenter sans nouvelle formation",
            1,
            "an",
            "A2.3 — un an à compter de la validation de la session.",
        ),
        Parameter(
            "retake_sessions_max",
            "Sessions du titre dans ce délai",
            3,
            "sessions",
            "A2.4 — source secondaire.",
        ),
        Parameter(
            "prolongation_years",
            "Prolongation après la fin de validité du titre",
            1,
            "an",
            "A1.6, A2.5 — un an après la fin de validité.",
        ),
        Parameter(
            "recevabilite_years",
            "Validité de la recevabilité VAE",
            1,
            "an",
            "A2.11 — texte de 2015 ; France VAE enregistre sa propre date.",
        ),
        Parameter(
            "arrangement_request_months",
            "Demande d’aménagement avant la session",
            3,
            "mois",
            "A10.3 — exemple régional.",
        ),
        Parameter(
            "extra_time_percent_max",
            "Temps supplémentaire accordé sans dérogation",
            34,
            "%",
            "A10.4 — règle générale : un tiers.",
        ),
        Parameter(
            "habilitation_alert_days",
            "Alerte avant la fin d’une habilitation de juré",
            90,
            "jours",
            "A5.6 — habilitation renouvelable ; délai d’instruction non trouvé.",
        ),
        Parameter("jurors_min", "Membres du jury", 2, "jurés", "A5.1 — au moins deux.", minimum=2),
        Parameter(
            "reading_title_minutes",
            "Lecture de la production par le jury, session du titre",
            20,
            "min",
            "A4.9, A6.6 — le responsable prévoit ce temps ; durée non fixée.",
        ),
        Parameter(
            "reading_ccp_minutes",
            "Lecture de la production par le jury, session de CCP",
            15,
            "min",
            "A4.9, A6.6 — durée non fixée.",
        ),
        Parameter(
            "reading_preparation_file_minutes",
            "Lecture du dossier de préparation par le jury",
            10,
            "min",
            "A4.9, A6.6 — durée non fixée.",
        ),
        Parameter(
            "deliberation_minutes", "Délibération après chaque candidat", 10, "min", "A4.9 — durée non fixée."
        ),
        Parameter("jury_lunch_minutes", "Déjeuner du jury", 60, "min", "Usage."),
        Parameter(
            "candidate_lunch_minutes", "Déjeuner du candidat dont la journée couvre midi", 45, "min", "Usage."
        ),
        Parameter(
            "candidate_span_minutes", "Amplitude maximale de la journée d’un candidat", 480, "min", "Usage."
        ),
        Parameter(
            "actor_rest_minutes", "Repos du comédien entre deux mises en situation", 10, "min", "Usage."
        ),
        Parameter(
            "timer_first_warning_minutes",
            "Premier avertissement avant la fin d’une phase d’épreuve",
            5,
            "min",
            "Usage.",
            maximum=120,
        ),
        Parameter(
            "timer_last_warning_minutes",
            "Dernier avertissement avant la fin d’une phase d’épreuve",
            1,
            "min",
            "Usage.",
            maximum=120,
        ),
        Parameter(
            "dossier_first_reminder_days",
            "Premier rappel avant l’échéance de remise d’un dossier",
            14,
            "jours",
            "A6.4 — remise au plus tard le jour de la session ; rappels : usage.",
            maximum=120,
        ),
        Parameter(
            "dossier_last_reminder_days",
            "Dernier rappel avant l’échéance de remise d’un dossier",
            3,
            "jours",
            "A6.4 — remise au plus tard le jour de la session ; rappels : usage.",
            maximum=120,
        ),
        Parameter(
            "pv_transmission_days",
            "Transmission du procès-verbal après la session",
            8,
            "jours",
            "A7.10 — délai non trouvé dans les textes publics.",
        ),
        Parameter(
            "retention_years",
            "Conservation du dossier de session",
            5,
            "ans",
            "A9.1 — durée présentée comme raisonnable.",
        ),
        Parameter(
            "signin_link_hours",
            "Durée de vie d’un lien de connexion",
            72,
            "heures",
            "Sécurité : lien à usage unique, signé, qui expire.",
            minimum=1,
        ),
        Parameter(
            "invitation_days",
            "Durée de vie d’une invitation",
            14,
            "jours",
            "Sécurité : invitation à usage unique, signée, qui expire.",
            minimum=1,
            maximum=90,
        ),
        Parameter(
            "second_factor_required",
            "Second facteur exigé des administrateurs et des responsables de session (1 : oui, 0 : non)",
            0,
            "",
            "Sécurité : proposé à tous, exigé selon la politique de l’organisme.",
            maximum=1,
        ),
        Parameter(
            "vae_interview_minutes_max",
            "VAE : durée de l’entretien de faisabilité, au plus",
            60,
            "min",
            "B14 — engagement d’un organisme ; aucun texte ne la fixe.",
            minimum=15,
            maximum=480,
        ),
        Parameter(
            "vae_hours_min",
            "VAE : durée de l’accompagnement, au moins",
            12,
            "heures",
            "B14 — engagement d’un organisme ; aucun texte ne la fixe.",
            minimum=1,
            maximum=500,
        ),
        Parameter(
            "vae_hours_max",
            "VAE : durée de l’accompagnement, au plus",
            30,
            "heures",
            "B14 — engagement d’un organisme ; aucun texte ne la fixe.",
            minimum=1,
            maximum=500,
        ),
        Parameter(
            "vae_hours_advised",
            "VAE : durée conseillée de l’accompagnement",
            24,
            "heures",
            "B14 — engagement d’un organisme.",
            minimum=1,
            maximum=500,
        ),
        Parameter(
            "vae_meeting_minutes_min",
            "VAE : durée d’un rendez-vous, au moins",
            60,
            "min",
            "B14 — engagement d’un organisme.",
            minimum=15,
            maximum=480,
        ),
        Parameter(
            "vae_meeting_minutes_max",
            "VAE : durée d’un rendez-vous, au plus",
            180,
            "min",
            "B14 — engagement d’un organisme.",
            minimum=15,
            maximum=480,
        ),
        Parameter(
            "vae_hourly_cents",
            "VAE : prix d’une heure d’accompagnement, toutes taxes comprises",
            8000,
            "centimes",
            "B14 — tarif d’un organisme ; aucun plafond n’est fixé ici (B15).",
            maximum=100_000,
        ),
        Parameter(
            "vae_answer_days",
            "Réponse à une demande de VAE",
            30,
            "jours",
            "B14 — engagement de la charte du prestataire.",
            minimum=1,
        ),
        Parameter(
            "vae_admissibility_months",
            "Décision de recevabilité, dont le silence vaut accord",
            2,
            "mois",
            "B3 — L6412-2 : deux mois à compter du dossier complet.",
            minimum=1,
        ),
        Parameter(
            "vae_silence_before_days",
            "Alerte d’inactivité avant la recevabilité",
            60,
            "jours",
            "B5 — code du portail France VAE.",
            minimum=1,
        ),
        Parameter(
            "vae_silence_after_days",
            "Alerte d’inactivité après la recevabilité",
            165,
            "jours",
            "B5 — code du portail France VAE.",
            minimum=1,
        ),
        Parameter(
            "vae_inactivity_months",
            "Caducité de la recevabilité faute d’action",
            6,
            "mois",
            "B5 — six mois sans action.",
            minimum=1,
        ),
        Parameter(
            "vae_jury_months",
            "Jury après le dépôt du dossier de validation",
            3,
            "mois",
            "B6 — code du portail France VAE.",
            minimum=1,
        ),
        Parameter("vae_post_jury_days", "Entretien post-jury", 30, "jours", "B7, B14 — délai non fixé."),
        Parameter(
            "vae_files_per_certification",
            "Dossiers de VAE par certification et par année civile",
            1,
            "dossiers",
            "B4 — R6412-3.",
            minimum=1,
        ),
        Parameter(
            "vae_files_per_year",
            "Dossiers de VAE par année civile, toutes certifications",
            3,
            "dossiers",
            "B4 — R6412-3.",
            minimum=1,
        ),
    )
}
