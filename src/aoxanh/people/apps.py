"""The room's registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, once each: their particulars, identity numbers, guardians, consents, duplicates."""

    name = "aoxanh.people"
    label = "people"

    def ready(self) -> None:
        """Show people in the menu and on units' pages; let the vault rotate their keys; keep units with people open."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from aoxanh.accounts.duties import DUTIES
        from aoxanh.audit.queries import SHOWN
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.org.operations import CLOSING_CHECKS
        from aoxanh.org.panels import Panel, add_panel
        from aoxanh.people import appointment_views, told, work
        from aoxanh.people.models import Person
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import FIGURE_SOURCES, START_SOURCES, WORK_SOURCES
        from aoxanh.vault import subjects

        subjects.register(Person, key_field="wrapped_key", subject_field="uid")
        CARRIED["people.Affiliation.unit"] = Carried(
            "moves", _("Everybody on its lists goes to the unit the plan names for them.")
        )
        CLOSING_CHECKS.append(told.refuse_closing_with_people)
        WORK_SOURCES.append(work.work)
        FIGURE_SOURCES.append(work.figures)
        START_SOURCES.append(work.starts)
        add_panel(Panel("people/officers_panel.html", appointment_views.officers_panel, order=10))
        add_panel(Panel("people/people_panel.html", appointment_views.people_panel, order=10, aside=True))
        add(
            Entry(
                pgettext_lazy("menu", "People"),
                "users",
                "people:list",
                group=_("Business"),
                order=20,
                visible=told.sees_people,
            )
        )
        add(Entry(_("My record"), "user", "people:me", group=_("Mine"), order=90))
        SHOWN["duty"] = lambda code: DUTIES[code].title if code in DUTIES else code
        SHOWN["fields"] = told.field_title
        SHOWN["role"] = told.role_title
        SHOWN["purpose"] = told.purpose_title
        SHOWN["given"] = told.answer_title
        SHOWN["kind_of_address"] = told.address_title
        SHOWN["relation"] = told.relation_title
