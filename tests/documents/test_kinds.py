"""Every official document: archivable, accessible, complete, and never broken by what people type."""

from dataclasses import replace
from functools import cache

import pytest

from jalon.documents.blocks import DocumentContext, Letterhead
from jalon.documents.kinds import AnyKind, DocumentKind, all_kinds, get_kind, register, to_json
from tests.documents.reading import is_tagged, page_texts, structure_of, text_of, title_of
from tests.documents.reshaping import emptied, with_texts

KINDS = all_kinds()
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
EXPECTED = {
    "dossier.conformite": (
        "À corriger",
        "trop courte",
        "Remplacement proposé",
        "semble traité",
        "seul souverain",
    ),
    "dossier.recepisse": ("Awa DIALLO-LEFÈVRE", "dossier-awa-v4.docx", "9f2b6c1d"),
    "formation.attestation_entreprise": (
        "Les Jardins du Lot",
        "140 h",
        "Signé le 2 novembre 2026",
        "temps de travail",
    ),
    "formation.convention_apprentissage": (
        "Les Jardins du Lot",
        "732 829 320 00074",
        "Période d’essai",
        "Maïwenn Le Bihan",
        "1 029 h",
    ),
    "formation.livret_apprentissage": ("Pratiquée avec aide", "le 21 octobre 2026", "Droits et devoirs"),
    "formation.convention_stage": (
        "Mission locale des Collines",
        "Yanis Ferrand",
        "140 h",
        "C6. Contractualiser",
    ),
    "formation.livret_ecf": (
        "C1. Informer",
        "Acquise",
        "Non évaluée",
        "Bastien Roumégas",
        "12 novembre 2026",
    ),
    "formation.parcours_individualise": ("679 h", "Compétence constatée au positionnement", "de plain-pied"),
    "formation.positionnement": ("Avec aide", "Jamais pratiqué", "+ 1", "l’accueil d’une mairie"),
    "formation.programme": (
        "735 h en centre",
        "Niveau 5",
        "Une revue de presse par semaine",
        "50 min",
        "L6353-8",
    ),
    "examen.checklist_plateau": ("Vérification du plateau technique", "À réunir", "120"),
    "examen.complement_rapport": ("Complète le rapport n° RIN-2026-0001", "accidentel"),
    "examen.convocation_candidat": ("Awa Diallo-Lefèvre", "à 8 h 15", "À apporter", "pièce d’identité"),
    "examen.convocation_comedien": ("Confidentialité du scénario", "Lucie Amsellem"),
    "examen.convocation_jure": ("Attestation à remettre à l’employeur", "15 jours calendaires"),
    "examen.feuille_emargement": ("Matin", "Après-midi", "Signature", "Œdipe Sauvage"),
    "examen.feuille_signee": (
        "8 h 06",
        "signé au clavier",
        "Arrivé en retard à 9 h 05",
        "Certifié le",
        "Absent",
    ),
    "examen.invitation_jure": ("Invitation à siéger au jury", "avant le 30 novembre 2026"),
    "examen.planning_affiche": ("mardi 15 décembre 2026", "Awa Diallo-Lefèvre", "Jury B", "attente 45 min"),
    "examen.planning_personne": ("Awa Diallo-Lefèvre", "Entretien final"),
    "examen.planning_salle": ("Salle 102", "Déjeuner"),
    "examen.planning_session": ("Jury A", "Jury B", "Version 3"),
    "examen.pv_ouverture_plis": ("Scellé rompu", "Candidate témoin", "14 décembre 2026 à 8 h 20"),
    "examen.rapport_fraude": ("Zoé Tessier", "DDETS du Rhône", "n’en prononcent", "A7.14"),
    "examen.rapport_incident": ("Salle 102", "Décidé sur place", "9f2b6c1d"),
    "jury.bordereau": ("Empreinte SHA-256", "5d9c68c6", "5 pièces"),
    "jury.fiche_ceres": ("26-069-00417", "Nom de naissance", "SAUVAGE"),
    "jury.fiche_resultats": ("Proposition du jury", "sous réserve de validation", "Non attribué"),
    "jury.fiche_synthese": ("Points d’attention", "sous réserve de validation", "7 S, 2 NS, 1 NO"),
    "jury.grille_evaluation": ("Hervé Le Guennec", "Non observé", "Sigles non expliqués"),
    "jury.grille_vierge": ("Satisfait", "Nom :", "Observations sur l’épreuve"),
    "jury.livret_certification": ("2 CCP sur 3", "À obtenir"),
    "jury.notification_resultats": ("Voies et délais de recours", "tribunal administratif"),
    "vae.cv": ("Curriculum vitae", "Référente de parcours", "Proche aidant"),
    "vae.demande_conge": ("48 h", "du 8 au 15 mars 2027", "17 février 2027", "R-2026-118"),
    "vae.dossier_faisabilite": ("Maëlle BERTHOUMIEU", "Proche aidant", "Favorable", "L6412-2"),
    "vae.livret_suivi": ("4 h réalisées sur 12 h prévues", "Dire « je »", "Précisez ce que"),
    "vae.plan_accompagnement": ("960 €", "Soutenance blanche", "mardi 12 janvier 2027 à 14 h"),
    "prestation.attestation": ("728 h sur 735 h prévues", "Résultats de l’évaluation des acquis"),
    "prestation.certificat": ("L6313-1", "a suivi l’action désignée"),
    "prestation.contrat": ("à titre individuel et à ses frais", "Votre droit de rétractation", "8 820 €"),
    "prestation.convention": ("acheteur", "8 820 €", "Signatures"),
    "prestation.convention_vae": ("candidat à la VAE", "24 h", "1 920 €"),
    "prestation.convocation": ("Vos premières séances", "lundi 7 septembre 2026"),
    "prestation.devis": ("Valable jusqu’au", "8 820 €"),
    "prestation.emargement": ("lundi 7 septembre 2026 – Matin", "Arrivé en retard", "Intervenant"),
    "quality.questionnaire": ("Tout à fait satisfait", "Ce que vous voulez ajouter"),
    "quality.reponse_reclamation": ("REC-2026-004", "la chaudière était en panne"),
    "quality.revue_annuelle": ("Odile VARENNE", "dont 1 répondue en retard", "atelier d’écriture"),
    "quality.synthese_satisfaction": ("94 %", "18 réponses", "Les examens blancs devraient"),
    "jury.pv_session": ("Validé le 22 décembre 2026", "Fraude", "Motifs des décisions", "4 (50 %)"),
}

# Deeds and letters, written in paragraphs.
WITHOUT_TABLE = {
    "prestation.convention", "prestation.convention_vae", "prestation.devis", "quality.reponse_reclamation",
    "vae.cv",
}  # fmt: skip


@cache
def sample_pdf(name: str) -> bytes:
    kind = get_kind(name)
    return kind.render(kind.sample()).pdf


def test_the_catalogue_holds_the_documents_of_a_session() -> None:
    assert {kind.name for kind in KINDS} == set(EXPECTED)


def test_numbers_of_two_kinds_can_never_be_mistaken() -> None:
    prefixes = [kind.prefix for kind in KINDS]
    assert len(set(prefixes)) == len(prefixes)


@EVERY_KIND
def test_a_document_declares_pdf_a_3a_and_pdf_ua_1(kind: AnyKind) -> None:
    pdf = sample_pdf(kind.name)
    for mark in (
        b"<pdfaid:part>3<",
        b"<pdfaid:conformance>A<",
        b"<pdfuaid:part>1<",
        b"<rdf:li>fr-FR</rdf:li>",
    ):
        assert mark in pdf


@EVERY_KIND
def test_a_document_is_tagged_from_its_title_to_its_tables(kind: AnyKind) -> None:
    pdf = sample_pdf(kind.name)
    types = {element for page in range(len(page_texts(pdf))) for element, _ in structure_of(pdf, page)}
    assert is_tagged(pdf)
    assert ({"Table", "TH", "TD"} <= types) is (kind.name not in WITHOUT_TABLE)
    assert title_of(pdf)


@EVERY_KIND
def test_every_page_is_numbered_out_of_all(kind: AnyKind) -> None:
    pages = page_texts(sample_pdf(kind.name))
    assert [f"Page {n} / {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)


@EVERY_KIND
def test_a_document_says_what_it_must(kind: AnyKind) -> None:
    text = text_of(sample_pdf(kind.name))
    assert [words for words in EXPECTED[kind.name] if words not in text] == []


@EVERY_KIND
def test_a_document_without_a_single_line_still_prints(kind: AnyKind) -> None:
    assert "Page 1 / " in text_of(kind.render(emptied(kind.sample())).pdf)


@EVERY_KIND
def test_nothing_that_people_type_breaks_a_document(kind: AnyKind) -> None:
    hostile = with_texts(kind.sample(), lambda text: f'{text[:30]} #read("/x") $y$ " \\ <é> ị 🎉')
    rendered = kind.render(hostile)
    assert set(rendered.replaced) == {"ị", "🎉"}
    assert '#read("/x") $y$' in text_of(rendered.pdf)


@EVERY_KIND
def test_absent_texts_leave_no_trace_of_a_template(kind: AnyKind) -> None:
    text = text_of(kind.render(with_texts(kind.sample(), lambda _text: "")).pdf)
    assert [sign for sign in ("none", "else", "#", "[", "]", "let ") if sign in text] == []


@EVERY_KIND
def test_a_context_of_another_document_is_refused(kind: AnyKind) -> None:
    with pytest.raises(TypeError, match="attend"):
        kind.render(DocumentContext(organisme=Letterhead(name="x")))


def test_a_date_must_be_written_in_french_before_it_enters_a_context() -> None:
    context = DocumentContext(organisme=Letterhead(name=3.5))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"DocumentContext\.organisme\.name"):
        to_json(context)


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="existe déjà"):
        register(KINDS[0])


def test_a_kind_without_its_template_is_refused() -> None:
    kind = KINDS[0]
    with pytest.raises(ValueError, match="introuvable"):
        register(DocumentKind("x.y", "X", "X", kind.template / "absent.typ", kind.context, kind.sample))


def test_the_version_of_a_kind_is_short_and_stable() -> None:
    versions = [replace(kind).version for kind in KINDS]
    assert versions == [kind.version for kind in KINDS]
    assert {len(version) for version in versions} == {12}
