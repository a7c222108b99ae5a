"""The room's registration with Django."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The yearly training programme of members."""

    name = "aoxanh.training"
    label = "training"

    def ready(self) -> None:
        """Show training in the menu and on the first page; carry what waits at a unit that ends; leave rows with their record."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.membership import columns, roster_forms
        from aoxanh.org.carrying import CARRIED
        from aoxanh.people import merging
        from aoxanh.training import carrying, reckoning, work
        from aoxanh.training import columns as lately
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES

        CARRIED.update(carrying.CARRIED_HERE)
        columns.register(
            columns.Column(
                "training", _("Training of the year"), lambda row: row.more.get("training", ""),
                load=lambda rows, selection: reckoning.scores_on([row.person.pk for row in rows], selection.day),
            )
        )  # fmt: skip
        roster_forms.add_filter("nothing", lately.field, lately.narrow)
        WORK_SOURCES.append(work.work)
        START_SOURCES.append(work.starts)
        merging.LEFT |= {"Registration.person"}
        add(
            Entry(
                _("Training"), "stairs-up", "training:mine", group=_("Business"), order=17,
                visible=lambda request: request.user.is_authenticated and request.user.holds_anywhere("training.see") is not None,
            )
        )  # fmt: skip
        add(
            Entry(
                _("Training programmes"), "stairs-up", "training:programmes", group=_("Business"), order=81,
                visible=lambda request: request.user.is_authenticated and request.user.holds_anywhere("system.operate") is not None,
            )
        )  # fmt: skip
        add(
            Entry(
                _("My training"),
                "stairs-up",
                "training:own",
                group=_("Mine"),
                order=17,
                visible=work.own_here,
            )
        )
