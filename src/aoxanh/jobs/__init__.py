"""Work done in the background or at a set time, with progress, result and error."""
