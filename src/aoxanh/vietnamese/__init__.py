"""Vietnamese text, numbers, dates, identity numbers and phones: pure functions the whole house relies on.

Nothing here knows Django, the database or a person's session. Every refusal is a
:class:`aoxanh.vietnamese.refusal.Refusal` carrying a stable code, so a room above can translate it.
"""
