"""The page that documents the API, drawn from its OpenAPI document: nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aoxanh.accounts.scopes import SCOPES


def docs(request: HttpRequest, document: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Show every endpoint: what it does, what it takes, what it answers."""
    whole = document()
    titles = {
        "org": _("Units"), "people": _("People"), "accounts": _("Duties and accounts"), "membership": _("Roster and membership book"),
        "statistics": _("Figures and reports"), "papers": _("Papers and numbers"), "fees": _("Union fees"),
        "attendance": _("Meetings, activities and who took part"), "cases": _("Cases and dockets"),
        "applications": _("Applications by link"), "elections": _("Elections and committees"), "training": _("Training of members"),
        "plans": _("Plans of reorganisation"),
    }  # fmt: skip
    groups: dict[str, list[dict[str, Any]]] = {}
    for place, methods in whole["paths"].items():
        for method, endpoint in methods.items():
            shown = described(place, method, endpoint, whole["components"]["schemas"])
            groups.setdefault(endpoint["tags"][0], []).append(shown)
    context = {
        "groups": [(tag, titles.get(tag, tag), endpoints) for tag, endpoints in groups.items()],
        "scopes": [(code, title) for code, (title, _rights) in SCOPES.items()],
        "version": whole["info"]["version"],
    }
    return render(request, "config/api_docs.html", context)


def described(place: str, method: str, endpoint: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return one endpoint as the page shows it."""
    body = endpoint.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": endpoint["operationId"],
        "method": method.upper(),
        "path": place,
        "summary": endpoint["summary"],
        "scope": next((scope for one in endpoint["security"] for scope in one.get("token", [])), ""),
        "parameters": [
            row(one["name"], one["schema"], required=one["required"]) for one in endpoint["parameters"]
        ],
        "fields": list(fields_of(body, schemas)),
        "answer": answer_of(endpoint["responses"]),
    }


def fields_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of a body."""
    found = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    for name, field in found.get("properties", {}).items():
        yield row(name, field, required=name in found.get("required", []))


def row(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """Return one field or parameter: its name, what it may hold, whether it must be there."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    kind = kinds[0] if kinds else {}
    choices = [str(code) or "“”" for code in kind.get("enum", [kind["const"]] if "const" in kind else [])]
    return {
        "name": name,
        "kind": ", ".join(choices[:12]) + (" …" if len(choices) > 12 else "")
        if choices
        else kind.get("format", kind.get("type", "")),
        "required": required,
    }


def answer_of(responses: dict[Any, Any]) -> str:
    """Return the name of what a successful request is answered with."""
    for status, response in responses.items():
        if str(status).startswith("2"):
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            return f"{status} {named(schema)}"
    return ""


def named(schema: dict[str, Any]) -> str:
    """Return a short name of a schema: UnitOut, [UnitRow]."""
    if schema.get("type") == "array":
        return f"[{named(schema.get('items', {}))}]"
    return str(schema.get("$ref", "").rsplit("/", 1)[-1] or schema.get("title", ""))
