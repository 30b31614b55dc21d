// Finds the pieces that begin in a slice.
#include "lsm/piecewise_current.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "limen/core/frame_clock.hpp"

namespace limen::lsm {

namespace {

// Each piece ends a segment of the engine's work and needs a current for each unit of a block.
constexpr double shortest_period = 1e-3, most_pieces = 1e12;
// Numbers up to here are doubles too.
constexpr std::int64_t endless = std::int64_t{1} << 53U;

}  // namespace

void PiecewiseCurrent::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    // Each piece has one slice, whichever is asked for: none is given twice, and none is left out.
    const SliceClock clock(request.length);
    std::int64_t piece = 0, end = pieces();
    while (piece < end) {
        const std::int64_t middle = piece + (end - piece) / 2;
        if (begin(middle, clock).slice < request.slice)
            piece = middle + 1;
        else
            end = middle;
    }
    if (request.resumes && piece > 0) write(piece - 1, request.first, buffer.add_current(0, request.size));
    for (end = pieces(); piece < end; ++piece) {
        const Time time = begin(piece, clock);
        if (time.slice > request.slice) break;
        write(piece, request.first, buffer.add_current(time.offset, request.size));
    }
}

void check_period(double period) {
    if (period < shortest_period)
        throw ParameterError("period", fmt::format("is {} ms; it must be {} ms or more", period, shortest_period));
}

PieceGrid::PieceGrid(double start, double period) : x_start(start), x_stop(0), x_period(period), x_count(endless) {
    check_period(period);
}

PieceGrid::PieceGrid(double start, double stop, double period) : PieceGrid(start, period) {
    if (!(stop > start))
        throw ParameterError("stop", fmt::format("is {} ms; it must be later than start, {} ms", stop, start));
    const auto count = static_cast<double>(FrameClock(period, start).begun(stop));
    if (count > most_pieces)
        throw ParameterError("period", fmt::format("is {} ms, which makes {:.3g} pieces from start to stop; there may "
                                                   "be {:g} at most",
                                                   period, count, most_pieces));
    x_stop = stop;
    x_count = static_cast<std::int64_t>(std::max(count, 1.0));
}

Time PieceGrid::begin(std::int64_t piece, const SliceClock& clock) const {
    if (piece == x_count) return clock.at(x_stop);
    return clock.after(clock.at(x_start), clock.at_multiple(piece, x_period));
}

double PieceGrid::middle(std::int64_t piece) const noexcept {
    const double begin = x_start + static_cast<double>(piece) * x_period;
    return piece + 1 == x_count ? (begin + x_stop) / 2 : begin + x_period / 2;
}

}  // namespace limen::lsm
