"""What every page a journey meets must stand: both themes, no barrier, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text(encoding="utf-8")
#: Two frames on (a page that is not in front draws none), what a change of theme begins has begun; then it is waited for.
#: What turns for ever does not count.
SETTLED = """new Promise(drawn => { requestAnimationFrame(() => requestAnimationFrame(drawn)); setTimeout(drawn, 250); }).then(() => Promise.all(
  document.getAnimations().filter(a => a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => null))))"""
#: All of a page, and what of it may differ in its other theme.
WHOLE = """axe.run({resultTypes: ["violations"]})"""
COLOURS = """axe.run({resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"]})"""


def looked_at(page, themes=("light", "dark")) -> None:
    """Scan the page in both themes, and see that nothing is wider than the screen."""
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        if theme == themes[0]:
            page.evaluate(AXE)
        found = page.evaluate(WHOLE if theme == themes[0] else COLOURS)["violations"]
        barriers = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]
        assert not barriers, f"{page.url} {theme}: {barriers}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
