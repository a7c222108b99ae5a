"""An invented province to try everything in, always the same from one seed."""
