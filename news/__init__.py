"""Articles in, from anywhere; kept."""

import os

# Arrow's own allocator keeps what it was once given, a hundred megabytes in a server with many readers. Before pyarrow
# is loaded: it asks once.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

import geo  # noqa: F401 - it says how numpy is to be loaded
