"""What stands between the web and the store: the process that writes, and those that answer queries."""
