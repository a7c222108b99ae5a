"""Keeping the whole safe: backups and restores, the proof that goes round all day, what the operator sees."""
