"""The text of a VietQR code is read and built to the letter (campaigns §8.5)."""

from __future__ import annotations

import pytest

from aoxanh.fees.vietqr import Payload, build, crc, parse

#: Codes of NAPAS' profile that name an account or a card.
REAL = [
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F",
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203",
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
    "00020101021238540010A00000072701240006970436011010319334300208QRIBFTTA53037045802VN62220818Thanh toan hoa don6304E8A4",
    "00020101021238540010A00000072701240006970436011010319334300208QRIBFTTA53037045405500005802VN62140810Thanh toan630438A6",
    "00020101021238540010A00000072701240006970436011010319334300208QRIBFTTA53037045802VN630424AB",
    "00020101021238630010A00000072701330006970436011997043686255816010180208QRIBFTTC5303704540720000005802VN6304A2DC",
]  # fmt: skip
BROKEN = "00020101021238540010A00000072701240006970422011012345678900208QRIBFTTA52040000530370454061000005802VN5912NGUYEN VAN A62180810ITBLOG PAY16304E85C"


def test_the_check_sum_is_that_of_the_catalogue():
    assert crc("123456789") == "29B1"


@pytest.mark.parametrize("text", REAL)
def test_codes_of_banks_are_read(text):
    read = parse(text)
    assert read.bank.startswith("9704")
    assert read.account
    assert text.endswith(crc(text[:-4]))


def test_what_is_read_says_amount_and_memo():
    assert parse(REAL[1]) == Payload("970403", "0011012345678", 180000, "thanh toan don hang")


def test_codes_are_built_to_the_letter():
    assert build(Payload("970436", "1031933430")).endswith("0208QRIBFTTA53037045802VN6304170E")
    assert build(Payload("970416", "257678859", 10000, "Chuyen tien")) == (
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6"
    )
    named = build(
        Payload("970405", "4200123456789", 25000, "TAPHOA LOC HA"), name="TAP HOA CO LAN", city="HA TINH"
    )
    assert named == (
        "00020101021238570010A00000072701270006970405011342001234567890208QRIBFTTA53037045405250005802VN"
        "5914TAP HOA CO LAN6007HA TINH62170813TAPHOA LOC HA63044DC4"
    )


def test_what_is_built_is_read_back():
    payload = Payload("970405", "4200123456789", None, "DOAN PHI 18568.01")
    assert parse(build(payload)) == payload


@pytest.mark.parametrize(
    "text", [BROKEN, "", "6304", REAL[0][:-1] + "0", REAL[0].replace("0208QRIB", "0308QRIB"), "000201" + "6304" + crc("0002016304")]
)  # fmt: skip
def test_a_broken_code_is_refused(text):
    with pytest.raises(ValueError, match=r"sum|length|VietQR"):
        parse(text)


@pytest.mark.parametrize(
    "payload",
    [Payload("97040", "1"), Payload("970405", ""), Payload("970405", "1" * 20), Payload("970405", "12 3"), Payload("970405", "1", 0),
     Payload("970405", "1", -5), Payload("970405", "1", None, "Đoàn phí"), Payload("970405", "1", None, "x" * 26), Payload("٩٧٠٤٠٥", "1")],
)  # fmt: skip
def test_what_a_code_cannot_carry_is_refused(payload):
    with pytest.raises(ValueError, match=r"has|positive"):
        build(payload)
