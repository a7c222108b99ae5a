"""`./aoxanh procedures`: every procedure with its steps, who decides, rules with articles, deadlines, what is our design."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from aoxanh.cases.clocks import CLOCKS
from aoxanh.cases.procedure import PROCEDURES, Procedure, Step
from aoxanh.cases.votes import HALF, shown
from aoxanh.membership.kinds import OVERLAYS, STATUSES
from aoxanh.membership.rules import AUTHORITIES, SHIPPED
from aoxanh.membership.statute.titles import BODIES
from aoxanh.org.kinds import KINDS
from aoxanh.papers.forms import FORMS

ABOUT = """# Các nghiệp vụ công tác đoàn viên

Sinh từ mã nguồn bằng `./aoxanh procedures`; không sửa tay. Mỗi nghiệp vụ là một tệp trong
`src/aoxanh/cases/procedures/`. Thẩm quyền theo bảng có ngày hiệu lực; mục “giả định” là điều nguồn không nói rõ.
Hồ sơ nào cũng trả lại, từ chối, rút được trước khi quyết định, đều phải ghi lý do (thiết kế của chúng tôi).
Khi một người qua đời, bị xóa tên, bị khai trừ, ra khỏi Đoàn, trưởng thành hoặc chuyển ra ngoài hệ thống, các hồ sơ khác đang
làm về người đó khép lại ngay trong cùng quyết định, ghi rõ lý do, trừ hồ sơ dành cho cả người ở tình trạng mới (mục “Dành
cho”); trong đợt hồ sơ, dòng đó vẫn còn. Hai bản ghi trùng chỉ được gộp khi bản ghi bị gộp đi không còn hồ sơ đang làm (thiết
kế của chúng tôi)."""
BASES = {"present": "số có mặt", "entitled": "tổng số có quyền", "issued": "số phiếu phát ra"}


class Command(BaseCommand):
    """Print the reference page of procedures."""

    help = "Print every procedure: steps, who decides, rules, deadlines."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page in Vietnamese."""
        with translation.override("vi"):
            parts = [ABOUT]
            parts += [clocks()]
            parts += [told(plug) for plug in sorted(PROCEDURES.values(), key=lambda p: p.order)]
            self.stdout.write("\n\n".join(parts), ending="\n")


HOWS = {
    "step": "hạn của bước: nhắc trước và sau hạn, quá lâu thì báo cấp trên", "book": "trong sổ: nhắc trước khi hết hạn ({})",
    "room": "mục “Việc của tôi” của phần {}", "work": "mục “Việc của tôi” của {}",
    "asked": "không nhắc: {}",
}  # fmt: skip


def clocks() -> str:
    """Return what runs out by which rule, and what reminds of it."""
    values = {value.code: value for value in SHIPPED}
    lines = [
        "## Các thời hạn và việc nhắc", "",
        "Thư nhắc mỗi ngày một lần, chỉ có số lượng và đường dẫn. Số ngày nhắc trước và báo cấp trên là số có ngày hiệu lực (thiết kế của chúng tôi).",
        "", "| Quy định | Thời hạn | Giá trị | Nhắc bằng |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for one in CLOCKS:
        value = values.get(one.value)
        title, number = (value.title, value.value) if value else (one.title, "—")
        by = OVERLAYS[one.by].title if one.how == "book" else one.by
        lines.append(f"| {one.rule} | {title} | {number} | {HOWS[one.how].format(by)} |")
    return "\n".join(lines)


MOVED = {
    "follows": "hồ sơ đi theo đến đơn vị mới", "stays": "hồ sơ ở lại nơi đã lập",
    "goes": "hồ sơ đi theo đến đơn vị mới; đơn vị mới chính là nơi hồ sơ chuyển đến thì khép lại",
}  # fmt: skip


def told(plug: Procedure) -> str:
    """Return one procedure as a section."""
    lines = [
        f"## {plug.title} (`{plug.code}`)",
        "",
        f"{plug.about}.",
        "",
        f"- Căn cứ: {plug.rule}, {plug.article or 'thiết kế'}",
    ]
    who = "đoàn viên tự đề nghị hoặc cán bộ lập" if plug.asked else "cán bộ lập"
    lines.append(
        f"- Ai lập: {who}"
        + ("; không đi cùng hồ sơ khác làm thay đổi tư cách đoàn viên" if plug.exclusive else "")
    )
    if plug.subject == "person":
        whom = ", ".join(
            str(STATUSES[one]).lower() if one else "người chưa có trong sổ đoàn viên" for one in plug.statuses
        )
        lines.append(f"- Dành cho: {whom}")
        lines.append(f"- Đoàn viên chuyển đơn vị khi hồ sơ chưa xong: {MOVED[plug.moved]}")
    fields = ", ".join(str(field.label) for field in plug.Form.base_fields.values())
    if fields:
        lines.append(f"- Nội dung nhập: {fields}")
    if plug.prints:
        lines.append(f"- Giấy tờ in, ký tay: {', '.join(str(FORMS[code].title) for code in plug.prints)}")
    lines += [
        "",
        "| Bước | Nơi quyết định | Biểu quyết | Văn bản | Hạn | Căn cứ |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [row(plug, step) for step in plug.route]
    for text in plug.design:
        lines += ["", f"Thiết kế của chúng tôi: {text}"]
    return "\n".join(lines)


def row(plug: Procedure, step: Step) -> str:
    """Return a step as a row."""
    cells = [
        str(step.title) + (" (người khác với người đề nghị)" if step.second else ""), place(plug, step), vote(step),
        "có số" if step.paper else "—", limit(step), f"{step.rule} · {step.article}" if step.article else f"{step.rule} · thiết kế",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def place(plug: Procedure, step: Step) -> str:
    """Return where a step is decided."""
    side = "nơi đến" if step.side == "target" else "nơi đi" if plug.target else "đơn vị"
    if not step.decides and plug.target_label:
        return str(plug.target_label).lower() if step.side == "target" else "chi đoàn"
    if not step.decides:
        return f"chi đoàn ({side})" if plug.target else "chi đoàn"
    rows = [a for a in AUTHORITIES if (a.procedure, a.decision) == (step.own or plug.code, step.decides)]
    said = []
    for a in rows:
        kinds = ", ".join(str(KINDS[kind].title).lower() for kind in a.kinds)
        days = f" từ {a.valid_from:%d/%m/%Y}" if a.valid_from.year > 2023 else ""
        days += f" đến {a.valid_to:%d/%m/%Y}" if a.valid_to else ""
        said.append(f"{BODIES[a.body]}: {kinds}{days}{' (giả định)' if a.sure == 'assumed' else ''}")
    return "; ".join(said) or "cấp trên trực tiếp (giả định)"


def vote(step: Step) -> str:
    """Return how a step is voted on."""
    rule = step.vote
    if rule is None:
        return "—"
    parts = [("quá nửa " if rule.share == HALF else f"hơn {shown(rule.share)} ") + BASES[rule.base]]
    if rule.quorum is not None:
        parts.append(f"ít nhất {shown(rule.quorum)} có mặt")
    parts += ["phiếu kín"] if rule.secret else []
    parts += ["không họp trực tuyến (R-MTG-04)"] if rule.in_person else []
    parts += ["từng người"] if rule.each else []
    return ", ".join(parts)


def limit(step: Step) -> str:
    """Return by when a step is due."""
    if not step.within:
        return "—"
    value = next(v for v in SHIPPED if v.code == step.within)
    return f"{value.value} {'ngày' if step.within.endswith('_days') else 'tháng'}"
