"""The JSON file of a region: many sites, each an instance, what they share said once. Plain facts, no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jalon.examen.planning.instance import Instance
from jalon.examen.planning.instance_reader import instance_of
from jalon.examen.planning.json_reader import InvalidInput, Reader, join, parse, show
from jalon.referentiel.schema import TitreVersion

SITES_MAX, REGION_MAX = 2_000, 100_000
OF_A_SITE = ("juries", "candidates")  # what no site shares with another
SHARED = (
    "grid", "opening", "closing", "days", "lunch", "candidate_lunch", "max_span", "gap_after_preparation", "reading",
    "session_file_reading", "deliberation", "actor", "rooms", "referentiels",
)  # fmt: skip
_NAME_BYTES = 120
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True)
class Site:
    """One place and its session; `id` also names the folder that its plan is written in.

    `referentiels`: the files that it names beyond the titles shipped.
    """

    id: str
    instance: Instance
    referentiels: tuple[Path, ...] = ()


def read_region(data: bytes, titres: Mapping[str, TitreVersion], folder: Path) -> tuple[Site, ...]:
    """The sites that a region file holds, in its order; raises InvalidInput with every fault of every site.

    `folder`: where the référentiels that it names are looked for.
    """
    reader = _RegionReader(titres, folder)
    sites = reader.region(parse(data))
    reader.done()
    return sites


def read_folder(
    files: Mapping[str, bytes], titres: Mapping[str, TitreVersion], folder: Path
) -> tuple[Site, ...]:
    """The sites of a folder of instances, each named by its file; raises InvalidInput with every fault."""
    reader = _RegionReader(titres, folder)
    sites = reader.folder_of(files)
    reader.done()
    return sites


class _RegionReader(Reader):
    def __init__(self, titres: Mapping[str, TitreVersion], folder: Path) -> None:
        super().__init__()
        self.titres, self.folder = titres, folder
        self.names: dict[str, str] = {}  # without case: folders of some systems have none

    def region(self, value: object) -> tuple[Site, ...]:
        root = self.mapping(value, "")
        if root is None:
            return ()
        for key in OF_A_SITE:
            if key in root:
                self.fault(key, "chaque site a les siens : mettez-les dans « sites ».")
        known = {key: entry for key, entry in root.items() if key not in OF_A_SITE}
        self.record(known, "", required=("sites",), optional=SHARED)
        items = self.array(root["sites"], "sites") if "sites" in root else []
        if not self._fit(items):
            return ()
        shared = {key: root[key] for key in SHARED if key in root}
        found = [self._site(item, f"sites[{rank}]", shared) for rank, item in enumerate(items)]
        self.faults = list(dict.fromkeys(self.faults))  # what is shared is judged with each site
        return tuple(site for site in found if site)

    def folder_of(self, files: Mapping[str, bytes]) -> tuple[Site, ...]:
        found = []
        for file, data in files.items():
            name = self._name(file.removesuffix(".json"), file)
            try:
                value = parse(data)
                instance = instance_of(value, self.titres, self.folder)
            except InvalidInput as error:
                self.faults += [f"{file} : {fault}" for fault in error.faults]
            else:
                found.append(Site(name or "", instance, self._files(value)))
        return tuple(found)

    def _fit(self, items: list[object]) -> bool:
        """Whether the region is of a size that can be planned."""
        if len(items) > SITES_MAX:
            self.fault("sites", f"{len(items)} sites ; {SITES_MAX} au plus : faites plusieurs régions.")
            return False
        lists = [item.get("candidates") for item in items if isinstance(item, dict)]
        count = sum(len(people) for people in lists if isinstance(people, list))
        if count > REGION_MAX:
            self.fault("sites", f"{count} candidats ; {REGION_MAX} au plus : faites plusieurs régions.")
            return False
        return True

    def _site(self, value: object, path: str, shared: Mapping[str, object]) -> Site | None:
        own = self.mapping(value, path)
        if own is None:
            return None
        name = self._name(own["id"], join(path, "id")) if "id" in own else None
        if "id" not in own:
            self.fault(join(path, "id"), "cette clé manque.")
        told = {**shared, **{key: entry for key, entry in own.items() if key != "id"}}
        try:
            instance = instance_of(told, self.titres, self.folder)
        except InvalidInput as error:
            self.faults += [_placed(fault, path, own, shared) for fault in error.faults]
            return None
        return None if name is None else Site(name, instance, self._files(told))

    def _name(self, value: object, path: str) -> str | None:
        """A name that is also that of a folder, anywhere."""
        name = self.text(value, path)
        if name is None:
            return None
        if found := _FORBIDDEN.search(name):
            self.fault(path, f"{show(name)} nomme un dossier : « {found[0]} » n’y est pas possible.")
        elif name != name.strip() or name.startswith(".") or name.endswith("."):
            self.fault(path, f"{show(name)} nomme un dossier : ni point ni espace au début ou à la fin.")
        elif len(name.encode()) > _NAME_BYTES:
            self.fault(path, f"{show(name)} nomme un dossier : {_NAME_BYTES} octets au plus.")
        elif name.casefold() in self.names:
            first = self.names[name.casefold()]
            self.fault(path, f"l’identifiant {show(name)} est déjà pris par {first} ; donnez-en un autre.")
        else:
            self.names[name.casefold()] = path
            return name
        return None

    def _files(self, value: object) -> tuple[Path, ...]:
        names = value.get("referentiels", []) if isinstance(value, dict) else []
        return tuple(self.folder / str(name) for name in names)


def _placed(fault: str, path: str, own: Mapping[str, object], shared: Mapping[str, object]) -> str:
    """A fault of a site's instance, with its path in the region: that of the site, or of what it shares."""
    if fault.startswith("racine : "):
        return f"{path}{fault.removeprefix('racine')}"
    key = re.match(r"\w*", fault)
    known = key is not None and key[0] in shared and key[0] not in own
    return fault if known else f"{path}.{fault}"
