"""The room's registration with Django."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """The membership book, the roster and the statute's numbers."""

    name = "aoxanh.membership"
    label = "membership"

    def ready(self) -> None:
        """Show members in the menu; join books when records are merged; tell lines in the log."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from aoxanh.accounts.operations import RULES
        from aoxanh.audit.queries import SHOWN
        from aoxanh.membership import columns, grades, roster_forms, work
        from aoxanh.membership.acting import register_acts
        from aoxanh.membership.kinds import KINDS
        from aoxanh.membership.merging import MembershipBook
        from aoxanh.membership.refusals import refuse_kind, refuse_office
        from aoxanh.membership.rollups import units_today
        from aoxanh.membership.rules import VERSIONS
        from aoxanh.org import queries
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.org.operations import KIND_CHECKS
        from aoxanh.papers import issuers
        from aoxanh.people import merging, told
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES

        add(
            Entry(
                pgettext_lazy("menu", "Members"), "id", "membership:roster", group=_("Business"), order=15, phone=True,
                visible=told.sees_people,
            )
        )  # fmt: skip
        add(
            Entry(
                pgettext_lazy("menu", "My card"),
                "id-badge-2",
                "membership:my_card",
                group=_("Mine"),
                order=16,
                phone=True,
                visible=work.own_book,
            )
        )
        add(
            Entry(
                _("My book"), "book", "membership:my_book", group=_("Mine"), order=89, visible=work.own_book
            )
        )
        START_SOURCES.append(work.starts)
        add(Entry(_("The statute's numbers"), "book", "membership:statute", group=_("Business"), order=80))
        register_acts()
        columns.register(
            columns.Column("grade", _("Yearly classification"), lambda row: row.more.get("grade", ""), load=grades.loaded)
        )  # fmt: skip
        roster_forms.add_filter("graded", grades.field, grades.narrow)
        issuers.EDITIONS.extend((version.FROM, version.EDITION) for version in VERSIONS)
        queries.ADDED_UP.append(units_today)
        merging.BOOKS["membership"] = MembershipBook()
        merging.LEFT |= {
            "BookEntry.person",
            "Member.person",
            "Overlay.person",
            "ElectronicCard.person",
            "BookCopy.person",
        }
        SHOWN["line"] = lambda code: KINDS[code].title if code in KINDS else code
        RULES.append(refuse_office)
        KIND_CHECKS.append(refuse_kind)
        past = Carried("history", _("Lines and counts of the past keep naming the unit they happened in."))
        for field in ("BookEntry.unit", "Delta.unit", "Tally.unit"):
            CARRIED[f"membership.{field}"] = past
        CARRIED["membership.Rollup.unit"] = Carried("stays", _("Counts are added up where people are."))
        CARRIED["membership.SavedList.unit"] = Carried(
            "stays", _("A list is saved with the unit that shares it.")
        )
        CARRIED["membership.Overlay.unit"] = Carried(
            "moves", _("Guests of a unit that ends are guests of the one that takes over.")
        )
