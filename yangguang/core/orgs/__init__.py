"""Organisations (机关), regions, posts and people, and who may act for whom."""
