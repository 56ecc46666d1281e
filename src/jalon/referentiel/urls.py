"""Addresses of the atlas."""

from django.urls import path, register_converter

from .views import atlas, compare, exam, exchange, fiches, imports, publication, review, search


class TitreConverter:
    """``TP-00403.08``, or the bare code for the newest version."""

    regex = r"[A-Za-z]{2}-\d{5}(?:\.\d{2})?"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(TitreConverter, "titre")

app_name = "referentiel"
urlpatterns = [
    path("", atlas.titre_list, name="list"),
    path("recherche/", search.search, name="search"),
    path("comparer/", compare.compare_page, name="compare"),
    path("comparer/comparaison.csv", compare.compare_file, {"kind": "csv"}, name="compare-csv"),
    path("comparer/comparaison.json", compare.compare_file, {"kind": "json"}, name="compare-json"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/deposer/", imports.import_receive, name="import-receive"),
    path("imports/<int:pk>/", imports.import_detail, name="import"),
    path("imports/<int:pk>/acte/", imports.import_act, name="import-act"),
    path("imports/<int:pk>/relecture/", review.review_page, name="review"),
    path("imports/<int:pk>/decision/", review.decide, name="review-decide"),
    path("imports/<int:pk>/lignes/", review.lines, name="review-lines"),
    path("imports/<int:pk>/fiches/", fiches.piece_list, name="review-pieces"),
    path("imports/<int:pk>/fiches/<slug:section>/", fiches.piece_list, name="review-section"),
    path("imports/<int:pk>/publication/", publication.publication, name="publication"),
    path("imports/<int:pk>/ecarts/", imports.import_differences, name="import-differences"),
    path(
        "imports/<int:pk>/corrections/<int:correction>/reprendre/",
        imports.correction_withdraw,
        name="correction-withdraw",
    ),
    path("imports/<int:pk>/documents/<int:document>/", imports.imported_document, name="imported-document"),
    path(
        "imports/<int:pk>/documents/<int:document>/pages/<int:page>.png",
        imports.page_image,
        name="page-image",
    ),
    path("<titre:ref>/", atlas.titre_detail, name="titre"),
    path("<titre:ref>/competences/<int:number>/", atlas.competence_detail, name="competence"),
    path("<titre:ref>/epreuves/", exam.exam, name="exam"),
    path("<titre:ref>/epreuves/<slug:scope>/", exam.exam, name="exam-scope"),
    path("<titre:ref>/matrice/", exam.matrix, name="matrix"),
    path("<titre:ref>/matrice/<slug:scope>/", exam.matrix, name="matrix-scope"),
    path("<titre:ref>/constats/", atlas.findings, name="findings"),
    path("<titre:ref>/glossaire/", atlas.glossary, name="glossary"),
    path("<titre:ref>/document.json", atlas.document, name="document"),
    path("<titre:ref>/export/<slug:kind>/", exchange.export_file, name="export"),
    path("<titre:ref>/case/<uuid:identifier>/", exchange.case_piece, name="case"),
]
