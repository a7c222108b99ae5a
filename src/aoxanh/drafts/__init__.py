"""Nothing typed is ever lost: what stands in an unfinished form is kept for its writer."""
