"""Addresses of the parcours screens."""

from django.urls import URLPattern, path

from jalon.parcours.views import board, timeline

app_name = "parcours"
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("<int:pk>/", timeline.path_detail, name="path"),
]
