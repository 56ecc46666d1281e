"""Addresses of the formation screens."""

from django.urls import URLPattern, path

from jalon.formation.urls_apprentissage import URLS
from jalon.formation.views import calendars, companies, drafting, dropout, entry, evaluations, programmes

app_name = "formation"
_PATH = "parcours/<int:pk>"
_STAY = f"{_PATH}/entreprise/<int:stay>"
_WEEK = f"{_STAY}/semaines/<int:week>"
urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/importer/", programmes.programme_import, name="programme_import"),
    path("programmes/ecrire/", drafting.programme_draft, name="programme_draft"),
    path("programmes/modele/<str:ref>.xlsx", programmes.programme_template, name="programme_template"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme"),
    path("programmes/<int:pk>/acte/", programmes.programme_act, name="programme_act"),
    path("programmes/<int:pk>/textes/", programmes.programme_texts, name="programme_texts"),
    path("programmes/<int:pk>/seances/<int:item>/", programmes.programme_item, name="programme_item"),
    path("programmes/<int:pk>/copier/", drafting.programme_copy, name="programme_copy"),
    path("programmes/<int:pk>/modules/<int:module>/", drafting.programme_module, name="programme_module"),
    path(
        "programmes/<int:pk>/modules/<int:module>/ajouter/", drafting.programme_item_add, name="programme_item_add"
    ),
    path(
        "programmes/<int:pk>/seances/<int:item>/retirer/", drafting.programme_item_remove,
        name="programme_item_remove",
    ),
    path(
        "programmes/<int:pk>/seances/<int:item>/monter/", drafting.programme_item_raise, name="programme_item_raise"
    ),
    path("programmes/<int:pk>/programme.pdf", programmes.programme_pdf, name="programme_pdf"),
    path(
        "programmes/<int:pk>/remise/<int:use>/", programmes.programme_hand_over, name="programme_hand_over"
    ),
    path("programmes/<int:pk>/calendrier/", calendars.programme_calendar, name="programme_calendar"),
    path("decrochage/", dropout.dropout_board, name="dropout"),
    path("decrochage/signaux.csv", dropout.dropout_export, name="dropout_export"),
    path("decrochage/relever/", dropout.dropout_read, name="dropout_read"),
    path(f"{_PATH}/positionnement/", entry.positioning, name="positioning"),
    path(f"{_PATH}/positionnement/placer/", entry.positioning_place, name="positioning_place"),
    path(f"{_PATH}/positionnement/entretien/", entry.interview, name="interview"),
    path(f"{_PATH}/positionnement/etape/", entry.entry_step, name="entry_step"),
    path(f"{_PATH}/positionnement/dispense/", entry.dispensation, name="dispensation"),
    path(
        f"{_PATH}/positionnement/dispense/<int:dispensation>/retirer/", entry.dispensation_withdraw,
        name="dispensation_withdraw",
    ),
    path(f"{_PATH}/positionnement/documents/<str:paper>/emettre/", entry.paper_issue, name="paper_issue"),
    path(f"{_PATH}/positionnement/documents/<str:paper>.pdf", entry.paper, name="paper"),
    path(f"{_PATH}/entreprise/", companies.companies, name="companies"),
    path(f"{_PATH}/entreprise/nouveau/", companies.convention_new, name="convention_new"),
    path(f"{_STAY}/corriger/", companies.convention_edit, name="convention_edit"),
    path(f"{_STAY}/emettre/", companies.convention_issue, name="convention_issue"),
    path(f"{_STAY}/convention.pdf", companies.convention_pdf, name="convention_pdf"),
    path(f"{_STAY}/semaine/", companies.week_declare, name="week_declare"),
    path(f"{_WEEK}/prouver/", companies.week_prove, name="week_prove"),
    path(f"{_WEEK}/preuve/", companies.week_proof, name="week_proof"),
    path(f"{_STAY}/rompre/", companies.convention_end, name="convention_end"),
    path(f"{_STAY}/tuteur/", companies.tutor, name="tutor"),
    path(f"{_PATH}/evaluations/", evaluations.evaluations, name="evaluations"),
    path(f"{_PATH}/evaluations/c<int:competence>/", evaluations.ecf, name="ecf"),
    path(f"{_PATH}/evaluations/blanc/<str:scope>/<str:kind>/", evaluations.mock_exam, name="mock_exam"),
    path(f"{_PATH}/evaluations/relance/", dropout.follow_up, name="follow_up"),
    path(f"{_PATH}/evaluations/livret/emettre/", evaluations.livret_issue, name="livret_issue"),
    path(f"{_PATH}/evaluations/livret.pdf", evaluations.livret, name="livret"),
    *URLS,
]  # fmt: skip
