"""Addresses of the examen screens."""

from django.urls import URLPattern, URLResolver, path

from jalon.examen import urls_live, urls_planning
from jalon.examen.views import (
    agrements,
    imports,
    inscriptions,
    path_registration,
    proofs,
    salles,
    sessions,
)

app_name = "examen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", sessions.session_list, name="session_list"),
    path("nouvelle/", sessions.session_create, name="session_create"),
    path("agrements/", agrements.agrement_list, name="agrement_list"),
    path("agrements/nouveau/", agrements.agrement_create, name="agrement_create"),
    path("agrements/<int:pk>/", agrements.agrement_edit, name="agrement_edit"),
    path("agrements/<int:pk>/supprimer/", agrements.agrement_remove, name="agrement_remove"),
    path("salles/", salles.salle_list, name="salle_list"),
    path("salles/nouvelle/", salles.salle_create, name="salle_create"),
    path("salles/<int:pk>/", salles.salle_edit, name="salle_edit"),
    path("salles/<int:pk>/supprimer/", salles.salle_remove, name="salle_remove"),
    path("parcours/<int:pk>/", path_registration.path_sessions, name="path_sessions"),
    path("parcours/<int:pk>/<int:session>/", path_registration.path_register, name="path_register"),
    path("<int:pk>/", sessions.session_detail, name="session_detail"),
    path("<int:pk>/modifier/", sessions.session_edit, name="session_edit"),
    path("<int:pk>/acte/", sessions.session_transition, name="session_transition"),
    path("<int:pk>/comedien/", sessions.session_actor, name="session_actor"),
    path("<int:pk>/candidats/", inscriptions.inscription_list, name="inscription_list"),
    path("<int:pk>/candidats/inscrire/", inscriptions.inscription_create, name="inscription_create"),
    path(
        "<int:pk>/candidats/admettre/", inscriptions.inscription_admit_ready, name="inscription_admit_ready"
    ),
    path(
        "<int:pk>/candidats/liste.xlsx",
        inscriptions.inscription_export,
        {"kind": "xlsx"},
        name="inscription_export_xlsx",
    ),
    path(
        "<int:pk>/candidats/liste.csv",
        inscriptions.inscription_export,
        {"kind": "csv"},
        name="inscription_export_csv",
    ),
    path("<int:pk>/candidats/import/", imports.import_candidates, name="import_candidates"),
    path("<int:pk>/candidats/import/modele.xlsx", imports.import_template, name="import_template"),
    path("<int:pk>/candidats/import/<int:import_pk>/", imports.import_plan, name="import_plan"),
    path("<int:pk>/candidats/import/<int:import_pk>/choix/", imports.import_choices, name="import_choices"),
    path("<int:pk>/candidats/import/<int:import_pk>/ecrire/", imports.import_apply, name="import_apply"),
    path("candidats/<int:pk>/", inscriptions.inscription_detail, name="inscription_detail"),
    path("candidats/<int:pk>/modifier/", inscriptions.inscription_edit, name="inscription_edit"),
    path("candidats/<int:pk>/admettre/", inscriptions.inscription_admit, name="inscription_admit"),
    path("candidats/<int:pk>/retirer/", inscriptions.inscription_withdraw, name="inscription_withdraw"),
    path("candidats/<int:pk>/retablir/", inscriptions.inscription_restore, name="inscription_restore"),
    path("candidats/<int:pk>/reglement/", inscriptions.inscription_reglement, name="inscription_reglement"),
    path("candidats/<int:pk>/amenagement/", inscriptions.arrangement_request, name="arrangement_request"),
    path(
        "candidats/<int:pk>/amenagement/decision/", inscriptions.arrangement_decide, name="arrangement_decide"
    ),
    path("candidats/<int:pk>/pieces/", proofs.piece_add, name="piece_add"),
    path("candidats/<int:pk>/pieces/<int:piece_pk>/", proofs.piece_download, name="piece_download"),
    path("candidats/<int:pk>/pieces/<int:piece_pk>/ecarter/", proofs.piece_withdraw, name="piece_withdraw"),
    path("candidats/<int:pk>/entreprise/", proofs.period_add, name="period_add"),
    path("candidats/<int:pk>/entreprise/<int:period_pk>/", proofs.period_edit, name="period_edit"),
    path(
        "candidats/<int:pk>/entreprise/<int:period_pk>/retirer/", proofs.period_remove, name="period_remove"
    ),
    path(
        "candidats/<int:pk>/entreprise/<int:period_pk>/preuve/", proofs.proof_download, name="proof_download"
    ),
    path("candidats/<int:pk>/ecf/", proofs.ecf_edit, name="ecf_edit"),
    path("candidats/<int:pk>/livret/", proofs.award_add, name="award_add"),
    *urls_planning.urlpatterns,
    *urls_live.urlpatterns,
]
