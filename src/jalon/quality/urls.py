"""Addresses of the quality screens."""

from django.urls import path

from jalon.quality.views import complaints, evidence, figures, public, questionnaire, reviews, surveys

app_name = "quality"
urlpatterns = [
    path("", evidence.overview, name="overview"),
    path("indicateurs/<int:number>/", evidence.indicator, name="indicator"),
    path("indicateurs/<int:number>/preuves.csv", evidence.indicator_csv, name="indicator_csv"),
    path("indicateurs/<int:number>/deposer/", evidence.piece_file, name="piece_file"),
    path("pieces/<int:pk>/", evidence.piece_download, name="piece_download"),
    path("pieces/<int:pk>/retirer/", evidence.piece_withdraw, name="piece_withdraw"),
    path("documents/<int:pk>/", evidence.document, name="document"),
    path("avis/", surveys.summary, name="surveys"),
    path("avis/demander/", surveys.ask, name="survey_ask"),
    path("avis/synthese.pdf", surveys.synthesis, name="survey_synthesis"),
    path("avis/questionnaire.pdf", surveys.paper, name="survey_paper"),
    path("avis/avis.csv", surveys.summary_csv, name="surveys_csv"),
    path("avis/parcours/<int:pk>/", surveys.ask_partner, name="survey_partner"),
    path("avis/<str:token>/", questionnaire.answer, name="survey"),
    path("avis/<str:token>/refuser/", questionnaire.decline, name="survey_decline"),
    path("reclamations/", complaints.register, name="complaints"),
    path("reclamations/enregistrer/", complaints.receive, name="complaint_receive"),
    path("reclamations/ecrire/", complaints.write, name="complaint_write"),
    path("reclamations/registre.csv", complaints.register_csv, name="complaints_csv"),
    path("reclamer/", public.choose, name="complaint_choose"),
    path("reclamer/<int:pk>/", public.write, name="complaint_public"),
    path("reclamer/<int:pk>/merci/", public.thanks, name="complaint_thanks"),
    path("reclamations/<int:pk>/accuser/", complaints.acknowledge, name="complaint_acknowledge"),
    path("reclamations/<int:pk>/confier/", complaints.entrust, name="complaint_entrust"),
    path("reclamations/<int:pk>/", complaints.detail, name="complaint"),
    path("reclamations/<int:pk>/repondre/", complaints.answer, name="complaint_answer"),
    path("reclamations/<int:pk>/clore/", complaints.close, name="complaint_close"),
    path("reclamations/<int:pk>/rouvrir/", complaints.reopen, name="complaint_reopen"),
    path("revue/", reviews.review, name="review"),
    path("actions/ajouter/", reviews.action_decide, name="action_decide"),
    path("actions/<int:pk>/achever/", reviews.action_finish, name="action_finish"),
    path("bilan/", figures.bpf, name="bpf"),
    path("bilan/bilan.csv", figures.bpf_csv, name="bpf_csv"),
    path("resultats/", figures.results, name="results"),
    path("resultats/publier/", figures.results_publish, name="results_publish"),
    path("resultats/publies/<int:pk>/retirer/", figures.results_withdraw, name="results_withdraw"),
    path("resultats/<int:pk>/", figures.public_results, name="public_results"),
]
