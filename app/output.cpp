// Writes text and notices when it does not arrive.
#include "output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "exit.hpp"

namespace limen::app {

void print(std::string_view text) {
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
    if (errno == EPIPE) throw OutputClosed{};
    throw Fault(std::string("the output cannot be written: ") + std::strerror(errno));
}

void print_error(std::string_view text) noexcept { std::fwrite(text.data(), 1, text.size(), stderr); }

}  // namespace limen::app
