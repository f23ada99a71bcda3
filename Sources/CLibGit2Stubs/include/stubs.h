// Functions of libgit2 without a public header; see stubs.c.
#ifndef STRATA_GIT2_STUBS_H
#define STRATA_GIT2_STUBS_H

int git_mbedtls_stream_global_init(void);
int git_transport_ssh_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *path);
int git_mbedtls_stream_new(void **out, const char *host, const char *port);
int git_mbedtls_stream_wrap(void **out, void *in, const char *host);
int git_http_auth_negotiate(void **out, const void *url);

#endif
