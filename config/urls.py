"""One line per app: each keeps its own urls.py, French paths and English names."""

from django.urls import include, path

urlpatterns = [
    path("", include("jalon.cockpit.urls")),
    path("", include("jalon.common.urls")),
    path("compte/", include("jalon.accounts.urls")),
    path("compte/", include("jalon.accounts.urls_signin")),
    path("referentiels/", include("jalon.referentiel.urls")),
    path("documents/", include("jalon.documents.urls")),
    path("personnes/", include("jalon.people.urls")),
    path("parcours/", include("jalon.parcours.urls")),
    path("prestations/", include("jalon.prestation.urls")),
    path("formation/", include("jalon.formation.urls")),
    path("vae/", include("jalon.vae.urls")),
    path("dossiers/", include("jalon.dossier.urls")),
    path("sessions/", include("jalon.examen.urls")),
    path("ecran/", include("jalon.examen.urls_wall")),
    path("jury/", include("jalon.jury.urls")),
    path("qualite/", include("jalon.quality.urls")),
]
