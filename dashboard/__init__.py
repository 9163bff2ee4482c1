"""What is seen: the page's views of placed mentions. The only room, with app.py, that imports Streamlit or folium."""
