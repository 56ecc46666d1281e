"""Terms and definitions, told by their print, by a table, by a colon, or by their words and the alphabet."""

from dataclasses import replace

from jalon.referentiel.importer.glossary import read_glossary
from jalon.referentiel.importer.paragraphs import Context, Measure
from jalon.referentiel.importer.source import Block

from .printed import bold, lines, table

CONTEXT = Context(Measure(characters=60))


def read(*blocks: Block) -> list[tuple[str, str]]:
    found = read_glossary(blocks, CONTEXT)
    return [(one.term.value, one.definition.value if one.definition else "") for one in found]


BRIN, BOTTE = ("Botte", "Ensemble de brins liés."), ("Brin", "Tige d’osier. On la trie.")


def test_terms_stand_above_their_definitions() -> None:
    found = lines("Botte", "Ensemble de brins liés.", "|Brin", "Tige d’osier. On la trie.")
    assert read(*found) == [BRIN, BOTTE]


def test_blank_lines_may_part_everything() -> None:
    found = lines("Botte", "|Ensemble de brins liés.", "|Brin", "|Tige d’osier. On la trie.")
    assert read(*found) == [BRIN, BOTTE]


def test_blank_lines_may_be_lost() -> None:
    found = lines("Botte", "Ensemble de brins liés.", "Brin", "Tige d’osier. On la trie.")
    assert read(*found) == [BRIN, BOTTE]


def test_bold_terms_need_no_blank_line() -> None:
    one, two, three, four, five = lines("Brin", "Tige, dont on dit :", "Osier", "À trier", "Tige. On la trie")
    assert read(bold(one), two, bold(three), four, five) == [
        ("Brin", "Tige, dont on dit :"),
        ("Osier", "À trier\nTige. On la trie"),
    ]


def test_indented_definitions_need_no_alphabet() -> None:
    found = lines("Tige", "Brin", "d’osier", "Une tige.", "Botte", "Un lien")
    lefts = (0, 80, 80, 80, 0, 80)
    assert read(*[replace(one, left=float(left)) for one, left in zip(found, lefts, strict=True)]) == [
        ("Tige", "Brin d’osier\nUne tige."),
        ("Botte", "Un lien"),
    ]


def test_a_table_of_two_columns_goes_on_with_the_term_before() -> None:
    first = table(("Botte", "Ensemble de brins liés."), ("Brin", "Tige d’osier."))
    second = table(("", "On la trie."), ("Éclisse", "Bois fendu."), number=9)
    assert read(first, second) == [BRIN, ("Brin", "Tige d’osier.\nOn la trie."), ("Éclisse", "Bois fendu.")]


def test_a_colon_may_part_the_term_from_its_definition() -> None:
    found = lines("Botte : ensemble de brins liés.", "|Brin : tige", "d’osier.")
    assert read(*found) == [("Botte", "ensemble de brins liés."), ("Brin", "tige d’osier.")]


def test_short_lines_inside_a_definition_are_no_terms() -> None:
    found = lines(
        "Brin", "Tige d’osier, notée de A à C selon trois qualités", "|Utilisateur indépendant", "B Avancé", "|Éclisse",
        "Bois fendu.", "|Fond", "Base du panier.", "|Osier", "Saule.",
    )  # fmt: skip
    assert [term for term, _ in read(*found)] == ["Brin", "Éclisse", "Fond", "Osier"]


def test_bullets_belong_to_the_definition() -> None:
    found = lines(
        "Compétence", "On distingue :", "- les savoirs,", "- les attitudes.", "|Savoir", "Connaissance."
    )
    assert read(*found) == [
        ("Compétence", "On distingue :\n– les savoirs,\n– les attitudes."),
        ("Savoir", "Connaissance."),
    ]


def test_an_empty_glossary_holds_nothing() -> None:
    assert read() == []


def test_the_tests_of_an_exam_are_terms_in_whatever_order_they_stand() -> None:
    found = lines(
        "Présentation d’un projet réalisé en amont de la session", "Le candidat présente son panier.",
        "Entretien technique", "Le jury questionne.",
        "Questionnaire professionnel", "Le candidat écrit.",
        "Entretien final", "Le jury conclut.",
    )  # fmt: skip
    assert [term for term, _ in read(*found)] == [one.text for one in found[::2]]


def test_an_indent_of_two_characters_parts_definitions_from_terms() -> None:
    found = lines("Entretien", "Le jury questionne", "Brin", "Tige d’osier", "Anse", "Poignée")
    lefts = (0, 10, 0, 10, 0, 10)
    assert [
        term
        for term, _ in read(*(replace(one, left=float(at)) for one, at in zip(found, lefts, strict=True)))
    ] == ["Entretien", "Brin", "Anse"]


def test_a_definition_that_may_hold_the_next_term_is_asked() -> None:
    found = read_glossary(
        lines(
            "Botte", "Ensemble de brins liés.",
            "Osier", "Saule à vannerie",
            "Panier", "Il porte ce que l’on cueille et se tresse avec des brins.",
            "Trame", "Brins passés entre les montants.",
        ),
        CONTEXT,
    )  # fmt: skip
    assert [(one.term.value, bool(one.definition and one.definition.doubt)) for one in found] == [
        ("Botte", False),
        ("Osier", True),
        ("Trame", False),
    ]
