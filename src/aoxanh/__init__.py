"""Áo Xanh: the open platform on which the Vietnamese Youth Union does its work."""
