// Draws the progress line.
#include "progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "format.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

constexpr std::chrono::milliseconds draw_every{100};

std::size_t terminal_width() {
    winsize size{};
    constexpr std::size_t usual = 80;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

}  // namespace

std::string progress_text(const Progress& progress, std::size_t width) {
    const double share = progress.total_ms > 0 ? std::clamp(progress.done_ms / progress.total_ms, 0.0, 1.0) : 1;
    constexpr double percent = 100;
    std::string text = fmt::format("{:.0f} %", share * percent);
    if (progress.wall_s > 0 && progress.done_ms > 0) {
        const double rate = progress.done_ms / progress.wall_s;
        text += fmt::format("  {} ms/s  {} spikes/s  {} left", grouped(static_cast<std::uint64_t>(rate)),
                            grouped(static_cast<std::uint64_t>(static_cast<double>(progress.spikes) / progress.wall_s)),
                            seconds_text(std::max(0.0, progress.total_ms - progress.done_ms) / rate));
    }
    return text.substr(0, width);
}

ProgressLine::ProgressLine(bool wanted) : x_active(wanted && isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (x_drawn) print_error("\r\x1b[K");
}

void ProgressLine::show(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!x_active || (x_drawn && now - x_last < draw_every)) return;
    x_last = now;
    x_drawn = true;
    // The last column stays free: some terminals would begin a new line after it.
    print_error(fmt::format("\r{}\x1b[K", progress_text(progress, terminal_width() - 1)));
}

}  // namespace limen::app
