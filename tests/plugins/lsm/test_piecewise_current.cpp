// Each piece of a current begins once, at its time, however time is cut into slices.
#include "lsm/piecewise_current.hpp"

#include <doctest/doctest.h>

#include "limen/core/random.hpp"
#include "plugins/lsm/current_changes.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

// A current that is the number of its piece.
class Counting : public PiecewiseCurrent {
public:
    explicit Counting(const PieceGrid& grid) : x_grid(grid) {}

private:
    std::int64_t pieces() const override { return x_grid.count() + 1; }
    Time begin(std::int64_t piece, const SliceClock& clock) const override { return x_grid.begin(piece, clock); }
    void write(std::int64_t piece, std::uint32_t, std::span<double> current) const override {
        for (double& c : current) c = static_cast<double>(piece);
    }
    PieceGrid x_grid;
};

// Checks all pieces from `start` to `stop`, and what follows them.
void check_pieces(double start, double stop, double period, double length) {
    CAPTURE(start);
    CAPTURE(stop);
    CAPTURE(period);
    CAPTURE(length);
    const PieceGrid grid(start, stop, period);
    const auto changes = test::changes_of(Counting(grid), stop + 2 * length, length);
    REQUIRE(changes.size() == static_cast<std::size_t>(grid.count() + 1));
    bool good = true;
    for (std::size_t k = 0; k < changes.size(); ++k) {
        const double ms = k + 1 == changes.size() ? stop : start + static_cast<double>(k) * period;
        good = good && changes[k].current[0] == static_cast<double>(k);
        good = good && changes[k].offset >= 0 && changes[k].offset < length;
        good = good && std::fabs(changes[k].ms - ms) <= 1e-15 * (start + stop);
    }
    CHECK(good);
}

}  // namespace

TEST_CASE("pieces begin once each, where slices and periods share their borders and where they do not") {
    for (const double length : {0.1, 0.2, 0.1 / 3, 0.3, 0.7, 1.0, 1.5, 0.30000000000000004, 64.0})
        for (const double period : {0.1, 0.1 / 3, 0.3, 1.0, 2.5, 0.001})
            for (const double start : {0.0, 0.1, 0.3, 1.7}) check_pieces(start, start + 12, period, length);
}

TEST_CASE("pieces begin once each for random slices, periods and times") {
    Random random(1, Purpose::drive, 0);
    const auto between = [&](double low, double high) { return low * std::pow(high / low, random.uniform()); };
    for (int i = 0; i < 500; ++i) {
        const double length = between(0.01, 10), period = between(0.001, 10), start = 20 * random.uniform();
        check_pieces(start, start + period * between(0.1, 300), period, length);
        // As the engine's own slices are: a delay cut into parts.
        check_pieces(0, 15, 0.1, SliceClock::length_for(between(0.1, 3), 1 + static_cast<int>(random.below(7))));
    }
}

TEST_CASE("late pieces begin at the time of their number, not at a sum of rounded periods") {
    const PieceGrid grid(0, 0.1);
    const std::int64_t hour_10 = 360'000'000;
    for (const double length : {0.1, 1.0, 0.3}) {
        const SliceClock clock(length);
        for (std::int64_t k = hour_10; k < hour_10 + 100; ++k) {
            const Time time = grid.begin(k, clock);
            const long double exact = static_cast<long double>(k) * 0.1 -
                                      static_cast<long double>(time.slice) * static_cast<long double>(length);
            // A long double tells 4e-12 ms apart here; the product as a double would be wrong by up to 4e-9 ms.
            CHECK(std::fabs(time.offset - static_cast<double>(exact)) < 4e-12);
        }
    }
}

TEST_CASE("late pieces begin once each") {
    for (const double length : {0.1, 1.0, 0.3, 0.7})
        for (const double period : {0.1, 0.25, 1.0 / 3}) {
            const Counting drive(PieceGrid(0, period));
            const auto hour_10 = static_cast<std::int64_t>(3.6e7 / length);
            std::vector<double> numbers;
            for (std::int64_t slice = hour_10; slice < hour_10 + 200; ++slice) {
                DriveBuffer buffer;
                drive.fill({0, 0, 0, 1, slice, length, {}}, buffer);
                for (std::size_t i = 0; i < buffer.current_count(); ++i) numbers.push_back(buffer.current(i)[0]);
            }
            CHECK(std::fabs(static_cast<double>(numbers.size()) - 200 * length / period) <= 1);
            for (std::size_t k = 1; k < numbers.size(); ++k) CHECK(numbers[k] == numbers[k - 1] + 1);
        }
}

TEST_CASE("a whole number of pieces is not one more, and the last may be shorter") {
    CHECK(PieceGrid(0, 0.9, 0.3).count() == 3);
    CHECK(PieceGrid(0.1, 0.7, 0.1).count() == 6);
    CHECK(PieceGrid(0, 1e6, 0.1).count() == 10'000'000);
    const PieceGrid uneven(2, 3, 0.4);
    CHECK(uneven.count() == 3);
    CHECK(uneven.middle(0) == doctest::Approx(2.2));
    CHECK(uneven.middle(2) == doctest::Approx(2.9));
    CHECK(PieceGrid(2, 2.01, 5).middle(0) == doctest::Approx(2.005));
}

TEST_CASE("pieces without number are refused with the limit") {
    const auto told = [](double start, double stop, double period) {
        return test::refusal([&] { PieceGrid(start, stop, period); });
    };
    CHECK(told(0, 1, 1e-4) == "period: is 0.0001 ms; it must be 0.001 ms or more");
    CHECK(told(5, 5, 0.1) == "stop: is 5 ms; it must be later than start, 5 ms");
    CHECK(told(0, 1e13, 0.1) ==
          "period: is 0.1 ms, which makes 1e+14 pieces from start to stop; there may be 1e+12 at most");
    CHECK(told(0, 1e300, 0.1).starts_with("period: "));
    CHECK(told(0, 1e11, 0.1).empty());
}
