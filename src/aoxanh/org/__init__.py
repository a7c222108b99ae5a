"""Units of the Union and of the country, their names and places through time."""
