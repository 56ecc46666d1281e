"""Addresses of the jury screens."""

from django.urls import URLPattern, path

from jalon.jury.views import composition, deliberation, grids, pv, results

app_name = "jury"
urlpatterns: list[URLPattern] = [
    path("", grids.my_juries, name="my_juries"),
    path("mes-resultats/", results.my_results, name="my_results"),
    path("a-valider/", pv.to_validate, name="to_validate"),
    path("habilitations/", composition.habilitations, name="habilitations"),
    path("habilitations/nouvelle/", composition.habilitation_edit, name="habilitation_create"),
    path("habilitations/<int:pk>/", composition.habilitation_edit, name="habilitation_edit"),
    path("habilitations/<int:pk>/retirer/", composition.habilitation_remove, name="habilitation_remove"),
    # A session
    path("sessions/<int:pk>/composition/", composition.composition, name="composition"),
    path("sessions/<int:pk>/composition/ajouter/", composition.jury_add, name="jury_add"),
    path("sessions/<int:pk>/jurys/<int:number>/", composition.jury_compose, name="jury_compose"),
    path("sessions/<int:pk>/jurys/<int:number>/dissoudre/", composition.jury_remove, name="jury_remove"),
    path("sessions/<int:pk>/charte/", composition.charter_accept, name="charter_accept"),
    path("sessions/<int:pk>/mes-candidats/", grids.session_day, name="session_day"),
    path("sessions/<int:pk>/deliberations/", deliberation.deliberations, name="deliberations"),
    path("sessions/<int:pk>/proces-verbal/", pv.pv, name="pv"),
    path("sessions/<int:pk>/proces-verbal/etablir/", pv.pv_establish, name="pv_establish"),
    path("sessions/<int:pk>/proces-verbal/reprendre/", pv.pv_resume, name="pv_resume"),
    path("sessions/<int:pk>/resultats/", results.results, name="results"),
    path("sessions/<int:pk>/resultats/prevenir/", results.results_notify, name="results_notify"),
    path("sessions/<int:pk>/resultats/export/", results.results_csv, name="results_csv"),
    path("sessions/<int:pk>/ceres/", results.ceres, name="ceres"),
    path("sessions/<int:pk>/dossier/", results.session_file, name="session_file"),
    path("sessions/<int:pk>/dossier/constituer/", results.session_file_build, name="session_file_build"),
    path(
        "sessions/<int:pk>/dossier/<int:archive>/",
        results.session_file_download,
        name="session_file_download",
    ),
    # A candidate
    path("candidats/<int:pk>/grille/", grids.grid_open, name="grid_open"),
    path("candidats/<int:pk>/grilles-vierges/<str:scope>/<str:test>/", grids.blank_grid, name="blank_grid"),
    path("candidats/<int:pk>/fiche-commune/", grids.joint_sheet, name="joint_sheet"),
    path("candidats/<int:pk>/fiche-commune/preparer/", grids.joint_prepare, name="joint_prepare"),
    path("candidats/<int:pk>/fiche-commune/pdf/", deliberation.synthesis_pdf, name="synthesis_pdf"),
    path("candidats/<int:pk>/pieces/<int:piece>/", grids.piece, name="piece"),
    path("candidats/<int:pk>/deliberation/", deliberation.deliberation, name="deliberation"),
    path("candidats/<int:pk>/resultat/", results.candidate_result, name="candidate_result"),
    path("candidats/<int:pk>/resultat/fiche/", results.candidate_fiche, name="candidate_fiche"),
    path("candidats/<int:pk>/resultat/livret/", results.candidate_livret, name="candidate_livret"),
    # A grid
    path("grilles/hors-ligne.js", grids.grid_offline, name="grid_offline"),
    path("grilles/<int:pk>/", grids.grid, name="grid"),
    path("grilles/<int:pk>/observation/", grids.grid_mark, name="grid_mark"),
    path("grilles/<int:pk>/remettre/", grids.grid_submit, name="grid_submit"),
    path("grilles/<int:pk>/rouvrir/", grids.grid_reopen, name="grid_reopen"),
    path("grilles/<int:pk>/pdf/", grids.grid_pdf, name="grid_pdf"),
    path("grilles/<int:pk>/desaccords/<int:entry>/garder/", grids.entry_keep, name="entry_keep"),
    # A procès-verbal
    path("proces-verbaux/<int:pk>/signer/", pv.pv_sign, name="pv_sign"),
    path("proces-verbaux/<int:pk>/acte/", pv.pv_act, name="pv_act"),
    path("proces-verbaux/<int:pk>/document/", pv.pv_document, name="pv_document"),
]
