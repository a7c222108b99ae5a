"""What the living page shows: invented people and units whose names are as awkward as real ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

LONG_UNIT = "Chi đoàn Trung tâm Dịch vụ Nông nghiệp và Phát triển nông thôn Lộc Hà"
LONG_NAME = "Hoàng Phủ Ngọc Tường Vân"


class SampleForm(forms.Form):
    """Each kind of control once."""

    name = forms.CharField(label="Họ và tên", help_text="Ghi đúng như trên giấy tờ tùy thân.")
    born_on = forms.DateField(label="Ngày sinh", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    branch = forms.ChoiceField(
        label="Chi đoàn", choices=[("", "Chọn chi đoàn"), ("1", LONG_UNIT), ("2", "Thôn Xuân Hải")]
    )
    sex = forms.ChoiceField(label="Giới tính", widget=forms.RadioSelect, choices=[("f", "Nữ"), ("m", "Nam")])
    skills = forms.MultipleChoiceField(
        label="Năng khiếu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Văn nghệ"), ("2", "Thể thao"), ("3", "Tin học")],
    )
    reason = forms.CharField(label="Lý do", widget=forms.Textarea, required=False)
    paper = forms.FileField(
        label="Văn bản kèm theo", required=False, help_text="PDF hoặc ảnh, không quá 10 MB."
    )
    sworn = forms.BooleanField(label="Tôi đã đối chiếu với sổ đoàn viên", required=True)


def forms_shown() -> dict[str, Any]:
    """Return the form empty, and as it comes back refused."""
    refused = SampleForm(
        {"name": LONG_NAME, "born_on": "31/02/2009", "branch": "1", "sex": "f"}, auto_id="refused_%s"
    )
    refused.is_valid()
    refused.add_error(None, "Thanh niên chưa đủ 16 tuổi tại ngày xét (Điều lệ Đoàn, Điều 1).")
    return {"form": SampleForm(auto_id="empty_%s"), "refused": refused}


def people() -> list[dict[str, Any]]:
    """Return the rows of the sample list."""
    return [
        {
            "pk": 1,
            "name": LONG_NAME,
            "phone": "0912 *** 628",
            "born": dt.date(2008, 12, 22),
            "branch": LONG_UNIT,
            "grade": "Hoàn thành xuất sắc",
            "tone": "good",
            "sign": "check",
            "note": "Ưu tú",
            "points": 96.5,
        },
        {
            "pk": 2,
            "name": "Y Ksor",
            "phone": "0912 *** 688",
            "born": dt.date(2004, 6, 27),
            "branch": "Thôn Yên Định",
            "grade": "Hoàn thành",
            "tone": "plain",
            "sign": "",
            "note": "",
            "points": 71,
        },
        {
            "pk": 3,
            "name": "Trần Quốc Anh",
            "phone": "0912 *** 618",
            "born": dt.date(1996, 9, 1),
            "branch": "Thôn Xuân Hải",
            "grade": "Hoàn thành tốt",
            "tone": "good",
            "sign": "check",
            "note": "Quá 30 tuổi",
            "points": 84.25,
            "chosen": True,
        },
        {
            "pk": 4,
            "name": "Nguyễn Đình Hải",
            "phone": "0912 *** 678",
            "born": dt.date(2001, 10, 14),
            "branch": "Công an xã",
            "grade": "Không hoàn thành",
            "tone": "bad",
            "sign": "x",
            "note": "3 tháng chưa sinh hoạt",
            "points": 1234.5,
        },
    ]


def work() -> list[dict[str, Any]]:
    """Return rows as on the first page of an officer."""
    return [
        {
            "icon": "user-plus",
            "title": "Chuẩn y kết nạp 12 thanh niên",
            "pill": "đợt 12 hồ sơ",
            "tone": "info",
            "meta": "Chi đoàn thôn Xuân Hải · họp ngày 20/11, 23/24 có mặt · hạn 20/12, còn 27 ngày",
            "verb": "Xem xét",
            "first": True,
        },
        {
            "icon": "arrows-exchange",
            "title": "Tiếp nhận Nguyễn Thị Quỳnh Trang",
            "pill": "quá hạn 3 ngày",
            "tone": "bad",
            "verb": "Tiếp nhận",
            "meta": "Chuyển đến từ Đoàn phường Thành Sen · gửi ngày 28/10 · quá hạn 1 tháng theo HD 30, II.2.1",
        },
        {
            "icon": "star",
            "title": "Công nhận xếp loại năm 2026 — 8 chi đoàn",
            "pill": "3 cần xem",
            "tone": "warn",
            "meta": "312 đoàn viên · 41 hoàn thành xuất sắc",
            "verb": "Xem xét",
        },
    ]


def figures() -> dict[str, Any]:
    """Return what the small charts are drawn from."""
    return {
        "bars": [
            {"label": "Thạch Kim", "value": 112.4, "shown": "112,40 %", "over": 12.4},
            {"label": LONG_UNIT, "value": 90.29, "shown": "90,29 %"},
            {"label": "Bình An", "value": 74.15, "shown": "74,15 %"},
            {"label": "Tân Lộc", "value": 0, "shown": "0,00 %"},
        ],
        "trend": [1204, 1211, 1208, 1219, 1226, 1240, 1238, 1251, 1260, 1266, 1266, 1284],
        "ages": [
            {"label": "16–18", "left": 214, "right": 231},
            {"label": "19–22", "left": 188, "right": 160},
            {"label": "23–26", "left": 141, "right": 122},
            {"label": "27–30", "left": 96, "right": 95},
            {"label": "> 30", "left": 22, "right": 15},
        ],
    }


def steps() -> list[dict[str, Any]]:
    """Return a case's way so far."""
    return [
        {"title": "Chi đoàn lập hồ sơ", "when": "18/11, 20:14", "meta": "Nguyễn Đình Hải", "state": "done"},
        {
            "title": "Hội nghị chi đoàn biểu quyết",
            "when": "20/11",
            "meta": "21/23 tán thành",
            "state": "done",
        },
        {
            "title": "Ban Chấp hành Đoàn xã chuẩn y",
            "when": "từ 21/11",
            "meta": "đang chờ bạn",
            "state": "now",
            "body": "Một trường hợp cần ý kiến cấp ủy cùng cấp trước khi chuẩn y.",
        },
        {"title": "Lễ kết nạp, trao thẻ", "meta": "trong 1 tháng từ ngày ký", "state": "todo"},
    ]


def branches() -> list[dict[str, Any]]:
    """Return units as the tree shows them below one another."""
    return [
        {"label": "Thôn Xuân Hải", "url": "#tree", "meta": "24"},
        {"label": LONG_UNIT, "url": "#tree", "meta": "118"},
        {"label": "Chi đoàn Xí nghiệp Muối Hộ Độ", "url": "#tree", "ended": True},
    ]


def tree(children_url: str) -> list[dict[str, Any]]:
    """Return the sample tree: one part already here, one fetched when opened."""
    here = {"label": "Đoàn xã Lộc Hà", "url": "#tree", "meta": "1.284", "open": True, "selected": True}
    later = {"label": "Đoàn phường Thành Sen", "url": "#tree", "meta": "3.017", "children_url": children_url}
    return [
        {
            "label": "Tỉnh đoàn Hà Tĩnh",
            "url": "#tree",
            "meta": "98.412",
            "open": True,
            "children": [here | {"children": branches()}, later],
        }
    ]


def gallery(children_url: str) -> dict[str, Any]:
    """Return everything the living page shows."""
    return {
        **forms_shown(),
        "long_unit": LONG_UNIT,
        "long_name": LONG_NAME,
        "people": people(),
        "work": work(),
        "figures": figures(),
        "steps": steps(),
        "nodes": tree(children_url),
        "as_of": None,
        "crumb_items": [
            {"label": "Tỉnh đoàn Hà Tĩnh", "url": "#content"},
            {"label": "Đoàn xã Lộc Hà", "url": ""},
        ],
        "tab_items": [
            {"label": "Chờ tôi xử lý", "url": "#tabs", "current": True, "count": 12},
            {"label": "Quá hạn", "url": "#tabs", "count": 2, "tone": "bad"},
            {"label": "Tôi đã gửi", "url": "#tabs", "count": 5},
            {"label": "Đang theo dõi", "url": "#tabs"},
        ],
        "step_names": ["Người được xét", "Kiểm tra điều kiện", "Quyết định", "Xem lại"],
        "page": {"next_url": "?after=4", "previous_url": "?before=1", "shown": 4, "total": 1284},
        "colours": [
            ("brand", "Thương hiệu"),
            ("action", "Nút chính"),
            ("accent", "Nhấn"),
            ("soft", "Nhấn nhạt"),
            ("star", "Ngôi sao"),
            ("ink", "Chữ"),
            ("ink2", "Chữ phụ"),
            ("ink3", "Chữ mờ"),
            ("good", "Đạt"),
            ("warn", "Lưu ý"),
            ("bad", "Nguy hiểm"),
            ("sunken", "Nền chìm"),
        ],
    }
