"""Addresses of the quality screens."""

from django.urls import URLPattern

app_name = "quality"
urlpatterns: list[URLPattern] = []
