"""Addresses of the live exam day: facts, state, timers, wall display; `pk` is the session's."""

from django.urls import URLPattern, path

from jalon.examen.views import live, wall

urlpatterns: list[URLPattern] = [
    path("<int:pk>/jour/fait/", live.day_fact, name="day_fact"),
    path("<int:pk>/jour/evenements/", live.day_events, name="day_events"),
    path("<int:pk>/jour/etat.json", live.day_state, name="day_state"),
    *(
        path(f"<int:pk>/jour/{part}/", live.day_part, {"part": part}, name=f"day_{name}")
        for part, name in (("direct", "now"), ("arrivees", "arrivals"))
    ),
    path("<int:pk>/jour/minuteur/<int:number>/", live.day_timer, name="day_timer"),
    path("<int:pk>/jour/ecran/", wall.wall_open, name="wall_open"),
    path("<int:pk>/jour/ecran/fermer/", wall.wall_close, name="wall_close"),
]
