"""Everything recorded about a person, in words, for that person."""

from __future__ import annotations

from typing import Any

from aoxanh.audit.queries import told
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.people import queries
from aoxanh.people.consents import PURPOSES
from aoxanh.people.forms import PersonForm
from aoxanh.people.models import Person


def download_of(person: Person) -> dict[str, Any]:
    """Return the whole record: particulars, lists, addresses, consents, who changed and who read it."""
    form = PersonForm()
    values = PersonForm.values_of(person)
    affiliations = list(person.affiliations.filter(known_until=None).order_by("starts_on"))
    units = names_on({a.unit_id for a in affiliations}, today())
    return {
        "particulars": {
            str(form.fields[n].label): str(v) for n, v in values.items() if v and n != "revision"
        },
        "lists": [
            {
                "unit": units[a.unit_id].name if a.unit_id in units else "",
                "as": a.get_role_display(),
                "from": str(a.starts_on),
                "until": str(a.ends_on or ""),
            }
            for a in affiliations
        ],
        "addresses": [
            {
                "kind": a.get_kind_display(),
                "line": a.line,
                "from": str(a.starts_on or ""),
                "until": str(a.ends_on or ""),
            }
            for a in person.addresses.all()
        ],
        "consents": [
            {
                "purpose": str(PURPOSES[e.purpose].title),
                "given": e.given,
                "version": e.text_version,
                "at": e.at.isoformat(),
            }
            for e in person.consent_events.order_by("at")
        ],
        "changes": [
            {"when": row["when"].isoformat(), "who": row["who"], "what": row["what"]}
            for row in told(queries.history_of(person))
        ],
        "readers": [
            {"when": row["when"].isoformat(), "who": row["who"], "what": row["what"]}
            for row in told(queries.readers_of(person))
        ],
    }
