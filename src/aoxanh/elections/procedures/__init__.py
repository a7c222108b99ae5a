"""Procedures of this room: found by their being here."""
