"""Who may do what: every address of the product, every member of the cast, near misses included.

Read the table below like this: someone without one of the roles of the `door` is turned away (403); someone who
is not among those who `know` of the thing named first does not learn that it exists (404); someone who knows of
it but is not among `ok` is refused (403); the others get the code of the row. A visitor is led to sign in.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jalon.accounts.enums import Role
from jalon.examen.models import JurySeat
from jalon.referentiel.exchange.addresses import uuid_of
from tests import cast
from tests.architecture.rows import PATHS
from tests.architecture.table import (
    A_FEW,
    ADMINISTERING,
    ALL,
    CANDIDATE,
    CANDIDATES,
    COLLEAGUE,
    DDETS,
    EXAM,
    FORMATEUR,
    HOUSE,
    JUDGING,
    JUROR,
    JURORS,
    JURY,
    KNOWN_TO,
    LEADERS,
    LEADING,
    OTHER_CANDIDATE,
    OTHER_JUROR,
    SITTING,
    STATE,
    TEACHING,
    TEAM,
    VISITOR,
    Row,
    act,
    form,
    page,
)
from tests.architecture.world import World, told
from tests.jury import cast as jury_cast

pytestmark = pytest.mark.django_db

HOME = [
    *page("cockpit:home"),
    *page("cockpit:search"),
    *page("common:health", visitor=200),
    *act("common:theme", visitor=302),
    *page("common:gallery", code=404, visitor=404),  # of developers only
    *page("common:jobs"),
    *page("common:job", "job"),
    *act("common:job_stop", "job"),
    *page("documents:gallery", door=ADMINISTERING),
    *page("documents:sample_pdf", "examen.convocation_jure", door=ADMINISTERING),
    *page("documents:sample_page", "examen.convocation_jure", door=ADMINISTERING),
]

ATLAS = [
    *page("referentiel:list"),
    *page("referentiel:search"),
    *page("referentiel:titre", "TP-00403.08"),
    *page("referentiel:competence", "TP-00403.08", "1"),
    *page("referentiel:exam", "TP-00403.08"),
    *page("referentiel:exam-scope", "TP-00403.08", "ccp1"),
    *page("referentiel:matrix", "TP-00403.08"),
    *page("referentiel:matrix-scope", "TP-00403.08", "ccp1"),
    *page("referentiel:findings", "TP-00403.08"),
    *page("referentiel:glossary", "TP-00403.08"),
    *page("referentiel:document", "TP-00403.08"),
    *page("referentiel:compare"),
    *page("referentiel:compare-csv", code=404),  # two versions must be named: see the tests of the page
    *page("referentiel:compare-json", code=404),
    *page("referentiel:export", "TP-00403.08", "case"),
    *page("referentiel:case", "TP-00403.08", str(uuid_of("TP-00403.08/C7"))),
]

# A référentiel is of no centre: whoever administers one may import it, and sees every import.
IMPORTS = [
    *page("referentiel:imports", door=ADMINISTERING),
    *form("referentiel:import-receive", door=ADMINISTERING),
    *page("referentiel:import", "referentiel", door=ADMINISTERING),
    *act("referentiel:import-act", "referentiel", door=ADMINISTERING),
    *page("referentiel:review", "referentiel", door=ADMINISTERING),
    *act("referentiel:review-decide", "referentiel", door=ADMINISTERING),
    *act("referentiel:review-lines", "referentiel", door=ADMINISTERING, point="ligne-1"),
    *page("referentiel:review-pieces", "referentiel", door=ADMINISTERING),
    *page("referentiel:review-section", "referentiel", "competence-1", door=ADMINISTERING),
    *form("referentiel:publication", "referentiel", door=ADMINISTERING, empty=422),
    *page("referentiel:import-differences", "referentiel", door=ADMINISTERING),
    *act("referentiel:correction-withdraw", "referentiel", "referentiel.correction", door=ADMINISTERING),
    *page("referentiel:imported-document", "referentiel", "referentiel.document", door=ADMINISTERING),
    *page("referentiel:page-image", "referentiel", "referentiel.document", "1", door=ADMINISTERING),
]

WAYS_IN = [
    *form("account_login", get=302, empty=302, visitor=200),
    *form("account_logout", get=200, empty=302),
    *page("account_inactive", visitor=200),
    *form("account_signup", get=302, empty=302, visitor=200),
    *form("account_reauthenticate"),
    *form("account_change_password"),
    *form("account_set_password", get=302, empty=302),
    *form("account_reset_password", visitor=200),
    *page("account_reset_password_done", visitor=200),
    *form("account_reset_password_from_key", "0", "x", visitor=200),
    *page("account_reset_password_from_key_done", visitor=200),
    *form("account_email", get=302, empty=302),
    *form("account_email_verification_sent", get=302, empty=302),
    *page("mfa_index"),
    *form("mfa_authenticate", get=302, empty=302),
    # Changing one's second factor asks for the password again; who has none has no codes to read.
    *form("mfa_reauthenticate", get=302, empty=302),
    *form("mfa_activate_totp", get=302, empty=302),
    *form("mfa_deactivate_totp", get=404, empty=404),
    *page("mfa_view_recovery_codes", code=404),
    *form("mfa_generate_recovery_codes", get=302, empty=302),
    *page("mfa_download_recovery_codes", code=404),
    *form("accounts:request_link", visitor=200),
    *page("accounts:signin_link", "x", visitor=200),
    *act("accounts:signin_link", "x", code=410, visitor=410),
    *form("accounts:accept_invitation", "x", get=410, empty=410, visitor=410),
]

ACCOUNTS = [
    *form("accounts:me"),
    *act("accounts:switch_organisme", code=404),
    *act("accounts:close_my_sessions"),
    *form("accounts:organisme", door=ADMINISTERING),
    *form("accounts:parameters", door=ADMINISTERING, empty=400),
    *form("accounts:site_create", door=ADMINISTERING),
    *form("accounts:site_edit", "site", door=ADMINISTERING),
    *act("accounts:site_delete", "site", door=ADMINISTERING),
    *page("accounts:members", door=ADMINISTERING),
    *form("accounts:invite", door=ADMINISTERING),
    *page("accounts:member", "member", door=ADMINISTERING),
    *act("accounts:member_role", "member", door=ADMINISTERING),
    *act("accounts:member_sessions", "member", door=ADMINISTERING),
    *act("accounts:invitation_resend", "invitation", door=ADMINISTERING),
    *act("accounts:invitation_revoke", "invitation", door=ADMINISTERING),
    *page("accounts:journal", door=LEADING),
    *page("accounts:journal_csv", door=LEADING),
]

PEOPLE = [
    *page("people:person_list", door=TEACHING),
    *form("people:person_create", door=LEADING),
    *page("people:person_detail", "juree"),
    *page("people:person_detail", "ines"),
    *page("people:person_detail", "karim"),
    *form("people:person_edit", "juree", ok=LEADERS),
    *form("people:person_merge", "juree", "ines", ok=LEADERS, empty=302),
    *act("people:access_open", "juree", ok=LEADERS),
    *act("people:relation_declare", "juree", ok=LEADERS),
    *act("people:relation_withdraw", "relation", ok=LEADERS),
    *page("people:my_data"),
    *act("people:my_data_export", code=200),
]

CENTRE = [
    *page("examen:agrement_list", door=TEACHING),
    *form("examen:agrement_create", door=LEADING),
    *form("examen:agrement_edit", "agrement", door=LEADING),
    *act("examen:agrement_remove", "agrement", door=LEADING),
    *page("examen:salle_list", door=TEACHING),
    *form("examen:salle_create", door=LEADING),
    *form("examen:salle_edit", "salle", door=LEADING),
    *act("examen:salle_remove", "salle", door=LEADING),
    *page("jury:habilitations", door=LEADING),
    *form("jury:habilitation_create", door=LEADING),
    *form("jury:habilitation_edit", "habilitation", door=LEADING),
    *act("jury:habilitation_remove", "habilitation", door=LEADING),
]

# What a candidate writes is theirs, of those who accompany them and of who leads the centre: no other trainer's.
WORKSHOP = TEACHING | SITTING
TUTORED = {FORMATEUR, CANDIDATE}
DOSSIERS = [
    *page("dossier:dossiers", door=WORKSHOP),
    *page("dossier:calendar", door=WORKSHOP, code=302),  # nothing is due: see the tests of the reminders
    *page("dossier:likeness", door=LEADING),
    *act("dossier:likeness_ask", door=LEADING),
    *page("dossier:likeness_pair", "0", door=LEADING, code=404),  # nothing was compared: see the tests of the page
    *form("dossier:open", "path of ines", door=WORKSHOP),
    *page("dossier:dossier", "dossier of ines", door=WORKSHOP),
    *form("dossier:deadline", "dossier of ines", door=WORKSHOP, ok=LEADERS | {FORMATEUR}, empty=302),
    *page("dossier:deadline_ics", "dossier of ines", door=WORKSHOP, code=302),
    *form("dossier:deposit", "dossier of ines", door=WORKSHOP, ok={CANDIDATE}),
    *page("dossier:version", "dossier of ines", "1", door=WORKSHOP),
    *act("dossier:check_again", "dossier of ines", "1", door=WORKSHOP),
    *page("dossier:version_file", "dossier of ines", "1", door=WORKSHOP),
    *page("dossier:version_pdf", "dossier of ines", "1", door=WORKSHOP),
    *page("dossier:version_json", "dossier of ines", "1", door=WORKSHOP),
    *page("dossier:template_docx", "dossier of ines", door=WORKSHOP),
    *page("dossier:template_odt", "dossier of ines", door=WORKSHOP),
    *page("dossier:annotated", "dossier of ines", "1", door=WORKSHOP, code=302),  # a PDF takes no comments
    *page("dossier:mended", "dossier of ines", "1", door=WORKSHOP, code=302),
    *page("dossier:receipt", "dossier of ines", "1", door=WORKSHOP),
    *page("dossier:receipt", "dossier of ines", "2", door=WORKSHOP, code=404),
    *form("dossier:hand_over", "dossier of ines", "2", door=WORKSHOP, ok={CANDIDATE}, empty=302),
    *page("dossier:version_compare", "dossier of ines", "2", "1", door=WORKSHOP),
    *act("dossier:judge", "dossier of ines", "1", door=WORKSHOP, ok={FORMATEUR}, code=404),
    *form("dossier:remark_make", "dossier of ines", door=WORKSHOP, ok={FORMATEUR}),
    *form("dossier:remark_answer", "dossier of ines", "remark on ines", door=WORKSHOP, ok=TUTORED),
    *act("dossier:remark_close", "dossier of ines", "remark on ines", door=WORKSHOP, ok={FORMATEUR}),
    *act("dossier:remark_reopen", "dossier of ines", "remark on ines", door=WORKSHOP, ok={FORMATEUR}),
    *page("dossier:orals", "path of ines", door=WORKSHOP, ok=TUTORED),
    *form(
        "dossier:oral_play", "path of ines", "title", "questionnement_production", door=WORKSHOP, ok=TUTORED, empty=302
    ),
    *page("dossier:oral", "oral heard", door=WORKSHOP, knows=TUTORED),
    *act("dossier:oral", "oral heard", door=WORKSHOP, knows=TUTORED, ok={FORMATEUR}),
    *form("dossier:oral", "oral alone", door=WORKSHOP, empty=403),
    *act("dossier:oral_share", "oral heard", door=WORKSHOP, knows=TUTORED, ok={CANDIDATE}),
    *act("dossier:oral_remove", "oral alone", door=WORKSHOP),
]  # fmt: skip

SESSIONS = [
    *page("examen:session_list", door=EXAM),
    *form("examen:session_create", door=LEADING),
    *page("examen:session_detail", "planned", door=EXAM),
    *page("examen:session_detail", "today", door=EXAM),
    *page("examen:session_detail", "sent", door=EXAM),
    *page("examen:session_detail", "elsewhere", door=EXAM),
    *form("examen:session_edit", "planned", door=EXAM, ok=LEADERS),
    *act("examen:session_transition", "planned", door=EXAM, ok=LEADERS),
    *act("examen:session_transition", "today", door=EXAM, ok=LEADERS),
    *act("examen:session_actor", "planned", door=EXAM, ok=LEADERS, code=404),
]

CANDIDATES_OF_A_SESSION = [
    *page("examen:inscription_list", "planned", door=EXAM - SITTING),
    *page("examen:inscription_list", "today", door=EXAM - SITTING),
    *form("examen:inscription_create", "planned", door=EXAM, ok=LEADERS),
    *act("examen:inscription_admit_ready", "planned", door=EXAM, ok=LEADERS),
    *page("examen:inscription_export_xlsx", "today", door=EXAM, ok=LEADERS),
    *page("examen:inscription_export_csv", "today", door=EXAM, ok=LEADERS),
    *form("examen:import_candidates", "planned", door=EXAM, ok=LEADERS),
    *page("examen:import_template", "planned", door=EXAM, ok=LEADERS),
    *page("examen:import_plan", "planned", "import", door=EXAM, ok=LEADERS),
    *act("examen:import_choices", "planned", "import", door=EXAM, ok=LEADERS),
    *act("examen:import_apply", "planned", "import", door=EXAM, ok=LEADERS),
    *page("examen:inscription_detail", "planned.ines", door=EXAM),
    *page("examen:inscription_detail", "today.ines", door=EXAM),
    *page("examen:inscription_detail", "today.karim", door=EXAM),
    *page("examen:inscription_detail", "elsewhere.lea", door=EXAM),
    *form("examen:inscription_edit", "planned.ines", door=EXAM, ok=LEADERS),
    *act("examen:inscription_admit", "planned.ines", door=EXAM, ok=LEADERS),
    *form("examen:inscription_withdraw", "planned.ines", door=EXAM, ok=LEADERS),
    *act("examen:inscription_restore", "planned.ines", door=EXAM, ok=LEADERS),
    *form("examen:inscription_reglement", "planned.ines", door=EXAM, ok=LEADERS),
    *form("examen:arrangement_request", "planned.ines", door=EXAM, ok=LEADERS),
    *form("examen:arrangement_decide", "planned.ines", door=EXAM, ok=LEADERS),
    *form("examen:award_add", "planned.ines", door=EXAM, ok=LEADERS),
    # What backs a candidate: trainers feed it too; the candidate hands over their own pieces.
    *form("examen:piece_add", "planned.ines", door=EXAM, ok=TEAM | {CANDIDATE}),
    *form("examen:period_add", "planned.ines", door=EXAM, ok=TEAM),
    *form("examen:period_edit", "today.ines", "period", door=EXAM, ok=TEAM),
    *act("examen:period_remove", "today.ines", "period", door=EXAM, ok=TEAM),
    *page("examen:proof_download", "today.ines", "period", door=EXAM, ok=TEAM),
    *form("examen:ecf_edit", "planned.ines", door=EXAM, ok=TEAM),
    # The jury reads what a candidate wrote on the day, never before; the DDETS never.
    *page("examen:piece_download", "planned.ines", "planned.ines.dp", door=EXAM, ok=TEAM | {CANDIDATE}),
    *page("examen:piece_download", "today.ines", "today.ines.dp", door=EXAM, ok=TEAM | JURY | {CANDIDATE}),
    *page("examen:piece_download", "today.karim", "today.karim.dp", door=EXAM, ok=ALL - {DDETS}),
    *page("examen:piece_download", "today.ines", "today.karim.dp", door=EXAM, code=404),
    # A piece set aside is no longer the jury's.
    *page(
        "examen:piece_download",
        "today.ines",
        "today.ines.aside",
        door=EXAM,
        knows=TEAM | {CANDIDATE, DDETS},
        ok=ALL - {DDETS},
    ),
    *act("examen:piece_withdraw", "planned.ines", "planned.ines.dp", door=EXAM, ok=LEADERS),
]

PREPARATION = [
    # From a path: she is already registered to the planned session, whose page opens instead.
    *page("examen:path_sessions", "path of ines", door=TEACHING | SITTING, ok=LEADERS | {FORMATEUR}),
    *form(
        "examen:path_register",
        "path of ines",
        "planned",
        door=TEACHING | SITTING,
        ok=LEADERS,
        get=302,
        empty=302,
    ),
    # A draft is the responsable's; the published timetable is not for candidates, who have their convocation.
    *page("examen:timetable", "planned", door=EXAM, ok=ALL - CANDIDATES),
    *page("examen:timetable", "today", door=EXAM, ok=ALL - CANDIDATES),
    *act("examen:timetable_plan", "planned", door=TEACHING, ok=LEADERS),
    *form("examen:timetable_move", "planned", "1", door=TEACHING, ok=LEADERS, empty=422),
    *page("examen:timetable_check", "planned", "1", door=TEACHING, ok=LEADERS, code=422),  # nothing asked
    *act("examen:timetable_undo", "planned", "1", door=TEACHING, ok=LEADERS),
    *act("examen:timetable_locks", "planned", "1", door=TEACHING, ok=LEADERS),
    *page("examen:timetable_why", "planned", "1", "planned.ines", door=TEACHING, ok=LEADERS),
    *page("examen:calculation", "planned", "job", door=TEACHING, ok=LEADERS),
    *act("examen:calculation_stop", "planned", "job", door=TEACHING, ok=LEADERS),
    *page("examen:alternatives", "planned", door=TEACHING, ok=LEADERS),
    *act("examen:alternatives_plan", "planned", door=TEACHING, ok=LEADERS),
    *act("examen:alternatives_drop", "planned", door=TEACHING, ok=LEADERS),
    *act("examen:alternative_choose", "planned", "1", door=TEACHING, ok=LEADERS),
    *page("examen:versions_compare", "planned", door=TEACHING, ok=LEADERS),
    *page("examen:versions_export", "planned", "csv", door=TEACHING, ok=LEADERS, code=404),  # one version
    *page("examen:timetable_publication", "planned", "1", door=TEACHING, ok=LEADERS),
    *act("examen:timetable_publish", "planned", "1", door=TEACHING, ok=LEADERS),
    *act("examen:timetable_copy", "planned", "1", door=TEACHING, ok=LEADERS),
    *act("examen:timetable_discard", "planned", "1", door=TEACHING, ok=LEADERS),
    *page("examen:timetable_pdf", "planned", "1", door=EXAM, knows=LEADERS | {CANDIDATE}, ok=LEADERS),
    *page("examen:timetable_pdf", "today", "1", door=EXAM, ok=ALL - CANDIDATES),
    *page("examen:timetable_a3", "today", "1", door=EXAM, ok=ALL - CANDIDATES),
    *page("examen:timetable_ics", "today", "1", door=EXAM, ok=ALL - CANDIDATES),
    *form("examen:unavailabilities", "planned", door=TEACHING, ok=LEADERS, empty=422),
    *act("examen:unavailability_remove", "planned", "away", door=TEACHING, ok=LEADERS),
    *page("examen:convocations", "today", door=EXAM, ok=LEADERS),
    *act("examen:convocations_send", "today", door=TEACHING, ok=LEADERS),
    *page("examen:convocation_preview", "today", "candidat", "ines", door=TEACHING, ok=LEADERS),
    *page("examen:my_convocations"),
    *page("examen:convocation", "convocation of candidate"),
    *page("examen:convocation_pdf", "convocation of candidate"),
    *page("examen:convocation_ics", "convocation of candidate"),
    *act("examen:convocation_confirm", "convocation of candidate", ok={CANDIDATE}),
    *page("examen:convocation", "convocation of juror"),
    *act("examen:convocation_confirm", "convocation of juror", ok={JUROR}),
    # The proof of the draw is public; its sheets are not (see the tests below).
    *page("examen:draw", "today", door=EXAM),
    *act("examen:draw_sheet", "today", door=TEACHING, ok=LEADERS, code=422),
    *act("examen:draw_sheet_remove", "today", door=TEACHING, ok=LEADERS),
    *act("examen:draw_commit", "today", door=TEACHING, ok=LEADERS),
    *act("examen:draw_withdraw", "today", door=TEACHING, ok=LEADERS),
    *act("examen:draw_draw", "today", door=TEACHING, ok=LEADERS, code=404),
    *act("examen:draw_reveal", "today", door=TEACHING, ok=LEADERS),
    *page("examen:checklist", "today", door=TEACHING | STATE),
    *act("examen:checklist_draw_up", "today", door=TEACHING, ok=LEADERS),
    *act("examen:checklist_tick", "today", "line", door=TEACHING, ok=LEADERS),
    *page("examen:checklist_pdf", "today", door=TEACHING | STATE),
]

DAY = [
    *page("examen:day", "today", door=EXAM, ok=LEADERS),
    *act("examen:day_fact", "today", door=TEACHING, ok=LEADERS, kind="note", note="Alarme"),
    *act("examen:day_events", "today", door=TEACHING, ok=LEADERS, code=400),
    *page("examen:day_state", "today", door=TEACHING, ok=LEADERS),
    *page("examen:day_now", "today", door=TEACHING, ok=LEADERS, code=302),
    *page("examen:day_arrivals", "today", door=TEACHING, ok=LEADERS, code=302),
    # A juror reads the timer of their own jury; the waiting room, whoever holds its address.
    *page("examen:day_timer", "today", "1", door=EXAM, ok=LEADERS | JURY),
    *page("examen:day_timer", "today", "2", door=EXAM, ok=LEADERS | {OTHER_JUROR}),
    *act("examen:wall_open", "today", door=TEACHING, ok=LEADERS, show="number"),
    *act("examen:wall_close", "today", door=TEACHING, ok=LEADERS),
    *page("wall:wall", "wall of today", visitor=200),
    *act("examen:day_pli", "today", door=TEACHING, ok=LEADERS, code=422),
    *page("examen:day_pli_pdf", "today", door=TEACHING, ok=LEADERS),
    *act("examen:day_incident", "today", door=TEACHING, ok=LEADERS, code=422),
    *page("examen:day_sheets_candidates", "today", door=TEACHING, ok=LEADERS),
    *page("examen:day_sheets_jurors", "today", door=TEACHING, ok=LEADERS),
    *form(
        "examen:day_sign",
        "today",
        "2026-11-16_matin",
        "candidat",
        "today.ines",
        door=TEACHING,
        ok=LEADERS,
        empty=422,
    ),
    *act("examen:day_signature_withdraw", "today", "today.signature", door=TEACHING, ok=LEADERS),
    *page("examen:day_signed_sheet_candidates", "today", door=TEACHING, ok=LEADERS),
    *page("examen:day_signed_sheet_jurors", "today", door=TEACHING, ok=LEADERS),
    *act("examen:day_signed_sheet_issue_candidates", "today", door=TEACHING, ok=LEADERS),
    *act("examen:day_signed_sheet_issue_jurors", "today", door=TEACHING, ok=LEADERS),
    *page("examen:day_worker", "today", door=TEACHING, ok=LEADERS),
]

UNFORESEEN = [
    *page("examen:unforeseen", "today", door=TEACHING, ok=LEADERS),
    *form("examen:unforeseen_report", "today", "no_show", door=TEACHING, ok=LEADERS, empty=422),
    *page("examen:unforeseen_detail", "today", "today.unforeseen", door=TEACHING, ok=LEADERS),
    *act("examen:unforeseen_compute", "today", "today.unforeseen", door=TEACHING, ok=LEADERS),
    *act("examen:unforeseen_apply", "today", "today.unforeseen", door=TEACHING, ok=LEADERS),
    *act("examen:unforeseen_tell", "today", "today.unforeseen", door=TEACHING, ok=LEADERS),
    # A report is read by who leads the session, and by the juror at whose signature it is.
    *page("examen:reports", "today", door=TEACHING | JUDGING),
    *page("examen:report", "today", "today.fraud", door=TEACHING | JUDGING, ok=LEADERS),
    *page("examen:report", "today", "today.incident", door=TEACHING | JUDGING, ok=LEADERS | {JUROR}),
    *act("examen:report", "today", "today.incident", door=TEACHING | JUDGING, ok=LEADERS, code=422),
    *act("examen:report_sign", "today", "today.incident", door=TEACHING | JUDGING, ok={JUROR}),
    *act("examen:report_complement", "today", "today.fraud", door=TEACHING | JUDGING, ok=LEADERS, code=422),
    *page("examen:report_pdf", "today", "today.fraud", door=TEACHING | JUDGING, ok=LEADERS),
    *page(
        "examen:report_complement_pdf",
        "today",
        "today.fraud",
        "today.complement",
        door=TEACHING | JUDGING,
        ok=LEADERS,
    ),
]

JURY_WORK = [
    *page("jury:my_juries", door=JUDGING),
    *page("jury:composition", "planned", door=TEACHING),
    *act("jury:jury_add", "planned", door=LEADING),
    *form("jury:jury_compose", "planned", "1", door=LEADING, empty=422),
    *act("jury:jury_remove", "planned", "1", door=LEADING),
    *act("jury:charter_accept", "today", door=JUDGING),
    *page("jury:session_day", "today", door=JUDGING),
    *page("jury:grid_offline", door=JUDGING),
    # Grids: jurors and the responsable; each writes in their own, reads a colleague's once the joint sheet is open.
    *act("jury:grid_open", "today.ines", door=JUDGING, scope="title", test="entretien_final"),
    *page("jury:grid", "grid of juror", door=JUDGING | LEADING, ok=LEADERS | {JUROR}),
    *act("jury:grid", "grid of juror", door=JUDGING | LEADING, ok={JUROR}),
    *page("jury:grid", "grid of other jury", door=JUDGING | LEADING),
    *page("jury:grid_offline", door=JUDGING),
    *act("jury:grid_mark", "grid of juror", door=JUDGING, ok={JUROR}, code=400),
    *act("jury:grid_mark", "grid of other jury", door=JUDGING, ok={OTHER_JUROR}, code=400),
    *act("jury:grid_submit", "grid of juror", door=JUDGING, ok={JUROR}),
    *act("jury:grid_reopen", "grid of juror", door=JUDGING, ok={JUROR}),
    *act("jury:entry_keep", "grid of juror", "entry", door=JUDGING, ok={JUROR}),
    *page("jury:grid_pdf", "grid of juror", door=JUDGING | LEADING, ok=LEADERS | {JUROR}),
    *page("jury:blank_grid", "today.ines", "title", "entretien_final", door=JUDGING | LEADING),
    *page("jury:joint_sheet", "today.ines", door=JUDGING | LEADING),
    *page("jury:joint_sheet", "today.karim", door=JUDGING | LEADING),
    *act("jury:joint_prepare", "today.ines", door=JUDGING),
    *page("jury:synthesis_pdf", "today.ines", door=JUDGING | LEADING, ok=LEADERS),
    *page("jury:synthesis_pdf", "validated.ines", door=JUDGING | LEADING),
    *page("jury:piece", "planned.ines", "planned.ines.dp", door=JUDGING, ok=()),
    *page("jury:piece", "today.ines", "today.ines.dp", door=JUDGING),
    # Deliberation is the jury's alone; the responsable reads it.
    *page("jury:deliberations", "today", door=JUDGING | LEADING),
    *page("jury:deliberation", "today.ines", door=JUDGING | LEADING),
    *act("jury:deliberation", "today.ines", door=JUDGING | LEADING, ok=JURY, code=422),
]

RESULTS = [
    # The procès-verbal and results: the jury and the responsable, the DDETS once sent, the centre once validated.
    *page("jury:to_validate", door=STATE),
    *(
        row
        for name in ("pv", "results", "results_csv")
        for session, readers in (
            ("today", LEADERS | JURORS),
            ("sent", LEADERS | JURORS | {DDETS}),
            ("validated", TEAM | JURORS | {DDETS}),
        )
        for row in page(f"jury:{name}", session, door=EXAM - SITTING, ok=readers)
    ),
    *page("jury:pv_document", "pv of sent", door=EXAM - SITTING, knows=LEADERS | JURORS | {DDETS}),
    *page("jury:pv_document", "pv of validated", door=EXAM - SITTING, knows=TEAM | JURORS | {DDETS}),
    *page("jury:ceres", "today", door=TEACHING, ok=LEADERS),
    *page("jury:ceres", "validated", door=TEACHING),
    *act("jury:pv_establish", "today", door=JUDGING | LEADING, code=422),
    *act("jury:pv_sign", "pv of sent", door=JUDGING, knows=JURORS),
    *act("jury:pv_act", "pv of sent", door=LEADING | STATE, knows=LEADERS | {DDETS}, code=400),
    *act(
        "jury:pv_act",
        "pv of sent",
        door=LEADING | STATE,
        knows=LEADERS | {DDETS},
        ok={DDETS},
        transition="validate",
    ),
    *act(
        "jury:pv_act",
        "pv of sent",
        door=LEADING | STATE,
        knows=LEADERS | {DDETS},
        ok=LEADERS,
        code=422,
        transition="transmit",
    ),
    *act("jury:pv_resume", "sent", door=LEADING, code=409),
    *act("jury:results_notify", "sent", door=LEADING, code=409),
    *act("jury:results_notify", "validated", door=LEADING),
    *page("jury:session_file", "today", door=LEADING | STATE, ok=LEADERS),
    *page("jury:session_file", "sent", door=LEADING | STATE),
    *act("jury:session_file_build", "sent", door=LEADING | STATE),
    *page("jury:session_file_download", "validated", "archive", door=LEADING | STATE),
    *page("jury:session_file_download", "sent", "archive", door=LEADING | STATE, code=404),
    # A candidate's result: before the procès-verbal is signed the page says to wait and there is no sheet.
    *page("jury:my_results", door=SITTING),
    *page("jury:candidate_result", "today.ines", door=EXAM, ok=LEADERS | JURY | {CANDIDATE}),
    *page("jury:candidate_result", "sent.ines", door=EXAM, ok=LEADERS | JURY | {CANDIDATE, DDETS}),
    *page("jury:candidate_result", "validated.ines", door=EXAM),
    *page("jury:candidate_result", "validated.karim", door=EXAM),
    *page("jury:candidate_fiche", "today.ines", door=EXAM, ok=LEADERS | JURY | {CANDIDATE}, code=404),
    *page("jury:candidate_fiche", "sent.ines", door=EXAM, ok=LEADERS | JURY | {CANDIDATE, DDETS}),
    *page("jury:candidate_fiche", "validated.ines", door=EXAM),
    # No livret is issued before the mails of the results.
    *page("jury:candidate_livret", "validated.ines", door=EXAM, code=404),
]

TABLE = [
    *HOME, *ATLAS, *IMPORTS, *WAYS_IN, *ACCOUNTS, *PEOPLE, *CENTRE, *SESSIONS, *CANDIDATES_OF_A_SESSION, *PREPARATION,
    *DAY, *UNFORESEEN, *JURY_WORK, *RESULTS, *DOSSIERS, *PATHS,
]  # fmt: skip
READ = [row for row in TABLE if row.method == "GET"]
# The ways in are allauth's: it answers any method, and leads visitors in its own way.
OF_ALLAUTH = {row.name for row in WAYS_IN}
OPEN_TO_VISITORS = {"common:theme"}


@dataclass(frozen=True)
class Answer:
    """What a member was answered: the code, where they were sent, what was written on the way, the page."""

    code: int
    location: str
    writes: tuple[str, ...]
    html: str
    text: str


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, told once for the whole table; every request leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic(), told() as world:
        yield world
        transaction.set_rollback(True)


def ask(world: World, row: Row, member: str) -> Answer:
    """One request of one member, undone afterwards."""
    browser = world.browser(member)
    address = reverse(row.name, args=[world[arg] for arg in row.args])
    written: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITE.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(note):
            response = (
                browser.generic(row.method, address) if not row.data else browser.post(address, row.data)
            )
            body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    kind = response.get("Content-Type", "")
    text = unescape(body.decode()) if kind.startswith(("text/", "application/json")) else ""
    html = text if kind.startswith("text/html") else ""
    return Answer(response.status_code, response.get("Location", ""), tuple(written), html, text)


_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
_ALLOWED = re.compile(r'[^"]*"(common_journalentry|django_session|jalon_cache|parcours_agendafeed)"')
"""The journal, the session, the cache, and what an agenda’s address remembers, to tell later what has vanished."""

Asked = Callable[[Row], dict[str, Answer]]


@pytest.fixture(scope="module")
def asked(world: World) -> Asked:
    """Each member's answer to a row, asked once; where nothing is hidden from anyone, a few members are enough."""

    @cache
    def ask_all(row: Row) -> dict[str, Answer]:
        members = [*sorted(ALL if set(row.allowed) != ALL else A_FEW), VISITOR]
        return {member: ask(world, row, member) for member in members}

    return ask_all


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_address_opens_to_those_whom_it_concerns_and_to_nobody_else(asked: Asked, row: Row) -> None:
    given = {member: answer.code for member, answer in asked(row).items()}
    expected = {member: row.expected(member) for member in given}
    wrong = {
        member: f"{code}, not {expected[member]}"
        for member, code in given.items()
        if code != expected[member]
    }
    assert wrong == {}


def test_a_visitor_is_led_to_sign_in_and_back(asked: Asked) -> None:
    for row in TABLE:
        if row.visitor == 302 and row.name not in OF_ALLAUTH | OPEN_TO_VISITORS:
            assert asked(row)[VISITOR].location.startswith(f"{reverse('account_login')}?next="), str(row)


def _addresses(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _addresses(pattern.url_patterns, prefix + space)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}"


def test_the_table_knows_every_address_and_no_other() -> None:
    known, served = {row.name for row in TABLE}, set(_addresses(get_resolver().url_patterns))
    assert served - known == set(), "addresses without a row: say who may open them"
    assert known - served == set(), "rows without an address"


@pytest.mark.parametrize("name", sorted({row.name for row in TABLE} - OF_ALLAUTH))
def test_an_address_refuses_the_method_that_it_is_not_made_for(world: World, name: str) -> None:
    rows = [row for row in TABLE if row.name == name and row.allowed]
    for method in {"GET", "POST", "DELETE"} - {row.method for row in rows}:
        answer = ask(world, replace(rows[0], method=method, data={}), rows[0].allowed[0])
        assert answer.code == 405, method


@pytest.mark.parametrize("row", READ, ids=str)
def test_reading_writes_nothing_but_the_journal(asked: Asked, row: Row) -> None:
    written = {sql for answer in asked(row).values() for sql in answer.writes if not _ALLOWED.match(sql)}
    assert written == set()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_page_says_its_language_its_title_and_its_heading(asked: Asked, row: Row) -> None:
    for member, answer in asked(row).items():
        if answer.html:
            assert '<html lang="fr"' in answer.html, member
            assert re.search(r"<title>\s*[^<\s]", answer.html), member
            assert len(re.findall(r"<h1[ >]", answer.html)) == 1, member


# What leaves about somebody is journaled, and so is opening a file, unless it is one's own.
JOURNALED = {
    "examen:piece_download", "examen:proof_download", "examen:inscription_export_xlsx",
    "examen:inscription_export_csv", "examen:timetable_pdf", "examen:timetable_a3",
    "examen:day_pli_pdf", "examen:day_sheets_candidates",
    "examen:day_sheets_jurors", "examen:day_signed_sheet_candidates", "examen:day_signed_sheet_jurors",
    "examen:report_pdf", "examen:report_complement_pdf",
    "examen:convocation_pdf", "jury:piece", "jury:grid_pdf", "jury:synthesis_pdf",
    "jury:pv_document", "jury:results_csv", "jury:ceres", "jury:candidate_fiche", "jury:session_file_download",
    "parcours:held_proof",
}  # fmt: skip
OPENED = {
    "examen:inscription_detail": CANDIDATES | {"candidate in Paris"},
    "people:person_detail": {JUROR} | CANDIDATES,
}


@pytest.mark.parametrize("row", [row for row in READ if row.name in JOURNALED | OPENED.keys()], ids=str)
def test_whoever_opens_what_concerns_somebody_else_is_in_the_journal(asked: Asked, row: Row) -> None:
    for member, answer in asked(row).items():
        if answer.code == 200 and member not in OPENED.get(row.name, ()):
            assert any('"common_journalentry"' in sql for sql in answer.writes), member


# --- what a page must not say, wherever one looks
SECRETS: dict[str, Collection[str]] = {
    # Nobody knows the scenarios but those who lead the session (and the actor whom they brief).
    "Secret du scénario": LEADERS,
    # Observations are each juror's own until the joint sheet.
    "Remarque de la grid of juror": LEADERS | {JUROR},
    "Remarque de la grid of colleague": LEADERS | {COLLEAGUE},
    "Remarque de la grid of other jury": LEADERS | {OTHER_JUROR},
    # Reasons of the jury: the candidate once the procès-verbal is signed, the DDETS once sent, the team once validated.
    "Motif de refus (sent)": LEADERS | JURORS | {OTHER_CANDIDATE, DDETS},
    "Motif de refus (validated)": TEAM | JURORS | {OTHER_CANDIDATE, DDETS},
    "Composition du jury à revoir": LEADERS | JURORS | {DDETS},
    # Karim exists for those who deal with him.
    "OSSUN": TEAM | JURORS | {OTHER_CANDIDATE, DDETS},
    "Passerelles 31": HOUSE | {DDETS},
}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_read_by_those_who_may_and_by_nobody_else(asked: Asked, secret: str) -> None:
    readers = {
        member
        for row in READ
        if row.visitor != 200  # a centre tells its name to the public, and to whoever holds a secret link
        for member, answer in asked(row).items()
        if secret.casefold() in answer.text.casefold()
    }
    assert readers - set(SECRETS[secret]) == set()
    assert readers, "a secret that nobody reads proves nothing"


def test_the_seed_of_a_draw_is_on_no_page_before_it_is_revealed(world: World, asked: Asked) -> None:
    assert len(world["seed"]) == 64
    assert not [str(row) for row in READ if any(world["seed"] in a.text for a in asked(row).values())]


@pytest.mark.parametrize("name", ["today", "today.ines", "planned"])
def test_a_juror_reads_nothing_of_the_candidates_of_another_jury(asked: Asked, name: str) -> None:
    pages = [row for row in READ if row.args[:1] == (name,)]
    assert any("mazarguil" in asked(row)[JUROR].text.casefold() for row in pages)
    for row in pages:
        assert "ossun" not in asked(row)[JUROR].text.casefold(), str(row)
        assert "mazarguil" not in asked(row)[OTHER_JUROR].text.casefold(), str(row)


def test_a_result_is_a_proposal_until_the_ddets_has_validated_it(asked: Asked) -> None:
    pages = {row.args[0]: asked(row)[CANDIDATE].text for row in READ if row.name == "jury:candidate_result"}
    assert "Pas encore de résultat" in pages["today.ines"]
    assert "Proposition du jury" in pages["sent.ines"]
    assert "Proposition du jury" not in pages["validated.ines"]


def test_the_timetable_of_a_candidate_is_not_printed_for_another_jury(world: World) -> None:
    address = reverse("examen:timetable_pdf", args=[world["today"], 1])
    codes = [
        world.browser(member).get(address, {"candidat": world["today.karim"]}).status_code
        for member in (JUROR, OTHER_JUROR, DDETS)
    ]
    assert codes == [404, 200, 200]


def test_a_trainer_who_also_judges_reads_the_grids_of_their_own_jury_alone(world: World) -> None:
    addresses = [
        reverse(f"jury:{name}", args=[world[f"today.{candidate}"]])
        for name in ("joint_sheet", "deliberation")
        for candidate in ("ines", "karim")
    ]
    with transaction.atomic():
        trainer = cast.user(Role.FORMATEUR)
        trainer.memberships.create(organisme=cast.centre(), role=Role.JURE)
        seat = JurySeat.objects.get(jury__session=world["today"], person__user=jury_cast.juror_user(4))
        seat.person = cast.person("Roumégas", "Bastien", None, user=trainer)
        seat.save()
        assert [world.browser(FORMATEUR).get(address).status_code for address in addresses] == [403, 200] * 2
        transaction.set_rollback(True)


def test_a_colleague_s_grid_opens_with_the_joint_sheet_and_stays_theirs_to_write(world: World) -> None:
    grid = reverse("jury:grid", args=[world["grid of colleague"]])
    with transaction.atomic():
        juror = world.browser(JUROR)
        assert juror.get(grid).status_code == 403
        juror.post(reverse("jury:joint_prepare", args=[world["today.ines"]]))
        assert juror.get(grid).status_code == 200
        assert juror.post(grid).status_code == 403
        transaction.set_rollback(True)


def test_a_search_finds_only_what_one_may_open(world: World) -> None:
    session = f'href="{reverse("examen:session_detail", args=[world["today"]])}"'
    found: dict[str, set[str]] = {"karim": set(), "today": set()}
    for member in ALL:
        for words, sign in (("karim", "OSSUN"), ("today", session)):
            if sign in world.browser(member).get(reverse("cockpit:search"), {"q": words}).content.decode():
                found[words].add(member)
    assert found == {"karim": TEAM, "today": set(KNOWN_TO["today"])}
