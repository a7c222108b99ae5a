"""The room's registration with Django."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """The membership book, the roster and the statute's numbers."""

    name = "aoxanh.membership"
    label = "membership"

    def ready(self) -> None:
        """Join books when records are merged; tell lines in the log."""
        from aoxanh.audit.queries import SHOWN
        from aoxanh.membership.kinds import KINDS
        from aoxanh.membership.merging import MembershipBook
        from aoxanh.people import merging

        merging.BOOKS["membership"] = MembershipBook()
        merging.LEFT |= {"BookEntry.person", "Member.person", "Overlay.person"}
        SHOWN["line"] = lambda code: KINDS[code].title if code in KINDS else code
