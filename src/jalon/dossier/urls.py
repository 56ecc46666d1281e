"""Addresses of the dossier screens."""

from django.urls import URLPattern

app_name = "dossier"
urlpatterns: list[URLPattern] = []
