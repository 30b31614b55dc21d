// Spikes from analog channels: units that fire as Poisson processes whose rate follows a channel.
#pragma once

#include <memory>
#include <vector>

#include "limen/population.hpp"
#include "limen/random.hpp"

namespace limen::lsm {

struct PoissonEncoding {
    std::int64_t copies = 1;
    double base_rate = 20, gain = 20, max_rate = 200;
    static const Parameter<PoissonEncoding> schema[4];
};

// Unit i encodes channel i / copies. Within a frame the rate is constant, so exponential intervals are exact.
class PoissonEncoder : public Population {
public:
    PoissonEncoder(const PoissonEncoding&, const PopulationContext&);
    std::uint32_t size() const override { return x_size; }
    std::uint64_t bytes() const override;
    std::unique_ptr<PopulationState> make_state(const PopulationWiring&) const override;

    // Hz; clamped to [0, max_rate].
    double rate(double channel_value) const noexcept;
    std::uint32_t copies() const noexcept { return static_cast<std::uint32_t>(x_encoding.copies); }

private:
    PoissonEncoding x_encoding;
    std::uint32_t x_size;
};

class PoissonEncoderFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override { return {}; }
    bool spiking() const override { return true; }
    bool wants_data() const override { return true; }
    std::unique_ptr<Population> make(const Parameters& p, const PopulationContext& context) const override {
        return std::make_unique<PoissonEncoder>(from_parameters<PoissonEncoding>(p), context);
    }
};

}  // namespace limen::lsm
