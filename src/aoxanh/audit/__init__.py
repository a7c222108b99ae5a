"""Every write is an operation: permitted, atomic and written into a chained log."""
