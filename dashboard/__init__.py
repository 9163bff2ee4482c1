"""What is seen: the page's views of placed mentions. The only room, with app.py, that imports Streamlit or folium."""

import geo  # noqa: F401 - it says how numpy is to be loaded
