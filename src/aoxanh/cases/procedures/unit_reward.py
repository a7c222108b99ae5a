"""P13 for collectives: a branch, a commune union … is proposed by itself or who leads it, granted strictly above it.

Nothing is written in a member's book: the done case is the record, its granting move carrying day, number and body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aoxanh.cases.procedure import About, CaseForm, Check, Step, Told, check, procedure
from aoxanh.cases.procedures.honours import GRANTED_AT, Reward
from aoxanh.membership.book import NewLine
from aoxanh.membership.statute.titles import REWARDS
from aoxanh.org.queries import names_on

ARTICLE = "HD 20 §22"
#: Forms a collective receives; praise is a branch's for its members, badges, medals and prizes are a person's.
UNIT_REWARDS = {code: REWARDS[code] for code in ("merit", "commendation", "flag", "title")}
#: Kinds that stand below a grassroots union, which endorses what goes further up than itself.
BELOW_GRASSROOTS = {"branch", "temp_branch", "subbranch", "branch_cluster", "sub_grassroots", "section_union"}


@procedure
class UnitReward(Reward):
    """Reward a unit: proposed up the tree, granted by the level whose form it is, never by the unit itself."""

    code, title, rule, article = "unit_reward", _("Reward of a unit"), "P13", ARTICLE
    about = _("A branch or a union is proposed; the level above whose form it is grants it")
    icon, order, subject = "award", 121, "unit"

    class Form(CaseForm):
        """What and for what."""

        reward = forms.ChoiceField(label=_("Form of reward"), choices=list(UNIT_REWARDS.items()))
        reason = forms.CharField(
            label=_("For what"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    route = (
        Step("PROPOSE", _("The unit proposes"), verb=_("Propose"), rule="P13", article=ARTICLE),
        Step("ENDORSE", _("The grassroots union endorses"), verb=_("Endorse"), decides="merit", own="reward", above=True, rule="P13", article=ARTICLE),
        Step("MERIT", _("The certificate of merit is granted"), verb=_("Grant"), decides="merit", own="reward", above=True, paper=True, second=True, rule="P13", article="HD 20 §14.3b, §22"),
        Step("COMMENDATION", _("The province grants"), verb=_("Grant"), decides="commendation", own="reward", above=True, paper=True, second=True, rule="P13", article=ARTICLE),
        Step("NATIONAL", _("The Central Union grants"), verb=_("Grant"), decides="national", own="reward", above=True, paper=True, second=True, rule="P13", article=ARTICLE),
    )  # fmt: skip
    design = (
        *Reward.design,
        _("Which forms a unit may receive is assumed; where no level above it has the form, its direct superior grants it."),
    )  # fmt: skip

    def route_of(self, about: About) -> Iterable[Step]:
        """Choose the way by the level that grants and by where the unit stands: a province's reward is the Central Union's."""
        kind = about.unit.kind if about.unit else ""
        if GRANTED_AT.get(str(about.facts.get("reward")), "merit") == "merit":
            codes = ["PROPOSE", "MERIT"]
        else:
            between = ["ENDORSE"] if kind in BELOW_GRASSROOTS else []
            codes = ["PROPOSE", *between, "NATIONAL" if kind == "province" else "COMMENDATION"]
        return [step for step in self.route if step.code in codes]

    def checks(self, about: About) -> Iterator[Check]:
        """Look whether somebody stands above the unit: nobody rewards themselves."""
        yield check(
            about.unit is not None and about.unit.parent_id,
            _("A unit stands above it, which grants"),
            _("No unit above this one is known here, and no unit rewards itself: the reward is granted where the unit above keeps its cases."),
            "P13", ARTICLE, field="reward",
        )  # fmt: skip

    def named(self, told: Sequence[Told]) -> tuple[tuple[str, str], ...]:
        """Return each unit with the one above it, for branches are called alike: one query."""
        units = [one.about.unit for one in told if one.about.unit is not None]
        above = names_on({unit.parent_id for unit in units if unit.parent_id}, told[0].about.day)
        names = {pk: version.name for pk, version in above.items()}
        return tuple((unit.name, names.get(unit.parent_id or 0, "")) for unit in units)

    def lines(self, about: About, *_step: object) -> Sequence[NewLine]:
        """Return none: a unit has no book."""
        del about
        return ()
