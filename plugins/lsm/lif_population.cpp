// Checks a population's parameters against each other, and draws where its neurons are and start.
#include "lsm/lif_population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "limen/core/random.hpp"
#include "limen/core/shuffle.hpp"
#include "lsm/lif_event_state.hpp"
#include "lsm/lif_state.hpp"

namespace limen::lsm {

namespace {

void check_together(const Lif& p) {
    if (p.tau_syn_ex.empty() || p.tau_syn_in.empty())
        throw ParameterError(p.tau_syn_ex.empty() ? "tau_syn_ex" : "tau_syn_in",
                             "must name at least one time constant");
    if (p.size > std::numeric_limits<std::uint32_t>::max())
        throw ParameterError("size", fmt::format("is {}; a population has at most 2^32 - 1 units", p.size));
    if (p.V_init_per_trial && p.V_init.size() < 2)
        throw ParameterError("V_init_per_trial", "says nothing without V_init = [low, high] to draw from");
    if (p.V_init.size() > 2 || (p.V_init.size() == 2 && p.V_init[0] > p.V_init[1]))
        throw ParameterError("V_init", "must be one value in mV, or [low, high] with low <= high");
    if (p.grid.empty()) return;
    double product = 1;
    for (const double n : p.grid) product *= n == std::floor(n) ? n : 0;
    if (p.grid.size() > 3 || product != static_cast<double>(p.size))
        throw ParameterError("grid",
                             fmt::format("must be one to three whole numbers whose product is size, {}", p.size));
}

// A row shares its source's synapses in the block with the rows of the source's other delay classes.
std::uint32_t choose_block_size(std::size_t delay_classes) {
    constexpr std::size_t classes_in_smallest = 8;
    const std::size_t times = std::bit_ceil((delay_classes + classes_in_smallest - 1) / classes_in_smallest);
    return static_cast<std::uint32_t>(
        std::clamp<std::size_t>(times * lif_block_size, lif_block_size, largest_lif_block_size));
}

// Grid sites in a random order, so that the inhibitory neurons, which are the last, are spread over the grid.
std::vector<Position> draw_positions(const Lif& p, const PopulationContext& context) {
    if (p.grid.empty()) return {};
    const auto along = [&](std::size_t axis) {
        return axis < p.grid.size() ? static_cast<std::size_t>(p.grid[axis]) : 1;
    };
    std::vector<Position> sites;
    for (std::size_t z = 0; z < along(2); ++z)
        for (std::size_t y = 0; y < along(1); ++y)
            for (std::size_t x = 0; x < along(0); ++x)
                sites.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)});
    Random random(context.seed, Purpose::positions, context.id);
    shuffle(std::span(sites), random);
    return sites;
}

}  // namespace

LifPopulation::LifPopulation(const Lif& parameters, const PopulationContext& context)
    : x_parameters((check_together(parameters), parameters)),
      x_seed(context.seed),
      x_id(context.id),
      x_values(parameters, context.seed, context.id),
      x_excitatory(excitatory_units(parameters)),
      x_block_size(choose_block_size(context.delay_classes)),
      x_positions(draw_positions(parameters, context)) {
    if (parameters.homeostasis == "none") return;
    x_settling.targets = draw_target_rates(parameters, context.seed, context.id);
    if (parameters.homeostasis == "scaling")
        x_settling.scales.assign(size(), 1);
    else
        for (std::size_t i = 0; i < size(); ++i) x_settling.distances.push_back(x_values.V_th[i] - x_values.V_reset[i]);
}

double LifPopulation::longest_slice() const {
    // Factors exp(x / tau) reach e^2 in such a slice: the sums lose less than a decimal digit. And what an excitatory
    // input adds to the potential must only rise (lif_segment.hpp).
    if (!shares_factors()) return never;
    constexpr double time_constants = 2;
    const double of_membrane = time_constants * x_values.tau_m[0];
    if (order() == 0) return of_membrane;
    const Kernel excitatory(x_values.tau_m[0], x_parameters.tau_syn_ex[0]);
    return std::min({of_membrane, time_constants * x_parameters.tau_syn_ex[0],
                     time_constants * x_parameters.tau_syn_in[0], excitatory.peak_time(order())});
}

std::uint32_t LifPopulation::receptors(bool inhibitory) const {
    return static_cast<std::uint32_t>((inhibitory ? x_parameters.tau_syn_in : x_parameters.tau_syn_ex).size());
}

bool LifPopulation::shares_factors() const noexcept {
    return x_values.tau_m.same() && x_values.C_m.same() && receptors(false) == 1 && receptors(true) == 1 &&
           x_parameters.q_sfa == 0;
}

bool LifPopulation::may_become(const LifPopulation& next) const noexcept {
    return size() == next.size() && block_size() == next.block_size() && order() == next.order() &&
           shares_factors() == next.shares_factors() && x_values.tau_m.same() == next.x_values.tau_m.same() &&
           receptors(false) == next.receptors(false) && receptors(true) == next.receptors(true);
}

std::vector<double> LifPopulation::initial_potentials(std::uint32_t trial) const {
    const std::vector<double>& range = x_parameters.V_init;
    std::vector<double> potentials(size());
    if (range.size() < 2) {
        for (std::size_t i = 0; i < potentials.size(); ++i) potentials[i] = range.empty() ? x_values.E_L[i] : range[0];
        return potentials;
    }
    Random random(x_seed, Purpose::initial_state, x_id, x_parameters.V_init_per_trial ? trial : 0);
    for (double& V : potentials) V = range[0] + (range[1] - range[0]) * random.uniform();
    return potentials;
}

int LifPopulation::order() const noexcept {
    if (x_parameters.synapse == "delta") return 0;
    return x_parameters.synapse == "alpha" ? 2 : 1;
}

std::uint64_t LifPopulation::bytes() const {
    constexpr std::uint64_t sums[] = {2, 4, 8};
    // Of doubles in a LifBlock, and the initial potential of a trial.
    const std::uint64_t numbers = 5 + 2 * static_cast<std::uint64_t>(order()) + sums[order()];
    const std::uint64_t of_neuron = shares_factors()
                                        ? numbers * sizeof(double)
                                        : LifEventState::bytes_of_neuron(receptors(false) + receptors(true));
    return size() * of_neuron + x_values.bytes() + x_positions.size() * sizeof(Position);
}

Homeostasis LifPopulation::homeostasis() const {
    if (x_parameters.homeostasis == "none") return {};
    return {x_parameters.homeostasis_passes, x_parameters.homeostasis_trials};
}

std::shared_ptr<const Population> LifPopulation::settle(std::span<const double> rates, std::int64_t pass) const {
    auto next = std::make_shared<LifPopulation>(*this);
    next->x_settling.note(rates);
    if (pass < x_parameters.homeostasis_passes) {
        const std::vector<double> moves = x_settling.moves(rates, pass);
        if (x_parameters.homeostasis == "scaling")
            scale_by(moves, next->x_settling.scales);
        else
            next->x_values.V_th = moved_thresholds(moves, x_values, x_settling.distances);
    }
    return next;
}

Examination LifPopulation::examine(const Trials*) const {
    if (x_settling.rates_before.empty()) return {};
    Examination told = x_settling.told();
    if (x_settling.scales.empty()) {
        std::vector<double> thresholds(size());
        for (std::size_t i = 0; i < thresholds.size(); ++i) thresholds[i] = x_values.V_th[i];
        told.arrays.push_back({"V_th", std::move(thresholds)});
    }
    return told;
}

std::unique_ptr<PopulationState> LifPopulation::make_state(const PopulationWiring& wiring) const {
    if (!shares_factors()) return std::make_unique<LifEventState>(*this, wiring);
    switch (order()) {
        case 0:
            return std::make_unique<LifState<0>>(*this, wiring);
        case 1:
            return std::make_unique<LifState<1>>(*this, wiring);
        default:
            return std::make_unique<LifState<2>>(*this, wiring);
    }
}

void refuse_beyond_measure(std::size_t unit) {
    throw Error(
        fmt::format("the potential or the currents of unit {} are beyond all measure: its inputs are too large", unit));
}

std::vector<Observable> LifFactory::observables() const {
    return {{"V_m", "mV", "membrane potential, exact at any time"},
            {"I_ex", "pA", "excitatory synaptic current"},
            {"I_in", "pA", "inhibitory synaptic current"},
            {"filtered", "", "spike train filtered by exp(-t / tau_filter)"},
            {"count", "", "spikes since the trial began"}};
}

std::vector<UnusedParameter> LifFactory::unused(const Parameters& parameters) const {
    if (parameters.text("homeostasis") != "none") return {};
    const std::string reason = "without homeostasis";
    return {{"target_rate", reason}, {"homeostasis_passes", reason}, {"homeostasis_trials", reason}};
}

std::unique_ptr<Population> LifFactory::make(const Parameters& parameters, const PopulationContext& context) const {
    return std::make_unique<LifPopulation>(from_parameters<Lif>(parameters), context);
}

}  // namespace limen::lsm
