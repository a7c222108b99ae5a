"""Papers of the demo world: what the commune of Lộc Hà and one of its branches issued in 2026, and what waits there."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Actor
from aoxanh.demo.keys import certificate_file
from aoxanh.org.models import Unit, today
from aoxanh.papers import operations as papers
from aoxanh.papers import signatures
from aoxanh.papers.beside import latest_file
from aoxanh.papers.documents import Document
from aoxanh.papers.forms import general
from aoxanh.papers.issuers import Head
from aoxanh.papers.joint import together
from aoxanh.papers.models import Paper
from aoxanh.papers.queries import head_of

D = dt.date
MACHINE = Actor(source="demo")


@dataclass(frozen=True)
class Written:
    """A paper somebody wrote."""

    on: dt.date
    kind: str
    abstract: str
    lines: tuple[str, ...]
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("Tỉnh đoàn (để b/c)", "Các chi đoàn (để t/h)", "Lưu")


COMMUNE = (
    Written(
        D(2026, 1, 8), "plan", "Tổ chức Tháng Thanh niên năm 2026",
        ("I. Mục đích, yêu cầu", "Phát huy tinh thần xung kích, tình nguyện của đoàn viên, thanh niên trong xã.", "II. Nội dung", "1. Ngày hội “Thanh niên xung kích chuyển đổi số” tại nhà văn hóa các thôn.",
         "2. Trồng mới 2.000 cây xanh ven đê Hộ Độ.", "III. Tổ chức thực hiện", "Ban Chấp hành các chi đoàn căn cứ Kế hoạch này xây dựng chương trình cụ thể và báo cáo trước ngày 20/02/2026."),
    ),
    Written(D(2026, 1, 15), "decision", "Về việc khen thưởng tập thể, cá nhân có thành tích xuất sắc năm 2025", ("Điều 1. Tặng giấy khen cho 05 tập thể và 12 cá nhân có thành tích xuất sắc trong công tác Đoàn năm 2025.", "Điều 2. Ban Chấp hành các chi đoàn và các tập thể, cá nhân có tên căn cứ Quyết định thi hành.")),
    Written(D(2026, 2, 3), "notice", "Về việc họp Ban Chấp hành Đoàn xã quý I năm 2026", ("Ban Chấp hành Đoàn xã họp lúc 14 giờ 00, ngày 12/02/2026 tại hội trường Ủy ban nhân dân xã.", "Kính mời các đồng chí ủy viên Ban Chấp hành dự họp đầy đủ.")),
    Written(D(2026, 3, 2), "letter", "cử đoàn viên tham gia Đội hình tình nguyện hỗ trợ dịch vụ công trực tuyến", ("Thực hiện chương trình phối hợp năm 2026, Ban Chấp hành Đoàn xã đề nghị mỗi chi đoàn cử 02 đoàn viên tham gia đội hình tình nguyện.", "Danh sách gửi về Đoàn xã trước ngày 10/3/2026."), ("Ban Chấp hành các chi đoàn trực thuộc",)),
    Written(D(2026, 6, 10), "report", "Kết quả công tác Đoàn và phong trào thanh thiếu nhi 6 tháng đầu năm 2026", ("I. Kết quả", "Đoàn xã đã tổ chức 24 hoạt động tình nguyện với 1.180 lượt đoàn viên tham gia.", "II. Phương hướng 6 tháng cuối năm", "Tập trung kết nạp đoàn viên mới và chuyển đổi số công tác Đoàn.")),
    Written(D(2026, 9, 5), "decision", "Về việc kiện toàn Đội thanh niên tình nguyện xã Lộc Hà", ("Điều 1. Kiện toàn Đội thanh niên tình nguyện xã Lộc Hà gồm 25 đồng chí.", "Điều 2. Các đồng chí có tên căn cứ Quyết định thi hành.")),
)  # fmt: skip
BRANCH = (
    Written(D(2026, 1, 20), "report", "Kết quả công tác chi đoàn năm 2025", ("Chi đoàn có 32 đoàn viên, tổ chức sinh hoạt đều 12 kỳ trong năm.",), recipients=("Đoàn xã (để b/c)", "Lưu")),
)  # fmt: skip
DRAFT = Written(D(2026, 11, 20), "plan", "Tổ chức Đại hội các chi đoàn nhiệm kỳ 2027–2029", ("I. Mục đích", "Đánh giá kết quả nhiệm kỳ và bầu Ban Chấp hành mới.", "II. Thời gian", "Hoàn thành trước ngày 31/3/2027."))  # fmt: skip

#: Led by the neighbouring commune; Lộc Hà signs with it.
JOINT = Written(D(2026, 11, 18), "plan", "Phối hợp tổ chức Ngày hội hiến máu tình nguyện năm 2026", ("I. Mục đích", "Vận động đoàn viên, thanh niên hai xã tham gia hiến máu cứu người.", "II. Thời gian, địa điểm", "Sáng ngày 20/12/2026, tại nhà văn hóa xã Hồng Lộc."), recipients=("Tỉnh đoàn (để b/c)", "Các chi đoàn hai xã (để t/h)", "Lưu"))  # fmt: skip


def write_papers(
    commune: Unit, branch: Unit, neighbour: Unit, *, commune_login: str, branch_login: str
) -> int:
    """Write, sign and issue them as the officers of the commune and the branch; keep a draft, a number, and one of the
    neighbouring commune's that waits for the commune to sign with it. Return how many were issued.
    """
    officer, secretary = (
        Actor(user=User.objects.get(username=login), source="demo") for login in (commune_login, branch_login)
    )
    day, issued = today(), 0
    for unit, actor, written in ((commune, officer, COMMUNE), (branch, secretary, BRANCH)):
        for one in (paper for paper in written if paper.on <= day):
            paper = papers.sign_paper(drafted(unit, one, actor), actor=actor)
            papers.issue_paper(paper, actor=actor, on=one.on)
            issued += 1
            if one is COMMUNE[-1]:
                sign_digitally(paper, actor, "Đoàn xã Lộc Hà")
    papers.check_paper(drafted(commune, DRAFT, officer), actor=officer)
    papers.reserve_number(
        commune,
        actor=officer,
        kind="decision",
        purpose="Quyết định chỉ định Ban Chấp hành lâm thời chi đoàn mới",
    )
    lead, other = head_of(neighbour, day=JOINT.on), head_of(commune, day=JOINT.on)
    plan: Paper = papers.draft_paper(
        neighbour, actor=MACHINE, document=together(laid_out(JOINT, lead), lead, other), kind=JOINT.kind, form="general", jointly=commune
    )  # fmt: skip
    papers.check_paper(plan, actor=MACHINE)
    return issued


def sign_digitally(paper: Paper, actor: Actor, body: str) -> None:
    """Sign an issued paper with an invented certificate."""
    password = secrets.token_urlsafe(12)
    file = certificate_file(str(actor.user), body, password)
    signed = signatures.sign(
        latest_file(paper), certificate=file, password=password, reason=papers.signed_as(paper, actor.user)
    )
    papers.certify_paper(paper, actor=actor, signed=signed)


def drafted(unit: Unit, one: Written, actor: Actor) -> Paper:
    """Draft a paper."""
    document = laid_out(one, head_of(unit, day=one.on))
    paper: Paper = papers.draft_paper(unit, actor=actor, document=document, kind=one.kind, form="general")
    return paper


def laid_out(one: Written, head: Head) -> Document:
    """Return a paper as it is laid out."""
    bases = (
        ("Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh", "Căn cứ chương trình công tác năm 2026")
        if one.kind == "decision"
        else ()
    )
    return general.document(
        general.Facts(head, one.kind, one.abstract, one.lines, bases, one.to, one.recipients)
    )
