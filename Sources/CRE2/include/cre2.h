// A C face over RE2, the regular expression engine whose dialect Go's regexp, CEL and kustomize share.
#ifndef STRATA_CRE2_H
#define STRATA_CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct strata_re2 strata_re2;

/// Compiles a pattern. Returns NULL when the pattern is invalid; `message` then holds the reason (always terminated).
strata_re2 *strata_re2_compile(const char *pattern, size_t length, char *message, size_t message_capacity);
void strata_re2_free(strata_re2 *expression);

/// Number of capturing groups, the whole match not counted.
int strata_re2_groups(const strata_re2 *expression);

/// Searches `text` from `start`. `anchored`: 0 anywhere, 1 at the start, 2 the whole text.
/// Fills `groups` pairs of (begin, end) offsets; -1 for a group that did not take part.
bool strata_re2_match(const strata_re2 *expression, const char *text, size_t length, size_t start, int anchored,
                      ptrdiff_t *offsets, int groups);

#ifdef __cplusplus
}
#endif
#endif
