"""What a plan says as its decision: an article for what changes, one for what goes along, one for the day (HD 20 §5.1).

The words are the plan's own sentences, in Vietnamese whatever the reader's language; the body is the superior's standing
committee. No official form was found: ours (design).
"""

from __future__ import annotations

from django.utils import translation

from aoxanh.papers.documents import Document, Paragraph
from aoxanh.papers.forms import general
from aoxanh.papers.issuers import Head
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.queries import one_by_one, steps_in_words
from aoxanh.reorganisation.steps import read_steps

#: Whose decision it is (HD 20 §5.1).
BODY = "standing"
#: Plans of more steps have a list of their own beside the decision.
MOST_TOLD = 100
DEEDS = {
    "establish": "thành lập", "merge": "sáp nhập", "consolidate": "hợp nhất", "split": "chia tách", "dissolve": "giải thể",
    "move": "chuyển giao", "change_kind": "nâng, hạ cấp", "rename": "thay đổi thông tin",
}  # fmt: skip
ENDING = {"merge", "consolidate", "dissolve"}


def decision_of(plan: Plan, head: Head) -> Document:
    """Return the draft of a plan's decision."""
    told, done = articles(plan), {step.do for step in read_steps(plan.steps)}
    deeds = ", ".join(word for code, word in DEEDS.items() if code in done)
    first = (
        [f"Điều 1. {told[0]}"]
        if len(told) == 1
        else [f"Điều 1. Sắp xếp tổ chức trực thuộc {head.unit} như sau:"]
    )
    points = [f"{n}. {text}" for n, text in enumerate(told, start=1)] if len(told) > 1 else []
    rest = [f"{begins(plan)} Các đơn vị có tên tại Điều 1 căn cứ Quyết định thi hành."]
    if done & ENDING:
        rest.insert(
            0,
            "Đoàn viên, hồ sơ và công việc của đơn vị kết thúc hoạt động được bàn giao cho đơn vị tiếp nhận.",
        )
    lines = [*first, *points, *(f"Điều {n}. {text}" for n, text in enumerate(rest, start=2))]
    above = (f"{head.superior} (để b/c)",) if head.superior else ()
    return general.document(
        general.Facts(
            head, "decision", f"Về việc {deeds} tổ chức trực thuộc {head.unit}", tuple(lines), head.bases,
            recipients=(*above, f"Như Điều {len(rest) + 1}", "Lưu"),
        )
    )  # fmt: skip


def articles(plan: Plan) -> list[str]:
    """Return each step as a sentence of the decision."""
    with translation.override("vi"):
        unsaid = one_by_one()
        return [sentence([line for line in item["lines"] if line != unsaid]) for item in steps_in_words(plan)]


def begins(plan: Plan) -> str:
    """Return from which day the decision is in force."""
    return f"Quyết định này có hiệu lực từ ngày {plan.effective_on:%d/%m/%Y}."


def departs(plan: Plan, document: Document) -> bool:
    """Whether a decision does not say all that its plan says now: one of them was changed since it was drafted."""
    paragraphs = (one.runs for one in document.body if isinstance(one, Paragraph))
    said = "\n".join("".join(run.text for run in runs) for runs in paragraphs)
    return any(text not in said for text in (*articles(plan), begins(plan)))


def sentence(lines: list[str]) -> str:
    """Return the lines of a step as one sentence of an article."""
    first, *others = (line.rstrip(".") for line in lines)
    return f"{first} {'; '.join(others)}." if others else f"{first}."
