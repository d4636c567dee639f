"""The demo district (示范数据): real places, invented people, cases and documents; made by acts alone."""
