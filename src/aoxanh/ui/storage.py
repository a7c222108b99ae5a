"""Static files under names that carry their content's hash, so that browsers keep them for ever."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes module imports too. Before anything was collected (a checkout, the tests) names stay plain."""

    support_js_module_import_aggregation = True
    #: Only our own modules: what others ship may name files it does not bring.
    _js_module_import_aggregation_patterns = (
        "ui/*.js",
        HashedFilesMixin._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]  # noqa: SLF001
    )
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the hashed name, or the plain one where nothing has been collected."""
        if not self.hashed_files:
            return self.clean_name(name)
        return super().stored_name(name)

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's signature
        """Return the address of a file; plain where nothing has been collected."""
        if name and not self.hashed_files and not force:
            return self.base_url + self.clean_name(name)
        found: Any = super().url(name, force=force)
        return str(found)
