"""What a VAE leaves as evidence for the Qualiopi indicators (C1 to C3)."""

from jalon.parcours.evidence import Evidence

EVIDENCE: tuple[Evidence, ...] = (
    Evidence("Demande de VAE reçue et analysée", (1, 4), verbs=("vae.request", "vae.interview")),
    Evidence("Expériences rapprochées du référentiel", (4, 8), verbs=("vae.experience", "vae.tie")),
    Evidence("Dossier de faisabilité", (4, 8), kinds=("vae.dossier_faisabilite",)),
    Evidence("Avis sur la faisabilité", (8,), verbs=("vae.opinion",)),
    Evidence(
        "Plan d’accompagnement convenu", (5, 6, 9), verbs=("vae.plan.agree",), kinds=("vae.plan_accompagnement",)
    ),
    Evidence("Rendez-vous tenus et suivis", (10, 12), verbs=("vae.meeting.held", "vae.meeting.cancel")),
    Evidence("Livret de suivi", (10, 11), kinds=("vae.livret_suivi",)),
    Evidence("Travaux demandés, rendus, relus", (11, 12), verbs=("vae.work", "vae.work.done", "vae.work.feedback")),
    Evidence("Ressources partagées", (19,), verbs=("vae.paper.resource", "vae.paper.seen")),
    Evidence("Date du jury transmise", (16,), verbs=("vae.jury",)),
    Evidence("Décision du jury", (2, 3, 11), verbs=("vae.decision", "vae.decision.confirm", "vae.decision.correct")),
    Evidence("Entretien post-jury et suites", (10, 16), verbs=("vae.post_jury", "vae.next_step")),
    Evidence("Congé de VAE", (10,), verbs=("vae.leave", "vae.leave.answer"), kinds=("vae.demande_conge",)),
)  # fmt: skip
