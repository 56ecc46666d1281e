"""Addresses of the people screens."""

from django.urls import path

from jalon.people import views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("ajouter/", views.person_create, name="person_create"),
    path("moi/", views.my_data, name="my_data"),
    path("moi/copie/", views.my_data_export, name="my_data_export"),
    path("<int:pk>/", views.person_detail, name="person_detail"),
    path("<int:pk>/modifier/", views.person_edit, name="person_edit"),
    path("<int:pk>/reunir/<int:other_pk>/", views.person_merge, name="person_merge"),
    path("<int:pk>/acces/", views.access_open, name="access_open"),
    path("<int:pk>/liens/", views.relation_declare, name="relation_declare"),
    path("liens/<int:pk>/retirer/", views.relation_withdraw, name="relation_withdraw"),
]
