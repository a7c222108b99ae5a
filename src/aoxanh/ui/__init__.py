"""Look and feel: pages, tags, tokens, behaviours; no word of the Union in here."""
