"""The kinds of unit, as data: what may stand under what, sizes, terms, symbols.

Source: HD 20-HD/TWĐTN-BTC (12/7/2023) for the Union's own kinds, HD 29-HD/TWĐTN-VP (29/10/2013) §III for
document symbols; terms as `membership.md` §2.3 gives them (those marked assumed there are assumed here).
The children's organisation: Điều lệ Đội TNTP Hồ Chí Minh (councils at each level, liên đội in a school,
chi đội in a class).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DISTRICTS_END = dt.date(2025, 7, 1)


@dataclass(frozen=True)
class UnitKind:
    """One kind of unit.

    `under`: codes of the kinds it may stand under; `min_members`, `min_branches`: below these it is
    flagged (never refused: the rule asks the superior to act); `term_years`; `symbol`: issuer's symbol in
    document numbers (R-DOC-01); `prefix`: how its name begins in Vietnamese; `officers_need_mfa`: whether
    its officers must sign in with a second factor in production; `valid_until`: no new one from that day.
    """

    code: str
    title: object
    prefix: str
    under: tuple[str, ...]
    symbol: str
    term_years: float | None
    rule: str
    organisation: str = "union"
    min_members: int = 0
    min_branches: int = 0
    committee: tuple[int, int] | None = None
    has_members: bool = False
    officers_need_mfa: bool = True
    valid_until: dt.date | None = None
    icon: str = "sitemap"
    term_assumed: bool = False


UPPER = ("central", "province", "district", "upper_grassroots", "bloc_union", "sector_union", "cadre_board")
GRASSROOTS_LIKE = ("grassroots", "sub_grassroots", "section_union", "upper_grassroots")

_ROWS = [
    UnitKind("central", _("Central Union"), "Trung ương Đoàn", (), "TWĐTN", 5, "R-ORG §2.1", committee=None),
    UnitKind("province", _("Provincial union"), "Tỉnh đoàn", ("central",), "TĐTN", 5, "HD 20 §4", committee=(21, 41), term_assumed=True),
    UnitKind(
        "district", _("District union"), "Huyện đoàn", ("province", "sector_union", "bloc_union"), "ĐTN", 5, "HD 20 §5.2",
        min_members=1000, committee=(15, 29), valid_until=DISTRICTS_END, term_assumed=True,
    ),
    UnitKind(
        "upper_grassroots", _("Upper grassroots union"), "Đoàn", ("province", "district", "sector_union", "bloc_union"), "ĐTN", 5,
        "HD 20 §5.2", min_members=500, committee=(15, 29),
    ),
    UnitKind(
        "grassroots", _("Grassroots union"), "Đoàn cơ sở", UPPER, "ĐTN", 5, "HD 20 §11.2",
        min_members=30, min_branches=2, committee=(5, 15), term_assumed=True,
    ),
    UnitKind(
        "commune", _("Commune union"), "Đoàn xã", ("district", "province"), "ĐTN", 5, "HD 20 §11.2; R-VER-04",
        min_branches=2, committee=(5, 15), icon="building-community",
    ),
    UnitKind(
        "sub_grassroots", _("Union under a grassroots union"), "Đoàn", ("grassroots", "commune", "upper_grassroots"), "ĐTN", 5,
        "R-ORG §2.1 (YUM 2026)", min_branches=2, officers_need_mfa=False, icon="school", term_assumed=True,
    ),
    UnitKind("section_union", _("Section union"), "Đoàn bộ phận", ("grassroots", "commune", "upper_grassroots"), "ĐTN", 5, "HD 20 §11.2a"),
    UnitKind(
        "branch_cluster", _("Branch cluster"), "Liên chi đoàn", ("grassroots", "commune", "upper_grassroots", "district"), "ĐTN", 2.5,
        "HD 20 §11.3", min_branches=3, committee=(3, 11), officers_need_mfa=False,
    ),
    UnitKind(
        "grassroots_branch", _("Grassroots branch"), "Chi đoàn cơ sở", (*UPPER, "commune"), "CĐCS", 2.5, "HD 20 §11.2b",
        min_members=3, committee=(3, 5), has_members=True, officers_need_mfa=False, icon="users-group",
    ),
    UnitKind(
        "branch", pgettext_lazy("unit kind", "Branch"), "Chi đoàn",
        (*GRASSROOTS_LIKE, "commune", "branch_cluster", "province"), "CĐ", 2.5, "HD 20 §11.1, §12",
        min_members=3, committee=(3, 5), has_members=True, officers_need_mfa=False, icon="users",
    ),
    UnitKind(
        "temp_branch", _("Temporary branch"), "Chi đoàn tạm thời", (*GRASSROOTS_LIKE, "commune", "district", "province"), "CĐ", 0.5,
        "HD 20 §11.1d", min_members=3, has_members=True, officers_need_mfa=False, icon="users",
    ),
    UnitKind("subbranch", _("Sub-branch"), "Phân đoàn", ("branch", "grassroots_branch"), "PĐ", None, "HD 20 §11.1f", officers_need_mfa=False, icon="users"),
    UnitKind("bloc_union", _("Bloc union"), "Đoàn khối", ("central", "province", "district"), "ĐTN", 5, "HD 20 §14.1", min_members=500, committee=(15, 29)),
    UnitKind("sector_union", _("Sector union"), "Đoàn ngành", ("central", "province"), "ĐTN", 5, "HD 20 §14.1d", min_members=1000, committee=(15, 29)),
    UnitKind("cadre_board", _("Cadre board"), "Ban cán sự Đoàn", ("central", "province"), "BCSĐ", 5, "HD 20 §14.3"),
    UnitKind("armed_forces", _("Union in the armed forces"), "Đoàn", (*UPPER, "commune"), "ĐTN", 5, "HD 20 §16–17; HD 30 IV", icon="shield"),
    UnitKind(
        "pioneer_council", _("Pioneer council"), "Hội đồng Đội", ("central", "province", "district", "commune"), "HĐĐ", 5,
        "Điều lệ Đội", organisation="pioneers", icon="star", officers_need_mfa=False,
    ),
    UnitKind(
        "pioneer_group", _("Pioneer group of a school"), "Liên đội", ("pioneer_council", "commune", "grassroots", "sub_grassroots"), "LĐ", 1,
        "Điều lệ Đội", organisation="pioneers", min_branches=2, icon="star", officers_need_mfa=False,
    ),
    UnitKind("pioneer_class", _("Pioneer class"), "Chi đội", ("pioneer_group",), "CĐ", 1, "Điều lệ Đội", organisation="pioneers", icon="star", officers_need_mfa=False),
]  # fmt: skip

KINDS: dict[str, UnitKind] = {row.code: row for row in _ROWS}
KIND_ORDER: dict[str, int] = {row.code: number for number, row in enumerate(_ROWS)}

SECTORS: dict[str, object] = {
    "residential": _("Residential area"),
    "school": _("Schools"),
    "agency": _("Agencies, public bodies"),
    "enterprise": _("Enterprises"),
    "armed_forces": _("Armed forces"),
}


def may_stand_under(kind: str, parent_kind: str | None) -> bool:
    """Return whether a unit of `kind` may stand directly under one of `parent_kind` (None: at the root)."""
    if parent_kind is None:
        return kind in {"central", "province", "district", "commune", "grassroots"}
    return parent_kind in KINDS[kind].under
