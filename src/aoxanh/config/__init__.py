"""The only room that knows every room: settings, addresses, entry points."""
