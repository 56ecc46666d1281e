"""Addresses of the formation screens."""

from django.urls import URLPattern, path

from jalon.formation.views import calendars, programmes

app_name = "formation"
urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/importer/", programmes.programme_import, name="programme_import"),
    path("programmes/modele/<str:ref>.xlsx", programmes.programme_template, name="programme_template"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme"),
    path("programmes/<int:pk>/acte/", programmes.programme_act, name="programme_act"),
    path("programmes/<int:pk>/textes/", programmes.programme_texts, name="programme_texts"),
    path("programmes/<int:pk>/seances/<int:item>/", programmes.programme_item, name="programme_item"),
    path("programmes/<int:pk>/programme.pdf", programmes.programme_pdf, name="programme_pdf"),
    path("programmes/<int:pk>/calendrier/", calendars.programme_calendar, name="programme_calendar"),
]
