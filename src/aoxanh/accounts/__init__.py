"""Who signs in, which duty they hold at which unit and until when."""
