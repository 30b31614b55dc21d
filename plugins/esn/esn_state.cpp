// The state before a frame and that after it lie in two arrays, which change places with each frame.
#include "esn/esn_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "esn/esn.hpp"

namespace limen::esn {

namespace {

template <class Real>
class SingleState : public RateState {
public:
    SingleState(const Update<Real>& update, const RateWiring& wiring)
        : x_update(update), x_seed(wiring.seed), x_id(wiring.id), x_sums(with_margin(update.units)) {
        for (auto& h : x_h) h.resize(with_margin(update.units));
    }

    void start(std::span<const std::uint32_t> trials) override {
        x_trial = trials[0];
        reset(0);
    }

    unsigned parts(unsigned most) const override {
        constexpr double worth_sharing = 2000;  // ns; to wait for each other takes a few hundred
        return static_cast<unsigned>(std::clamp(x_update.ns.back() / worth_sharing, 1.0, static_cast<double>(most)));
    }

    bool update(const RateStep& step) override {
        const Rows rows = rows_of(x_update.ns, x_update.units, step.part, step.parts);
        const Real* const old = x_h[before(step.frame)].data();
        Real* const sums = x_sums.data();
        std::array<Real, few_channels> few;
        std::vector<Real> many;
        std::span<Real> input = few;
        if (step.inputs[0].size() > few.size()) {
            many.resize(step.inputs[0].size());
            input = many;
        }
        input = input.first(step.inputs[0].size());
        std::transform(step.inputs[0].begin(), step.inputs[0].end(), input.begin(),
                       [](double u) { return static_cast<Real>(u); });
        x_update.rule.begin(input, sums, rows);
        x_update.recurrence->add(old, sums, rows);
        if (x_update.rule.noisy()) x_update.rule.add_noise({x_seed, x_id, x_trial, step.frame}, sums, 1, rows);
        return x_update.rule.finish(old, sums, x_h[before(step.frame + 1)].data(), rows);
    }

    void sample(const RateSample& sample) const override {
        const Rows rows = rows_of(x_update.ns, x_update.units, sample.part, sample.parts);
        const Real* const h = x_h[before(sample.frames)].data();
        write_sample(sample, rows.first, rows.last, [h](std::size_t i) { return h[i]; });
    }

    void hand_on(const RateOutput& output) const override {
        const Rows rows = rows_of(x_update.ns, x_update.units, output.part, output.parts);
        const Real* const h = x_h[before(output.frames)].data();
        std::copy(h + rows.first, h + rows.last, output.row.begin() + rows.first);
    }

    std::optional<std::uint32_t> not_finite(std::int64_t frames, std::size_t) const override {
        const auto& h = x_h[before(frames)];
        const auto found = std::find_if(h.begin(), h.end(), [](Real x) { return !std::isfinite(x); });
        if (found == h.end()) return std::nullopt;
        return static_cast<std::uint32_t>(found - h.begin());
    }

    void reset(std::size_t) override {
        for (auto& h : x_h) std::fill(h.begin(), h.end(), Real{0});
    }
    std::string likely_cause() const override { return x_update.likely_cause; }

private:
    static constexpr std::size_t few_channels = 32;
    static std::size_t before(std::int64_t frame) { return static_cast<std::size_t>(frame % 2); }

    const Update<Real>& x_update;
    std::uint64_t x_seed;
    std::uint32_t x_id, x_trial = 0;
    Aligned<Real> x_sums;
    std::array<Aligned<Real>, 2> x_h;
};

// Groups of lanes one after the other, so that one group's states stay in the cache.
template <class Real>
class LaneStates : public RateState {
public:
    LaneStates(const Update<Real>& update, const RateWiring& wiring)
        : x_update(update),
          x_seed(wiring.seed),
          x_id(wiring.id),
          x_groups((wiring.lanes + width - 1) / width),
          x_group_size(padded(update.units) * width),
          x_channels(wiring.channels),
          x_sums(x_group_size) {
        for (auto& h : x_h) h.resize(x_groups * x_group_size);
    }

    void start(std::span<const std::uint32_t> trials) override {
        x_trials.assign(trials.begin(), trials.end());
        for (auto& h : x_h) std::fill(h.begin(), h.end(), Real{0});
    }

    bool update(const RateStep& step) override {
        const Rows rows = rows_of(x_update.ns, x_update.units, step.part, step.parts);
        Aligned<Real> input(x_channels * width);
        bool finite = true;
        for (std::size_t first = 0; first < step.inputs.size(); first += width) {
            const std::size_t lanes = std::min(width, step.inputs.size() - first);
            std::fill(input.begin(), input.end(), Real{0});
            for (std::size_t lane = 0; lane < lanes; ++lane)
                for (std::size_t c = 0; c < x_channels; ++c)
                    input[c * width + lane] = static_cast<Real>(step.inputs[first + lane][c]);
            const std::size_t at = first / width * x_group_size;
            const Real* const old = x_h[before(step.frame)].data() + at;
            Real* const sums = x_sums.data();
            x_update.rule.begin_lanes(input, sums, rows);
            x_update.recurrence->add_lanes(old, sums, rows);
            for (std::size_t lane = 0; x_update.rule.noisy() && lane < lanes; ++lane)
                x_update.rule.add_noise({x_seed, x_id, x_trials[first + lane], step.frame}, sums + lane, width, rows);
            finite = x_update.rule.finish_lanes(old, sums, x_h[before(step.frame + 1)].data() + at, rows) && finite;
        }
        return finite;
    }

    void sample(const RateSample& sample) const override {
        const Rows rows = rows_of(x_update.ns, x_update.units, sample.part, sample.parts);
        const Real* const h = lane(sample.frames, sample.lane);
        write_sample(sample, rows.first, rows.last, [h](std::size_t i) { return h[i * width]; });
    }

    void hand_on(const RateOutput& output) const override {
        const Rows rows = rows_of(x_update.ns, x_update.units, output.part, output.parts);
        const Real* const h = lane(output.frames, output.lane);
        for (std::size_t i = rows.first; i < rows.last; ++i) output.row[i] = h[i * width];
    }

    std::optional<std::uint32_t> not_finite(std::int64_t frames, std::size_t number) const override {
        const Real* const h = lane(frames, number);
        for (std::uint32_t i = 0; i < x_update.units; ++i)
            if (!std::isfinite(h[i * width])) return i;
        return std::nullopt;
    }

    void reset(std::size_t number) override {
        for (auto& h : x_h)
            for (std::size_t i = 0; i < padded(x_update.units); ++i)
                h[number / width * x_group_size + i * width + number % width] = 0;
    }
    std::string likely_cause() const override { return x_update.likely_cause; }

private:
    static constexpr std::size_t width = lane_group<Real>;
    static std::size_t before(std::int64_t frame) { return static_cast<std::size_t>(frame % 2); }
    const Real* lane(std::int64_t frames, std::size_t number) const {
        return x_h[before(frames)].data() + number / width * x_group_size + number % width;
    }

    const Update<Real>& x_update;
    std::uint64_t x_seed;
    std::uint32_t x_id;
    std::size_t x_groups, x_group_size, x_channels;
    Aligned<Real> x_sums;
    std::array<Aligned<Real>, 2> x_h;  // group, unit, lane
    std::vector<std::uint32_t> x_trials;
};

}  // namespace

Rows rows_of(std::span<const double> ns, std::uint32_t units, unsigned part, unsigned parts) {
    if (parts == 1) return {0, units};
    const auto cut = [&](unsigned before) {
        if (before == parts) return units;
        const double share = ns.back() / parts * before;
        const auto group = std::lower_bound(ns.begin(), ns.end(), share) - ns.begin();
        return std::min(units, static_cast<std::uint32_t>(group) * static_cast<std::uint32_t>(unit_group));
    };
    return {cut(part), cut(part + 1)};
}

template <class Real>
Update<Real> make_update(const Esn& p, const Reservoir& reservoir, const Leaks& leaks, std::optional<Form> form) {
    const auto units = static_cast<std::uint32_t>(leaks.keep.size());
    Update<Real> update{.recurrence = make_recurrence<Real>(reservoir, form),
                        .rule = UpdateRule<Real>(p, reservoir, leaks),
                        .units = units,
                        .ns = {0},
                        .likely_cause = likely_cause_of_divergence(p, reservoir.fed_back)};
    constexpr double ns_per_unit = sizeof(Real) == sizeof(float) ? 0.4 : 1.5;  // input, activation, leak
    for (std::uint32_t first = 0; first < units; first += unit_group) {
        const Rows rows{first, std::min<std::uint32_t>(first + unit_group, units)};
        update.ns.push_back(update.ns.back() + update.recurrence->expected_ns(rows) + ns_per_unit * rows.size());
    }
    return update;
}

template <class Real>
std::unique_ptr<RateState> make_state(const Update<Real>& update, const RateWiring& wiring) {
    if (wiring.lanes == 1) return std::make_unique<SingleState<Real>>(update, wiring);
    return std::make_unique<LaneStates<Real>>(update, wiring);
}

template Update<float> make_update(const Esn&, const Reservoir&, const Leaks&, std::optional<Form>);
template Update<double> make_update(const Esn&, const Reservoir&, const Leaks&, std::optional<Form>);
template std::unique_ptr<RateState> make_state(const Update<float>&, const RateWiring&);
template std::unique_ptr<RateState> make_state(const Update<double>&, const RateWiring&);

}  // namespace limen::esn
