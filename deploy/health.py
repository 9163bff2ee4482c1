"""Ask the dashboard on this machine whether it is well: exit status 0 if so. For the container, which has no curl."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask at the port and base path that Streamlit is told by the environment."""
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    path = "/".join(filter(None, (base, "_stcore/health")))
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/{path}", timeout=4) as answer:
            return 0 if answer.read() == b"ok" else 1
    except (urllib.error.URLError, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
