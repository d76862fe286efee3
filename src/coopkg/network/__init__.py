"""Documents from other hosts, fetched without becoming anybody's way into this network; `fetching.fetched` does it."""
