"""A citizen card held before the camera: read by the vendored decoder, the form filled, differences shown."""

from __future__ import annotations

import os
import shutil

import pytest
import segno

from aoxanh.vietnamese.dates import PartialDate
from tests.conftest import FLAGS
from tests.journeys.conftest import PHONE, opened
from tests.journeys.looking import looked_at
from tests.people.conftest import Place

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH, HEIGHT, DOT = 640, 480, 7
CARD = "042203001234|187654321|Hoàng Phủ Ngọc Tường Vân|15082003|Nữ|Thôn Xuân Hải, Thịnh Lộc, Lộc Hà, Hà Tĩnh|20042021"


def filmed(text: str) -> bytes:
    """Return a video (YUV4MPEG2) that shows a QR code of `text`, dark on white, for one second."""
    code = segno.make(text, error="m", micro=False)
    rows = [
        bytes(16 if dot else 235 for dot in row for _ in range(DOT)) for row in code.matrix_iter(border=4)
    ]
    assert len(rows) * DOT <= HEIGHT
    left = (WIDTH - len(rows[0])) // 2
    lines = [row.rjust(left + len(row), b"\xeb").ljust(WIDTH, b"\xeb") for row in rows for _ in range(DOT)]
    above = (HEIGHT - len(lines)) // 2
    blank = b"\xeb" * WIDTH
    picture = b"".join([blank] * above + lines + [blank] * (HEIGHT - above - len(lines)))
    frame = b"FRAME\n" + picture + b"\x80" * (WIDTH * HEIGHT // 2)
    return f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10


@pytest.fixture
def camera(chromium, live_server, tmp_path):
    """A phone whose camera sees the card, and whose browser has no reader of its own."""
    film = tmp_path / "card.y4m"
    film.write_bytes(filmed(CARD))
    path = os.environ.get("AOXANH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    seen = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, *seen])
    context, page = opened(browser, live_server, PHONE, is_mobile=True, has_touch=True)
    page.add_init_script("delete window.BarcodeDetector")
    yield page
    context.close()
    browser.close()
    assert page.wrong == []


def test_the_camera_fills_the_form_and_shows_what_differs(transactional_db, camera, sign_in):
    place = Place()
    known = place.person("Hoàng Phủ Ngọc Vân", birth="")
    sign_in(camera, place.officer)
    camera.goto(f"/people/new/{place.branch.pk}/")
    camera.get_by_role("button", name="Quét bằng máy ảnh").click()
    camera.locator("#card-read").get_by_text("15/08/2003").wait_for(timeout=20_000)
    camera.wait_for_timeout(300)
    assert camera.evaluate("typeof window.jsQR") == "function"
    assert camera.input_value("#id_full_name") == "Hoàng Phủ Ngọc Tường Vân"
    assert camera.input_value("#id_birth") == "15/08/2003"
    assert camera.input_value("#id_citizen_id") == "042203001234"
    assert not camera.locator("video").is_visible()
    looked_at(camera)

    place_of = f"/people/{known.uid}/edit/"
    camera.goto(place_of)
    camera.get_by_role("button", name="Quét bằng máy ảnh").click()
    differs = camera.locator("#card-read table")
    differs.wait_for(timeout=20_000)
    assert "Hoàng Phủ Ngọc Vân" in differs.inner_text()
    assert "Hoàng Phủ Ngọc Tường Vân" in differs.inner_text()
    assert "042203001234" not in differs.inner_text()  # masked
    looked_at(camera)
    camera.get_by_role("button", name="Lưu thay đổi").click()
    camera.get_by_role("heading", name="Hoàng Phủ Ngọc Tường Vân", level=1).wait_for()
    known.refresh_from_db()
    assert known.birth_date == PartialDate.from_stored("2003-08-15")
