"""The OpenAPI document, completed with what holds for every endpoint: keys, tokens, problems."""

from __future__ import annotations

from typing import Any

from aoxanh.api.doors import LONGEST_KEY
from aoxanh.api.problems import MEDIA_TYPE, Problem

WRITES = {"post", "put", "patch", "delete"}
KEY = {
    "in": "header", "name": "Idempotency-Key", "required": True,
    "description": "New for each change, for example a UUID; sent again, it has one effect and the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[A-Za-z0-9._:-]+$"},
}  # fmt: skip
REFUSALS = {
    400: "The request could not be read, or has no Idempotency-Key",
    401: "No valid token and no session",
    403: "Not allowed by duty or scope",
    404: "There is no such thing, or it is not open to you",
    409: "The key was used for another request, or somebody like this is recorded already",
    413: "Larger than is taken at once",
    422: "Refused by a rule, or by a field",
    429: "Too many requests; see Retry-After",
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token: Authorization: Bearer axt_…"},
    "session": {
        "type": "apiKey", "in": "cookie", "name": "sessionid",
        "description": "A signed-in page of ours; writes need its CSRF token.",
    },
}  # fmt: skip


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the key of writes, both ways to sign in and every refusal on each endpoint."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = SECURITY
    add_problem(components.setdefault("schemas", {}))
    for methods in document["paths"].values():
        for method, endpoint in methods.items():
            complete(endpoint, writes=method in WRITES)
    return document


def complete(endpoint: dict[str, Any], *, writes: bool) -> None:
    """Complete one endpoint."""
    scopes = [name.replace("_", ":") for one in endpoint.get("security", []) for name in one if "_" in name]
    endpoint["security"] = [{"token": scopes}, {"session": []}]
    endpoint["summary"] = str(endpoint["summary"])
    if writes and KEY not in endpoint["parameters"]:
        endpoint["parameters"] = [*endpoint["parameters"], KEY]
    answers = {status: text for status, text in REFUSALS.items() if writes or status not in {400, 409, 413}}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, text in answers.items():
        endpoint["responses"].setdefault(status, {"description": text, "content": content})


def add_problem(schemas: dict[str, Any]) -> None:
    """Put the problem and its parts among the schemas."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    schema["required"] = ["type", "title", "status"]
    schemas["Problem"] = schema
