"""The tabs of a session's pages; the floors above add their own screens."""

from jalon.common.tabs import Tab, TabLink, Tabs
from jalon.examen.models import ExamSession

__all__ = ["SessionTab", "TabLink", "links_for", "register"]

SessionTab = Tab[ExamSession]
_of_sessions: Tabs[ExamSession] = Tabs()
register, links_for = _of_sessions.register, _of_sessions.links_for
