"""The procès-verbal at the size of a large session, and the words that the law asks for."""

from dataclasses import replace
from typing import get_args

import pytest

from jalon.jury import contexts, enums
from jalon.jury.contexts import PVSession, PVStatus
from jalon.jury.documents import FICHE_RESULTATS, PV_SESSION
from jalon.jury.samples import fiche_resultats, pv_session
from tests.documents.reading import page_texts, text_of

PROPOSAL = "Proposition du jury sous réserve de validation"


def pdf(context: PVSession) -> bytes:
    return PV_SESSION.render(context).pdf


def numbered(count: int) -> PVSession:
    context = pv_session(count)
    lines = tuple(replace(line, name=f"Candidat{n:03d} Éprouvé") for n, line in enumerate(context.results, 1))
    return replace(context, results=lines)


def test_sixty_candidates_are_all_there_in_order_and_the_header_is_on_each_page_of_the_table() -> None:
    pages = page_texts(pdf(numbered(60)))
    text = " ".join(pages)
    places = [text.index(f"Candidat{n:03d}") for n in range(1, 61)]
    assert places == sorted(places)
    with_lines = [page for page in pages if "Titre – Jury" in page]
    assert len(with_lines) > 2
    assert [page for page in with_lines if "Entretien final" not in page] == []


def test_no_line_of_the_table_is_split_between_two_pages() -> None:
    pages = page_texts(pdf(numbered(60)))
    for n in range(1, 61):
        page = next(page for page in pages if f"Candidat{n:03d}" in page)
        birth = pv_session(60).results[n - 1].birth
        assert birth in page


def test_a_session_without_any_candidate_says_so() -> None:
    text = text_of(pdf(pv_session(0)))
    assert "Aucun candidat n’était inscrit à cette session." in text
    assert "NaN" not in text


def test_a_reason_longer_than_a_page_is_printed_to_its_end() -> None:
    context = pv_session(2)
    long_reason = "mot " * 4000 + "fin-du-motif"
    refused = context.results[1]
    ccps = tuple(replace(ccp, reasons=long_reason) if ccp.award == "refused" else ccp for ccp in refused.ccps)
    assert "fin-du-motif" in text_of(
        pdf(replace(context, results=(context.results[0], replace(refused, ccps=ccps))))
    )


def test_a_long_reason_in_a_table_is_printed_to_its_end() -> None:
    context = fiche_resultats()
    ccps = tuple(replace(ccp, reasons="mot " * 3000 + "fin-du-motif") for ccp in context.ccps[:1])
    assert "fin-du-motif" in text_of(FICHE_RESULTATS.render(replace(context, ccps=ccps)).pdf)


def test_a_very_long_name_wraps_and_stays_on_the_page() -> None:
    context = pv_session(1)
    name = "Marie-Antoinette-Philippine-Gwenaëlle de la Rochefoucauld-Montmorency-Laval et Tribehou"
    text = text_of(pdf(replace(context, results=(replace(context.results[0], name=name),))))
    # PDFium takes a hyphen at the end of a line for a hyphenation: compare letters.
    assert "".join(filter(str.isalpha, name)) in "".join(filter(str.isalpha, text))


@pytest.mark.parametrize("status", ["draft", "signing", "signed", "transmitted", "refused", "withdrawn"])
def test_until_validation_nothing_is_a_title(status: PVStatus) -> None:
    assert PROPOSAL in text_of(pdf(replace(pv_session(), status=status)))


def test_once_validated_the_reserve_is_gone() -> None:
    assert PROPOSAL not in text_of(pdf(pv_session()))


@pytest.mark.parametrize(
    ("status", "word"), [("draft", "PROJET"), ("signing", "PROJET"), ("withdrawn", "RETIRÉ")]
)
def test_a_draft_shows_it_across_the_page(status: PVStatus, word: str) -> None:
    assert word in text_of(pdf(replace(pv_session(), status=status)))


def test_a_fraud_is_mentioned_and_silence_is_explicit() -> None:
    assert "Fraude" in text_of(pdf(pv_session()))
    assert "Aucun incident ni fraude n’est à signaler." in text_of(pdf(replace(pv_session(), incidents=())))


def test_contexts_speak_the_words_that_the_records_store() -> None:
    assert set(get_args(contexts.PVStatus)) == set(enums.PVStatus.values)
    assert set(get_args(contexts.Outcome)) - {""} == set(enums.Outcome.values)
    assert set(get_args(contexts.Mark)) - {""} == set(enums.Observation.values)
