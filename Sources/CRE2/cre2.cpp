#include "cre2.h"

#include <re2/re2.h>

#include <cstring>
#include <new>
#include <vector>

struct strata_re2 {
  re2::RE2 expression;
  strata_re2(const re2::StringPiece &pattern, const re2::RE2::Options &options) : expression(pattern, options) {}
};

extern "C" strata_re2 *strata_re2_compile(const char *pattern, size_t length, char *message,
                                          size_t message_capacity) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  // Bounds the memory of one pattern; RE2 refuses a larger one instead of taking it.
  options.set_max_mem(8 << 20);
  auto *compiled = new (std::nothrow) strata_re2(re2::StringPiece(pattern, length), options);
  if (compiled == nullptr || compiled->expression.ok()) return compiled;
  if (message_capacity > 0) {
    std::strncpy(message, compiled->expression.error().c_str(), message_capacity - 1);
    message[message_capacity - 1] = '\0';
  }
  delete compiled;
  return nullptr;
}

extern "C" void strata_re2_free(strata_re2 *expression) { delete expression; }

extern "C" int strata_re2_groups(const strata_re2 *expression) {
  return expression->expression.NumberOfCapturingGroups();
}

extern "C" bool strata_re2_match(const strata_re2 *expression, const char *text, size_t length, size_t start,
                                 int anchored, ptrdiff_t *offsets, int groups) {
  std::vector<re2::StringPiece> pieces(static_cast<size_t>(groups > 0 ? groups : 0));
  const auto anchor = anchored == 2   ? re2::RE2::ANCHOR_BOTH
                      : anchored == 1 ? re2::RE2::ANCHOR_START
                                      : re2::RE2::UNANCHORED;
  if (!expression->expression.Match(re2::StringPiece(text, length), start, length, anchor, pieces.data(), groups)) {
    return false;
  }
  for (int i = 0; i < groups; i++) {
    const bool matched = pieces[i].data() != nullptr;
    offsets[2 * i] = matched ? pieces[i].data() - text : -1;
    offsets[2 * i + 1] = matched ? offsets[2 * i] + static_cast<ptrdiff_t>(pieces[i].size()) : -1;
  }
  return true;
}
