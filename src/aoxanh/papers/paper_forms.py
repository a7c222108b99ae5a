"""What an officer fills in: a paper's sentences, its issue, a number kept free, why one is void, a scan, a certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.audit.objection import Objection
from aoxanh.org.forms import UnitCodeField
from aoxanh.papers.documents import Document
from aoxanh.papers.forms import general
from aoxanh.papers.gate import MOST_BYTES, Kept, judged
from aoxanh.papers.issuers import BODIES, BODY_CHOICES, KIND_CHOICES, KINDS, Head
from aoxanh.papers.joint import together
from aoxanh.papers.models import Number
from aoxanh.ui.fields import DayField

#: Kinds an officer writes freely; certificates, introductions and receipts come out of procedures.
WRITTEN = [
    choice for choice in KIND_CHOICES
    if choice[0] not in {"certificate", "introduction", "commendation", "receipt", "copy", "minutes"}
]  # fmt: skip


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines somebody wrote, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class PaperForm(forms.Form):
    """A paper's sentences, one a line; the heading, the number, the day and the signature come by themselves."""

    kind = forms.ChoiceField(label=pgettext_lazy("paper", "Kind of paper"), choices=WRITTEN)
    body = forms.ChoiceField(label=pgettext_lazy("paper", "Issued by"))
    department = forms.CharField(
        label=_("Department"), max_length=12, required=False, help_text=_("Its code as it stands in numbers: VP, BTC. Leave empty without one.")
    )  # fmt: skip
    abstract = forms.CharField(
        label=pgettext_lazy("paper", "Abstract"), max_length=300, help_text=_("What the paper is about: “Về việc …”. For an official letter without “V/v”.")
    )  # fmt: skip
    to = forms.CharField(
        label=pgettext_lazy("paper", "Addressed to"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line.")
    )  # fmt: skip
    bases = forms.CharField(
        label=_("Legal bases"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; the signs at their ends are put by themselves."),
    )  # fmt: skip
    jointly = UnitCodeField(
        label=pgettext_lazy("paper", "Signed jointly with"), required=False,
        help_text=_("Only for a joint paper: type a name or code and pick the other unit. It signs first; the number is yours."),
    )  # fmt: skip
    text = forms.CharField(
        label=pgettext_lazy("paper", "Text"), max_length=60000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One paragraph a line. A line that begins with “Điều 1.” becomes an article."),
    )  # fmt: skip
    recipients = forms.CharField(
        label=pgettext_lazy("paper", "Recipients"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, superiors first, the purpose in brackets: “Tỉnh đoàn (để b/c)”."),
    )  # fmt: skip

    def __init__(self, *args: Any, central: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        offered: list[Any] = [
            (code, title) for code, title in BODY_CHOICES if code != "secretariat" or central
        ]
        self.fields["body"].choices = offered  # type: ignore[attr-defined]
        self.fields["jointly"].widget.attrs.update(
            {"data-behaviour": "suggest", "data-suggest": "units", "autocomplete": "off"}
        )

    def clean_department(self) -> str:
        """Write a department's code in capitals."""
        return str(self.cleaned_data["department"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Ask for the department where it numbers papers of its own."""
        data = super().clean() or {}
        body = BODIES.get(data.get("body", ""))
        if body and body.code == "department" and not data.get("department"):
            self.add_error("department", _("A department numbers its papers under its own code."))
        return data

    def document(self, head: Head, other: Head | None = None) -> Document:
        """Return what was written as a paper, of `head`'s body or of both; what is missing still is left out."""
        said = {name: str(self.cleaned_data.get(name) or "") for name in ("kind", "abstract", "text", "bases", "to", "recipients")}  # fmt: skip
        facts = general.Facts(
            head, said["kind"] or "decision", said["abstract"].strip(), lines_of(said["text"]), lines_of(said["bases"]),
            lines_of(said["to"]), lines_of(said["recipients"]),
        )  # fmt: skip
        document = general.document(facts)
        return together(document, head, other) if other is not None else document

    @staticmethod
    def initial_of(document: Document, kind: str, body: str, department: str) -> dict[str, Any]:
        """Return a document as it was written, to be changed."""
        paragraphs = ["".join(run.text for run in one.runs) for one in document.body if hasattr(one, "runs")]
        abstract = document.abstract if KINDS[kind].titled else document.about.removeprefix("V/v ")
        return {
            "kind": kind, "body": body, "department": department, "abstract": abstract, "to": "\n".join(document.to),
            "bases": "\n".join(document.bases), "text": "\n".join(paragraphs), "recipients": "\n".join(document.recipients),
        }  # fmt: skip


class IssueForm(forms.Form):
    """The day of a paper, and whether it takes the next number or one that was kept free."""

    on = DayField(label=pgettext_lazy("paper", "Dated"))
    number = forms.ChoiceField(label=pgettext_lazy("paper", "Number"), required=False)

    def __init__(self, *args: Any, kept: list[Number], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = {str(number.pk): number for number in kept}
        choices: list[Any] = [("", _("the next one of its book"))]
        choices += [(pk, f"{number.shown} · {number.reserved_for}") for pk, number in self.kept.items()]
        self.fields["number"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Number | None:
        """Return the number that was kept for this paper, if one was chosen."""
        return self.kept.get(self.cleaned_data["number"])


class ReserveForm(forms.Form):
    """A number kept free: of which book, for what."""

    kind = forms.ChoiceField(label=pgettext_lazy("paper", "Kind of paper"), choices=KIND_CHOICES)
    body = forms.ChoiceField(label=pgettext_lazy("paper", "Issued by"), choices=BODY_CHOICES)
    department = forms.CharField(label=_("Department"), max_length=12, required=False)
    purpose = forms.CharField(label=_("Kept for"), max_length=160)


class VoidForm(forms.Form):
    """Why a number holds no valid paper."""

    reason = forms.CharField(
        label=pgettext_lazy("paper", "Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the book for ever. Write no more about people than is needed."),
    )  # fmt: skip


class ScanForm(forms.Form):
    """The scan of the signed paper; another one beside it asks for a reason."""

    file = forms.FileField(
        label=_("Scan of the signed paper"), help_text=_("PDF, JPEG or PNG, at most 10 MB.")
    )
    reason = forms.CharField(label=_("Why another scan"), max_length=300)

    def __init__(self, *args: Any, again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not again:
            del self.fields["reason"]

    def clean_file(self) -> Kept:
        """Return the scan as it is kept; refuse what is too large, no scan, or may do harm."""
        file = self.cleaned_data["file"]
        try:
            return judged(file.read(MOST_BYTES + 1))
        except Objection as refused:
            raise forms.ValidationError(f"{refused.message} ({refused.rule})") from refused


class CertifyForm(forms.Form):
    """The certificate file and its password, for this one signature: neither is kept, and neither comes back."""

    certificate = forms.FileField(
        label=_("Certificate file"), help_text=_("The .p12 or .pfx file of the certification service."),
        widget=forms.FileInput({"accept": ".p12,.pfx"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password of the certificate file"), max_length=200, strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip


class CheckForm(forms.Form):
    """A file whose hash is compared; it is read and forgotten."""

    file = forms.FileField(label=_("The file you were given"))

    def clean_file(self) -> Any:
        """Refuse what is larger than any paper."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB: no paper of the house is."))
        return file


class BringForm(CheckForm):
    """An issued file that was signed outside."""

    file = forms.FileField(label=_("The signed PDF file"))


class RegisterForm(forms.Form):
    """What a register shows; anything unreadable is left out."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("paper", "Kind of paper"),
        choices=[("", _("all")), *KIND_CHOICES],
        required=False,
    )
    term = forms.ChoiceField(label=_("Term"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To the end of"), required=False)

    def __init__(self, *args: Any, terms: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("all")), *((day.isoformat(), f"{day:%d/%m/%Y} –") for day in terms)]
        self.fields["term"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """Return what was asked for and could be read."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
