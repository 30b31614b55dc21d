// Makes one interface of replicas, which take one trial each, and of rates, which take many.
#include "engine/network_run.hpp"

#include <algorithm>
#include <limits>

#include "engine/rate_run.hpp"
#include "limen/core/parallel.hpp"
#include "model/rate_graph.hpp"

namespace limen {

namespace {

class SpikingRun : public NetworkRun {
public:
    SpikingRun(const Network& network, const RunContext& context)
        : x_replica(network, context.model, context.streams, context.recorded) {
        x_replica.show_pulse(context.pulse);
    }

    void start(std::span<const std::uint32_t> trials, std::span<const double> durations,
               std::span<ReplicaOutput* const> outputs, unsigned most_threads) override {
        x_output = outputs[0];
        x_duration = durations[0];
        x_replica.share_blocks(most_threads > 1);
        x_replica.start(trials[0], durations[0]);
    }
    void advance(double until) override { x_replica.advance(until, *x_output); }
    void finish() override { advance(x_duration); }
    double now(std::size_t) const override { return x_replica.now(); }
    const std::string& fault(std::size_t) const override { return x_replica.runaway(); }
    std::vector<std::uint64_t> synaptic_events(std::size_t) const override { return x_replica.synaptic_events(); }
    std::vector<double> weights(std::size_t from, std::size_t to) const override { return x_replica.weights(from, to); }
    bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const override {
        return x_replica.observe(population, observable, row);
    }
    bool change(std::size_t population, const Population& next) override { return x_replica.change(population, next); }
    void resume(std::size_t drive) override { x_replica.resume(drive); }

private:
    Replica x_replica;
    ReplicaOutput* x_output = nullptr;
    double x_duration = 0;
};

std::size_t clock_of(const Network& network, const Model& model) {
    return limen::clock_of(model, network.populations.front().model_index).value_or(0);
}

// How many ms trials of rates go on side by side until records keep what they want of whole rows: few enough that these
// do not fill the memory. Without such records there is nothing to wait for.
double piece_of_rates(const Network& network, const Model& model, std::size_t lanes) {
    constexpr std::size_t numbers = 1U << 20U, fewest_frames = 16;
    std::size_t width = 0;
    for (const NetworkPopulation& p : network.populations)
        for (const std::size_t r : p.records)
            if (!model.records[r].units.all()) width += p.population->size();
    if (width == 0) return std::numeric_limits<double>::infinity();
    return model.data[clock_of(network, model)].frame *
           static_cast<double>(std::max(fewest_frames, numbers / (width * lanes)));
}

class RatesRun : public NetworkRun {
public:
    RatesRun(const Network& network, const RunContext& context, std::size_t lanes)
        : x_run(network, context.model, context.streams, lanes),
          x_piece(piece_of_rates(network, context.model, lanes)) {
        x_run.show_pulse(context.pulse);
    }

    void start(std::span<const std::uint32_t> trials, std::span<const double> durations,
               std::span<ReplicaOutput* const> outputs, unsigned most_threads) override {
        x_longest = *std::max_element(durations.begin(), durations.end());
        x_run.start(trials, durations, outputs);
        x_run.share_steps(most_threads);
    }
    void advance(double until) override { x_run.advance(until); }
    void finish() override {
        for (double now = x_piece; now < x_longest; now += x_piece) advance(now);
        advance(x_longest);
    }
    double now(std::size_t lane) const override { return x_run.now(lane); }
    const std::string& fault(std::size_t lane) const override { return x_run.diverged(lane); }
    std::vector<std::uint64_t> synaptic_events(std::size_t lane) const override { return x_run.synaptic_events(lane); }
    std::vector<double> weights(std::size_t, std::size_t) const override { return {}; }
    bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const override {
        x_run.observe(0, population, observable, row);
        return true;
    }
    bool change(std::size_t, const Population&) override { return false; }
    void resume(std::size_t) override {}

private:
    RateRun x_run;
    double x_piece, x_longest = 0;
};

}  // namespace

std::unique_ptr<NetworkRun> make_run(const Network& network, const RunContext& context, std::size_t lanes) {
    if (is_rate_network(network)) return std::make_unique<RatesRun>(network, context, lanes);
    return std::make_unique<SpikingRun>(network, context);
}

Deal deal_trials(const Network& network, const RunContext& context, std::size_t first, std::size_t count) {
    Deal deal;
    if (is_rate_network(network)) {
        // Many in the lanes of one state, so that W is read once for all of them.
        const Trials& clock = context.streams[clock_of(network, context.model)];
        std::vector<std::size_t> frames;
        for (std::size_t i = 0; i < count; ++i) frames.push_back(clock.frames(first + i));
        deal.batches = cut_into_batches(frames, threads());
        return deal;
    }
    for (std::uint32_t i = 0; i < count; ++i) deal.batches.push_back({i});
    deal.threads_each = threads_for_blocks(count);
    return deal;
}

}  // namespace limen
