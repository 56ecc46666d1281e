"""Addresses of apprenticeship: a path, the centre, and the secret page of the maître d’apprentissage."""

from django.urls import URLPattern, path

from jalon.formation.views import apprentissage as own
from jalon.formation.views import apprentissage_centre as centre
from jalon.formation.views import apprentissage_maitre as maitre
from jalon.formation.views import apprentissage_suivi as suivi

_PATH = "parcours/<int:pk>/apprentissage"
_CONTRACT = f"{_PATH}/contrat/<int:contract>"
_PERIOD = f"{_PATH}/periodes/<int:period>"
_VISIT = f"{_PATH}/visites/<int:visit>"
_ACT = f"{_PATH}/actes/<int:act>"
_MASTER = "entreprise-accueil/<str:token>"
URLS: list[URLPattern] = [
    path("apprentissage/", centre.board, name="apprentices"),
    path("apprentissage/apprentis.csv", centre.board_csv, name="apprentices_csv"),
    path("apprentissage/actes/", centre.acts, name="cfa_acts"),
    path("apprentissage/actes/noter/", centre.act_new, name="cfa_act_new"),
    path("apprentissage/actes/<int:act>/retirer/", centre.act_withdraw, name="cfa_act_withdraw"),
    path("apprentissage/actes/<int:act>/document/", centre.act_file, name="cfa_act_file"),
    path("apprentissage/referents/nommer/", centre.referent_new, name="cfa_referent_new"),
    path("apprentissage/referents/<int:referent>/finir/", centre.referent_end, name="cfa_referent_end"),
    path(f"{_PATH}/", own.apprenticeship, name="apprenticeship"),
    path(f"{_PATH}/contrat/nouveau/", own.contract_new, name="contract_new"),
    path(f"{_CONTRACT}/corriger/", own.contract_edit, name="contract_edit"),
    path(f"{_CONTRACT}/emettre/", own.contract_issue, name="contract_issue"),
    path(f"{_CONTRACT}/convention.pdf", own.contract_pdf, name="contract_pdf"),
    path(f"{_CONTRACT}/transmettre/", own.contract_file, name="contract_file"),
    path(f"{_CONTRACT}/absences/", own.contract_absences, name="contract_absences"),
    path(f"{_CONTRACT}/rompre/", own.contract_break, name="contract_break"),
    path(f"{_CONTRACT}/calendrier/", own.calendar_plan, name="calendar_plan"),
    path(f"{_CONTRACT}/calendrier/semaine/", own.calendar_week, name="calendar_week"),
    path(f"{_CONTRACT}/calendrier/accord/", own.calendar_agree, name="calendar_agree"),
    path(f"{_CONTRACT}/lien/", own.access_open, name="access_open"),
    path(f"{_CONTRACT}/lien/fermer/", own.access_close, name="access_close"),
    path(f"{_PATH}/livret/emettre/", own.livret_issue, name="apprentice_livret_issue"),
    path(f"{_PATH}/livret.pdf", own.livret_pdf, name="apprentice_livret"),
    path(f"{_PATH}/periodes/nouvelle/", suivi.period_new, name="period_new"),
    path(f"{_PERIOD}/corriger/", suivi.period_edit, name="period_edit"),
    path(f"{_PERIOD}/retirer/", suivi.period_remove, name="period_remove"),
    path(f"{_PERIOD}/heures/", suivi.period_hours, name="period_hours"),
    path(f"{_PERIOD}/preuve/", suivi.period_proof, name="period_proof"),
    path(f"{_PATH}/progression/<str:side>/", suivi.progress, name="progress"),
    path(f"{_PATH}/visites/nouvelle/", suivi.visit_new, name="visit_new"),
    path(f"{_VISIT}/deplacer/", suivi.visit_move, name="visit_move"),
    path(f"{_VISIT}/compte-rendu/", suivi.visit_hold, name="visit_hold"),
    path(f"{_VISIT}/annuler/", suivi.visit_cancel, name="visit_cancel"),
    path(f"{_VISIT}/reprendre/", suivi.visit_redo, name="visit_redo"),
    path(f"{_VISIT}/signer/", suivi.visit_sign, name="visit_sign"),
    path(f"{_PATH}/actes/noter/", suivi.act_new, name="act_new"),
    path(f"{_ACT}/retirer/", suivi.act_withdraw, name="act_withdraw"),
    path(f"{_ACT}/recu/", suivi.act_receive, name="act_receive"),
    path(f"{_ACT}/document/", suivi.act_file, name="act_file"),
    path(f"{_MASTER}/", maitre.master, name="master"),
    path(f"{_MASTER}/visites/<int:visit>/", maitre.master_visit, name="master_visit"),
    path(f"{_MASTER}/periodes/<int:period>/", maitre.master_hours, name="master_hours"),
    path(f"{_MASTER}/progression/", maitre.master_progress, name="master_progress"),
]
