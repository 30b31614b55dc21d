// How a population fires: rates, irregularity, synchrony, avalanches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "limen/learn/trainer.hpp"

namespace limen::train {

struct SpikeStatistics {
    std::string record;
    double bin = 5, avalanche_bin = 0, washout = 0;  // ms
    static const Parameter<SpikeStatistics> schema[4];
};

// Gathers trials one after the other. Times are ms, sorted.
class SpikeGatherer {
public:
    // `bin`: in which spikes are counted; `avalanche_bin`: a bin without a spike ends an avalanche.
    SpikeGatherer(std::size_t units, double bin, double avalanche_bin);
    // What lies in the `duration` from `start` on.
    void add(std::span<const double> times, std::span<const std::uint64_t> units, double duration, double start = 0);

    // Hz, of each unit.
    std::vector<double> rates() const;
    // Of the intervals between a unit's spikes in a trial: deviation over mean; NaN for units with fewer than three
    // intervals. (1 for a Poisson process, 0 for a clock.) The deviation is that of these intervals, with nothing taken
    // off their number, so that few of them give a value that is on average too low.
    std::vector<double> variations() const;
    // How many intervals each unit has.
    std::vector<double> intervals() const;
    // Root of the variance of the mean count in a bin over the mean variance of the counts of single units: 1 if all
    // fire as one, about 1 / sqrt(units) if none has to do with another. (D. Golomb, J. Rinzel 1993, "Dynamics of
    // globally coupled inhibitory neurons with heterogeneity", Phys. Rev. E 48.) NaN if nothing varies.
    double synchrony() const;
    // Mean over units of the variance of counts over their mean; NaN without spikes.
    double fano_factor() const;

    // Spikes of each avalanche, and how many bins it lasts: bins with a spike that follow each other, between two
    // without one. (J. Beggs, D. Plenz 2003, "Neuronal avalanches in neocortical circuits", J. Neurosci. 23.)
    const std::vector<std::uint64_t>& sizes() const noexcept { return x_sizes; }
    const std::vector<std::uint64_t>& lengths() const noexcept { return x_lengths; }
    // Mean over all bins with a spike of how many spikes the next one has for each of its own; 1 at criticality.
    double branching() const;

private:
    struct Intervals {
        double count = 0, first = 0, sum = 0, squares = 0;  // the sums are of what each is longer than the first
    };
    void add_interval(Intervals& intervals, double interval);
    void add_counts(std::span<const double> times, std::span<const std::uint64_t> units, double duration, double start);
    void add_avalanches(std::span<const double> times, double duration, double start);

    double x_bin, x_avalanche_bin, x_duration = 0;
    std::vector<std::uint64_t> x_spikes;              // of each unit
    std::vector<Intervals> x_intervals;               // of each unit
    std::vector<double> x_counts, x_count_squares;    // of each unit: over bins
    double x_bins = 0, x_all = 0, x_all_squares = 0;  // over bins: number, counts of all units and their squares
    std::vector<std::uint64_t> x_sizes, x_lengths;
    double x_ratios = 0, x_ancestors = 0;
};

// The exponent a of sizes 1, 2, 3, ... with probability s^-a / zeta(a), where it is likeliest for these. (A. Clauset,
// C. Shalizi, M. Newman 2009, "Power-law distributions in empirical data", SIAM Review 51, section 3.1.) NaN where
// there are fewer than two sizes or all are 1.
double power_law_exponent(std::span<const std::uint64_t> sizes);

class SpikeStatisticsTrainer : public Measure {
public:
    void check(const Parameters&, const RunOutline&) const override;
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

}  // namespace limen::train
