"""The statute's numbers as data: one file a version, each value with source, validity and how sure we are (R-VER-03)."""
