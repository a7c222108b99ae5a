"""Recognition of who was elected, by the direct superior (HD 20 §8.2b): the file within 15 days, an answer within 15 more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.issuing import someone
from aoxanh.cases.procedure import About, CaseForm, Check, Procedure, Step, Told, Writing, check, procedure
from aoxanh.elections.models import OFFICES, Candidate, Election
from aoxanh.papers.forms import general
from aoxanh.papers.issuers import Head
from aoxanh.vietnamese.dates import format_date

ARTICLE = "HD 20 §8.2b"
#: What papers call an office, in the order they list it.
NAMED = {
    "executive": "Ủy viên Ban Chấp hành", "standing": "Ủy viên Ban Thường vụ", "secretary": "Bí thư", "deputy": "Phó Bí thư",
    "inspection": "Ủy viên Ủy ban Kiểm tra", "head": "Chủ nhiệm Ủy ban Kiểm tra", "deputy_head": "Phó Chủ nhiệm Ủy ban Kiểm tra",
}  # fmt: skip


@procedure
class Recognition(Procedure):
    """Recognise the committee and posts a unit has elected: its direct superior decides, or refuses in writing."""

    code, title, rule, article = "recognition", _("Recognition of who was elected"), "R-ELE-08", ARTICLE
    about = _(
        "The file within 15 days of the election; the superior decides or refuses in writing within 15 days"
    )
    icon, order, subject, exclusive, many = "certificate", 150, "unit", False, False

    class Form(CaseForm):
        """Nothing is entered: closing an election opens the case."""

    class FileForm(forms.Form):
        """What the file has in it (HD 20 §8.2b)."""

        has_minutes = forms.BooleanField(
            label=_("Minutes of the election and of the counting"), required=False
        )
        has_list = forms.BooleanField(label=_("Request with the list of those elected"), required=False)
        has_records = forms.BooleanField(label=_("Personal records of those elected"), required=False)

    route = (
        Step(
            "SEND", _("The unit sends the complete file"), verb=_("Send the file"), within="recognition_file_days", form=FileForm, rule="R-ELE-08",
            article=ARTICLE,
        ),
        Step(
            "RECOGNISE", _("The direct superior recognises"), verb=_("Recognise"), decides="recognise", own="committee", above=True, paper=True, second=True,
            within="recognition_days", rule="R-ELE-08", article=ARTICLE,
        ),
    )  # fmt: skip
    design = (
        _("The rules name the superior, not its body: where it has a standing committee, that decides."),
        _("What belongs to the file is our reading of HD 20 §8.2b."),
    )

    def checks(self, about: About) -> Iterator[Check]:
        """Look at whether an election stands behind it."""
        yield check(
            about.facts.get("election"), _("An election stands behind it"), _("Recognition is begun by closing an election."), "R-ELE-08", ARTICLE,
            field="procedure",
        )  # fmt: skip

    def step_checks(self, about: About, step: Step, on: dt.date) -> Iterator[Check]:
        """Look at the file: it goes up complete, for the superior's fifteen days run from the complete file."""
        held = about.on("held_on")
        if held is not None and on < held:
            text = _("The day lies before the election, which was held on %(day)s.") % {
                "day": f"{held:%d/%m/%Y}"
            }
            yield Check(text, "R-ELE-08", ARTICLE, "bad", "on")
        if step.code == "SEND":
            for name, field in self.FileForm.base_fields.items():
                text = _("This is missing in the file: %(what)s.") % {"what": field.label}
                yield check(about.facts.get(name), field.label, text, "R-ELE-08", ARTICLE, field=name)

    def papers(self, step: Step, told: Sequence[Told], head: Head, on: dt.date) -> Sequence[Writing]:
        """Write the decision that recognises, with its list (design: no official form was found)."""
        del step, on
        return tuple(decision(one, head) for one in told)


def decision(told: Told, head: Head) -> Writing:
    """Return the decision on one election: what is recognised, and the list of people with their posts."""
    election = Election.objects.select_related("unit").get(pk=told.about.facts["election"])
    people = elected_of(election)
    unit = told.about.unit.name if told.about.unit else ""
    what, held = said_of(election, unit)
    rows = tuple(
        (f"{n}", person.full_name, format_date(person.birth_date) if person.birth_date else "", ", ".join(NAMED[code] for code in codes))
        for n, (person, codes) in enumerate(people, start=1)
    )  # fmt: skip
    bases = (*head.bases, f"Căn cứ kết quả bầu cử tại {held}", f"Xét đề nghị của {unit}")
    lines = (
        f"Điều 1. Công nhận kết quả bầu cử {what}, gồm {len(rows):02} đồng chí có tên và chức vụ trong danh sách kèm theo.",
        f"Điều 2. {unit} và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
    )
    facts = general.Facts(
        head, "decision", f"Về việc công nhận {what}", lines, bases=bases, columns=("TT", "Họ và tên", "Ngày sinh", "Chức vụ"), rows=rows,
        recipients=("Như Điều 2", "Lưu"),
    )  # fmt: skip
    about = tuple(Told(told.about, someone(person, told.about), None, person) for person, _codes in people)
    return Writing("general", facts, (told, *about), "decision")


def said_of(election: Election, unit: str) -> tuple[str, str]:
    """Return what was elected and where, as the decision says it."""
    day = f"ngày {election.held_on:%d/%m/%Y}"
    if election.is_congress:
        years = f"{election.held_on.year} – {election.term_ends_on.year}" if election.term_ends_on else ""
        return (
            f"Ban Chấp hành, các chức vụ của {unit}, nhiệm kỳ {years}",
            f"Đại hội lần thứ {election.ordinal} {day}",
        )
    return f"bổ sung Ban Chấp hành, các chức vụ của {unit}", f"hội nghị Ban Chấp hành {day}"


def elected_of(election: Election) -> list[tuple[Any, list[str]]]:
    """Return who was elected with their offices in the order papers list them; delegates are not recognised here."""
    order = {code: n for n, (code, _title) in enumerate(OFFICES)}
    rank = ("secretary", "deputy", "standing", "head", "deputy_head", "executive", "inspection")
    found: dict[int, tuple[Any, list[str]]] = {}
    rows = Candidate.objects.filter(contest__election=election, elected=True).exclude(
        contest__office="delegate"
    )
    for row in rows.select_related("person", "contest"):
        found.setdefault(row.person_id, (row.person, []))[1].append(row.contest.office)
    for _person, codes in found.values():
        codes.sort(key=lambda code: order[code])
    return sorted(found.values(), key=lambda one: (min(rank.index(code) for code in one[1]), one[0].sort_key))
