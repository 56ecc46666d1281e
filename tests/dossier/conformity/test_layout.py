"""The look of a dossier: what the RE states of the running text, and what should not be left in a file handed over."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.dossier.conformity.fonts import draws_signs, family
from jalon.dossier.conformity.layout import check_layout
from jalon.dossier.conformity.paper import Address, Paper, Paragraph, Picture, Run, Section, Spacing
from jalon.dossier.conformity.report import Finding, Severity
from jalon.dossier.conformity.structure import find_structure
from jalon.referentiel.schema import Part, Production
from jalon.referentiel.shipped import shipped_titres

from .papers import Draft, dossier

CIP = shipped_titres()["TP-00403.08"]
TITLE = CIP.scheme("title").productions[0]
FAIR = [7, 5, 6, 7, 5, 4, 2]


def check(paper: Paper | Draft, production: Production = TITLE) -> tuple[Finding, ...]:
    paper = paper.paper() if isinstance(paper, Draft) else paper
    return check_layout(paper, find_structure(paper, production, CIP), production, CIP)


def codes(findings: tuple[Finding, ...], *severities: Severity) -> list[str]:
    return [one.code for one in findings if not severities or one.severity in severities]


def with_part(number: int, **look: object) -> Draft:
    """A dossier to the rule, but for the look of one part's text."""
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}").fill(pages, **(look if one == number else {}))
    return draft


# --- font, size, spacing ---


def test_un_dossier_à_la_règle_ne_reçoit_rien() -> None:
    assert check(dossier(FAIR, annexes=5)) == ()


@pytest.mark.parametrize("number", range(1, 8))
@pytest.mark.parametrize(
    ("code", "look", "said"),
    [
        ("font", {"font": "Times New Roman"}, "Times New Roman"),
        ("font", {"font": "Arial Narrow"}, "Arial Narrow"),
        ("font_size", {"size": 10.0}, "10 points"),
        ("font_size", {"size": 10.5}, "10,5 points"),
        ("font_size", {"size": 12.0}, "12 points"),
        ("line_spacing", {"spacing": Spacing("multiple", 1.0)}, "interligne de 1 "),
        ("line_spacing", {"spacing": Spacing("multiple", 1.08)}, "1,08"),
        ("line_spacing", {"spacing": Spacing("multiple", 1.5)}, "1,5"),
        ("line_spacing", {"spacing": Spacing("exact", 12.0)}, "0,95"),
        ("line_spacing", {"spacing": Spacing("at_least", 6.0)}, "interligne de 1 "),
    ],
    ids=str,
)
def test_une_partie_hors_de_la_règle_est_dite_une_fois(
    number: int, code: str, look: dict[str, object], said: str
) -> None:
    findings = check(with_part(number, **look))
    assert [(one.code, one.part, one.severity) for one in findings] == [(code, number, Severity.TO_MEND)]
    assert said in findings[0].message.replace("\u00a0", " ")
    assert findings[0].quote
    assert findings[0].page
    assert "Arial 11, interligne 1,15" in findings[0].rule
    assert "TP-00403.08" in findings[0].source


@pytest.mark.parametrize(
    "look",
    [
        {"font": "Liberation Sans"},
        {"font": "ArialMT"},
        {"font": "Arimo"},
        {"font": "Helvetica"},
        {"font": ""},
        {"size": 11.1},
        {"spacing": Spacing("multiple", 1.15)},
        {"spacing": Spacing("multiple", 1.17)},
        {"spacing": Spacing("exact", 14.5)},
        {"spacing": Spacing()},
    ],
    ids=str,
)
def test_ce_qui_revient_au_même_n_est_pas_une_faute(look: dict[str, object]) -> None:
    assert check(with_part(2, **look)) == ()


def test_une_faute_générale_se_dit_une_seule_fois_pour_tout_le_dossier() -> None:
    findings = check(dossier(FAIR, draft=Draft(font="Calibri", size=12.0)))
    assert [(one.code, one.part) for one in findings] == [("font", None), ("font_size", None)]
    assert "100" in findings[0].message


@pytest.mark.parametrize(
    "write",
    [
        lambda draft: draft.write("Un sous-titre en Georgia", level=2, font="Georgia", size=14),
        lambda draft: draft.write("Figure 1 : l’organigramme de la structure", style="Légende", font="Calibri", size=9),
        lambda draft: draft.write("Cellule d’un tableau à la mise en forme libre", table=1, font="Calibri", size=9),
        lambda draft: draft.write("\uf0b7", font="Symbol"),
        lambda draft: draft.write("– ", font="Times New Roman"),
        lambda draft: draft.write("Un titre à la main", bold=True, font="Verdana", size=13),
        lambda draft: draft.write("un mot", font="Courier New"),
    ],
)  # fmt: skip
def test_titres_légendes_tableaux_et_puces_ont_leur_propre_forme(write: Callable[[Draft], Draft]) -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}")
        for _ in range(3):
            write(draft)
        draft.fill(pages)
    assert check(draft) == ()


@pytest.mark.parametrize(
    "caption",
    [
        "Figure 3 : l’évolution du chômage dans le bassin d’emploi entre 2020 et 2025, par tranche d’âge",
        "Fig. 12 – les étapes de l’accompagnement, de l’accueil au passage de relais, telles qu’affichées à l’accueil",
        "Tableau n° 4. Les employeurs rencontrés, par secteur et par taille, avec la suite donnée à chaque visite",
        "Source : Insee, recensement de la population, exploitation complémentaire, données de janvier 2025, p. 12",
        "Crédit photo : Jade Morel, atelier de lecture de plans, avec l’accord écrit de chaque personne présente",
        "SCHÉMA II : les acteurs du territoire et leurs liens avec la structure, d’après l’équipe",
    ],
)
def test_une_légende_tapée_à_la_main_n_est_pas_du_texte_courant(caption: str) -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}")
        for _ in range(8):
            draft.write(caption, size=9.0)
        draft.fill(pages)
    assert check(draft) == ()


def test_une_ligne_courte_et_petite_sous_une_image_en_est_la_légende() -> None:
    draft = Draft().cover()
    held = []
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}")
        for _ in range(6):
            draft.write("\u00a0", lines=40.0)
            held.append(draft.paragraphs[-1].address)
            draft.write(
                "L’équipe réunie devant le fournil un matin de mars, avant l’ouverture de la boutique",
                size=8.0,
            )
        draft.fill(pages)
    bare = draft.paper()
    assert codes(check(bare)) == ["font_size"] * len(codes(check(bare)))
    pictures = tuple(Picture(address, 8.0, 5.0, "0") for address in held)
    assert check(replace(bare, pictures=pictures)) == ()


def test_un_texte_qui_commence_comme_une_légende_mais_qui_est_long_reste_du_texte() -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}")
        draft.fill(
            pages,
            "Figure 1 : " + "La structure accueille chaque personne et construit avec elle. " * 6,
            size=9.0,
        )
    assert codes(check(draft)) == ["font_size"]


def test_un_seul_paragraphe_d_une_autre_police_n_est_qu_un_conseil() -> None:
    draft = dossier(FAIR[:6]).turn().heading("Partie 7").fill(2)
    draft.write("Une phrase recopiée d’un autre document, avec sa police à elle. " * 5, font="Calibri")
    assert [(one.code, one.severity) for one in check(draft)] == [("font", Severity.ADVICE)]


def test_un_dossier_dont_toute_la_prose_est_dans_un_tableau_est_lu_comme_du_texte() -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}").fill(pages, table=one, font="Calibri")
    assert codes(check(draft)) == ["font"]


def test_les_annexes_ont_la_forme_qu_elles_veulent() -> None:
    draft = dossier(FAIR).turn().heading("Annexes").fill(6, font="Courier New", size=8.0)
    assert check(draft) == ()


def test_un_RE_qui_ne_dit_rien_de_la_forme_ne_reproche_rien() -> None:
    production = Production("Rapport", pages_min=1, pages_max=60)
    assert check(dossier(FAIR, draft=Draft(font="Comic Sans MS", size=20.0)), production) == ()


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["Arial", "Liberation Sans", "Arimo"]),
    st.floats(10.8, 11.2),
    st.sampled_from(
        [Spacing("multiple", 1.15), Spacing("multiple", 1.16), Spacing("exact", 14.5), Spacing()]
    ),
    st.tuples(*(st.integers(part.pages_min or 1, part.pages_max or 9) for part in TITLE.parts)),
)
def test_un_dossier_propre_ne_reçoit_aucun_reproche(
    font: str, size: float, spacing: Spacing, pages: tuple[int, ...]
) -> None:
    assert check(dossier(pages, draft=Draft(font=font, size=size, spacing=spacing))) == ()


# --- families ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arial", "ArialMT"), ("Arial", "Arial-BoldMT"), ("Arial", "ABCDEF+ArialMT"), ("Arial", "Liberation Sans"),
        ("Arial", "LiberationSans-Italic"), ("Arial", "arial"), ("Times New Roman", "TimesNewRomanPS-BoldMT"),
        ("Times New Roman", "TimesNewRomanPSMT"), ("Times New Roman", "Liberation Serif"), ("Calibri", "Carlito"),
        ("Calibri", "Calibri-BoldItalic"), ("Cambria", "Caladea"), ("Verdana", "Verdana,Bold"),
        ("Times New Roman", "Times-Roman"),
    ],
)  # fmt: skip
def test_deux_noms_d_une_même_famille(one: str, other: str) -> None:
    assert family(one) == family(other)


@pytest.mark.parametrize(
    "other", ["Arial Narrow", "Arial Black", "ArialNarrow", "Calibri", "Arial Rounded MT Bold"]
)
def test_arial_n_est_ni_étroite_ni_noire(other: str) -> None:
    assert family("Arial") != family(other)


def test_les_polices_de_signes_ne_sont_pas_du_texte() -> None:
    assert all(
        map(
            draws_signs,
            ("Symbol", "SymbolMT", "Wingdings 2", "Segoe UI Emoji", "Cambria Math", "ZapfDingbats"),
        )
    )
    assert not any(map(draws_signs, ("Arial", "Calibri", "Garamond")))


# --- characters ---


def counted(limit: int, part_limit: int | None = None) -> Production:
    return Production("Note", parts=(Part(1, chars_max=part_limit),), chars_max=limit)


def test_une_limite_en_caractères_bloque_quand_même_sans_compter_les_espaces() -> None:
    draft = Draft().prose(4)
    assert codes(check(draft, counted(12_000))) == []
    assert [(one.code, one.severity) for one in check(draft, counted(9_500))] == [
        ("characters_high", Severity.TO_MEND)
    ]
    assert [(one.code, one.severity) for one in check(draft, counted(5_000, 4_000))] == [
        ("characters_high", Severity.BLOCKS), ("part_characters_high", Severity.BLOCKS)
    ]  # fmt: skip


# --- sheets, numbers, leftovers ---


def clean() -> Paper:
    return dossier(FAIR).paper()


@pytest.mark.parametrize(
    ("paper", "code", "severity"),
    [
        (
            lambda: replace(clean(), sections=(Section(21.59, 27.94, (2, 2, 2, 2)),)),
            "paper_size",
            Severity.ADVICE,
        ),
        (
            lambda: replace(clean(), sections=(Section(21.0, 29.7, (2, 0.5, 2, 2)),)),
            "margins",
            Severity.ADVICE,
        ),
        (lambda: replace(clean(), tracked_changes=3), "tracked_changes", Severity.TO_MEND),
        (lambda: replace(clean(), comments=1), "comments_left", Severity.TO_MEND),
        (lambda: replace(clean(), macros=True), "macros", Severity.TO_MEND),
        (
            lambda: replace(clean(), pages=tuple(replace(page, printed_number="") for page in clean().pages)),
            "page_numbers",
            Severity.ADVICE,
        ),
    ],
)
def test_un_défaut_du_fichier_est_dit(paper: Callable[[], Paper], code: str, severity: Severity) -> None:
    findings = check(paper())
    assert [(one.code, one.severity) for one in findings] == [(code, severity)]
    assert findings[0].remedy
    assert findings[0].source


def test_une_section_en_paysage_au_format_A4_est_admise() -> None:
    wide = Section(29.7, 21.0, (2, 2, 2, 2))
    assert check(replace(clean(), sections=(*clean().sections, wide))) == ()


def test_du_texte_masqué_est_dit_et_les_champs_du_sommaire_ne_le_sont_pas() -> None:
    draft = dossier(FAIR)
    draft.write("Un passage que l’on ne voit pas à l’impression du dossier.", hidden=True)
    findings = check(draft)
    assert codes(findings) == ["hidden_text"]
    assert "que l’on ne voit pas" in findings[0].quote
    hidden = Run("PAGEREF _Toc1 et d’autres champs que Word cache à la lecture", hidden=True, field="PAGEREF")
    paper = clean()
    line = Paragraph(Address("word/document.xml", 9999), (hidden,), page=2, last_page=2)
    assert check(replace(paper, paragraphs=(*paper.paragraphs, line))) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Le dispositif [à compléter avec son nom] existe depuis 2014.", True),
        ("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", True),
        ("À COMPLÉTER", True),
        ("XXXX", True),
        ("Voir Erreur ! Source du renvoi introuvable.", True),
        ("La fiche, à compléter par le salarié, tient en une page.", False),
        ("À développer", False),
        ("Mme XXX et M. XXX se connaissent [à leur demande, les noms sont cachés].", False),
        ("Pourquoi ???", False),
    ],
)
def test_ce_que_l_auteur_remettait_à_plus_tard_est_dit(text: str, told: bool) -> None:
    def with_text(**look: object) -> tuple[Finding, ...]:
        draft = Draft().cover()
        for one, pages in enumerate(FAIR, 1):
            draft.turn().heading(f"Partie {one}")
            if one == 4:
                draft.write(text, **look)  # type: ignore[arg-type]
            draft.fill(pages)
        return check(draft)

    assert codes(with_text()) == (["draft_left"] if told else [])
    assert codes(with_text(table=3)) == []
    assert codes(check(dossier(FAIR).turn().heading("Annexes").write(text).fill(2))) == []


def test_l_appel_d_une_note_n_a_pas_la_taille_du_texte() -> None:
    draft = Draft().cover()
    for one, pages in enumerate(FAIR, 1):
        draft.turn().heading(f"Partie {one}").fill(pages)
    paper = draft.paper("pdf")
    raised = tuple(
        replace(one, runs=(*one.runs, Run("xxviii", "Arial", 6.5))) if one.level is None else one
        for one in paper.paragraphs
    )
    assert check(replace(paper, paragraphs=raised)) == ()


def test_des_pages_de_texte_en_image_sont_dites() -> None:
    paper = clean()
    pages = tuple(
        replace(page, text="", pictures=0.8) if page.number in (12, 13) else page for page in paper.pages
    )
    findings = check(replace(paper, pages=pages))
    assert [(one.code, one.severity, one.page) for one in findings] == [
        ("picture_of_text", Severity.ADVICE, 12)
    ]
    many = tuple(
        replace(page, text="", pictures=0.8) if 10 <= page.number < 20 else page for page in paper.pages
    )
    assert codes(check(replace(paper, pages=many)), Severity.TO_MEND) == ["picture_of_text"]


def test_une_police_absente_n_importe_que_si_le_texte_s_en_sert_et_qu_elle_prend_une_autre_place() -> None:
    paper = dossier(FAIR, draft=Draft(font="Calibri")).paper()
    assert "font_substituted" in codes(check(replace(paper, substituted={"Calibri": "DejaVu Sans"})))
    assert "font_substituted" not in codes(check(replace(paper, substituted={"Calibri": "Carlito"})))
    assert "font_substituted" not in codes(check(replace(paper, substituted={"Garamond": "DejaVu Serif"})))
