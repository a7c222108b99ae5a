"""What every page a journey meets must stand: both themes, no barrier, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text(encoding="utf-8")
#: Two frames on, what a change of theme begins has begun; then it is waited for, but not for ever: a page that is not in front
#: draws no frames, and some movements never end.
SETTLED = """Promise.race([new Promise(late => setTimeout(late, 1000)),
  new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => Promise.all(
    document.getAnimations().filter(a => a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => null))))])"""
#: All of a page, and what of it may differ in its other theme.
WHOLE = """axe.run({resultTypes: ["violations"]})"""
COLOURS = """axe.run({resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"]})"""


#: Sets a promise of the page on its way, whose answer is waited for by a mark: asked for itself, it never comes from a page left meanwhile.
ASK = (
    "promise => { promise.then(told => { window.told = told; document.documentElement.dataset.told = ''; }) }"
)
ANSWER = "(() => { delete document.documentElement.dataset.told; return window.told; })()"


def answered(page, promise):
    """Return what a promise of the page comes to, within seconds or not at all."""
    page.evaluate(f"({ASK})({promise})")
    page.locator("html[data-told]").wait_for(state="attached", timeout=30_000)
    return page.evaluate(ANSWER)


def looked_at(page, themes=("light", "dark")) -> None:
    """Scan the page in both themes, and see that nothing is wider than the screen."""
    page.wait_for_load_state()
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        answered(page, SETTLED)
        if theme == themes[0]:
            page.evaluate(AXE)
        found = answered(page, WHOLE if theme == themes[0] else COLOURS)["violations"]
        barriers = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]
        assert not barriers, f"{page.url} {theme}: {barriers}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
