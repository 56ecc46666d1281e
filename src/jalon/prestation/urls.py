"""Addresses of the prestation screens."""

from django.urls import URLPattern

app_name = "prestation"
urlpatterns: list[URLPattern] = []
