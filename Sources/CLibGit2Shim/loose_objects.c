// Loose objects, read before libgit2 gets to see them.
//
// libgit2 1.5 reads a loose object whose compressed data ends too early (a full disk, a lost power supply) in a loop
// that never ends, whether it is a file, a folder or a commit. The backend here stands before libgit2's own: it answers
// for whole objects, refuses damaged ones, and leaves everything else (packs, objects that are not there) to the rest.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "git2_shim.h"

/// The largest object that is read; a crafted header may promise any size.
static const size_t object_limit = (size_t)1 << 30;

struct loose_backend {
  git_odb_backend base;
  char folder[];
};

/// The start of an object: its kind, its size, and what came out of the decompressor with them.
struct header {
  git_object_t type;
  size_t size;
  unsigned char bytes[64];
  size_t filled, length;
};

static int damaged(const git_oid *id, const char *reason) {
  char hex[GIT_OID_HEXSZ + 1], message[160];
  snprintf(message, sizeof message, "loose object %s %s", git_oid_tostr(hex, sizeof hex, id), reason);
  git_error_set_str(GIT_ERROR_ODB, message);
  return GIT_ERROR;
}

/// Reads a file as it is on disk, or its first bytes only; GIT_ENOTFOUND when there is none.
static int read_file(const char *folder, const git_oid *id, size_t most, unsigned char **bytes, size_t *length) {
  char hex[GIT_OID_HEXSZ + 1], path[4096];
  git_oid_tostr(hex, sizeof hex, id);
  if (snprintf(path, sizeof path, "%s/%.2s/%s", folder, hex, hex + 2) >= (int)sizeof path) return GIT_ENOTFOUND;
  const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return errno == ENOENT || errno == ENOTDIR ? GIT_ENOTFOUND : damaged(id, strerror(errno));
  struct stat status;
  const bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const size_t size = regular ? (size_t)status.st_size : 0;
  const size_t wanted = size < most ? size : most;
  *bytes = wanted > 0 && wanted <= object_limit ? malloc(wanted) : NULL;
  *length = 0;
  while (*bytes != NULL && *length < wanted) {
    const ssize_t count = read(file, *bytes + *length, wanted - *length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    *length += (size_t)count;
  }
  close(file);
  if (*bytes == NULL) return damaged(id, size > object_limit ? "is too large" : "is empty or not a file");
  return 0;
}

/// Reads `blob 12` and the zero behind it.
static bool parse_header(struct header *header) {
  static const struct {
    const char *name;
    git_object_t type;
  } kinds[] = {{"blob ", GIT_OBJECT_BLOB}, {"tree ", GIT_OBJECT_TREE}, {"commit ", GIT_OBJECT_COMMIT},
               {"tag ", GIT_OBJECT_TAG}};
  const char *text = (const char *)header->bytes;
  const size_t filled = header->filled;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t at = strlen(kinds[i].name);
    if (filled <= at || memcmp(text, kinds[i].name, at) != 0) continue;
    const size_t first = at;
    header->type = kinds[i].type;
    header->size = 0;
    while (at < filled && text[at] >= '0' && text[at] <= '9' && header->size < SIZE_MAX / 100) {
      header->size = header->size * 10 + (size_t)(text[at++] - '0');
    }
    header->length = at + 1;
    return at > first && at < filled && text[at] == '\0';
  }
  return false;
}

/// Starts to decompress an object; the caller ends the stream, whatever comes back.
static bool start(z_stream *stream, struct header *header, unsigned char *bytes, size_t length) {
  stream->next_in = bytes;
  stream->avail_in = (uInt)length;
  stream->next_out = header->bytes;
  stream->avail_out = sizeof header->bytes;
  const int code = inflate(stream, Z_SYNC_FLUSH);
  header->filled = sizeof header->bytes - stream->avail_out;
  return (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR) && parse_header(header);
}

/// Decompresses the rest of an object into `content`, which has one byte more than its size.
static bool finish(z_stream *stream, const struct header *header, unsigned char *content) {
  const size_t ready = header->filled - header->length;
  if (ready > header->size) return false;
  memcpy(content, header->bytes + header->length, ready);
  stream->next_out = content + ready;
  stream->avail_out = (uInt)(header->size - ready + 1);
  // With all input at hand and room for one byte too many, only a whole object of the promised size ends here.
  const int code = inflate(stream, Z_FINISH);
  const size_t total = (size_t)(stream->next_out - content);
  content[header->size] = '\0';
  return code == Z_STREAM_END && total == header->size;
}

static int read_header(size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id) {
  const struct loose_backend *backend = (const struct loose_backend *)base;
  unsigned char *bytes = NULL;
  size_t length = 0;
  int code = read_file(backend->folder, id, 512, &bytes, &length);
  if (code != 0) return code;
  z_stream stream = {0};
  struct header header = {0};
  if (inflateInit(&stream) != Z_OK || !start(&stream, &header, bytes, length)) code = damaged(id, "is damaged");
  inflateEnd(&stream);
  free(bytes);
  *size = header.size;
  *type = header.type;
  return code;
}

static int read_object(void **content, size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id) {
  const struct loose_backend *backend = (const struct loose_backend *)base;
  unsigned char *bytes = NULL;
  size_t length = 0;
  int code = read_file(backend->folder, id, SIZE_MAX, &bytes, &length);
  if (code != 0) return code;
  z_stream stream = {0};
  struct header header = {0};
  void *buffer = NULL;
  if (inflateInit(&stream) != Z_OK || !start(&stream, &header, bytes, length)) {
    code = damaged(id, "is damaged");
  } else if (header.size > object_limit) {
    code = damaged(id, "is too large");
  } else if ((buffer = git_odb_backend_data_alloc(base, header.size + 1)) == NULL) {
    code = GIT_ERROR;
  } else if (!finish(&stream, &header, buffer)) {
    git_odb_backend_data_free(base, buffer);
    buffer = NULL;
    code = damaged(id, "is damaged");
  }
  inflateEnd(&stream);
  free(bytes);
  *content = buffer;
  *size = header.size;
  *type = header.type;
  return code;
}

/// Finds the one object whose id begins so.
static int find(const struct loose_backend *backend, const git_oid *prefix, size_t digits, git_oid *found) {
  char hex[GIT_OID_HEXSZ + 1], path[4096];
  git_oid_tostr(hex, sizeof hex, prefix);
  if (digits < 2 || digits > GIT_OID_HEXSZ) return GIT_ENOTFOUND;
  if (snprintf(path, sizeof path, "%s/%.2s", backend->folder, hex) >= (int)sizeof path) return GIT_ENOTFOUND;
  DIR *folder = opendir(path);
  if (folder == NULL) return GIT_ENOTFOUND;
  int count = 0;
  const struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    if (strlen(entry->d_name) != GIT_OID_HEXSZ - 2 || memcmp(entry->d_name, hex + 2, digits - 2) != 0) continue;
    char full[GIT_OID_HEXSZ + 1];
    memcpy(full, hex, 2);
    memcpy(full + 2, entry->d_name, sizeof full - 2);
    if (git_oid_fromstr(found, full) == 0) count++;
  }
  closedir(folder);
  return count == 0 ? GIT_ENOTFOUND : count == 1 ? 0 : GIT_EAMBIGUOUS;
}

static int read_prefix(git_oid *found, void **content, size_t *size, git_object_t *type, git_odb_backend *base,
                       const git_oid *prefix, size_t digits) {
  const int code = find((const struct loose_backend *)base, prefix, digits, found);
  return code != 0 ? code : read_object(content, size, type, base, found);
}

static void free_backend(git_odb_backend *base) { free(base); }

int strata_git_guard_loose_objects(git_odb *database, const char *folder) {
  const size_t length = strlen(folder) + 1;
  struct loose_backend *backend = calloc(1, sizeof *backend + length);
  if (backend == NULL || git_odb_init_backend(&backend->base, GIT_ODB_BACKEND_VERSION) != 0) {
    free(backend);
    return GIT_ERROR;
  }
  memcpy(backend->folder, folder, length);
  backend->base.read = read_object;
  backend->base.read_header = read_header;
  backend->base.read_prefix = read_prefix;
  backend->base.free = free_backend;
  const int code = git_odb_add_backend(database, &backend->base, STRATA_GIT_GUARD_PRIORITY);
  if (code != 0) free(backend);
  return code;
}
