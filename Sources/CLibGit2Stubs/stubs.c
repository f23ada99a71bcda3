// Stands in for the parts of libgit2 that talk to the network, in the static release binary only.
//
// Debian builds libgit2 with mbedTLS, libssh2 and GSSAPI. Starting mbedTLS alone costs 3 to 8 ms a process, because the
// whole bundle of certificates is parsed, and GSSAPI comes without an archive to link. Strata reads local repositories
// only. With these definitions on the command line the linker never takes the members of libgit2.a that define the
// same names, and so needs none of the three libraries. Every call fails, except those that libgit2 makes when it
// starts. The signatures are those of libgit2 1.5.
#include <git2.h>
#include <git2/sys/transport.h>

#include "stubs.h"

static int without_network(void) {
  git_error_set_str(GIT_ERROR_NET, "this program is built without network access to Git repositories");
  return GIT_ERROR;
}

int git_mbedtls_stream_global_init(void) { return 0; }

int git_transport_ssh_global_init(void) { return 0; }

int git_mbedtls__set_cert_location(const char *file, const char *path) {
  (void)file, (void)path;
  return without_network();
}

int git_mbedtls_stream_new(void **out, const char *host, const char *port) {
  (void)out, (void)host, (void)port;
  return without_network();
}

int git_mbedtls_stream_wrap(void **out, void *in, const char *host) {
  (void)out, (void)in, (void)host;
  return without_network();
}

int git_http_auth_negotiate(void **out, const void *url) {
  (void)out, (void)url;
  return without_network();
}

int git_smart_subtransport_ssh(git_smart_subtransport **out, git_transport *owner, void *param) {
  (void)out, (void)owner, (void)param;
  return without_network();
}

int git_transport_ssh_with_paths(git_transport **out, git_remote *owner, void *payload) {
  (void)out, (void)owner, (void)payload;
  return without_network();
}
