"""How laws are named and cited, and what their last articles say of their own lives and of others."""
