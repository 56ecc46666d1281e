"""What prestations leave as evidence, by Qualiopi indicator (C1 to C3)."""

from jalon.parcours.evidence import Evidence

_GIVEN = "prestation.deliver."

EVIDENCE: tuple[Evidence, ...] = (
    Evidence("Programme et objectifs remis", (1, 5, 6), verbs=(f"{_GIVEN}programme",)),
    Evidence("Tarifs et conditions remis", (1,), verbs=(f"{_GIVEN}terms",)),
    Evidence("Devis, conventions et contrats", (1, 4, 5), verbs=("prestation.quote.send", "prestation.engagement.send"),
             kinds=("prestation.devis", "prestation.convention", "prestation.contrat", "prestation.convention_vae")),
    Evidence("Règlement intérieur, horaires et contacts remis", (9,),
             verbs=(f"{_GIVEN}rules", f"{_GIVEN}hours", f"{_GIVEN}contact", f"{_GIVEN}evaluation")),
    Evidence("Convocations envoyées", (9,), verbs=(f"{_GIVEN}convocation",), kinds=("prestation.convocation",)),
    Evidence("Parcours individualisés : durée, dispenses, aménagements", (10,), verbs=("prestation.individualise",)),
    Evidence("Séances planifiées et adaptées", (6, 10), verbs=("prestation.seance", "prestation.seance.update")),
    Evidence("Assiduité suivie par demi-journée", (12,), verbs=("prestation.attendance", "prestation.leave")),
    Evidence("Feuilles d’émargement", (12,), verbs=("prestation.paper_sheet", "prestation.sheet"),
             kinds=("prestation.emargement",)),
    Evidence("Certificats de réalisation et attestations", (11,),
             verbs=("prestation.certificate", "prestation.attestation"),
             kinds=("prestation.certificat", "prestation.attestation")),
    Evidence("Absences justifiées, examinées une à une", (12,),
             verbs=("prestation.justify", "prestation.justify.answer")),
    Evidence("Intervenants et titres communiqués", (17, 21), verbs=(f"{_GIVEN}trainers",)),
    Evidence("Titres des intervenants vérifiés, contrats de sous-traitance", (21, 27), verbs=("prestation.trainer",)),
)  # fmt: skip
