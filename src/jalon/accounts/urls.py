"""Addresses of the accounts screens; the ways in that allauth keeps are in `urls_signin`."""

from django.urls import path

from jalon.accounts.views import journal, me, members, organisme, signin

app_name = "accounts"
urlpatterns = [
    path("", me.me, name="me"),
    path("organisme-courant/", me.switch_organisme, name="switch_organisme"),
    path("connexions/fermer/", me.close_my_sessions, name="close_my_sessions"),
    path("lien/", signin.request_link, name="request_link"),
    path("lien/<str:token>/", signin.signin_link, name="signin_link"),
    path("invitation/<str:token>/", signin.accept, name="accept_invitation"),
    path("organisme/", organisme.organisme, name="organisme"),
    path("organisme/sites/ajouter/", organisme.site_create, name="site_create"),
    path("organisme/sites/<int:pk>/", organisme.site_edit, name="site_edit"),
    path("organisme/sites/<int:pk>/supprimer/", organisme.site_delete, name="site_delete"),
    path("organisme/parametres/", organisme.parameters, name="parameters"),
    path("organisme/membres/", members.members, name="members"),
    path("organisme/membres/inviter/", members.invite, name="invite"),
    path("organisme/membres/<int:pk>/", members.member, name="member"),
    path("organisme/membres/<int:pk>/roles/", members.member_role, name="member_role"),
    path("organisme/membres/<int:pk>/deconnecter/", members.member_sessions, name="member_sessions"),
    path("organisme/invitations/<int:pk>/renvoyer/", members.invitation_resend, name="invitation_resend"),
    path("organisme/invitations/<int:pk>/annuler/", members.invitation_revoke, name="invitation_revoke"),
    path("organisme/journal/", journal.journal, name="journal"),
    path("organisme/journal.csv", journal.journal_csv, name="journal_csv"),
]
