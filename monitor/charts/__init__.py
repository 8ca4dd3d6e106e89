"""Drawings of results: records in, positions for the server's SVG or plain Plotly figures out."""
