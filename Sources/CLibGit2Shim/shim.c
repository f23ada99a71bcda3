#include "git2_shim.h"

int strata_git_opts_int(int option, int value) { return git_libgit2_opts(option, value); }

int strata_git_opts_extension(const char *name) {
  const char *names[] = {name};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, (size_t)1);
}
