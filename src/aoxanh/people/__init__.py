"""People, once each: their particulars, identity numbers, guardians, consents, duplicates."""
