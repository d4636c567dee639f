"""Cases (办件): one matter under way, moved along its diagram, with its clocks."""
