"""Addresses of a session's preparation and of its exam day; `pk` is the session's."""

from django.urls import URLPattern, path

from jalon.examen.views import (
    alternatives,
    calculation,
    checklist,
    convocations,
    day,
    draw,
    locks,
    moves,
    reports,
    signatures,
    timetable,
    unavailability,
    unforeseen,
    versions,
)

_TIMETABLE: list[URLPattern] = [
    path("<int:pk>/planning/", timetable.timetable, name="timetable"),
    path("<int:pk>/planning/calculer/", calculation.timetable_plan, name="timetable_plan"),
    path("<int:pk>/planning/calcul/<uuid:job>/", calculation.calculation, name="calculation"),
    path(
        "<int:pk>/planning/calcul/<uuid:job>/arreter/", calculation.calculation_stop, name="calculation_stop"
    ),
    path("<int:pk>/planning/variantes/", alternatives.alternatives, name="alternatives"),
    path("<int:pk>/planning/variantes/calculer/", calculation.alternatives_plan, name="alternatives_plan"),
    path("<int:pk>/planning/variantes/ecarter/", alternatives.alternatives_drop, name="alternatives_drop"),
    path(
        "<int:pk>/planning/<int:version>/choisir/", alternatives.alternative_choose, name="alternative_choose"
    ),
    path("<int:pk>/planning/comparer/", versions.versions_compare, name="versions_compare"),
    path("<int:pk>/planning/comparer/<str:kind>/", versions.versions_export, name="versions_export"),
    path(
        "<int:pk>/planning/<int:version>/publication/",
        versions.timetable_publication,
        name="timetable_publication",
    ),
    path("<int:pk>/planning/<int:version>/deplacer/", moves.timetable_move, name="timetable_move"),
    path("<int:pk>/planning/<int:version>/verifier/", moves.timetable_check, name="timetable_check"),
    path("<int:pk>/planning/<int:version>/annuler/", moves.timetable_undo, name="timetable_undo"),
    path("<int:pk>/planning/<int:version>/verrous/", locks.timetable_locks, name="timetable_locks"),
    path(
        "<int:pk>/planning/<int:version>/pourquoi/<int:inscription>/",
        timetable.timetable_why,
        name="timetable_why",
    ),
    *(
        path(
            f"<int:pk>/planning/<int:version>/{act}/",
            timetable.timetable_act,
            {"act": act},
            name=f"timetable_{name}",
        )
        for act, name in (("publier", "publish"), ("copier", "copy"), ("supprimer", "discard"))
    ),
    path("<int:pk>/planning/<int:version>/planning.pdf", timetable.timetable_pdf, name="timetable_pdf"),
    path("<int:pk>/planning/<int:version>/planning-a3.pdf", timetable.timetable_a3, name="timetable_a3"),
    path("<int:pk>/planning/<int:version>/planning.ics", timetable.timetable_ics, name="timetable_ics"),
    path("<int:pk>/indisponibilites/", unavailability.unavailabilities, name="unavailabilities"),
    path(
        "<int:pk>/indisponibilites/<int:item>/retirer/",
        unavailability.unavailability_remove,
        name="unavailability_remove",
    ),
]
_CONVOCATIONS: list[URLPattern] = [
    path("<int:pk>/convocations/", convocations.convocations, name="convocations"),
    path("<int:pk>/convocations/envoyer/", convocations.convocations_send, name="convocations_send"),
    path(
        "<int:pk>/convocations/<str:kind>/<int:person>/apercu.pdf",
        convocations.convocation_preview,
        name="convocation_preview",
    ),
    path("mes-convocations/", convocations.my_convocations, name="my_convocations"),
    path("convocations/<uuid:uid>/", convocations.convocation, name="convocation"),
    path("convocations/<uuid:uid>/confirmer/", convocations.convocation_confirm, name="convocation_confirm"),
    path("convocations/<uuid:uid>/convocation.pdf", convocations.convocation_pdf, name="convocation_pdf"),
    path("convocations/<uuid:uid>/convocation.ics", convocations.convocation_ics, name="convocation_ics"),
]
_DRAW: list[URLPattern] = [
    path("<int:pk>/tirage/", draw.draw, name="draw"),
    *(
        path(f"<int:pk>/tirage/{act}/", draw.draw_act, {"act": act}, name=f"draw_{name}")
        for act, name in (
            ("fiche", "sheet"), ("retirer-fiche", "sheet_remove"), ("engager", "commit"),
            ("retirer-engagement", "withdraw"), ("tirer", "draw"), ("reveler", "reveal"),
        )
    ),
]  # fmt: skip
_CHECKLIST: list[URLPattern] = [
    path("<int:pk>/plateau/", checklist.checklist, name="checklist"),
    path("<int:pk>/plateau/etablir/", checklist.checklist_draw_up, name="checklist_draw_up"),
    path("<int:pk>/plateau/<int:item>/verifier/", checklist.checklist_tick, name="checklist_tick"),
    path("<int:pk>/plateau/plateau.pdf", checklist.checklist_pdf, name="checklist_pdf"),
]
_DAY: list[URLPattern] = [
    path("<int:pk>/jour/", day.day, name="day"),
    path("<int:pk>/jour/plis/", day.day_pli, name="day_pli"),
    path("<int:pk>/jour/plis/proces-verbal.pdf", day.day_pli_pdf, name="day_pli_pdf"),
    path("<int:pk>/jour/incident/", day.day_incident, name="day_incident"),
    *(
        path(
            f"<int:pk>/jour/emargement-{audience}.pdf",
            day.day_sheets,
            {"audience": audience},
            name=f"day_sheets_{name}",
        )
        for audience, name in (("candidats", "candidates"), ("jurys", "jurors"))
    ),
]
_SIGNATURES: list[URLPattern] = [
    path("<int:pk>/jour/emargement/<str:half>/<str:role>/<int:who>/", signatures.day_sign, name="day_sign"),
    path(
        "<int:pk>/jour/emargement/<int:signature>/annuler/",
        signatures.day_signature_withdraw,
        name="day_signature_withdraw",
    ),
    *(
        path(
            f"<int:pk>/jour/{address}",
            view,
            {"audience": audience},
            name=f"{act}_{name}",
        )
        for audience, name in (("candidats", "candidates"), ("jurys", "jurors"))
        for act, view, address in (
            ("day_signed_sheet", signatures.day_signed_sheet, f"emargement-signe-{audience}.pdf"),
            (
                "day_signed_sheet_issue",
                signatures.day_signed_sheet_issue,
                f"emargement-signe-{audience}/emettre/",
            ),
        )
    ),
    path("<int:pk>/jour/hors-ligne.js", signatures.day_worker, name="day_worker"),
]
_UNFORESEEN: list[URLPattern] = [
    path("<int:pk>/imprevu/", unforeseen.unforeseen, name="unforeseen"),
    path("<int:pk>/imprevu/nouveau/<slug:kind>/", unforeseen.unforeseen_report, name="unforeseen_report"),
    path("<int:pk>/imprevu/<int:item>/", unforeseen.unforeseen_detail, name="unforeseen_detail"),
    *(
        path(f"<int:pk>/imprevu/<int:item>/{act}/", view, name=f"unforeseen_{name}")
        for act, view, name in (
            ("recalculer", unforeseen.unforeseen_compute, "compute"),
            ("appliquer", unforeseen.unforeseen_apply, "apply"),
            ("prevenir", unforeseen.unforeseen_tell, "tell"),
        )
    ),
]
_REPORTS: list[URLPattern] = [
    path("<int:pk>/rapports/", reports.reports_to_sign, name="reports"),
    path("<int:pk>/rapports/<int:incident>/", reports.report, name="report"),
    path("<int:pk>/rapports/<int:incident>/signer/", reports.report_sign, name="report_sign"),
    path("<int:pk>/rapports/<int:incident>/completer/", reports.report_complement, name="report_complement"),
    path("<int:pk>/rapports/<int:incident>/rapport.pdf", reports.report_pdf, name="report_pdf"),
    path(
        "<int:pk>/rapports/<int:incident>/complement-<int:complement>.pdf",
        reports.report_pdf,
        name="report_complement_pdf",
    ),
]

urlpatterns: list[URLPattern] = [
    *_TIMETABLE,
    *_CONVOCATIONS,
    *_DRAW,
    *_CHECKLIST,
    *_DAY,
    *_SIGNATURES,
    *_UNFORESEEN,
    *_REPORTS,
]
