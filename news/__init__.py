"""Articles in, from anywhere; kept."""
