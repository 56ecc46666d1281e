"""The address of a waiting room's display: whoever holds it reads the calls, without signing in."""

from django.urls import URLPattern, path

from jalon.examen.views import wall

app_name = "wall"
urlpatterns: list[URLPattern] = [path("<str:token>/", wall.wall, name="wall")]
