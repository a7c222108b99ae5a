"""Files in: what lies on the office PC is read, cleaned, judged row by row, and taken in as one."""
