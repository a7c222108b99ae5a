"""What happens to a committee between elections: named for the interim, added to by designation, its term changed, seats ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.accounts.policies import only_the_clock
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import months_after
from aoxanh.cases.votes import shown
from aoxanh.elections import policies
from aoxanh.elections.issuing import Decided, decide, in_words
from aoxanh.elections.models import WENT, Committee, Seat
from aoxanh.elections.queries import open_committee, sitting_counts
from aoxanh.elections.rules import Setting, is_high, size_checks, term_of
from aoxanh.elections.seating import Chosen, end_committees, end_seats, fill, form_committees, give_duties
from aoxanh.membership.refusals import refuse_under_measure
from aoxanh.membership.rules import Statute, statute_on
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.operations import Decision
from aoxanh.people.models import Person

#: How somebody leaves a seat before the term is over, entered by hand; the rest follows from elsewhere.
BY_HAND = [(code, title) for code, title in WENT if code in {"resigned", "absent", "moved", "deceased"}]


def standing_at(unit: Unit, day: dt.date) -> UnitVersion:
    """Return how a unit stands on a day, or refuse a day it does not."""
    version = unit.standing(day)
    if version is None:
        raise Objection(_("The unit does not stand on that day."), field="effective_on", rule="R-ORG-09")
    return version


@operation("elections.name_interim", allow=policies.may_name, says=gettext_lazy("named an interim committee of %(n)s people"))  # fmt: skip
def name_interim(unit: Unit, *, actor: Actor, people: Sequence[tuple[Person, str]], decision: Decision) -> Done:  # fmt: skip
    """Name the interim committee of a new unit, with each person's post; its result is the Committee (R-ORG-07).

    Its congress is due within six months. Raises Objection where a committee is in office, or the posts do not fit.
    """
    day = decision.effective_on
    version, statute = standing_at(unit, day), statute_on(day)
    not_ahead(day)
    if open_committee(unit.pk) is not None:
        raise Objection(_("A committee is in office: an interim one is named for a unit that has none."), rule="R-ORG-07")  # fmt: skip
    check_posts(version, statute, people)
    refuse_under_measure([person.pk for person, _post in people], day)
    until = months_after(day, int(statute["interim_months"]))
    what = Decided(
        f"Về việc chỉ định Ban Chấp hành lâm thời {version.name}",
        f"Chỉ định Ban Chấp hành lâm thời {version.name} gồm {len(people):02} đồng chí có tên trong danh sách kèm theo. "
        f"Đại hội được tổ chức trước ngày {until:%d/%m/%Y}.",
        [(person, in_words(post)) for person, post in people],
    )
    decided, issued = decide(version, what, decision, actor)
    chosen = [Chosen("executive", post, person) for person, post in people]
    made = form_committees(
        unit, chosen, day, origin="interim", came="interim", term_ends_on=until, decision=decided, by=getattr(actor.user, "pk", None)
    )  # fmt: skip
    committee = made["executive"]
    Committee.objects.filter(pk=committee.pk).update(issue=issued)
    give_duties(unit, day, decided)
    Unit.objects.filter(pk=unit.pk).update(term_ends_on=until)
    return Done(committee, unit=unit, facts={"n": len(people)})


def check_posts(version: UnitVersion, statute: Statute, people: Sequence[tuple[Person, str]]) -> None:
    """Refuse an interim committee without exactly one secretary, with too many deputies, or somebody twice."""
    posts = [post for _person, post in people]
    if posts.count("secretary") != 1:
        raise Objection(_("Name exactly one secretary."), field="people", rule="R-ORG-07")
    if len({person.pk for person, _post in people}) != len(people):
        raise Objection(_("Somebody is in the list twice."), field="people", rule="L15")
    most = statute.at_level("deputies", version.kind, version.code, version.sector)
    if most is not None and posts.count("deputy") > int(most):
        raise Objection(_("At most %(most)d deputy secretaries at this level.") % {"most": most}, field="people", rule="R-ORG §2.2")  # fmt: skip


def not_ahead(day: dt.date) -> None:
    """Refuse a day that lies ahead."""
    if day > today():
        raise Objection(_("The day lies ahead."), field="effective_on", rule="R-ORG-07")


@operation("elections.designate", allow=policies.may_name, says=gettext_lazy("designated somebody to a committee: %(post)s"))  # fmt: skip
def designate(
    unit: Unit, *, actor: Actor, person: Person, post: str, decision: Decision, body: str = "executive"
) -> Done:
    """Designate somebody to a committee, or to a post no election filled (R-ELE-04); its result is the Seat.

    With those designated a committee exceeds what the congress decided on by 15 % at most (R-ORG-05).
    """
    day = decision.effective_on
    version, statute, committee = standing_at(unit, day), statute_on(day), open_committee(unit.pk, body)
    not_ahead(day)
    if committee is None:
        raise Objection(_("There is no committee to designate to."), rule="R-ORG-05")
    sits = committee.seats.filter(ends_on=None, person=person)
    if sits.filter(post=post).exists():
        raise Objection(_("This person holds that post already."), field="person", rule="R-ORG-05")
    if not sits.exists():
        not_too_many(committee, statute)
    if post == "secretary" and committee.seats.filter(ends_on=None, post="secretary").exists():
        raise Objection(_("There is a secretary. End that post first."), field="post", rule="R-ORG §2.2")
    if post == "deputy":
        deputies_left(version, statute)
    refuse_under_measure([person.pk], day)
    title = in_words(post, body)
    what = Decided(
        f"Về việc chỉ định {title} {version.name}", f"Chỉ định đồng chí {person.full_name} giữ chức vụ {title} {version.name}.", [(person, title)]
    )  # fmt: skip
    decided, _issued = decide(version, what, decision, actor)
    fill(unit, [Chosen(body, post, person)], day, came="designated", decision=decided)
    seat = Seat.objects.get(committee=committee, person=person, post=post, ends_on=None)
    return Done(seat, unit=unit, subject=person.uid, facts={"post": post})


def not_too_many(committee: Committee, statute: Statute) -> None:
    """Refuse one more than 15 % over what the congress decided on; exact (R-ORG-05)."""
    n = committee.seats.filter(ends_on=None, post="member").count() + 1
    most = committee.size * (1 + statute.share("designated_over"))
    if n > most:
        text = _("The congress decided on %(size)d members; with those designated there are at most %(most)s, not %(n)d.")  # fmt: skip
        raise Objection(text % {"size": committee.size, "most": shown(Fraction(most // 1)), "n": n}, field="person", rule="R-ORG-05")  # fmt: skip


def deputies_left(version: UnitVersion, statute: Statute) -> None:
    """Refuse one deputy too many; the superior who designates has consented."""
    setting = Setting(version, statute, congress=False, consented=True, seats={"deputy": 1}, sitting=sitting_counts(version.unit_id, today()))  # fmt: skip
    bad = next((one for one in size_checks(setting) if one.state == "bad" and one.field == "deputy"), None)
    if bad is not None:
        raise Objection(bad.text, field="post", rule=bad.rule)


@operation("elections.change_term", allow=policies.may_change_term, says=gettext_lazy("changed the end of a committee's term to %(until)s"))  # fmt: skip
def change_term(committee: Committee, *, actor: Actor, until: dt.date, decision: Decision) -> Done:
    """Lengthen or shorten a term by half of it at most; its result is the Committee (R-ORG-06, R-ORG-07).

    The province decides for the levels below it; the direct superior for an interim committee, a new unit's first term
    and (our design) branches. An interim committee's extension counts from its founding decision.
    """
    version, statute = standing_at(committee.unit, today()), statute_on(committee.starts_on)
    who_changes(committee, version, actor)
    if committee.ends_on is not None:
        raise Objection(_("This committee is no longer in office."), rule="L17")
    if not decision.number:
        raise Objection(_("Enter the number of the decision."), field="decision_number", rule="R-ORG-06")
    months = term_of(statute, version)
    half = months * statute.share("term_adjustment")
    whole = int(half)
    if committee.origin == "interim":
        least, most = committee.starts_on, months_after(committee.starts_on, whole)
    else:
        least, most = months_after(committee.starts_on, months - whole), months_after(committee.starts_on, months + whole)  # fmt: skip
    if not least <= until <= most or until <= committee.starts_on:
        text = _("A term is changed by at most half of it: between %(least)s and %(most)s.")
        raise Objection(text % {"least": f"{least:%d/%m/%Y}", "most": f"{most:%d/%m/%Y}"}, field="until", rule="R-ORG-06")  # fmt: skip
    was = committee.term_ends_on
    moved = Committee.objects.filter(unit=committee.unit, ends_on=None, term_ends_on=was).update(term_ends_on=until)  # fmt: skip
    if not moved:
        raise Objection(_("Somebody else has changed it meanwhile. Look at it again."), rule="L17")
    Unit.objects.filter(pk=committee.unit_id).update(term_ends_on=until)
    committee.term_ends_on = until
    facts = {"until": f"{until:%d/%m/%Y}", "was": f"{was:%d/%m/%Y}", "number": decision.number}
    return Done(committee, unit=committee.unit_id, facts=facts)


def who_changes(committee: Committee, version: UnitVersion, actor: Actor) -> None:
    """Refuse a level that does not decide on this term (R-ORG-06)."""
    first = committee.ordinal == 1 or committee.origin == "interim" or version.kind_data.has_members
    if actor.is_machine or first:
        return
    grant = policies.may_change_term(actor.user, committee)
    held = grant.unit.standing(today()) if grant else None
    if held is None or not is_high(held.kind):
        raise Objection(_("Only the province lengthens or shortens this term."), rule="R-ORG-06")


@operation("elections.end_seat", allow=policies.may_end_seat, says=gettext_lazy("ended a seat in a committee: %(post)s"))  # fmt: skip
def end_seat(seat: Seat, *, actor: Actor, on: dt.date, went: str, words: str = "") -> Done:
    """End a seat before the term is over; its result is the Seat. Who leaves a committee leaves every post in it (R-DIS-09).

    The committee allows who asks to withdraw, and removes who missed three meetings in a row without reason (R-ELE-09).
    Nobody withdraws while a disciplinary case is under way (R-DIS-10).
    """
    del actor
    if went not in dict(BY_HAND):
        raise Objection(_("Say how it ended."), field="went", rule="R-ELE-09")
    if on > today() or on < seat.starts_on:
        raise Objection(_("It ends on a day after it began, and not ahead of today."), field="on", rule="R-ELE-09")  # fmt: skip
    if went == "resigned" and Case.objects.filter(person=seat.person, state="open", procedure__in=("discipline", "suspension")).exists():  # fmt: skip
        text = _("A disciplinary case is under way for this person: nobody withdraws from a committee meanwhile.")  # fmt: skip
        raise Objection(text, field="went", rule="R-DIS-10")
    still = Seat.objects.filter(pk=seat.pk, ends_on=None).update(went=went)
    if not still:
        raise Objection(_("This seat has ended already."), rule="L17")
    leave(seat, on, went, words)
    return Done(seat, unit=seat.committee.unit_id, subject=seat.person.uid, facts={"post": seat.post, "went": went})  # fmt: skip


def leave(seat: Seat, on: dt.date, went: str, words: str = "") -> None:
    """End a seat; with the membership of a body its posts there, and with the executive committee's the standing one's."""
    unit = seat.committee.unit
    mine = Seat.objects.filter(committee__unit=unit, person=seat.person, ends_on=None).select_related("person", "committee")  # fmt: skip
    if seat.post != "member":
        mine = mine.filter(pk=seat.pk)
    elif seat.committee.body == "executive":
        mine = mine.filter(committee__body__in=("executive", "standing"))
    else:
        mine = mine.filter(committee=seat.committee)
    end_seats(mine, on, went, words)
    give_duties(unit, on, Decision(on), only={seat.person_id})


@operation("elections.unseat", allow=only_the_clock, says=gettext_lazy("ended a seat in a committee by what the book says: %(post)s"))  # fmt: skip
def unseat(seat: Seat, *, actor: Actor, on: dt.date, went: str = "discipline") -> Done:
    """End a seat by what the book says of discipline (R-DIS-09), or of leaving the Union; its result is the Seat."""
    del actor
    if Seat.objects.filter(pk=seat.pk, ends_on=None).exists():
        leave(seat, on, went)
    return Done(seat, unit=seat.committee.unit_id, subject=seat.person.uid, facts={"post": seat.post})


@operation("elections.end_with_unit", allow=only_the_clock, says=gettext_lazy("ended the committees of a unit that ended"))  # fmt: skip
def end_with_unit(unit: Unit, *, actor: Actor, on: dt.date) -> Done:
    """End the committees of a unit that was closed; its result is how many."""
    del actor
    rows = list(Committee.objects.filter(unit=unit, ends_on=None))
    end_committees(rows, on, "unit_ended")
    return Done(len(rows), target=unit, unit=unit, facts={})
