"""One filled-in example of every form, with awkward names: what the tests build and whoever looks at papers prints."""

from __future__ import annotations

import datetime as dt

from aoxanh.papers.documents import Document, Issuer, Signature
from aoxanh.papers.forms import (
    admission_backdrop,
    admission_resolution,
    application,
    card_decision,
    card_reissued,
    discipline_decision,
    fee_receipt,
    file_restored,
    general,
    honorary_backdrop,
    honorary_decision,
    introduction,
    maturation_backdrop,
    maturation_certificate,
    meeting_minutes,
    merit_certificate,
    outstanding_notice,
    party_record,
    party_resolution,
    probationary_comments,
    removal_decision,
    reward_decision,
    temporary_introduction,
)
from aoxanh.papers.forms.plug import Ceremony, Someone, Vote
from aoxanh.papers.issuers import Head

D = dt.date
SCHOOL = "Đoàn Trường Phổ thông Dân tộc Nội trú Trung học cơ sở và THPT Hương Khê"
ODD = '#eval("x") $..$ *b*'
BRANCH = "Chi đoàn thôn Xuân Hải"
VAN = Someone(
    "Hoàng Phủ Ngọc Tường Vân", birth="19/05/2008", sex="female", home_town="Xã Lộc Hà, tỉnh Hà Tĩnh", address="Thôn Xuân Hải, xã Lộc Hà", ethnicity="Kinh",
    religion="Không", education="12/12", qualification="Trung cấp", theory="Sơ cấp", languages="Tiếng Anh B1", computing="Ứng dụng CNTT cơ bản",
    occupation="Học sinh lớp 12A1, Trường THPT Nguyễn Văn Trỗi", joined="26/03/2024", joined_at=BRANCH, card_number="42000536", unit=BRANCH, post="Ủy viên BCH Chi đoàn",
)  # fmt: skip
KSOR = Someone("Y Ksor", birth="2007", home_town="Buôn Ma Thuột", unit=BRANCH, joined="19/05/2023")
STRANGE = Someone(ODD, birth="01/01/2008", unit=BRANCH)
HEAD = Head(
    Issuer(("BCH ĐOÀN XÃ LỘC HÀ",), ("TỈNH ĐOÀN HÀ TĨNH",)), "Lộc Hà", "Đoàn xã Lộc Hà", "Đoàn tỉnh Hà Tĩnh",
    Signature(("TM. BAN CHẤP HÀNH",), "BÍ THƯ", "Nguyễn Thị Ưỡn Ẵm"), committee="BAN CHẤP HÀNH ĐOÀN XÃ LỘC HÀ",
)  # fmt: skip
LONG = Head(
    Issuer((f"BCH {SCHOOL.upper()}",), ("TỈNH ĐOÀN HÀ TĨNH",)), "Hương Khê", SCHOOL, "Đoàn tỉnh Hà Tĩnh",
    Signature(("TM. BAN CHẤP HÀNH",), "PHÓ BÍ THƯ", "Nguyễn Phước Bảo Tôn Nữ Quỳnh Hương"), committee=f"BAN CHẤP HÀNH {SCHOOL.upper()}",
)  # fmt: skip
CELL = Head(
    Issuer(("CHI ĐOÀN THÔN XUÂN HẢI",), ("ĐOÀN XÃ LỘC HÀ",)), "Lộc Hà", BRANCH, "Đoàn xã Lộc Hà", Signature(("TM. CHI ĐOÀN",), "BÍ THƯ", "Lê Thị Ánh"),
    committee="CHI ĐOÀN THÔN XUÂN HẢI", body_words="Chi đoàn",
)  # fmt: skip
VOTE = Vote("Đề nghị kết nạp đồng chí Hoàng Phủ Ngọc Tường Vân", 9, 7, 6, 1)


def samples() -> dict[str, Document]:
    """Return a document of each form, by its code."""
    return {
        "application": application.document(application.Facts(VAN, BRANCH, "Đoàn xã Lộc Hà", "Lộc Hà", KSOR, D(2026, 2, 3))),
        "admission_resolution": admission_resolution.document(admission_resolution.Facts(LONG, (VAN, KSOR, STRANGE), BRANCH, D(2026, 2, 1), "Lê Thị Ánh")),
        "admission_backdrop": admission_backdrop.document(Ceremony(LONG, D(2026, 3, 26))),
        "maturation_backdrop": maturation_backdrop.document(Ceremony(CELL)),
        "honorary_backdrop": honorary_backdrop.document(Ceremony(HEAD)),
        "card_decision": card_decision.document(card_decision.Facts(HEAD, (("Hoàng Phủ Ngọc Tường Vân", "42000536"), ("Y Ksor", "42000537")), BRANCH)),
        "file_restored": file_restored.document(file_restored.Facts(HEAD, VAN, "12-NQ/ĐTN", D(2024, 3, 26), BRANCH)),
        "card_reissued": card_reissued.document(card_reissued.Facts(HEAD, VAN, "42000999", "42000536")),
        "maturation_certificate": maturation_certificate.document(maturation_certificate.Facts(CELL, VAN, D(2026, 3, 26))),
        "honorary_decision": honorary_decision.document(honorary_decision.Facts(HEAD, VAN, "Đoàn xã Lộc Hà")),
        "outstanding_notice": outstanding_notice.document(
            outstanding_notice.Facts(
                HEAD, 2026, (outstanding_notice.Candidate(VAN, "Giấy khen Tỉnh đoàn năm 2025"), outstanding_notice.Candidate(KSOR), outstanding_notice.Candidate(STRANGE)),
                "Đảng ủy xã Lộc Hà",
            )
        ),
        "party_resolution": party_resolution.document(
            party_resolution.Facts(HEAD, VAN, "Chi bộ thôn Xuân Hải", Vote("", 15, 13, 12, 1), "Gương mẫu, được quần chúng tín nhiệm.", "Đôi lúc còn nóng nảy.", "chưa đủ thời gian theo dõi")
        ),
        "party_record": party_record.document(
            party_record.Facts(HEAD, VAN, (("2023–2024", "Đoàn viên, tham gia đội tình nguyện"), ("2024–2026", "Ủy viên BCH Chi đoàn")), "Giấy khen Tỉnh đoàn 2025")
        ),
        "probationary_comments": probationary_comments.document(
            probationary_comments.Facts(HEAD, VAN, "Chi bộ thôn Xuân Hải", "Gương mẫu.", "", (Vote("Hội nghị chi đoàn", 9, 8, 8), Vote("Ban Chấp hành Đoàn xã", 15, 13, 12, 1)))
        ),
        "introduction": introduction.document(introduction.Facts(LONG, VAN, "Ban Chấp hành Đoàn phường Thành Vinh", "02/2026", D(2026, 3, 5))),
        "temporary_introduction": temporary_introduction.document(
            temporary_introduction.Facts(HEAD, VAN, "Ban Chấp hành Đoàn phường Thành Vinh", D(2026, 2, 3), D(2026, 4, 30), "thực tập")
        ),
        "meeting_minutes": meeting_minutes.document(
            meeting_minutes.Facts(
                CELL, "Hội nghị chi đoàn xét kết nạp đoàn viên", "19 giờ 30, ngày 01/02/2026", "Nhà văn hóa thôn Xuân Hải", "Lê Thị Ánh", "Hoàng Phủ Ngọc Tường Vân", 9, 7,
                ("1. Đồng chí Bí thư báo cáo lý lịch và đơn của thanh niên.", "2. Hội nghị thảo luận và biểu quyết từng người."), (VOTE, Vote("Đề nghị kết nạp đồng chí Y Ksor", 9, 7, 7)),
            )
        ),
        "removal_decision": removal_decision.document(removal_decision.Facts(CELL, (KSOR,), "không đóng đoàn phí ba tháng trong một năm mà không có lý do chính đáng", D(2026, 2, 1))),
        "discipline_decision": discipline_decision.document(discipline_decision.Facts(HEAD, VAN, "warning", "vi phạm nội quy", Vote("", 15, 13, 11, 2), BRANCH)),
        "reward_decision": reward_decision.document(
            reward_decision.Facts(HEAD, (("Hoàng Phủ Ngọc Tường Vân", BRANCH), (SCHOOL, "")), "Giấy khen", "hoàn thành xuất sắc nhiệm vụ công tác Đoàn năm 2025")
        ),
        "merit_certificate": merit_certificate.document(
            merit_certificate.Facts(HEAD, "Hoàng Phủ Ngọc Tường Vân", BRANCH, "hoàn thành xuất sắc nhiệm vụ công tác Đoàn và phong trào thanh thiếu nhi năm 2025", "07-QĐ/ĐTN ngày 03/02/2026")
        ),
        "fee_receipt": fee_receipt.document(fee_receipt.Facts(HEAD, "Hoàng Phủ Ngọc Tường Vân", BRANCH, 1234000, "từ tháng 01/2026 đến tháng 12/2026", "Một triệu hai trăm ba mươi tư nghìn đồng", "Lê Thị Ánh")),
        "general": general.document(
            general.Facts(
                HEAD, "letter", "tham gia Ngày hội tòng quân năm 2026", ("I. Mục đích", f"Nâng cao nhận thức. {ODD}", "1. Thành phần", "Bí thư các chi đoàn.", "Điều 1. Không có."), (),
                (f"Ban Chấp hành {SCHOOL}", "Các chi đoàn trực thuộc"), ("Tỉnh đoàn (để b/c)", "Như trên (để t/h)", "Lưu"), ("TT", "Đơn vị", "Số lượng"), (("1", BRANCH, "05"),),
            )
        ),
    }  # fmt: skip
