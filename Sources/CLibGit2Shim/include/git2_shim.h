// Fixed-arity faces of libgit2's variadic functions, which Swift cannot call.
#ifndef STRATA_GIT2_SHIM_H
#define STRATA_GIT2_SHIM_H

#include <git2.h>

/// `git_libgit2_opts` for the options that take one integer.
int strata_git_opts_int(int option, int value);

/// Names one more repository format extension that may be opened.
int strata_git_opts_extension(const char *name);

#endif
