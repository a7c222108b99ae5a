"""The room's registration with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, which duty they hold at which unit and until when."""

    name = "aoxanh.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-ins and changed credentials; tell of recoveries and safer sign-in on the first page."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.accounts import carrying, receivers, work
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.ui.work import START_SOURCES, WORK_SOURCES

        WORK_SOURCES.append(work.work)
        receivers.connect()
        START_SOURCES.append(work.starts)
        CARRIED["accounts.Appointment.unit"] = Carried(
            "ends", _("Duties at a unit end with it."), carrying.open_duties, carrying.end_duties
        )
