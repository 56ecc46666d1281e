"""LibreOffice kept warm: hostile documents stay shut in, and nothing is left behind whatever happens."""

import contextlib
import os
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jalon.dossier.conformity.office import Office, OfficeAbsent, OfficeFailed, find_library
from jalon.referentiel.importer.readers.pdf import opened, read_pages
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.workers import Budget

from .building import Docx, Words, fill, packed

FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:ooo="http://openoffice.org/2004/office"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">{}<office:body><office:text>{}
</office:text></office:body></office:document>"""


def words(pdf: bytes) -> str:
    with opened(pdf, "essai.pdf") as document:
        pages = read_pages(document, "essai.pdf")
    blocks = [block for page in pages for block in page.blocks if isinstance(block, list)]
    return " ".join(piece.text for block in blocks for line in block for piece in line.pieces)


def small(text: str = "Un mot.") -> bytes:
    paper = Docx(page_numbers=False)
    paper.text(text)
    return paper.data()


def lives(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return False


def ends(process: int) -> bool:
    """Whether a process ends by itself, waited for half a minute at most."""
    for _ in range(300):
        if not lives(process):
            return True
        time.sleep(0.1)
    return False


def homes() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"jalon-office-{os.getpid()}-*"))


def test_un_docx_devient_un_pdf_et_un_odt_un_docx(office: Office) -> None:
    assert words(office.to_pdf(small("Bonjour à tous."), "docx")) == "Bonjour à tous."
    flat = FLAT.format("", "<text:p>Bonjour à tous.</text:p>").encode()
    assert words(office.to_pdf(flat, "fodt")) == "Bonjour à tous."
    assert words(office.to_pdf(office.to_docx(flat, "fodt"), "docx")) == "Bonjour à tous."


def test_plusieurs_fils_partagent_le_même_chacun_à_son_tour(office: Office) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda n: words(office.to_pdf(small(f"Mot {n}."), "docx")), range(8)))
    assert made == [f"Mot {n}." for n in range(8)]


def test_deux_à_la_fois_ont_chacun_leur_processus_et_leur_profil(office: Office) -> None:
    with Office() as other:
        assert other.warm() != office.warm()
        assert words(other.to_pdf(small("Ailleurs."), "docx")) == "Ailleurs."


def test_fermé_il_ne_laisse_ni_processus_ni_dossier(office: Office) -> None:
    before = homes()
    other = Office()
    process = other.warm()
    assert len(homes() - before) == 1
    other.close()
    assert not lives(process)
    assert homes() == before


def test_tué_par_un_document_il_repart_au_suivant(office: Office) -> None:
    with Office() as other:
        first = other.warm()
        other.to_pdf(small(), "docx")
        os.kill(first, signal.SIGKILL)
        assert words(other.to_pdf(small("Reparti."), "docx")) == "Reparti."
        assert other.warm() != first


def test_un_document_trop_long_à_mettre_en_page_est_refusé_en_une_phrase() -> None:
    paper = Docx()
    fill(paper, 40)
    with Office(Budget(seconds=0.05)) as hurried, pytest.raises(OfficeFailed) as refusal:
        hurried.to_pdf(paper.data(), "docx", "dossier.docx")
    assert refusal.value.code == "timeout"
    assert str(refusal.value).startswith("dossier.docx : sa mise en page demande trop de temps ; ")


@pytest.mark.parametrize("signal_sent", [signal.SIGKILL, signal.SIGTERM], ids=["tué", "arrêté"])
def test_il_finit_avec_le_processus_qui_l_a_démarré(signal_sent: signal.Signals, office: Office) -> None:
    code = (
        "import time; from jalon.dossier.conformity.office import Office\n"
        "office = Office(); print(office.warm(), flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert lives(child)
        parent.send_signal(signal_sent)
    assert ends(child)
    with Office() as next_one:  # it sweeps what the other could not
        next_one.warm()
        assert not list(Path(tempfile.gettempdir()).glob(f"jalon-office-{parent.pid}-*"))


@pytest.fixture
def visits() -> Iterator[tuple[int, list[str]]]:
    """A server, its port and what is asked of it."""
    asked: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline().decode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], asked
    server.shutdown()
    server.server_close()


def test_une_image_liée_n_est_jamais_demandée_au_réseau(
    office: Office, visits: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, asked = visits
    paper = Docx()
    paper.text("Une image liée.")
    paper.picture(5, 5)
    members = paper.members()
    links = "word/_rels/document.xml.rels"
    address = f'Target="http://127.0.0.1:{port}/image.png" TargetMode="External"'.encode()
    members[links] = members[links].replace(b'Target="media/image1.png"', address)
    members["word/document.xml"] = members["word/document.xml"].replace(b"r:embed=", b"r:link=")
    data = packed(members)
    assert words(office.to_pdf(data, "docx")).startswith("Une image liée.")
    assert asked == []
    # the bare LibreOffice asks for it: the file is what it is meant to be
    (tmp_path / "essai.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "essai.docx")], check=True, capture_output=True)
    assert asked


def test_un_fichier_lié_n_est_pas_lu(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    section = (
        f'<text:section text:name="S"><text:section-source xlink:href="{secret.as_uri()}" xlink:type="simple" '
        'text:filter-name="Text (encoded)"/><text:p>Rien.</text:p></text:section>'
    )
    assert words(office.to_pdf(FLAT.format("", section).encode(), "fodt")) == "Rien."


def test_une_macro_au_chargement_ne_s_exécute_pas(office: Office, tmp_path: Path) -> None:
    trace = tmp_path / "trace.txt"
    macro = (
        '<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded '
        'ooo:name="Standard"><ooo:module ooo:name="Module1"><ooo:source-code>Sub Main\n'
        f'Open "{trace}" For Output As #1\nPrint #1, "vu"\nClose #1\nEnd Sub</ooo:source-code></ooo:module>'
        "</ooo:library-embedded></ooo:libraries></office:script><office:event-listeners><script:event-listener "
        'script:language="ooo:script" script:event-name="dom:load" xlink:type="simple" '
        'xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>"
    )
    assert words(office.to_pdf(FLAT.format(macro, "<text:p>Ouvert.</text:p>").encode(), "fodt")) == "Ouvert."
    assert not trace.exists()


def test_ce_qui_n_est_pas_un_document_est_refusé_et_le_suivant_passe(office: Office) -> None:
    with pytest.raises(Unreadable):
        office.to_pdf(b"PK\x03\x04 rien de plus", "docx", "rien.docx")
    members = Docx().members() | {"word/document.xml": b"<w:document><w:body>"}
    with contextlib.suppress(OfficeFailed):
        office.to_pdf(packed(members), "docx")
    assert words(office.to_pdf(small("Suivant."), "docx")) == "Suivant."


def test_un_flux_que_libreoffice_n_ouvre_pas_est_refusé_en_une_phrase(office: Office) -> None:
    with pytest.raises(OfficeFailed) as refusal:
        office.to_pdf(packed({"rien.txt": b"rien"}), "docx", "rien.docx")
    assert str(refusal.value).startswith("rien.docx : LibreOffice ne l’ouvre pas ; ")


def test_absent_il_le_dit_avec_la_façon_de_l_installer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("jalon.dossier.conformity.office._USUAL", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JALON_SOFFICE", raising=False)
    with Office() as office, pytest.raises(OfficeAbsent) as told:
        office.to_pdf(small(), "docx")
    assert str(told.value).startswith(
        "LibreOffice est absent de cette machine : installez LibreOffice Writer"
    )
    assert "apt-get install libreoffice-writer-nogui" in str(told.value)


def test_une_adresse_fausse_dans_l_environnement_est_dite(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_SOFFICE", str(tmp_path / "soffice"))
    with pytest.raises(OfficeAbsent, match="JALON_SOFFICE"):
        find_library()


def test_l_environnement_désigne_le_programme_ou_son_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    library = find_library()
    for named in (library.parent, library.parent / "soffice", library.parent.parent):
        monkeypatch.setenv("JALON_SOFFICE", str(named))
        assert find_library() == library


def test_les_modifications_suivies_sont_acceptées(office: Office) -> None:
    paper = Docx(page_numbers=False)
    paper.text("Gardé", Words(" ôté", change="deleted"), Words(" ajouté", change="inserted"))
    assert "".join(words(office.to_pdf(paper.data(), "docx")).split()) == "Gardéajouté"


def test_les_commentaires_ne_gênent_pas_et_ne_s_impriment_pas(office: Office) -> None:
    paper = Docx(page_numbers=False)
    paper.text("Un mot", Words(" commenté.", comment="À revoir avant le dépôt."))
    assert words(office.to_pdf(paper.data(), "docx")) == "Un mot commenté."
