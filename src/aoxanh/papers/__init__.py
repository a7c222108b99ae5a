"""Papers: the document model, its typesetting as PDF/A and Word, number books, issued papers and their proof."""
