"""Addresses of the common screens."""

from django.urls import URLPattern, path

from jalon.common import gallery, views
from jalon.common.jobs import views as job_views

app_name = "common"
urlpatterns: list[URLPattern] = [
    path("apparence/", views.set_theme, name="theme"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("taches/", job_views.job_list, name="jobs"),
    path("taches/<uuid:uuid>/", job_views.job_detail, name="job"),
    path("taches/<uuid:uuid>/arret/", job_views.job_stop, name="job_stop"),
    path("sante/", views.health, name="health"),
]
