// What each system still holds of earlier inputs.
#include <algorithm>

#include "comparison/systems.hpp"
#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"

namespace limen::app {

namespace {

// So many frames that about half of a mean trial's have as many before them; 0 without data.
std::size_t lags_for(const h5::File& recording) {
    constexpr std::size_t most = 100;
    if (!recording.exists("/inputs")) return 0;
    const std::vector<std::string> data = recording.children("/inputs");
    if (data.empty()) return 0;
    const auto offsets = recording.read<std::uint64_t>("/inputs/" + data[0] + "/offsets");
    return offsets.size() < 2 ? 0 : std::min<std::size_t>(most, offsets.back() / (offsets.size() - 1) / 2);
}

}  // namespace

void add_memory_curves(std::vector<System>& systems, const PluginHost& host) {
    for (System& system : systems)
        for (SystemRun& run : system.runs) {
            const std::filesystem::path recording = run.folder / "run.h5";
            const h5::File file = h5::File::open(recording);
            const std::size_t lags = lags_for(file);
            const Model model = parse_model(file.read_text("/model/resolved"), recording, host, {{}, true});
            for (const ReadoutSpec& readout : model.readouts)
                if (readout.name == system.readout && lags > 0)
                    call_plugin(plugin_place(*readout.offer, readout.path), [&] {
                        run.memory_curve = readout.offer->trainer->memory_curve(
                            recording, readout.parameters, readout.name, run.folder / "readouts.h5", lags);
                    });
        }
}

}  // namespace limen::app
