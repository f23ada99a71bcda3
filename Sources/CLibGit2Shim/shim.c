#define _GNU_SOURCE
#include "git2_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int strata_git_opts_int(int option, int value) { return git_libgit2_opts(option, value); }

int strata_git_opts_extensions(const char *const *names, size_t count) {
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

/// What `openat2` does, one segment after the other, for kernels and sandboxes without it.
static int open_by_segments(int folder, const char *path, int flags) {
  int at = folder;
  for (;;) {
    const char *slash = strchr(path, '/');
    if (slash == NULL) break;
    char segment[256];
    const size_t length = (size_t)(slash - path);
    if (length >= sizeof segment) {
      errno = ENAMETOOLONG;
    } else {
      memcpy(segment, path, length);
      segment[length] = '\0';
    }
    const int next = length >= sizeof segment ? -1 : openat(at, segment, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const int reason = errno;
    if (at != folder) close(at);
    errno = reason;
    if (next < 0) return -1;
    at = next;
    path = slash + 1;
  }
  const int descriptor = openat(at, path, flags | O_NOFOLLOW);
  const int reason = errno;
  if (at != folder) close(at);
  errno = reason;
  return descriptor;
}

int strata_open_beneath(int folder, const char *path, int extra) {
  const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | extra;
  struct open_how how = {0};
  how.flags = (unsigned long long)(unsigned)flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const long descriptor = syscall(SYS_openat2, folder, path, &how, sizeof how);
  if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM)) return (int)descriptor;
  return open_by_segments(folder, path, flags);
}
