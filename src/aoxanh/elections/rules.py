"""What the rules say of an election: its sizes, who may be on a list, how it is held. Each rule looked at is told, passed or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from aoxanh.cases.procedure import Check, check
from aoxanh.membership.rules import Statute
from aoxanh.org.kinds import KIND_ORDER
from aoxanh.org.models import UnitVersion

SIZE, BRANCH = "HD 20 §4", ("branch", "grassroots_branch")
#: From this level up, who is no delegate applies beforehand (R-ELE-01: "district and above").
HIGH = {"central", "province", "district", "upper_grassroots", "bloc_union", "sector_union"}


@dataclass(frozen=True)
class Setting:
    """An election as the rules see it.

    `members`: of a branch; `seats`: by office, what is elected now; `sitting`: by body, who sits already and stays;
    `decided`: how many the congress decided on (for a completion in mid-term).
    """

    version: UnitVersion
    statute: Statute
    congress: bool
    members: int = 0
    consented: bool = False
    seats: Mapping[str, int] = field(default_factory=dict)
    sitting: Mapping[str, int] = field(default_factory=dict)
    decided: int = 0

    def table(self, code: str) -> list[int] | int | None:
        """Return what a table of the statute says at the unit's level."""
        kind, more = self.version.kind, (self.version.code, self.version.sector)
        found: list[int] | int | None = self.statute.at_level(code, kind, *more)
        return found

    @property
    def is_branch(self) -> bool:
        """Whether the unit has members of its own."""
        return self.version.kind_data.has_members

    @property
    def without_committee(self) -> bool:
        """Whether the branch is too small for a committee: it elects a secretary, and a deputy if need be."""
        return self.is_branch and self.members < int(self.statute["branch_committee_from"])

    def total(self, office: str) -> int:
        """Return how many the body will have with those elected now."""
        return self.seats.get(office, 0) + self.sitting.get(office, 0)


def size_checks(about: Setting) -> Iterator[Check]:
    """Yield what the rules say of how many are elected to what."""
    yield from executive_size(about)
    if "standing" in about.seats:
        yield from standing_size(about)
    if "deputy" in about.seats:
        yield from deputies(about)
    if "inspection" in about.seats:
        yield from inspection_size(about)
    heads = {"secretary": _("One secretary"), "head": _("One head of the inspection commission")}
    for office, good in heads.items():
        if office in about.seats:
            bad = _("There is one secretary, and one head of the inspection commission, at a time.")
            yield check(about.total(office) == 1, good, bad, "R-ORG §2.2", SIZE, field=office)


def executive_size(about: Setting) -> Iterator[Check]:
    """Yield what the rules say of the size of the executive committee."""
    if about.without_committee:
        text = _(
            "A branch of fewer than %(n)d members elects a secretary, and a deputy if need be, but no committee."
        ) % {"n": about.statute["branch_committee_from"]}
        yield check(
            "executive" not in about.seats,
            _("Fewer than nine members: a secretary, and a deputy if need be"),
            text,
            "R-ORG §2.2",
            SIZE,
            field="executive",
        )
        return
    if "executive" not in about.seats:
        if about.congress:
            yield Check(_("Say how many are elected to the executive committee."), "R-ORG §2.2", SIZE, "bad", "executive")  # fmt: skip
        return
    size, n = about.table("committee_sizes"), about.total("executive")
    if isinstance(size, list):
        words = {"least": size[0], "most": size[1], "n": n}
        good = _("%(n)d members: between %(least)d and %(most)d") % words
        bad = _("The executive committee has %(least)d to %(most)d members at this level, not %(n)d.") % words
        yield check(size[0] <= n <= size[1] or (not about.congress and n <= size[1]), good, bad, "R-ORG §2.2", SIZE, field="executive")  # fmt: skip
    if not about.congress and about.decided:
        text = _("The congress decided on %(n)d members: more than these are not elected in mid-term.") % {"n": about.decided}  # fmt: skip
        yield check(n <= about.decided, _("Not more than the congress decided on"), text, "R-ORG-05", "HD 20 §8.2b", field="executive")  # fmt: skip


def standing_size(about: Setting) -> Iterator[Check]:
    """Yield what the rules say of the standing committee: from nine on, a third at most, by level (R-ORG-03)."""
    bch, n, least = about.total("executive"), about.total("standing"), int(about.statute["standing_from"])
    bad = _(
        "There is a standing committee only where the executive committee has %(least)d members or more, and never in a branch."
    ) % {"least": least}
    yield check(not about.is_branch and bch >= least, _("Large enough for a standing committee"), bad, "R-ORG §2.2", SIZE, field="standing")  # fmt: skip
    share = about.statute.share("standing_share")
    words = {"n": n, "bch": bch, "most": bch * share // 1}
    bad = _("A standing committee has at most a third of the executive committee: %(most)d of %(bch)d, not %(n)d.") % words  # fmt: skip
    yield check(n <= bch * share, _("%(n)d of %(bch)d: a third at most") % words, bad, "R-ORG-03", "HD 20 §7.3c", field="standing")  # fmt: skip
    yield from by_level(about, "standing", "standing_sizes", "R-ORG §2.2", SIZE)


def by_level(about: Setting, office: str, table: str, rule: str, article: str) -> Iterator[Check]:
    """Yield what a table of sizes says of a body; nothing where it is silent."""
    size, n = about.table(table), about.total(office)
    if isinstance(size, list):
        words = {"least": size[0], "most": size[1], "n": n}
        bad = _("This body has %(least)d to %(most)d members at this level, not %(n)d.") % words
        yield check(size[0] <= n <= size[1], _("%(n)d members: between %(least)d and %(most)d") % words, bad, rule, article, field=office)  # fmt: skip


def deputies(about: Setting) -> Iterator[Check]:
    """Yield how many deputies there may be, with and without consent."""
    plain, consented, n = about.table("deputies"), about.table("deputies_consented"), about.total("deputy")
    if plain is None:
        return
    most = int(str(consented)) if about.consented and consented is not None else int(str(plain))
    bad = _("At most %(most)d deputy secretaries at this level.") % {"most": most}
    if consented is not None and not about.consented:
        bad += " " + _("With the consent of the party committee and the superior: %(n)d.") % {"n": consented}
    yield check(n <= most, _("%(n)d deputies, %(most)d at most") % {"n": n, "most": most}, bad, "R-ORG §2.2", SIZE, field="deputy")  # fmt: skip


def inspection_size(about: Setting) -> Iterator[Check]:
    """Yield what the rules say of the inspection commission: not more than the standing committee (R-ORG-03, R-ORG-04)."""
    n, standing = about.total("inspection"), about.total("standing")
    words = {"n": n, "standing": standing}
    bad = _("The inspection commission has at most as many members as the standing committee: %(standing)d, not %(n)d.") % words  # fmt: skip
    yield check(
        n <= standing,
        _("Inspection commission %(n)d, standing committee %(standing)d") % words,
        bad,
        "R-ORG-03",
        "HD 20 §7.3c",
        field="inspection",
    )
    yield from by_level(about, "inspection", "inspection_sizes", "R-ORG-04", "HD 20 §19.2, §21")


def mode_checks(about: Setting, mode: str) -> Iterator[Check]:
    """Yield whether it may be held this way: secret ballots never online, but for a branch's congress (R-MTG-04, R-MTG-05)."""
    if mode != "online":
        yield check(True, _("Secret ballot, in person"), "", "R-ELE-02", "HD 20 §7.2")  # noqa: FBT003
        return
    allowed = about.congress and about.version.kind in BRANCH
    bad = _("Who is elected by secret ballot is not elected in an online meeting. Only the congress of a branch may be held online.")  # fmt: skip
    yield check(allowed, _("The congress of a branch may be held online"), bad, "R-MTG-04", "HD 20 §11.1b", field="mode")  # fmt: skip
    if allowed:
        text = _(
            "An online congress needs the consent of the party committee and the superior, and software they have vetted. Enter the day they agreed."
        )
        yield check(
            about.consented,
            _("Party committee and superior agreed to it being held online"),
            text,
            "R-MTG-05",
            "HD 20 §6.3",
            field="consent_on",
        )


def direct_checks(about: Setting, *, direct: bool) -> Iterator[Check]:
    """Yield whether the congress may elect the secretary directly (R-ELE-06)."""
    if direct and not about.without_committee:
        bad = _(
            "The congress elects the secretary directly only with the consent of the party committee and the superior. Enter the day they agreed."
        )
        yield check(
            about.consented,
            _("Party committee and superior agreed to direct election"),
            bad,
            "R-ELE-06",
            "HD 20 §7.4",
            field="consent_on",
        )


def attendance_checks(about: Setting, entitled: int, present: int) -> Iterator[Check]:
    """Yield whether enough came: two thirds of those summoned (assumed, R-ELE-10: shown, and no bar)."""
    if present > entitled:
        text = _("More people present than there are: %(present)d of %(all)d.") % {"present": present, "all": entitled}  # fmt: skip
        yield Check(text, "R-ELE-10", "", "bad", "present")
        return
    need = entitled * about.statute.share("congress_quorum")
    words = {"present": present, "all": entitled, "need": -(-need // 1)}
    text = _("%(present)d of %(all)d were there, at least %(need)s are needed") % words
    yield check(present >= need, text, text, "R-ELE-10", "", field="present", warn=True)


def delegate_checks(about: Setting, designated: int, total: int) -> Iterator[Check]:
    """Yield whether not too many delegates were designated (R-ELE-05)."""
    share = about.statute.share("designated_delegates")
    if designated:
        words = {"n": designated, "all": total}
        bad = _("At most 5%% of the delegates are designated: %(n)d of %(all)d are more.") % words
        yield check(
            designated <= total * share,
            _("%(n)d of %(all)d delegates designated: 5%% at most") % words,
            bad,
            "R-ELE-05",
            "HD 20 §6.1b",
            field="delegates_designated",
        )


def ex_officio_check(name: str) -> Check:
    """Return that somebody of the committee is no delegate by office: disciplined with a warning or more (R-ELE-05)."""
    text = _("%(name)s is under a measure from a warning up: no delegate by office.") % {"name": name}
    return Check(text, "R-ELE-05", "HD 20 §6.1b", "warn", "ex_officio")


def list_checks(office: str, candidates: int, seats: int) -> Iterator[Check]:
    """Yield whether a list is long enough: with surplus for committee and standing committee (R-ELE-02)."""
    words = {"n": candidates, "seats": seats}
    if office in {"executive", "standing"}:
        bad = _("The list must have more names than are elected: %(n)d for %(seats)d seats.") % words
        yield check(
            candidates > seats,
            _("%(n)d names for %(seats)d seats: there is a surplus") % words,
            bad,
            "R-ELE-02",
            "HD 20 §7.1",
            field="people",
        )
    else:
        bad = _("The list has fewer names than are elected: %(n)d for %(seats)d.") % words
        yield check(candidates >= seats, _("%(n)d names for %(seats)d seats") % words, bad, "R-ELE-02", "HD 20 §7.1", field="people")  # fmt: skip


@dataclass(frozen=True)
class Nominee:
    """What the rules ask of somebody on a list: a member here, under a measure until when, lost below, applied when."""

    name: str
    belongs: bool
    sanctioned_until: dt.date | None = None
    lost_at: str = ""
    delegate: bool = True
    applied_on: dt.date | None = None


def nominee_checks(about: Setting, who: Nominee, held_on: dt.date) -> Iterator[Check]:
    """Yield whether somebody may be on the list of an election on a day."""
    name = {"name": who.name}
    bad = (
        _("%(name)s is not a member of this unit or below: who is elected here transfers here first.") % name
    )
    yield check(who.belongs, _("%(name)s is a member here") % name, bad, "R-ELE-01", "HD 20 §2.1a", field="people")  # fmt: skip
    if who.sanctioned_until:
        bad = _("%(name)s is under a disciplinary measure until %(day)s: nobody is nominated meanwhile.") % {
            **name,
            "day": f"{who.sanctioned_until:%d/%m/%Y}",
        }
        yield Check(bad, "R-DIS-08", "HD 20 §26.3", "bad", "people")
    if who.lost_at:
        bad = _("%(name)s was not elected at %(unit)s: who lost below is not put on the superior's list.") % {**name, "unit": who.lost_at}  # fmt: skip
        yield Check(bad, "R-ELE-04", "HD 20 §7.6d", "bad", "people")
    if not who.delegate and about.version.kind in HIGH:
        days = int(about.statute["candidate_file_days"])
        bad = _(
            "%(name)s is no delegate: application, CV and the comments of their own committee are due %(n)d days before the opening."
        ) % {**name, "n": days}
        in_time = who.applied_on is not None and (held_on - who.applied_on).days >= days
        yield check(in_time, _("%(name)s applied in time") % name, bad, "R-ELE-01", "HD 20 §2.1a", field="applied_on")  # fmt: skip


def term_of(statute: Statute, version: UnitVersion) -> int:
    """Return the length of a unit's term in months (R-ORG §2.3); a level the statute does not name has five years."""
    found = statute.at_level("term_months", version.kind, version.code, version.sector)
    return int(found or 60)


def is_high(kind: str) -> bool:
    """Whether a kind is of the province's level or above."""
    return KIND_ORDER[kind] <= KIND_ORDER["province"]
