"""Addresses of the parcours screens."""

from django.urls import URLPattern

app_name = "parcours"
urlpatterns: list[URLPattern] = []
