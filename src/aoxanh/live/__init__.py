"""What happens now, sent to the open pages of those who may see it."""
