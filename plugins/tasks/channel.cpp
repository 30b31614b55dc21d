// Sends symbols through a channel with echoes, distortion and noise.
#include <fmt/format.h>

#include <array>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Channel> Channel::schema[5] = {
    train_key<Channel>,
    validation_key<Channel>,
    test_key<Channel>,
    {"snr", &Channel::snr, "dB", Range::any, "power of the signal over that of the noise"},
    {"delay", &Channel::delay, "", Range::not_negative, "the target is the symbol so many frames ago"},
};

namespace {

constexpr std::size_t ahead = 2;  // symbols that reach the receiver before their time
// Of d(n + 2), d(n + 1), ..., d(n - 7).
constexpr std::array echoes{0.08, -0.12, 1.0, 0.18, -0.1, 0.091, -0.05, 0.04, 0.03, 0.01};

// u(n) without the noise; symbols[n] is the latest that it depends on.
double received(const std::vector<double>& symbols, std::size_t n) {
    double q = 0;
    for (std::size_t i = 0; i < echoes.size(); ++i) q += echoes[i] * symbols[n - i];
    return q + 0.036 * q * q - 0.011 * q * q * q;
}

}  // namespace

Trials make(const Channel& task, const DatasetContext& context) {
    constexpr std::int64_t most_delay = 1000;
    if (task.delay > most_delay)
        throw ParameterError("delay", fmt::format("is {}; it must be at most {}", task.delay, most_delay));
    constexpr double ln_10 = 2.302585092994045684, most_snr = 300;
    if (std::fabs(task.snr) > most_snr)
        throw ParameterError("snr", fmt::format("is {} dB; it must be from -{} to {}", task.snr, most_snr, most_snr));
    const auto delay = static_cast<std::size_t>(task.delay);
    return independent_parts(task, 1, 1, [&](Split part, std::size_t frames) {
        Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(part));
        const std::size_t before = echoes.size() + delay;
        std::vector<double> symbols(before + frames + ahead);
        for (double& symbol : symbols) symbol = 2.0 * random.below(4) - 3;
        Sequence sequence;
        double power = 0;
        for (std::size_t k = 0; k < frames; ++k) {
            sequence.values.push_back(received(symbols, before + k + ahead));
            sequence.targets.push_back(symbols[before + k - delay]);
            power += sequence.values.back() * sequence.values.back() / static_cast<double>(frames);
        }
        boost::random::normal_distribution<double> noise(0, std::sqrt(power * math::exp(-task.snr / 10 * ln_10)));
        for (double& value : sequence.values) value += noise(random);
        return sequence;
    });
}

}  // namespace limen::tasks
