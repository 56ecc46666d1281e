"""What training leaves as evidence for the Qualiopi indicators (C1 to C3)."""

from jalon.parcours.evidence import Evidence

EVIDENCE: tuple[Evidence, ...] = (
    Evidence(
        "Programme de formation rédigé et vérifié", (1, 6, 7),
        verbs=("formation.adopt_programme", "formation.write_programme"), kinds=("formation.programme",),
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
    Evidence("Évaluations en cours de formation", (11,), verbs=("formation.ecf",), kinds=("formation.livret_ecf",)),
    Evidence("Examens blancs", (11, 16), verbs=("formation.mock_exam",)),
    Evidence("Ruptures prévenues", (12,), verbs=("formation.follow_up",)),
)  # fmt: skip
