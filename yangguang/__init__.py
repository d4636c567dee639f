"""Yangguang 阳光政务: the office system of a Chinese district government."""
