"""Addresses of the home page and of search."""

from django.urls import path

from jalon.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.home, name="home"),
    path("recherche/", views.search, name="search"),
]
