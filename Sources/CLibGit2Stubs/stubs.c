// Symbols of libgit2 that the static binary replaces.
