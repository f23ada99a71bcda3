// Fixed-arity faces of variadic functions, which Swift cannot call.
#ifndef STRATA_GIT2_SHIM_H
#define STRATA_GIT2_SHIM_H

#include <git2.h>

/// `git_libgit2_opts` for the options that take one integer.
int strata_git_opts_int(int option, int value);

/// Names the repository format extensions that may be opened besides those that libgit2 knows.
int strata_git_opts_extensions(const char *const *names, size_t count);

/// libgit2 asks its backends from the highest priority down; its own for loose objects has 1.
#define STRATA_GIT_GUARD_PRIORITY 2
#define STRATA_GIT_PACK_PRIORITY 3

/// Lets the loose objects of an `objects` folder be read safely; see loose_objects.c.
int strata_git_guard_loose_objects(git_odb *database, const char *folder);

/// Opens a path below a folder, read-only, without ever waiting and without following a symbolic link anywhere on the
/// way, so that a file or folder that is exchanged for a link after it was listed cannot lead out of the folder.
/// `extra` holds further `open` flags. Returns -1 and sets `errno`; `ELOOP` for a link.
int strata_open_beneath(int folder, const char *path, int extra);

#endif
