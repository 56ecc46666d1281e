"""Addresses of the formation screens."""

from django.urls import URLPattern

app_name = "formation"
urlpatterns: list[URLPattern] = []
