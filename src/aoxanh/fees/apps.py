"""The room's registration with Django."""

from django.apps import AppConfig


class FeesConfig(AppConfig):
    """The membership fee: taken in, handed up, settled; who is behind."""

    name = "aoxanh.fees"
    label = "fees"

    def ready(self) -> None:
        """Show fees in the menu; carry them with their units; leave payments with the record that paid them."""
        from django.utils.translation import gettext_lazy as _

        from aoxanh.fees import columns, work
        from aoxanh.membership import roster_forms
        from aoxanh.org.carrying import CARRIED, Carried
        from aoxanh.people import merging
        from aoxanh.ui.navigation import Entry, add
        from aoxanh.ui.work import WORK_SOURCES

        WORK_SOURCES.append(work.work)
        roster_forms.add_filter("no_fee", columns.field, columns.narrow)
        past = Carried("history", _("Fees keep naming the unit they were paid to and handed up by."))
        for field in ("Collection.unit", "Payment.unit", "Remittance.unit", "Remittance.to"):
            CARRIED[f"fees.{field}"] = past
        CARRIED["fees.Account.unit"] = Carried("stays", _("An account belongs to the unit that named it."))
        merging.LEFT |= {"Payment.person", "Payer.person"}
        add(
            Entry(
                _("Fees"), "coin", "fees:mine", group=_("Business"), order=18,
                visible=lambda request: request.user.is_authenticated and request.user.holds_anywhere("fees.see") is not None,
            )
        )  # fmt: skip
