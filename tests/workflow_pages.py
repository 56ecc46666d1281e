"""Write `docs/workflows/` from the lifecycle tables: `python -m tests.workflow_pages`."""

from pathlib import Path

from jalon.accounts.enums import Role
from jalon.common.workflow import Workflow
from jalon.examen.workflow import SESSION_WORKFLOW
from jalon.formation.workflow import PROGRAMME_WORKFLOW
from jalon.jury.workflow import GRID_WORKFLOW, PV_WORKFLOW
from jalon.parcours.workflow import WORKFLOWS as PATHS
from jalon.prestation.workflow import ENGAGEMENT_WORKFLOW, PRESTATION_WORKFLOW
from jalon.quality.workflow import COMPLAINT_WORKFLOW
from jalon.referentiel.workflow import IMPORT_WORKFLOW

FOLDER = Path(__file__).parents[1] / "docs" / "workflows"
WORKFLOWS: tuple[Workflow, ...] = (
    SESSION_WORKFLOW,
    GRID_WORKFLOW,
    PV_WORKFLOW,
    IMPORT_WORKFLOW,
    COMPLAINT_WORKFLOW,
    *PATHS.values(),
    PRESTATION_WORKFLOW,
    ENGAGEMENT_WORKFLOW,
    PROGRAMME_WORKFLOW,
)


def pages() -> dict[Path, str]:
    """The text that each page must hold."""
    roles = {role.value: str(role.label) for role in Role}
    return {FOLDER / f"{workflow.name}.md": workflow.to_markdown(roles) for workflow in WORKFLOWS}


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
