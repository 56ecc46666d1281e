"""The pictures of a DOCX: where they stand, how large they print, what their bytes are."""

import hashlib

import pytest

from jalon.dossier.conformity.paper import Address, Picture
from jalon.dossier.conformity.reading import read_paper
from tests.referentiel.importer.packages import LINKS, docx_parts, packed, para

from .building import Docx, png

LOGO, PLAN = png(1), png(2)


def pictures(body: str) -> list[Picture]:
    """Those of a body that may call `logo` and `plan`, kept in the file, and `web`, which is not."""
    parts = docx_parts(para("Texte") + body)
    links = "".join(
        f'<Relationship Id="{key}" Type="{LINKS}/image" Target="{target}"{mode}/>'
        for key, target, mode in (
            ("logo", "media/logo.png", ""), ("plan", "media/plan.png", ""), ("lost", "media/lost.png", ""),
            ("web", "https://exemple.fr/a.png", ' TargetMode="External"'),
        )
    )  # fmt: skip
    old = str(parts["word/_rels/document.xml.rels"])
    parts["word/_rels/document.xml.rels"] = old.replace("</Relationships>", f"{links}</Relationships>")
    parts |= {"word/media/logo.png": LOGO, "word/media/plan.png": PLAN}
    return list(read_paper(packed(parts), name="essai.docx").pictures)


def inline(inside: str, width: float = 10, height: float = 5, alt: str = "") -> str:
    size = f'cx="{round(width * 360000)}" cy="{round(height * 360000)}"'
    return f'<w:drawing><inline><extent {size}/><docPr descr="{alt}"/>{inside}</inline></w:drawing>'


def blip(key: str) -> str:
    return f'<pic><blipFill><blip r:embed="{key}"/></blipFill></pic>'


def holding(drawing: str) -> str:
    return para(f"<w:r>{drawing}</w:r>")


def test_une_image_dit_sa_taille_son_texte_et_l_empreinte_de_ses_octets() -> None:
    assert pictures(holding(inline(blip("logo"), alt="Logo de la structure"))) == [
        Picture(
            Address("word/document.xml", 1),
            10.0,
            5.0,
            hashlib.sha256(LOGO).hexdigest(),
            "Logo de la structure",
        )
    ]


def test_la_meme_image_a_la_meme_empreinte_partout() -> None:
    found = pictures(
        holding(inline(blip("logo"))) + holding(inline(blip("plan"))) + holding(inline(blip("logo")))
    )
    assert [one.sha256 for one in found] == [hashlib.sha256(data).hexdigest() for data in (LOGO, PLAN, LOGO)]
    assert [one.address.rank for one in found] == [1, 2, 3]


@pytest.mark.parametrize("key", ["web", "lost", "nowhere"])
def test_une_image_qui_n_est_pas_dans_le_fichier_n_a_pas_d_empreinte(key: str) -> None:
    assert [one.sha256 for one in pictures(holding(inline(blip(key))))] == [""]


def test_les_images_d_un_groupe_gardent_chacune_leur_taille_a_l_echelle_du_groupe() -> None:
    def member(key: str, width: int) -> str:
        return (
            f'<pic><blipFill><blip r:embed="{key}"/></blipFill><spPr><xfrm><ext cx="{width}" cy="1000"/></xfrm></spPr>'
            "</pic>"
        )

    frame = '<wgp><grpSpPr><xfrm><chExt cx="4000" cy="2000"/></xfrm></grpSpPr>{}</wgp>'
    found = pictures(holding(inline(frame.format(member("logo", 1000) + member("plan", 3000)))))
    assert [(one.width, one.height) for one in found] == [(2.5, 2.5), (7.5, 2.5)]


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("width:283.5pt;height:141.75pt", (10.0, 5.0)),
        ("position:absolute; WIDTH:1pt;width:10cm;height:50mm", (10.0, 5.0)),
        ("width:96px;height:1in", (2.54, 2.54)),
        ("height:5cm", (0.0, 5.0)),
        ("", (0.0, 0.0)),
    ],
)
@pytest.mark.parametrize("tag", ["w:pict", "w:object"])
def test_une_image_ancienne_ou_un_objet_disent_leur_taille_par_leur_style(
    tag: str, style: str, size: tuple[float, float]
) -> None:
    shape = f'<v:shape style="{style}" alt="Plan"><v:imagedata r:id="plan"/></v:shape>'
    (found,) = pictures(holding(f"<{tag}>{shape}</{tag}>"))
    assert (found.width, found.height) == size
    assert (found.alt, found.sha256) == ("Plan", hashlib.sha256(PLAN).hexdigest())


def test_une_image_ecrite_de_deux_facons_n_est_comptee_qu_une_fois() -> None:
    old = '<w:pict><v:shape><v:imagedata r:id="logo"/></v:shape></w:pict>'
    both = (
        f"<mc:AlternateContent><mc:Choice>{inline(blip('logo'))}</mc:Choice><mc:Fallback>{old}</mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert len(pictures(holding(both))) == 1


def test_une_image_dans_une_zone_de_texte_est_comptee_une_fois_avec_le_paragraphe_de_la_zone() -> None:
    inner = holding(inline(blip("logo")))
    found = pictures(holding(inline(f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>")))
    assert [one.address.rank for one in found] == [2]


def test_un_graphique_compte_comme_une_image_mais_ni_un_trait_ni_une_zone_vide() -> None:
    assert len(pictures(holding(inline('<graphic><chart r:id="plan"/></graphic>')))) == 1
    assert not pictures(holding("<w:pict><v:rect style='width:1cm;height:1cm'/></w:pict>"))
    assert not pictures(holding(inline("<wps:wsp/>")))


def test_une_image_supprimee_sous_revision_ne_compte_plus() -> None:
    removed = f"<w:del><w:r>{inline(blip('logo'))}</w:r></w:del>"
    assert not pictures(para(removed))


def test_le_logo_de_l_en_tete_est_compte_dans_l_en_tete() -> None:
    paper = Docx(page_numbers=False, header="Tête")
    paper.text("Texte")
    members = paper.members()
    head = members["word/header1.xml"].replace(b"</w:p>", f"<w:r>{inline('<blip/>')}</w:r></w:p>".encode())
    found = read_paper(packed(members | {"word/header1.xml": head}), name="essai.docx").pictures
    assert [one.address for one in found] == [Address("word/header1.xml", 0)]
