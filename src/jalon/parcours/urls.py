"""Addresses of the parcours screens."""

from django.urls import URLPattern, path

from jalon.parcours.views import acts, agenda, board, opening, standing, timeline

app_name = "parcours"
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("liste.csv", board.board_export, name="board_export"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/ouvrir/", agenda.agenda_open, name="agenda_open"),
    path("agenda/fermer/", agenda.agenda_close, name="agenda_close"),
    path("agenda/<str:token>.ics", agenda.agenda_ics, name="agenda_ics"),
    path("ouvrir/", opening.path_open, name="open"),
    path("<int:pk>/", timeline.path_detail, name="path"),
    path("<int:pk>/agenda.ics", timeline.path_ics, name="path_ics"),
    path("<int:pk>/suivi/", opening.path_entrust, name="entrust"),
    path("<int:pk>/dates/", opening.path_dates, name="dates"),
    path("<int:pk>/reste/", standing.standing, name="standing"),
    path("<int:pk>/reste/inscrire/", standing.held_add, name="held_add"),
    path("<int:pk>/reste/reconnaitre/", standing.held_recognise, name="held_recognise"),
    path("<int:pk>/reste/<int:award>/retirer/", standing.held_withdraw, name="held_withdraw"),
    path("<int:pk>/reste/justificatifs/<int:award>/", standing.held_proof, name="held_proof"),
    path("<int:pk>/acte/<slug:act>/", acts.act, name="act"),
    path("<int:pk>/actes/<int:done>/corriger/", acts.correct, name="correct"),
]
