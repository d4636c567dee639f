"""法律法规: the library of law as the public reads it."""
