"""The room's registration with Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers: typeset, numbered, signed, never changed."""

    name = "aoxanh.papers"
    label = "papers"

    def ready(self) -> None:
        """Show papers in the menu and what waits on the first page; let the vault rotate their keys; leave papers with their unit, move them with people."""
        from django.core.checks import register
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from aoxanh.audit.queries import SHOWN
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.papers import work
        from aoxanh.papers.checks import check_trust_roots
        from aoxanh.papers.issuers import KINDS
        from aoxanh.papers.models import Paper, PaperPerson
        from aoxanh.people import merging
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import WORK_SOURCES
        from aoxanh.vault import subjects

        register(check_trust_roots)
        WORK_SOURCES.append(work.work)
        subjects.register(Paper, key_field="wrapped_key", subject_field="uid")
        stays = Carried(
            "stays",
            _("Papers and their numbers belong to the unit that issued them; its successor reads them."),
        )
        for field in ("NumberBook.unit", "Paper.unit", "Issue.unit", "JointSigner.unit"):
            CARRIED[f"papers.{field}"] = stays
        merging.CARRIED.append((PaperPerson, "person"))
        SHOWN["paper_kind"] = lambda code: KINDS[code].title if code in KINDS else code
        add(
            Entry(
                pgettext_lazy("menu", "Papers"), "file-text", "papers:mine", group=_("Business"), order=45,
                visible=lambda request: request.user.holds_anywhere("papers.see") is not None,
            )
        )  # fmt: skip
