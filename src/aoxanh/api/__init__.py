"""What every room's routers share: doors, bodies made of forms, pages of lists, problems. No room's words."""
