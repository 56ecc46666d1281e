"""Addresses of the documents screens."""

from django.urls import URLPattern, path

from jalon.documents import views

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("modeles/", views.gallery, name="gallery"),
    path("modeles/<str:name>/specimen.pdf", views.sample_pdf, name="sample_pdf"),
    path("modeles/<str:name>/apercu.png", views.sample_page, name="sample_page"),
]
