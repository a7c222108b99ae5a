"""Forms of signing in, choosing a password and lending a duty."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import Invitation, User
from aoxanh.accounts.names import find_by_any_name
from aoxanh.ui.fields import DayField

HOW_LONG = _(
    "At least 15 characters; 8 are enough once you use a passkey or an authenticator app."
    " A sentence of four or five words is easy to keep in mind."
)
USER_NAME = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9._-]{2,59}$", _("Letters a–z, digits, dot, hyphen; at least three, a letter first.")
)


class SignInForm(account_forms.LoginForm):
    """User name, phone or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password, remember = (self.fields[name] for name in ("login", "password", "remember"))
        login.label = _("User name, phone or e-mail")
        login.max_length = 254
        login.widget.attrs = {
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "254",
        }
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)
        remember.label = _("Keep me signed in on this device for two weeks")
        if not self.is_bound and not self.initial.get("login"):
            login.widget.attrs["autofocus"] = True


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """The password one has, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password1")
        self.fields["oldpassword"].help_text = ""


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password1")


class ResetByEmailForm(account_forms.ResetPasswordForm):
    """Where a link to a new password is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self)


class ChangeEmailForm(account_forms.AddEmailForm):
    """The account's e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_email(self)


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey: its name, and whether it stands for the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call this device?")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it instead of the password")
        self.fields["passwordless"].help_text = _(
            "It asks for your finger, face or the device's PIN. Untick only for an older security key."
        )


class InvitationForm(forms.Form):
    """The user name an account is opened under, and its password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        validators=[USER_NAME],
        help_text=_("You sign in with it. You may change it now."),
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=HOW_LONG,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.user = invitation.user
        kwargs["initial"] = {"username": self.user.username}
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        if invitation.purpose == Invitation.Purpose.RESET:
            name.disabled, name.validators, name.help_text = True, [], ""

    def clean(self) -> dict[str, Any]:
        """Check that both are the same and good enough."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        if first:
            try:
                validate_password(first, self.user)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class RecoverForm(forms.Form):
    """The password, beside a link that recovers the second factor."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class LendForm(forms.Form):
    """To whom a duty is lent, and from when until when."""

    user = forms.CharField(
        label=_("To whom"),
        max_length=254,
        help_text=_("The user name, phone or e-mail your colleague signs in with."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), help_text=_("At most three months; it ends by itself on this day."))

    def clean_user(self) -> User:
        """Return the colleague's account."""
        user = find_by_any_name(self.cleaned_data["user"])
        if user is None or not user.is_active or not user.appointments_today:
            raise forms.ValidationError(
                _("No officer signs in with this name. Check it with your colleague.")
            )
        return user


def plain_email(form: forms.Form) -> None:
    """Use our own word, and no placeholder."""
    form.fields["email"].label = _("E-mail")
    form.fields["email"].widget.attrs.pop("placeholder", None)


def plain(form: forms.Form, name: str) -> None:
    """Write our own help beside a new password, and leave placeholders out."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    form.fields[name].help_text = HOW_LONG
