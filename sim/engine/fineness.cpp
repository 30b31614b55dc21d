// Counts slices and samples before there are any.
#include "engine/fineness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/event_queue.hpp"
#include "engine/recorded_units.hpp"
#include "engine/streams.hpp"
#include "model/delay_law.hpp"
#include "model/record_choice.hpp"

namespace limen {

namespace {

// The shortest take a microsecond each: so many, hours.
constexpr double most_steps = 1e10;
// Each has its place in memory while a spike can be on its way.
constexpr double most_slices_of_delay = 1e7;

double longest_delay(const ProjectionSpec& projection) {
    const DelayLaw law(projection);
    return law.continuous() ? law.longest() : law.delay(static_cast<std::uint32_t>(law.count() - 1));
}

const char* delay_verb(const ProjectionSpec& projection) {
    return projection.own_delays ? "gives delays down to" : "is";
}

class Fineness {
public:
    Fineness(const Model& model, double longest_trial, double total)
        : x_model(model), x_longest_trial(longest_trial), x_total(total) {}

    void check_records() {
        for (const RecordSpec& record : x_model.records)
            if (record.observable && x_total / record.period > most_steps)
                refuse(record.path, "period",
                       fmt::format("is {} ms, which makes {:.2g} samples of each unit in the {:.6g} ms to simulate; at "
                                   "most {:g} are taken, so make it {:.2g} ms or more",
                                   record.period, x_total / record.period, x_total, most_steps, x_total / most_steps));
    }

    void check_simulation() {
        constexpr double longest_slice = 1;  // ms, where nothing asks for a shorter one
        if (x_model.slice > 0 && too_many(x_model.slice)) refuse_step("simulation", "slice", "is", x_model.slice);
        if (too_many(longest_slice))
            refuse("simulation", "stop",
                   fmt::format("makes {:.6g} ms to simulate; at most {:g} are", x_total, most_steps * longest_slice));
    }

    // Those of one network. A slice is cut shorter for the sake of speed too, but not much.
    void check_network(const Network& network) {
        for (const NetworkPopulation& p : network.populations)
            if (const double longest = p.population->longest_slice(); too_many(longest))
                refuse_step(x_model.populations[p.model_index].path, "", "has time constants that need slices of",
                            longest);
        for (const ProjectionSpec& projection : x_model.projections)
            if (network.find(projection.source))
                if (const double least = DelayLaw(projection).delay(0); too_many(least))
                    refuse_step(projection.path, shortest_delay_key(projection), delay_verb(projection), least);
        if (x_problems.empty()) check_queue(network);
    }

    void throw_if_any() {
        if (!x_problems.empty()) throw ModelError(std::move(x_problems));
    }

private:
    bool too_many(double step) const { return x_total / step > most_steps; }

    void refuse_step(const std::string& path, const std::string& key, const char* verb, double step) {
        refuse(path, key,
               fmt::format("{} {:.3g} ms, of which {:.2g} fit into the {:.6g} ms to simulate; at most {:g} are gone "
                           "through, so make it {:.2g} ms or more",
                           verb, step, x_total / step, x_total, most_steps, x_total / most_steps));
    }

    void check_queue(const Network& network) {
        const double slice = network.slices.length();
        for (const ProjectionSpec& projection : x_model.projections)
            if (network.find(projection.source))
                if (const double longest = longest_delay(projection); longest / slice > most_slices_of_delay)
                    refuse(
                        projection.path, "delay",
                        fmt::format("is up to {:.6g} ms, which is {:.2g} slices of {:.3g} ms{}; at most {:g} can be, "
                                    "so make it shorter, or the shortest delay longer",
                                    longest, longest / slice, slice,
                                    longest > x_longest_trial
                                        ? fmt::format(" and more than the {:.6g} ms of a trial", x_longest_trial)
                                        : "",
                                    most_slices_of_delay));
    }

    void refuse(const std::string& path, const std::string& key, const std::string& message) {
        x_problems.push_back(x_model.problem(path, key, message));
    }

    const Model& x_model;
    double x_longest_trial, x_total;
    std::vector<Problem> x_problems;
};

}  // namespace

void check_fineness(const Model& model, const std::vector<Network>& networks, const std::vector<Trials>& streams) {
    double longest = 0, total = 0;
    for (std::size_t i = 0; i < trial_count(streams); ++i) {
        const double duration = trial_duration(model, streams, i);
        longest = std::max(longest, duration);
        total += duration;
    }
    Fineness fineness(model, longest, total);
    fineness.check_simulation();
    fineness.check_records();
    for (const Network& network : networks)
        if (network.spiking) fineness.check_network(network);
    fineness.throw_if_any();
}

namespace {

double samples_of_all(const Model& model, const std::vector<Trials>& streams, const RecordSpec& record) {
    double total = 0, samples = 0;
    for (std::size_t i = 0; i < trial_count(streams); ++i) {
        const double duration = trial_duration(model, streams, i);
        total += duration;
        samples += static_cast<double>(samples_of(record, duration).count());
    }
    return record.whole_trials() ? std::floor(total / record.period) : samples;
}

}  // namespace

double recorded_bytes(const Model& model, const std::vector<Network>& networks, const std::vector<Trials>& streams) {
    double bytes = 0;
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations)
            for (const std::size_t r : p.records)
                bytes += samples_of_all(model, streams, model.records[r]) *
                         static_cast<double>(row_width(model.records[r], *p.population)) *
                         (model.records[r].float64 ? sizeof(double) : sizeof(float));
    for (const Trials& trials : streams)
        bytes += static_cast<double>((trials.values.size() + trials.targets.size()) * sizeof(double));
    return bytes;
}

double queue_bytes(const Network& network) {
    std::int64_t slices = 0;
    for (const Time& delay : network.delays) slices = std::max(slices, delay.slice + 1);
    return static_cast<double>(slices) * sizeof(std::vector<AxonalEvent>);
}

}  // namespace limen
