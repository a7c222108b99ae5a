"""Somebody at a screen whose presses and typing are counted: what a journey costs is told, and may not grow.

A click is a press, a tick or a choice from a list; typed is a field filled by hand; a page is one looked at, and scanned.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys.conftest import PHONE
from tests.journeys.looking import looked_at


class Hand:
    """Somebody at a screen: what they press and type is counted."""

    def __init__(self, page, sign_in) -> None:
        self.page, self.sign_in = page, sign_in
        self.clicks = self.typed = self.pages = 0

    def comes(self, user, *, looks=True) -> None:
        """Sit down as somebody else, on the first page; signing in is not counted. `looks`: the page is looked at too."""
        self.sign_in(self.page, user)
        self.page.goto("/")
        self.page.get_by_role("heading", name="Việc của tôi", level=1).wait_for()
        if looks:
            self.looks()

    def looks(self) -> None:
        """Look at the page: dark on the phone, light at the desk; no barrier, nothing wider than the screen."""
        self.pages += 1
        looked_at(self.page, ("dark",) if self.page.viewport_size["width"] < 700 else ("light",))

    def press(self, name, role="link", exact=True) -> None:
        """Press what bears a name."""
        self.presses(self.page.locator("main").get_by_role(role, name=name, exact=exact).first)

    def presses(self, target) -> None:
        """Press something."""
        self.clicks += 1
        target.click()

    def menu(self, name) -> None:
        """Choose a place of the menu; on a phone it is opened first where the place is not in the bar."""
        found = self.page.get_by_role("link", name=name, exact=True)
        if not any(one.is_visible() for one in found.all()):
            self.presses(self.page.get_by_role("link", name="Thêm", exact=True))
            found = self.page.locator("dialog[open]").get_by_role("link", name=name, exact=True)
            found.wait_for()
        self.presses(next(one for one in found.all() if one.is_visible()))

    def types(self, **fields) -> None:
        """Fill fields by hand."""
        for name, text in fields.items():
            self.typed += 1
            self.page.fill(f"main [name={name}]", text)

    def chooses(self, **fields) -> None:
        """Choose from lists."""
        for name, value in fields.items():
            self.clicks += 1
            self.page.select_option(f"main [name={name}]", value)

    def ticks(self, label) -> None:
        """Tick a box."""
        self.clicks += 1
        self.page.get_by_label(label).check()

    def reads(self, text) -> None:
        """Wait for words, and look at the page they stand on."""
        self.page.get_by_text(text).filter(visible=True).first.wait_for()
        self.looks()

    def opens_case(self, procedure, person) -> None:
        """Go from the first page to the form of a case about somebody."""
        self.press("Lập hồ sơ")
        self.looks()
        self.press(procedure)
        self.looks()
        self.press(person)
        self.page.get_by_role("heading", name=procedure, level=1).wait_for()
        self.looks()

    def takes_up(self, waiting, person) -> None:
        """Go from the first page to the one case that waits."""
        self.press(waiting, exact=False)
        self.page.locator("#act").wait_for()
        assert person in self.page.locator("main").inner_text()
        self.looks()

    def gives(self, name, file, kind) -> None:
        """Choose a file: one press, as the phone asks for it."""
        self.clicks += 1
        self.page.locator(f"main [name={name}]").set_input_files(
            {"name": file[0], "mimeType": kind, "buffer": file[1]}
        )


@contextmanager
def counted(request, page, sign_in, ceilings, word) -> Iterator[Hand]:
    """Yield whoever does a task; at its end tell what it cost, and compare that with what it may cost."""
    task = request.node.originalname.removeprefix("test_")
    hand = Hand(page, sign_in)
    yield hand
    size = page.viewport_size
    cost = (hand.clicks, hand.typed, hand.pages)
    print(f"{word}: {task} {size['width']}x{size['height']} clicks={cost[0]} typed={cost[1]} pages={cost[2]}")
    ceiling = ceilings[task][size != PHONE]
    assert all(n <= most for n, most in zip(cost, ceiling, strict=True)), f"{task}: {cost} over {ceiling}"
