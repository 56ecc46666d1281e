"""The tabs of a path's pages; the floors above add their own screens."""

from jalon.common.tabs import Tab, TabLink, Tabs
from jalon.parcours.models import Parcours

__all__ = ["PathTab", "TabLink", "links_for", "register"]

PathTab = Tab[Parcours]
_of_paths: Tabs[Parcours] = Tabs()
register, links_for = _of_paths.register, _of_paths.links_for
