"""Programmes written as texts by other hands: lists without numbers, totals at the end, prices, hours of the day."""

import pytest

from jalon.formation.programme import check_programme, read_programme
from jalon.referentiel.shipped import shipped_titres

TITRES = shipped_titres()
BLOCS = """Programme de formation – Titre professionnel Encadrant technique d’insertion (ETI)
Niveau 4 – RNCP 35510 – Arrêté du 12 mars 2021

Durée totale : 1 050 heures dont 350 heures en entreprise

BLOC DE COMPÉTENCES 1 – Encadrer les parcours d’insertion professionnelle (210 heures)
• Repérer les compétences : 35h
• Accompagner le parcours d'insertion des salariés : 70 heures
• Former en situation de production : 105 h
Stage en entreprise : 4 semaines, soit 140 heures

BLOC DE COMPÉTENCES 2 – Organiser et gérer la production (280 heures)
• Planifier la production : 5 jours (35 h)
• Gérer les stocks et les approvisionnements : 10 jours (70 h)
Évaluations : mise en situation professionnelle 2h30, entretien technique 0h40

Tarif : 12 € de l’heure, soit 8 400 €. Éligible CPF. Délai d’accès : 15 jours. Rétractation : 14 jours.
Horaires : de 8h30 à 12h et de 13h à 16h30.
"""
LISTS = """TITRE PROFESSIONNEL CONSEILLER EN INSERTION PROFESSIONNELLE
Code titre : TP-00403 m08 – RNCP37274 – Niveau 5

Module 1 : Accueillir pour analyser la demande des personnes et poser les bases d'un diagnostic partagé
Volume horaire : 245 h
1. Informer une personne ou un groupe sur les ressources en matière d'insertion : 7 jours, 49 h
2. Analyser la demande de la personne : 56 h
3. Exercer une veille (14 heures, à distance, visio)
Stage : 105 heures

Module 2 : Accompagner les personnes dans leur parcours d'insertion sociale et professionnelle
Volume horaire : 280 h
Stage : 175 heures

Module 3 : Mettre en œuvre une offre de services auprès des employeurs
Volume horaire : 210 h
Stage : 105 heures

Certification : mise en situation professionnelle (45 minutes), entretien technique (50 minutes), entretien final 20 min
Total : 735 h en centre et 385 h en entreprise, soit 1 120 h
"""


def _read(text, ref):
    titre = TITRES[ref]
    read = read_programme(text.encode(), "programme.txt", titre)
    return read, check_programme(read, titre).findings


def test_items_of_a_list_are_seances_and_prices_are_not():
    read, found = _read(BLOCS, "TP-00448.06")
    assert [(seance.module, seance.minutes) for seance in read.seances] == [
        (1, 2100), (1, 4200), (1, 6300), (2, 2100), (2, 4200)
    ]  # fmt: skip
    assert sorted({one.code for one in found}) == [
        "exam_minutes", "module_missing", "module_unknown", "rncp", "seances_total"
    ]  # fmt: skip
    total = next(one for one in found if one.code == "seances_total")
    assert "280" in total.message
    assert {quote.where for quote in total.quotes} == {"ligne 12", "ligne 13"}


def test_hours_under_each_module_are_those_of_the_module():
    read, found = _read(LISTS, "TP-00403.08")
    assert [module.ccp for module in read.modules] == [1, 2, 3]
    assert [seance.minutes for seance in read.seances] == [49 * 60, 56 * 60, 14 * 60]
    told = [(one.code, one.ccp) for one in found if one.code not in ("competence_uncovered", "no_seance")]
    assert told == [
        ("seances_total", 1),
        ("company_minimum", 3),
        ("exam_minutes", None),
        ("exam_minutes", None),
    ]
    uncovered = [one.message for one in found if one.code == "competence_uncovered"]
    assert [word in said for word, said in zip(("C4 ", "C5 "), uncovered, strict=True)] == [True, True]
    assert [one.ccp for one in found if one.code == "no_seance"] == [2, 3]


@pytest.mark.parametrize(
    "amount", ["9" * 400 + " h", "1 000 000 000 000 000 h", "0,0000000000001 h", "−7 h", "7 h 99"]
)
def test_impossible_amounts_break_nothing(amount):
    _read(LISTS.replace("49 h", amount), "TP-00403.08")
