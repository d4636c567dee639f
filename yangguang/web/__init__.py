"""Joins the parts: settings, addresses, menus, the command line."""
