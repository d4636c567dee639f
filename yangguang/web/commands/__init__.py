"""One file for each command of `yangguang`; each is loaded only when it is called."""
