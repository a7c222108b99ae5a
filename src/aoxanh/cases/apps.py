"""The room's registration with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases of the Union's procedures: opened, voted, decided, entered in the book."""

    name = "aoxanh.cases"
    label = "cases"

    def ready(self) -> None:
        """Find the procedures of every room; show cases in the menu and on the first page; carry them with their units."""
        from django.apps import apps
        from django.utils.module_loading import module_has_submodule
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from aoxanh.attendance.reckoning import known as known_attendance
        from aoxanh.audit.queries import SHOWN
        from aoxanh.cases import (
            carrying,
            following,
            hearing,
            panel,
            receivers,
            rewards,
            routing,
            situations,
            work,
        )
        from aoxanh.cases.acting import register_acts
        from aoxanh.cases.merging import CaseBook
        from aoxanh.cases.models import Attachment
        from aoxanh.cases.procedures import load
        from aoxanh.fees import reckoning
        from aoxanh.membership import book, registers
        from aoxanh.org.carrying import CARRIED
        from aoxanh.org.panels import Panel, add_panel
        from aoxanh.people import merging
        from aoxanh.training.reckoning import known as known_training
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES, TOPIC_SOURCES, WORK_SOURCES
        from aoxanh.vault import subjects

        for room in apps.get_app_configs():
            if (
                room.name.startswith("aoxanh.")
                and room.module
                and module_has_submodule(room.module, "procedures")
            ):
                load(f"{room.name}.procedures")
        register_acts()
        registers.ELSEWHERE.append((rewards.REGISTER, "cases:rewards"))
        add_panel(Panel("cases/honours_panel.html", panel.honours_panel, order=12, aside=True))
        situations.KNOWN.append(reckoning.known)
        situations.KNOWN.append(known_attendance)
        situations.KNOWN.append(known_training)
        SHOWN["procedure"] = routing.title_of
        CARRIED.update(carrying.CARRIED_HERE)
        book.WATCHERS.append(following.watch)
        merging.LEFT |= {"Case.person"}
        subjects.register(Attachment, key_field="wrapped_key", subject_field="uid")
        merging.BOOKS["cases"] = CaseBook()
        WORK_SOURCES.append(work.work)
        TOPIC_SOURCES.append(work.topics)
        START_SOURCES.append(work.starts)
        add(
            Entry(
                pgettext_lazy("menu", "Cases"),
                "files",
                "cases:list",
                group=_("Business"),
                order=16,
                phone=True,
                visible=work.cases_here,
            )
        )
        del receivers, hearing  # they register themselves by being read
