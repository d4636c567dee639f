"""遮盖: what may not go out is destroyed, and the file that goes out is tested before anybody gets it."""
