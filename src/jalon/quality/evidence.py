"""Which acts and documents of the floors above `prestation`, and of quality itself, prove which indicator (C3)."""

from jalon.parcours.evidence import Evidence

EVIDENCE: tuple[Evidence, ...] = (
    Evidence("Convocations à l’examen", (9, 16), verbs=("convocation.send",)),
    Evidence("Inscriptions à une session", (16,), verbs=("inscription.register", "import.apply")),
    Evidence("Aménagements d’épreuve", (26,), verbs=("arrangement.request", "arrangement.decide")),
    Evidence("Agréments de sessions", (3, 17), verbs=("agrement.save",)),
    Evidence("Plateau technique vérifié", (17,), verbs=("checklist.draw_up", "checklist.tick")),
    Evidence("Jurys composés", (16,), verbs=("jury.compose", "jury.add")),
    Evidence("Décisions du jury", (11, 16), verbs=("jury.deliberate",),
             kinds=("jury.pv_session", "jury.fiche_resultats")),
    Evidence("Livrets de certification", (3, 16), kinds=("jury.livret_certification",)),
    Evidence("Dossiers de candidats commentés", (10, 11, 19), verbs=("dossier.remark", "dossier.judge")),
    Evidence("Dossiers remis", (16,), verbs=("dossier.hand_over",), kinds=("dossier.recepisse",)),
    Evidence("Oraux blancs", (10, 11), verbs=("dossier.oral",)),
    Evidence("Référentiels publiés", (7, 23), verbs=("publish_titre",)),
    Evidence("Pièces déposées", (), verbs=("quality.file_piece",)),
    Evidence("Avis demandés et reçus", (30,),
             verbs=("quality.ask_opinion", "quality.remind_opinion", "quality.answer_survey"),
             kinds=("quality.synthese_satisfaction",)),
    Evidence("Réclamations traitées", (31,),
             verbs=("quality.receive_complaint", "quality.acknowledge_complaint", "quality.entrust_complaint",
                    "quality.answer_complaint", "quality.close_complaint", "quality.reopen_complaint"),
             kinds=("quality.reponse_reclamation",)),
    Evidence("Revue annuelle et actions d’amélioration", (32,),
             verbs=("quality.write_review", "quality.sign_review", "quality.decide_action", "quality.finish_action"),
             kinds=("quality.revue_annuelle",)),
    Evidence("Sous-traitances suivies", (27,), verbs=("quality.add_subcontract",)),
    Evidence("Résultats publiés", (2, 3), verbs=("quality.publish_results",)),
)  # fmt: skip
