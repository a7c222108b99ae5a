"""Weight, origin and strictness of what browsers are sent; walks the templates of all rooms."""

import gettext
import re
import sys
from pathlib import Path

import brotli
import messages
import pytest
import vendor
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "src/aoxanh/ui/static"
TEMPLATES = sorted(ROOT.glob("src/aoxanh/**/templates/**/*.html"))
NAMES = [str(p.relative_to(ROOT)) for p in TEMPLATES]
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


#: Forms that carry no command key, each with why; `tests/papers/test_signatures.py` proves what holds instead.
WITHOUT_KEY = {"certify.html": "the kept fingerprint of what was sent would be a hash of a password"}


def text_of(path):
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_post_form_carries_its_token_and_its_command_key(path):
    for form in re.findall(r"<form\b.*?</form>", text_of(path), re.DOTALL):
        opening = form[: form.index(">")]
        if re.search(r"method\s*=\s*[\"']?post", opening, re.IGNORECASE) or "hx-post" in opening:
            assert "{% csrf_token %}" in form, opening
            if path.name not in WITHOUT_KEY:
                assert "{% command_key %}" in form, opening


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_has_inline_script_style_handlers_or_other_hosts(path):
    text = text_of(path)
    assert not re.search(r"<style\b", text, re.IGNORECASE)
    assert not re.search(r"\sstyle\s*=", text, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text, re.IGNORECASE)
    assert not re.search(r"javascript:", text, re.IGNORECASE)
    for script in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert "src=" in script or 'type="application/json"' in script or "application/ld+json" in script
    assert not re.search(
        r"""(?:src|srcset|action|hx-get|hx-post|data-\w+)\s*=\s*["'](?:https?:)?//""", text, re.IGNORECASE
    )
    assert not re.search(r"<link\b[^>]*href\s*=\s*[\"'](?:https?:)?//", text, re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_icon_named_is_in_the_sprite(path):
    listed = set((ROOT / "src/aoxanh/ui/icons.txt").read_text(encoding="utf-8").split())
    assert set(re.findall(r"{%\s*icon \"([\w-]+)\"", path.read_text(encoding="utf-8"))) <= listed


def test_vendored_files_are_those_of_the_manifest():
    assert vendor.differences() == []


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    changed = tmp_path / "MANIFEST.json"
    changed.write_text(
        vendor.MANIFEST.read_text(encoding="utf-8").replace(
            '"src/aoxanh/ui/static/vendor/htmx/htmx-2.min.js": "',
            '"src/aoxanh/ui/static/vendor/htmx/htmx-2.min.js": "0',
        )
    )
    monkeypatch.setattr(vendor, "MANIFEST", changed)
    assert "src/aoxanh/ui/static/vendor/htmx/htmx-2.min.js" in vendor.differences()


def test_vietnamese_is_complete():
    assert messages.missing(["ui"]) == {}


def test_a_missing_translation_is_noticed(tmp_path, monkeypatch):
    room = tmp_path / "aoxanh/room"
    room.mkdir(parents=True)
    (room / "a.py").write_text(
        'from django.utils.translation import pgettext as _p, gettext as _\n_("Nobody said this")\n'
    )
    (room / "templates").mkdir()
    (room / "templates/a.html").write_text(
        "{% blocktranslate trimmed with n=1 %}\n You have {{ n }}\n things{% endblocktranslate %}"
        '{{ x|default:_("Nothing") }}'
    )
    monkeypatch.setattr(messages, "ROOMS", tmp_path / "aoxanh")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    found = {text for _context, text in messages.missing([])}
    assert found == {"Nobody said this", "You have %(n)s things", "Nothing"}


def test_compiled_catalogues_read_back(tmp_path):
    (tmp_path / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgctxt "page"\nmsgid "Next"\n'
        'msgstr "Trang "\n"sau"\n\n#, fuzzy\nmsgid "No"\nmsgstr "Không"\n',
        "utf-8",
    )
    messages.write_mo(messages.read_po(tmp_path / "a.po"), tmp_path / "a.mo")
    with (tmp_path / "a.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.pgettext("page", "Next") == "Trang sau"
    assert read.gettext("No") == "No"


def test_dark_says_only_tokens_that_light_has(client, db):
    dark, light = ((STATIC / f"ui/{name}.css").read_text(encoding="utf-8") for name in ("dark", "tokens"))
    names = re.findall(r"(--[a-z0-9-]+):", dark)
    assert len(names) == len(set(names)) > 30
    assert set(names) <= set(re.findall(r"(--[a-z0-9-]+):", light.partition("/* Bootstrap")[0]))
    link = r'ui/dark[^"]*\.css"([^>]*)>'
    assert re.findall(link, client.get("/ui/").content.decode()) == [' media="(prefers-color-scheme: dark)"']
    for chosen, linked in (("dark", [""]), ("light", [])):
        client.cookies["aoxanh_theme"] = chosen
        assert re.findall(link, client.get("/ui/").content.decode()) == linked


def compressed(path):
    data = path.read_bytes()
    return len(data) if path.suffix in {".woff2", ".png"} else len(brotli.compress(data, quality=11))


def page_weights(client):
    """Return brotli bytes of the living page's first load by kind: all behaviours, fonts and the sprite in."""
    page = client.get("/ui/", headers={"accept-language": "vi"})
    html = page.content.decode()
    linked = {STATIC / name for name in re.findall(r'(?:href|src)="/static/([^"#]+)', html)}
    weights = {
        "html": len(brotli.compress(page.content, quality=5)),
        "css": 0,
        "js": 0,
        "fonts": 0,
        "images": 0,
    }
    kinds = {".css": "css", ".js": "js", ".woff2": "fonts", ".svg": "images", ".png": "images"}
    everything = (
        linked
        | set((STATIC / "ui/behaviours").glob("*.js"))
        | set((STATIC / "vendor/be-vietnam-pro").glob("*.woff2"))
    )
    for path in everything:
        if (
            "180" not in path.name
        ):  # the home-screen icon is fetched when the page is kept, not when it is read
            weights[kinds[path.suffix]] += compressed(path)
    return weights


def test_the_page_keeps_its_budget(client, capsys):
    weights = page_weights(client)
    with capsys.disabled():
        sys.stdout.write(
            "\n  "
            + "  ".join(f"{k} {v / 1000:.1f} kB" for k, v in weights.items())
            + f"  total {sum(weights.values()) / 1000:.1f} kB\n"
        )
    assert weights["css"] <= 38_000
    assert weights["js"] <= 60_000
    assert weights["fonts"] <= 60_000
    assert sum(weights.values()) <= 180_000


def test_text_never_waits_for_a_font():
    text = (STATIC / "ui/tokens.css").read_text(encoding="utf-8")
    assert text.count("@font-face") == len(re.findall(r"font-display:\s*(?:swap|optional)", text)) == 4


def test_static_files_collect_under_hashed_names(tmp_path, settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "aoxanh.ui.storage.StaticFiles"}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", verbosity=0, interactive=False)
    script = next(p for p in (tmp_path / "ui").glob("main.*.js"))
    assert re.search(
        r'import\("\./behaviours/palette\.[0-9a-f]{12}\.js"\)', script.read_text(encoding="utf-8")
    )
