"""What Streamlit runs: as a server, with what stands before it, and then for each reader, as the page."""

import streamlit as st

if __name__ == "__main__":
    from dashboard import page  # not in the server: components are made known to one that runs

    page.draw()
else:
    from dashboard import gate

    app = st.App(__file__, middleware=gate.MIDDLEWARE)
