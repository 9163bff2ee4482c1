"""Articles in, from anywhere; kept."""

import geo  # noqa: F401 - it says how numpy is to be loaded
