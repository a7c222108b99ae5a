"""Papers as HD 29 lays them out, as PDF/A and as Word (membership §6.2)."""

import datetime as dt
import io
import unicodedata

import docx
import pytest

from aoxanh.papers.documents import (
    Appendix,
    Check,
    Column,
    Document,
    Facts,
    Issuer,
    Pair,
    Photo,
    Signature,
    Space,
    Table,
    article,
    as_data,
    day_in_words,
    from_data,
    letters,
    printable,
    punctuated,
    text,
)
from aoxanh.papers.issuers import formal, number_in_words, place_name, symbol_of
from aoxanh.papers.typesetting import as_pdf, as_png, faces, modules, sheets
from aoxanh.papers.wordfile import as_docx

D = dt.date
ODD = '#eval("x") $..$ *b* _i_ @a <b> `c` \\ // /* [x] #import "y"'
LONG = "Đoàn Trường Phổ thông Dân tộc Nội trú Trung học cơ sở và Trung học phổ thông Hương Khê"


def decision(**more):
    facts = {
        "kind": "QUYẾT ĐỊNH", "abstract": "về việc trao thẻ đoàn viên", "issuer": Issuer((f"BCH {LONG.upper()}",), ("TỈNH ĐOÀN HÀ TĨNH",)),
        "number": "07-QĐ/ĐTN", "place": "Lộc Hà", "day": D(2026, 2, 3), "bases": ("Căn cứ Điều lệ Đoàn;", "Xét đề nghị của Chi đoàn"),
        "enacts": ("BAN CHẤP HÀNH", "QUYẾT ĐỊNH:"), "body": (article(1, "Trao thẻ cho Hoàng Phủ Ngọc Tường Vân."), text(ODD)),
        "recipients": ("Tỉnh đoàn (để b/c)", "Lưu"), "signatures": (Signature(("TM. BAN CHẤP HÀNH",), "BÍ THƯ", "Y Ksor Ẵm"),),
        "check": Check("https://example.test/p/abcdefghijklmnopqrstuv/", "Kiểm tra tại"),
    }  # fmt: skip
    return Document(**(facts | more))


def xmp(made):
    """Return what the file says of itself: metadata stand uncompressed in PDF/A."""
    start = made.index(b"<?xpacket begin")
    return made[start : made.index(b"<?xpacket end", start)].decode()


def test_every_vietnamese_letter_is_in_all_four_faces():
    marks = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
    vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    wanted = {unicodedata.normalize("NFC", v + m) for v in vowels for m in marks} | set(
        "đĐ₫ẵỡự–—“”…0123456789"
    )
    assert not {letter for letter in wanted if ord(letter) not in letters()}
    assert faces().families() == ["Liberation Serif"]
    assert {(font.style, font.weight) for font in faces().fonts()} == {
        ("normal", 400), ("normal", 700), ("italic", 400), ("italic", 700)}  # fmt: skip


def test_a_paper_is_pdf_a_2b_and_the_same_data_give_the_same_bytes():
    made = as_pdf(decision())
    assert "<pdfaid:part>2</pdfaid:part>" in xmp(made)
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp(made)
    assert as_pdf(decision()) == made
    assert as_pdf(decision(number="08-QĐ/ĐTN")) != made
    assert as_pdf(from_data(as_data(decision()))) == made


def test_what_looks_like_markup_is_printed_letter_by_letter():
    """Whatever somebody is called, in names, titles, tables, codes: it compiles, and Word says it as it is."""
    everywhere = decision(
        kind=ODD, abstract=ODD, issuer=Issuer((ODD,), (ODD,)), number=ODD, place=ODD, about=ODD, marks=(ODD,), to=(ODD, ODD), bases=(ODD,),
        enacts=(ODD,), recipients=(ODD,), file_code=ODD, signatures=(Signature((ODD,), ODD, ODD),),
        body=(Facts(((ODD, ODD), (ODD, ""))), Table((Column(ODD),), ((ODD,),), caption=ODD), Pair((text(ODD),), (text(ODD),)), Photo(text=ODD), Space(2, ruled=True)),
        appendices=(Appendix(ODD, (text(ODD),), ODD, landscape=True),),
    )  # fmt: skip
    assert as_pdf(everywhere).startswith(b"%PDF")
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(as_docx(decision()))).paragraphs)
    assert ODD in words
    assert as_png(decision(body=(text(ODD),))) != as_png(decision(body=(text(ODD + "!"),)))


@pytest.mark.parametrize(
    "name", ["Nguyễn 😀 漢", "a\x00b\u202ec\u200bd", "Nguyễn Văn Dũng", "\ufeff", "\r\n"]
)
def test_letters_no_face_has_are_shown_and_never_stop_a_paper(name):
    assert as_pdf(decision(body=(text(name),))).startswith(b"%PDF")
    assert as_docx(decision(body=(text(name),)))


def test_letters_are_composed_and_hidden_ones_dropped():
    assert printable(unicodedata.normalize("NFD", "Nguyễn Ưỡn Ẵm")) == "Nguyễn Ưỡn Ẵm"
    assert printable("a\x00b\u202ec\u00ad漢") == "abc□"


def test_days_have_a_nought_below_ten_and_in_months_one_and_two():
    """HD 29, element 4."""
    assert day_in_words(D(2026, 2, 3)) == "ngày 03 tháng 02 năm 2026"
    assert day_in_words(D(2026, 3, 3)) == "ngày 03 tháng 3 năm 2026"
    assert day_in_words(D(2026, 12, 25)) == "ngày 25 tháng 12 năm 2026"


def test_legal_bases_end_with_semicolons_and_the_last_with_a_comma():
    assert punctuated(("Căn cứ A;", "Căn cứ B.", "Xét C,")) == ["Căn cứ A;", "Căn cứ B;", "Xét C,"]


def test_numbers_are_built_as_hd_29_says():
    """R-DOC-01, R-DOC-02 (from 01), R-DOC-03 (congress)."""
    assert number_in_words(1, "QĐ", "ĐTN") == "01-QĐ/ĐTN"
    assert number_in_words(245, "CV", symbol_of("central", "committee", "TWĐTN", "VP")) == "245-CV/TWĐTN-VP"
    assert number_in_words(245, "BC", symbol_of("central", "department", "TWĐTN", "BTC")) == "245-BC/BTC"
    assert number_in_words(7, "NQ", symbol_of("commune", "congress", "ĐTN"), alone=True) == "07/ĐH"


def test_places_of_one_syllable_numbers_and_people_keep_what_they_are():
    """Membership §6.2, "Place names"."""
    assert [place_name(n) for n in ("Xã Lộc Hà", "Thành phố Huế", "Quận 12", "Thành phố Hồ Chí Minh", "Thành phố Hà Nội")] == [
        "Lộc Hà", "Thành phố Huế", "Quận 12", "TP. Hồ Chí Minh", "Hà Nội"]  # fmt: skip
    assert formal("Tỉnh đoàn Hà Tĩnh") == "Đoàn tỉnh Hà Tĩnh"


def test_word_has_the_margins_the_face_and_the_repeated_headings():
    """HD 29: A4, margins 20, 20, 30, 20 mm, Times New Roman 14; appendices lie across where they are wide."""
    rows = tuple((str(n), f"Nguyễn Văn {n}") for n in range(90))
    listed = Appendix(
        "DANH SÁCH", (Table((Column("TT", 0.5), Column("Họ và tên", 3)), rows),), landscape=True
    )
    file = docx.Document(io.BytesIO(as_docx(decision(appendices=(listed,)))))
    first, second = file.sections
    assert [
        round(side.mm)
        for side in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    ] == [20, 20, 30, 20]
    assert (round(first.page_width.mm), round(second.page_width.mm)) == (210, 297)
    assert file.styles["Normal"].font.name == "Times New Roman"
    assert "tblHeader" in file.tables[-1].rows[0]._tr.xml
    assert "Số: 07-QĐ/ĐTN" in file.tables[1].rows[0].cells[0].text
    assert "Lộc Hà, ngày 03 tháng 02 năm 2026" in file.tables[1].rows[0].cells[1].text


def test_certificates_and_letters_have_their_own_sheets():
    framed = as_png(decision(layout="certificate"), dots=20)
    upright = as_png(decision(), dots=20)
    sizes = [tuple(int.from_bytes(png[at : at + 4], "big") for at in (16, 20)) for png in (upright, framed)]
    assert sizes[0][0] < sizes[0][1]
    assert sizes[1] == sizes[0][::-1]
    letter = as_png(decision(layout="letter"), dots=20)
    assert int.from_bytes(letter[16:20], "big") < sizes[1][0]


def test_a_code_carries_its_quiet_zone_and_cards_stand_eight_to_a_page():
    rows = modules("https://example.test/p/x/")
    assert len(rows) == len(rows[0])
    assert set("".join(rows[:4])) == {"0"}
    card = {
        "head": "ĐOÀN TNCS HỒ CHÍ MINH",
        "name": "Y Ksor Ẵm",
        "lines": "Chi đoàn A\nĐoàn xã B",
        "number": "1",
        "url": "https://example.test/c/",
    }
    made = sheets([card] * 17, title="Thẻ")
    assert b"/Type/Pages/Count 3/" in made
