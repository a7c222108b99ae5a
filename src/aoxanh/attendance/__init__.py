"""Attendance (sinh hoạt): which meetings and activities a branch held, and who took part."""
