// Reads SONATA's spikes, and finds those of a slice.
#include "lsm/spike_train_drive.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "limen/core/slice_clock.hpp"
#include "limen/hdf5.hpp"
#include "lsm/drive_limits.hpp"

namespace limen::lsm {

const Parameter<SpikeTrainInput> SpikeTrainInput::schema[4] = {
    {"file", &SpikeTrainInput::file, "path", Range::any, "HDF5 file with spikes, relative to the model"},
    {"group", &SpikeTrainInput::group, "", Range::any,
     "group with timestamps and node_ids, such as /spikes/exc; empty: the only population in /spikes"},
    {"weight", &SpikeTrainInput::weight, unit_of_target, Range::any, "of each spike; its sign chooses the synapse"},
    {"delay", &SpikeTrainInput::delay, "ms", Range::not_negative, "added to each time"},
};

namespace {

// A block meets few of these parts, and reads few spikes that are not its own.
constexpr std::uint32_t units_together = 1024;

// Where the datasets of what is now a population's group lie in /spikes itself.
bool is_old_layout(const std::vector<std::string>& members) {
    const auto has = [&](const char* name) { return std::find(members.begin(), members.end(), name) != members.end(); };
    return has("/spikes/gids") || has("/spikes/timestamps");
}

std::string find_group(const h5::File& file, const std::string& wanted) {
    std::vector<std::string> groups;
    if (file.exists("/spikes"))
        for (const std::string& name : file.children("/spikes")) groups.push_back("/spikes/" + name);
    if (!wanted.empty() && !(is_old_layout(groups) && (wanted == "/spikes" || wanted == "/spikes/"))) {
        if (file.exists(wanted)) return wanted;
        throw ParameterError("group", fmt::format("there is no {} in {}{}", wanted, file.path().string(),
                                                  groups.empty() ? "" : suggestion(wanted, groups)));
    }
    if (is_old_layout(groups))
        throw ParameterError(
            "file",
            fmt::format("is {}, in an old layout of SONATA: /spikes holds `gids` and `timestamps` themselves; "
                        "now each population has a group with `node_ids` and `timestamps`, as h5py makes it: "
                        "file.move(\"/spikes/gids\", \"/spikes/NAME/node_ids\"), and likewise /spikes/timestamps",
                        file.path().string()));
    if (groups.size() == 1) return groups[0];
    throw ParameterError(
        "group", fmt::format("must be given, because {} holds {} populations in /spikes{}{}", file.path().string(),
                             groups.size(), groups.empty() ? "" : ": ", fmt::join(groups, ", ")));
}

std::vector<double> read_column(const h5::File& file, const std::string& path) {
    if (file.shape(path).size() != 1) throw DataError(file.path(), path, "must have one dimension");
    return file.read<double>(path);
}

// Whether a group says that its spikes are sorted by time: SONATA's enumeration of none, by_id, by_time, or that text.
bool says_sorted(const h5::File& file, const std::string& group) {
    constexpr double by_time = 2;
    if (!file.has_attribute(group, "sorting")) return false;
    try {
        return file.number_attribute(group, "sorting") == by_time;
    } catch (const DataError&) {
        return file.text_attribute(group, "sorting") == "by_time";
    }
}

void refuse_old_names(const h5::File& file, const std::string& group) {
    for (const auto& [old_name, name] : {std::pair{"gids", "node_ids"}, {"times", "timestamps"}})
        if (!file.exists(group + '/' + name) && file.exists(group + '/' + old_name))
            throw DataError(file.path(), group,
                            fmt::format("has no `{0}`, but `{1}`, an old name of it; rename it, as h5py does with: "
                                        "file.move(\"{2}/{1}\", \"{2}/{0}\")",
                                        name, old_name, group));
}

// Times in ms and ids, checked one by one.
struct SpikeColumns {
    SpikeColumns(const h5::File& file, const std::string& group, std::uint32_t units)
        : times(read_column(file, group + "/timestamps")), ids(read_column(file, group + "/node_ids")) {
        const auto refuse = [&](const char* column, const std::string& message) {
            throw DataError(file.path(), group + column, message);
        };
        if (file.has_attribute(group + "/timestamps", "units"))
            if (const std::string unit = file.text_attribute(group + "/timestamps", "units"); unit != "ms")
                refuse("/timestamps", fmt::format("is in \"{}\"; it must be in ms", unit));
        if (times.size() != ids.size())
            refuse("", fmt::format("has {} timestamps and {} node_ids; it needs as many of each", times.size(),
                                   ids.size()));
        const bool by_time = says_sorted(file, group);
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (by_time && i > 0 && times[i] < times[i - 1])
                refuse("/timestamps", fmt::format("entry {} is {} ms, but the one before it {} ms; the group says that "
                                                  "it is sorted by time",
                                                  i, times[i], times[i - 1]));
            if (!(times[i] >= 0 && std::isfinite(times[i])))
                refuse("/timestamps", fmt::format("entry {} is {} ms; it must be 0 or more and finite", i, times[i]));
            if (!(ids[i] >= 0 && ids[i] < units && ids[i] == std::floor(ids[i])))
                refuse("/node_ids", fmt::format("entry {} is {}; the target's units are numbered 0 to {}", i, ids[i],
                                                std::int64_t{units} - 1));
        }
    }

    std::vector<double> times, ids;
};

}  // namespace

SpikeTrainDrive::SpikeTrainDrive(const SpikeTrainInput& parameters, const DriveContext& context)
    : x_weight(parameters.weight), x_spikes(context.target_size / units_together + 1) {
    refuse_above(most_current, "weight", parameters.weight, "pA");
    if (parameters.file.empty()) throw ParameterError("file", "must name an HDF5 file with spikes");
    const h5::File file = h5::File::open(context.folder / parameters.file);
    const std::string group = find_group(file, parameters.group);
    refuse_old_names(file, group);
    const SpikeColumns spikes(file, group, context.target_size);
    double last = 0;
    for (std::size_t i = 0; i < spikes.times.size(); ++i) {
        const auto unit = static_cast<std::uint32_t>(spikes.ids[i]);
        x_spikes[unit / units_together].push_back({spikes.times[i] + parameters.delay, unit});
        last = std::max(last, spikes.times[i]);
    }
    for (auto& part : x_spikes)
        std::sort(part.begin(), part.end(),
                  [](const Spike& a, const Spike& b) { return std::tie(a.time, a.unit) < std::tie(b.time, b.unit); });
    if (last > 0) x_event_rate = static_cast<double>(spikes.times.size()) / last / context.target_size;
}

std::uint64_t SpikeTrainDrive::bytes() const {
    std::uint64_t sum = x_spikes.capacity() * sizeof(std::vector<Spike>);
    for (const std::vector<Spike>& part : x_spikes) sum += part.capacity() * sizeof(Spike);
    return sum;
}

void SpikeTrainDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    // Each spike has one slice, whichever is asked for: none is given twice, and none is left out.
    const SliceClock clock(request.length);
    DriveInputs& inputs = buffer.add_inputs(x_weight);
    const std::uint32_t last_part = (request.first + request.size - 1) / units_together;
    for (std::uint32_t p = request.first / units_together; p <= last_part; ++p) {
        const std::vector<Spike>& part = x_spikes[p];
        auto spike = std::partition_point(part.begin(), part.end(),
                                          [&](const Spike& s) { return clock.at(s.time).slice < request.slice; });
        for (; spike != part.end() && clock.at(spike->time).slice == request.slice; ++spike) {
            if (spike->unit < request.first || spike->unit - request.first >= request.size) continue;
            inputs.offsets.push_back(clock.at(spike->time).offset);
            inputs.targets.push_back(static_cast<std::uint16_t>(spike->unit - request.first));
        }
    }
}

}  // namespace limen::lsm
