"""Addresses of the vae screens."""

from django.urls import URLPattern

app_name = "vae"
urlpatterns: list[URLPattern] = []
