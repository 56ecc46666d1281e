"""What training leaves as evidence for the Qualiopi indicators (C1 to C3)."""

from jalon.parcours.evidence import Evidence

EVIDENCE: tuple[Evidence, ...] = (
    Evidence(
        "Programme de formation rédigé et vérifié", (1, 6, 7),
        verbs=("formation.adopt_programme", "formation.write_programme", "formation.draft_programme"),
        kinds=("formation.programme",),
    ),
    Evidence(
        "Programme suivi et calendrier", (6, 9), verbs=("formation.follow_programme", "formation.plan_calendar")
    ),
    Evidence("Positionnement à l’entrée", (4, 8), verbs=("formation.position",), kinds=("formation.positionnement",)),
    Evidence("Entretien d’entrée", (4,), verbs=("formation.interview", "formation.entry_step")),
    Evidence(
        "Parcours individualisé et dispenses", (10,),
        verbs=("formation.dispense", "formation.withdraw_dispensation"), kinds=("formation.parcours_individualise",),
    ),
    Evidence(
        "Stages conventionnés, suivis et évalués", (7, 10, 13, 28),
        verbs=("formation.company_convention", "formation.company_week", "formation.tutor_evaluation"),
        kinds=("formation.convention_stage",),
    ),
    Evidence(
        "Contrats d’apprentissage et alternance accordée", (13, 28),
        verbs=("formation.apprentice_contract", "formation.apprentice_amend", "formation.alternation_agree",
               "formation.master_access"),
        kinds=("formation.convention_apprentissage",),
    ),
    Evidence(
        "Activités confiées, progression et visites de l’apprenti", (10, 13),
        verbs=("formation.entrust", "formation.progress", "formation.hold_visit", "formation.sign_visit",
               "formation.cfa_masters"),
        kinds=("formation.livret_apprentissage",),
    ),
    Evidence(
        "Heures en entreprise attestées par le maître d’apprentissage", (7, 13, 16),
        verbs=("formation.attest_hours",), kinds=("formation.attestation_entreprise",),
    ),
    Evidence("Ruptures d’apprentissage suivies", (12,), verbs=("formation.apprentice_break",)),
    Evidence(
        "Accompagnement socioprofessionnel, éducatif et citoyen", (14,),
        verbs=("formation.cfa_social", "formation.cfa_education", "formation.cfa_civic"),
    ),
    Evidence(
        "Droits, devoirs, santé et sécurité des apprentis", (15,),
        verbs=("formation.cfa_rights", "formation.cfa_safety", "formation.cfa_received"),
    ),
    Evidence(
        "Référents et conseil de perfectionnement", (20,),
        verbs=("formation.cfa_council", "formation.cfa_referent_disability", "formation.cfa_referent_mobility",
               "formation.cfa_referent_council", "formation.cfa_referent_coordination"),
    ),
    Evidence("Référent handicap nommé", (26,), verbs=("formation.cfa_referent_disability",)),
    Evidence("Réseau des entreprises", (28,), verbs=("formation.cfa_network",)),
    Evidence("Insertion ou poursuite d’études des apprentis", (29,), verbs=("formation.cfa_pursuit",)),
    Evidence("Évaluations en cours de formation", (11,), verbs=("formation.ecf",), kinds=("formation.livret_ecf",)),
    Evidence("Examens blancs", (11, 16), verbs=("formation.mock_exam",)),
    Evidence("Ruptures prévenues", (12,), verbs=("formation.follow_up",)),
)  # fmt: skip
