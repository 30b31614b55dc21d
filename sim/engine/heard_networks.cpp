// Finds the networks that one hears, and runs them.
#include "engine/heard_networks.hpp"

#include "engine/network_run.hpp"
#include "engine/streams.hpp"

namespace limen {

HeardNetworks::HeardNetworks(const std::vector<Network>& networks, std::size_t number, const Model& model,
                             const std::vector<Trials>& streams)
    : x_networks(networks), x_model(model), x_streams(streams) {
    const std::vector<std::size_t> givers = relay_givers(networks);
    x_relays = givers.size();
    std::vector<bool> heard(networks.size());
    heard[number] = true;
    for (std::size_t n = number + 1; n-- > 0;)
        for (const HeardRelay& relay : networks[n].hears)
            heard[givers[relay.relay]] = heard[givers[relay.relay]] || heard[n];
    for (std::size_t n = 0; n < number; ++n)
        if (heard[n]) x_heard.push_back(n);
}

ReplicaOutput HeardNetworks::take(std::uint32_t trial) const {
    ReplicaOutput output(x_model);
    output.relays.resize(x_relays);
    const std::vector<bool> recorded(x_model.populations.size());
    const RunContext context{x_model, x_streams, recorded};
    const double duration = trial_duration(x_model, x_streams, trial);
    ReplicaOutput* const outputs[] = {&output};
    for (const std::size_t n : x_heard) {
        const auto run = make_run(x_networks[n], context, 1);
        run->start({&trial, 1}, {&duration, 1}, outputs, 1);
        run->finish();
        output.clear();
    }
    return output;
}

}  // namespace limen
