"""Addresses of the dossier screens."""

from django.urls import path

from jalon.dossier.views import copies, deadlines, likeness, orals, remarks, versions, workshop

app_name = "dossier"
urlpatterns = [
    path("", workshop.dossier_list, name="dossiers"),
    path("echeances.ics", deadlines.calendar_file, name="calendar"),
    path("ouvrir/<int:parcours>/", workshop.dossier_open, name="open"),
    path("ressemblances/", likeness.likeness_list, name="likeness"),
    path("ressemblances/comparer/", likeness.likeness_ask, name="likeness_ask"),
    path("ressemblances/<int:rank>/", likeness.likeness_detail, name="likeness_pair"),
    path("<int:pk>/", workshop.dossier_detail, name="dossier"),
    path("<int:pk>/echeance/", deadlines.deadline, name="deadline"),
    path("<int:pk>/echeance.ics", deadlines.calendar_file, name="deadline_ics"),
    path("<int:pk>/deposer/", versions.deposit, name="deposit"),
    path("<int:pk>/versions/<int:number>/", versions.version_detail, name="version"),
    path("<int:pk>/versions/<int:number>/verifier/", versions.check_again, name="check_again"),
    path("<int:pk>/versions/<int:number>/fichier/", versions.version_file, name="version_file"),
    path("<int:pk>/versions/<int:number>/rapport.json", versions.version_json, name="version_json"),
    path("<int:pk>/versions/<int:number>/rapport.pdf", copies.report, name="version_pdf"),
    path("<int:pk>/versions/<int:number>/annote.docx", copies.annotated, name="annotated"),
    path("<int:pk>/versions/<int:number>/corrige.docx", copies.mended, name="mended"),
    path("<int:pk>/modele.docx", copies.template, {"kind": "docx"}, name="template_docx"),
    path("<int:pk>/modele.odt", copies.template, {"kind": "odt"}, name="template_odt"),
    path("<int:pk>/versions/<int:number>/recepisse/", versions.receipt, name="receipt"),
    path("<int:pk>/versions/<int:number>/remettre/", versions.hand_over, name="hand_over"),
    path("<int:pk>/versions/<int:number>/avis/", versions.judge, name="judge"),
    path(
        "<int:pk>/versions/<int:number>/depuis/<int:other>/", versions.version_compare, name="version_compare"
    ),
    path("<int:pk>/remarques/", remarks.remark_make, name="remark_make"),
    path("<int:pk>/remarques/<int:remark>/repondre/", remarks.remark_answer, name="remark_answer"),
    path("<int:pk>/remarques/<int:remark>/clore/", remarks.remark_close, name="remark_close"),
    path("<int:pk>/remarques/<int:remark>/rouvrir/", remarks.remark_reopen, name="remark_reopen"),
    path("oraux/<int:parcours>/", orals.oral_list, name="orals"),
    path("oraux/<int:parcours>/<slug:scope>/<slug:kind>/", orals.oral_play, name="oral_play"),
    path("oral/<int:pk>/", orals.oral_detail, name="oral"),
    path("oral/<int:pk>/partager/", orals.oral_share, name="oral_share"),
    path("oral/<int:pk>/supprimer/", orals.oral_remove, name="oral_remove"),
]
