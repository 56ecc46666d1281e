"""Print how well the importer reads titles that do not exist, per era and format.

python -m tests.referentiel.synthetic 20                    the six titles drawn up by hand and seeds 0 to 19
python -m tests.referentiel.synthetic 7 --only              seed 7 alone
python -m tests.referentiel.synthetic 5 --era 2018 --format pdf,docx --defect ticks_lost --diff skills
python -m tests.referentiel.synthetic 3 --only --write /tmp/drawn --era 2022 --format pdf
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.schema import TitreVersion

from .defects import Defects
from .eras import ERAS
from .formats import EXTRACTED, FORMATS, POPPLER, files
from .harness import attempt
from .measure import KINDS, Score
from .titles import PLANS, at_random, build


def main() -> int:
    knobs = [field.name for field in fields(Defects)]
    parser = argparse.ArgumentParser(
        prog="python -m tests.referentiel.synthetic",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("seeds", type=int, help="how many titles drawn by lot, or which one with --only")
    parser.add_argument("--only", action="store_true", help="this seed alone")
    parser.add_argument("--hand", default="", help="titles drawn up by hand, by their slugs")
    parser.add_argument("--era", default=",".join(ERAS))
    parser.add_argument("--format", default=",".join([*FORMATS, *(EXTRACTED if POPPLER else ())]))
    parser.add_argument("--defect", default="", help=", ".join(knobs))
    parser.add_argument("--diff", default="", help="kinds to show the differences of, or « all »")
    parser.add_argument("--write", type=Path, help="a folder to leave the files in")
    options = parser.parse_args()
    defects = Defects(**{name: True for name in options.defect.split(",") if name})
    wanted = KINDS if options.diff == "all" else tuple(kind for kind in options.diff.split(",") if kind)
    print("  ".join(["era   format    ", *(kind[:6].rjust(6) for kind in KINDS), "cover", " sure", "open"]))
    for era in options.era.split(","):
        for form in options.format.split(","):
            total, crashes = Score(), Counter[str]()
            covered, sure, opened, count = 0.0, 0, 0, 0
            for titre in _titles(options):
                if options.write:
                    options.write.mkdir(parents=True, exist_ok=True)
                    for name, data in files(titre, ERAS[era], form, defects).items():
                        (options.write / f"{era}_{name}").write_bytes(data)
                try:
                    trial = attempt(titre, ERAS[era], form, defects)
                except Unreadable as refusal:
                    crashes[f"refusé : {refusal}"[:100]] += 1
                    continue
                except Exception as error:
                    crashes[f"{type(error).__name__} : {error}"[:100]] += 1
                    continue
                total.add(trial.score)
                covered, count = covered + trial.imported.coverage, count + 1
                sure, opened = sure + len(trial.sure_errors), opened + bool(trial.imported.faults)
                if wanted and (diff := trial.score.diff(wanted)):
                    print(f"── {titre.ref} {titre.sigle} {era} {form}\n{diff}")
            rates = (f"{100 * total.rate(kind):6.1f}" for kind in KINDS)
            print(
                "  ".join(
                    [
                        f"{era}  {form:10}",
                        *rates,
                        f"{covered / max(count, 1):.3f}",
                        f"{sure:5}",
                        f"{opened:4}",
                    ]
                )
            )
            for reason, times in crashes.items():
                print(f"      {times} × {reason}")
            sys.stdout.flush()
    return 0


def _titles(options: argparse.Namespace) -> Iterator[TitreVersion]:
    slugs = options.hand.split(",") if options.hand else []
    if not options.only:
        yield from (build(plan, "") for plan in PLANS if not slugs or plan.slug in slugs)
    seeds = [options.seeds] if options.only else range(options.seeds)
    yield from map(at_random, seeds)


if __name__ == "__main__":
    sys.exit(main())
