"""What is seen: the page's views of placed mentions. The only room, with app.py, that imports Streamlit or folium."""

import news  # noqa: F401 - it says how numpy and pyarrow are to be loaded
