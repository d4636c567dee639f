"""法规变动: what a change of law touches, and how each organisation settles its list."""
