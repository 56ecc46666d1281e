"""What the checker says of dossiers whose faults are known: precision and recall of each finding.

    PYTHONPATH=. python benchmarks/dossier_truth.py [--files 320] [--first 10000] [--write] [--show CODE]

Files are drawn by `dossier_corpus.py`, the same for the same numbers, and checked over all cores as `jalon dossier
check` does, each in the format that was drawn. `--write` keeps the answer in docs/benchmarks/dossier-truth.md; `--show`
prints every miss and false alarm, of one code or of « all ».
"""

import argparse
import io
import pickle
import re
import subprocess
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dossier_corpus import Case, Kind, Planted, drawn
from jalon.dossier.conformity.batch import over_cores, warm_office
from jalon.dossier.conformity.report import Finding, Report, Severity
from tests.dossier.conformity.building import packed

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "benchmarks" / "dossier-truth.md"
# What is said of how the check was made, or to a person who must judge: neither true nor false.
_NO_CLAIM = ("production_guessed", "font_substituted", "content_unsure")
_PAGE = """# The truth of the dossier checker

Written by `python benchmarks/dossier_truth.py --files {files} --first {first} --write` at commit {commit}; do not edit.

The dossiers are invented by `benchmarks/dossier_corpus.py` and `dossier_dp.py`: every production of the shipped titles,
with cover, contents, thanks, introduction, conclusion, glossary and annexes or not, headings by style or typed, small
pictures with captions typed by hand, as Word or Google write them, as DOCX, as ODT through LibreOffice, as PDF. One in
three is clean; the others hold one to three faults that the generator noted. One in eight is a dossier professionnel.
Numbers below 10000 served to mend the checker; those from 10000 on were only measured. Beside them,
`tests/dossier/conformity/innocents.py` holds whole dossiers at no fault, each odd in its own way and written by hand:
the tests ask that none of them be scolded.

A fault is *found* when a finding bears its code, its part and its words; *said otherwise* when another code tells it (a
part missing said merged with its neighbour, a content absent left to a person to judge). A *false alarm* is a finding,
blocking or to mend, that no planted fault explains; *needless advice* is the same said as advice, which does not weigh
on the verdict. Precision is over false alarms, recall over what was found under its own code. `content_unsure` claims
nothing and has no line of its own: the count of contents tells it.
"""
_SAME = {  # another name under which the same fault is told
    "part_missing": ("part_merged",), "part_merged": ("part_missing",), "content_absent": ("content_unsure",),
    "first_name": ("person_name",), "person_name": ("first_name",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a dossier once checked, its bytes left out."""

    seed: int
    titre: str
    scope: str
    production: str
    kind: Kind
    manner: str
    planted: tuple[Planted, ...]
    sheets: int
    report: Report


def checked(path: str, name: str, step: Callable[[int, int, str], None]) -> Told:
    """A worker's task: the dossier of the number that the name gives, drawn, turned into its format and checked."""
    from jalon.dossier.conformity.engine import check

    case = drawn(int(Path(path).stem))
    office = warm_office()
    report = check(
        formatted(case),
        titre=case.titre,
        scope=case.scope,
        production=case.production.name,
        office=office,
        name=f"{case.seed}.{case.kind}",
    )
    return Told(
        case.seed, case.titre.ref, case.scope, case.production.name, case.kind, case.manner, case.planted,
        case.sheets, report,
    )  # fmt: skip


def formatted(case: Case) -> bytes:
    office = warm_office()
    if case.kind == "pdf":
        return office.to_pdf(case.data, "docx")
    if case.kind == "odt":
        return _without_marks(office._convert(case.data, "docx", "odt", "dossier"))
    return case.data


def _without_marks(odt: bytes) -> bytes:
    """The same ODT without the bookmarks that Jalon puts in what it gives to LibreOffice: nobody's file holds them."""
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        members = {path: archive.read(path) for path in archive.namelist()}
    mark = rb'<text:bookmark(?:-start|-end)? text:name="jalon\d+[az]document"/>'
    members["content.xml"] = re.sub(mark, b"", members["content.xml"])
    return packed(members)


# --- judging ---


def says(finding: Finding, planted: Planted) -> bool:
    """Whether a finding tells that fault: its code, its part unless it speaks of the whole, its words."""
    if finding.code != planted.code and finding.code not in _SAME.get(planted.code, ()):
        return False
    if planted.part and finding.part not in (None, planted.part):
        return False
    words, quote = _bare(planted.words), _bare(finding.quote)
    if planted.code == "content_absent":
        return words in _bare(finding.message)
    return not words or words in quote or (bool(quote) and quote in words)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


@dataclass(slots=True)
class Score:
    planted: int = 0
    found: int = 0
    otherwise: int = 0
    false: int = 0
    advice: int = 0

    @property
    def missed(self) -> int:
        return self.planted - self.found - self.otherwise


def judge(answers: Sequence[Told]) -> tuple[dict[str, Score], list[tuple[str, str]]]:
    """The score of each code, and a line for each miss and false alarm with its code."""
    scores: dict[str, Score] = {}
    lines: list[tuple[str, str]] = []
    for told in answers:
        where = f"{told.seed} {told.titre} {told.scope} {told.kind} {told.manner}"
        findings = told.report.findings
        for planted in told.planted:
            score = scores.setdefault(planted.code, Score())
            score.planted += 1
            telling = [one for one in findings if says(one, planted)]
            if any(one.code == planted.code for one in telling):
                score.found += 1
                continue
            score.otherwise += bool(telling)
            said = f"said as {telling[0].code}" if telling else "missed"
            lines.append((planted.code, f"{where}: {said}, part {planted.part} {planted.words}"))
        for one in findings:
            if one.code in _NO_CLAIM or any(
                says(one, planted) or one.code in planted.excused for planted in told.planted
            ):
                continue
            score = scores.setdefault(one.code, Score())
            if one.severity == Severity.ADVICE:
                score.advice += 1
            else:
                score.false += 1
            lines.append(
                (one.code, f"{where}: false {one.severity}, p. {one.page}: {one.message} « {one.quote} »")
            )
    return scores, lines


def totals(answers: Sequence[Told]) -> Iterator[str]:
    clean = [one for one in answers if not one.planted]
    blocked = [one for one in clean if any(said.severity == Severity.BLOCKS for said in one.report.findings)]
    mended = [one for one in clean if any(said.severity == Severity.TO_MEND for said in one.report.findings)]
    formats = Counter(one.kind for one in answers)
    kinds = ", ".join(f"{count} {kind.upper()}" for kind, count in sorted(formats.items()))
    yield f"- {len(answers)} dossiers: {kinds}; {len(clean)} clean."
    yield f"- Clean dossiers with a blocking finding: **{len(blocked)}**."
    yield f"- Clean dossiers with something to mend: {len(mended)}."
    counted = [one for one in answers if one.sheets]
    wrong = [one for one in counted if one.report.pages.total != one.sheets]
    yield f"- Dossiers whose sheets are known: {len(counted)}; counted otherwise: {len(wrong)}."
    asked = [seen for one in answers for seen in one.report.contents]
    away = {
        (one.seed, planted.part, planted.words)
        for one in answers for planted in one.planted if planted.code == "content_absent"
    }  # fmt: skip
    states: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for one in answers:
        for seen in one.report.contents:
            if not any(planted.code in ("part_merged", "picture_of_text") for planted in one.planted):
                states[(one.seed, seen.part, seen.requirement) in away][seen.state] += 1
    yield f"- Required contents looked for: {len(asked)}. " + " ".join(
        f"{name}: {states[gone]['seen']} seen, {states[gone]['unsure']} left to a person, {states[gone]['absent']} "
        "said absent."
        for gone, name in ((False, "Treated"), (True, "Left out"))
    )


def table(scores: dict[str, Score]) -> Iterator[str]:
    columns = (
        "planted | found | said otherwise | missed | false alarms | needless advice | precision | recall"
    )
    yield f"| finding | {columns} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for code, one in sorted(scores.items()):
        right = one.found + one.otherwise
        precision = f"{right / (right + one.false):.2f}" if right + one.false else ""
        recall = f"{one.found / one.planted:.2f}" if one.planted else ""
        yield (
            f"| `{code}` | {one.planted} | {one.found} | {one.otherwise} | {one.missed} | {one.false} | {one.advice} "
            f"| {precision} | {recall} |"
        )


def page(answers: Sequence[Told], scores: dict[str, Score], first: int) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    told = _PAGE.format(files=len(answers), first=first, commit=commit)
    return "\n".join([told, *totals(answers), "", *table(scores), ""])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=320)
    parser.add_argument("--first", type=int, default=10000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", default="")
    parser.add_argument(
        "--keep", type=Path, help="a file where the answers are kept, read again if it is there"
    )
    asked = parser.parse_args()
    if asked.keep and asked.keep.exists():
        answers = pickle.loads(asked.keep.read_bytes())
    else:
        answers = list(_all(range(asked.first, asked.first + asked.files)))
        if asked.keep:
            asked.keep.write_bytes(pickle.dumps(answers))
    scores, lines = judge(answers)
    for line in (*totals(answers), "", *table(scores)):
        print(line)
    for code, line in lines:
        if asked.show in (code, "all"):
            print(f"{code}: {line}")
    if asked.write:
        KEPT.write_text(page(answers, scores, asked.first), encoding="utf-8")


def _all(seeds: Iterable[int]) -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{seed}.docx") for seed in seeds]
        for answer in over_cores(
            paths, "benchmarks.dossier_truth:checked",
            progress=lambda done, total, name: print(f"\r{done} / {total}", end="", flush=True),
        ):  # fmt: skip
            if answer.refusal:
                print(f"\n{answer.name}: {answer.refusal}")
            else:
                yield answer.value
    print()


if __name__ == "__main__":
    main()
