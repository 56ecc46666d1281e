"""The exam sessions: navigation and tabs."""

from django.apps import AppConfig


class ExamenConfig(AppConfig):
    name = "jalon.examen"
    label = "examen"
    verbose_name = "Sessions d’examen"

    def ready(self) -> None:
        from jalon.common.navigation import NavEntry, register
        from jalon.dossier import exams
        from jalon.examen import import_jobs, tabs, unforeseen_jobs  # noqa: F401 - these declare jobs
        from jalon.examen.holdings import tell_exam_days
        from jalon.examen.path_permissions import sees_sessions
        from jalon.examen.path_steps import tell_sessions
        from jalon.examen.permissions import CENTRE, EVERYONE, MANAGERS, READERS, may_manage, signs_reports
        from jalon.examen.queries.exams import find_exams
        from jalon.examen.queries.livret import sessions_resting_on
        from jalon.parcours import livret, screens, steps, touched
        from jalon.parcours import tabs as path_tabs
        from jalon.parcours.enums import Route
        from jalon.people import holdings

        exams.register(find_exams)
        register(
            NavEntry("Sessions d’examen", "examen:session_list", EVERYONE, order=30, icon="calendar"),
            NavEntry("Agréments", "examen:agrement_list", CENTRE, order=34, icon="seal"),
            NavEntry(
                "Mes convocations",
                "examen:my_convocations",
                frozenset({"candidat", "jure"}),
                order=32,
                icon="mail",
            ),
            NavEntry("Salles", "examen:salle_list", CENTRE, order=36, icon="building"),
        )
        holdings.register(tell_exam_days)
        path_tabs.register(
            path_tabs.PathTab(
                "sessions", "Sessions", "examen:path_sessions", CENTRE, order=85, visible=sees_sessions
            )
        )
        livret.register(sessions_resting_on)
        steps.register(tell_sessions)
        steps.appoint("examen.session")
        touched.register(
            {
                self.get_model("ExamSession"): "inscriptions__session",
                self.get_model("Inscription"): "inscriptions",
            }
        )
        screens.register("examen:path_sessions", "register", routes=frozenset(Route.values))
        tabs.register(
            tabs.SessionTab("overview", "Vue d’ensemble", "examen:session_detail", order=10),
            tabs.SessionTab(
                "candidates", "Candidats", "examen:inscription_list", READERS | {"jure"}, order=20
            ),
            tabs.SessionTab("timetable", "Planning", "examen:timetable", READERS | {"jure"}, order=30),
            tabs.SessionTab(
                "convocations", "Convocations", "examen:convocations", MANAGERS, order=40, visible=may_manage
            ),
            tabs.SessionTab("checklist", "Plateau technique", "examen:checklist", READERS, order=42),
            tabs.SessionTab("draw", "Tirage au sort", "examen:draw", READERS | {"jure"}, order=44),
            tabs.SessionTab("day", "Jour d’examen", "examen:day", MANAGERS, order=46, visible=may_manage),
            tabs.SessionTab(
                "reports", "Rapports", "examen:reports", frozenset({"jure"}), order=47, visible=signs_reports
            ),
        )
