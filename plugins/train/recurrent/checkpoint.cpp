// Writes and reads what FitState holds, array by array.
#include "train/recurrent/checkpoint.hpp"

#include <fmt/format.h>

#include "limen/files/whole_file.hpp"
#include "limen/hdf5.hpp"

namespace limen::train::recurrent {

namespace {

namespace fs = std::filesystem;

template <class T, class F>
void for_arrays(FitState<T>& state, F f) {
    f("parameters", state.parameters);
    f("best_parameters", state.best_parameters);
    f("optimiser_first", state.optimiser.first);
    f("optimiser_second", state.optimiser.second);
}

template <class T, class F>
void for_numbers(FitState<T>& state, F f) {
    f("best_loss", state.best_loss);
    f("momentum_power", state.optimiser.momentum_power);
    f("decay_power", state.optimiser.decay_power);
}

void write_flows(h5::File& file, const FlowRecord& record) {
    std::vector<double> numbers;
    for (const auto& flow : record.flows)
        for (const auto& layer : flow) numbers.insert(numbers.end(), layer.begin(), layer.end());
    file.write<std::uint64_t>("flow_epochs", record.epochs);
    const std::size_t layers = record.flows.empty() ? 0 : record.flows[0].size();
    const std::size_t lags = layers == 0 ? 0 : record.flows[0][0].size();
    file.write<double>("flow", numbers, {record.flows.size(), layers, lags});
}

FlowRecord read_flows(const h5::File& file) {
    FlowRecord record{file.read<std::uint64_t>("flow_epochs"), {}};
    const auto numbers = file.read<double>("flow");
    const auto shape = file.shape("flow");
    if (shape.size() != 3 || record.epochs.size() != shape[0])
        throw DataError(file.path(), "flow", "must have three dimensions: those of flow_epochs, layers and lags");
    auto from = numbers.begin();
    for (std::size_t i = 0; i < shape[0]; ++i) {
        std::vector<std::vector<double>> flow;
        for (std::size_t layer = 0; layer < shape[1]; ++layer, from += static_cast<std::ptrdiff_t>(shape[2]))
            flow.emplace_back(from, from + static_cast<std::ptrdiff_t>(shape[2]));
        record.flows.push_back(std::move(flow));
    }
    return record;
}

}  // namespace

template <class T>
void write_checkpoint(const fs::path& path, const std::string& settings, const FitState<T>& given,
                      const FlowRecord& flows) {
    FitState<T> state = given;
    WholeFile whole(path);
    {
        h5::File file = h5::File::create(whole.path(), path);
        file.write_text("settings", settings);
        for_arrays(state, [&](const std::string& name, const AlignedVector<T>& array) {
            file.write<T>(name, std::span<const T>(array.data(), array.size()));
        });
        for_numbers(state, [&](const std::string& name, double x) { file.set_attribute("/", name, x); });
        file.set_attribute<std::uint64_t>("/", "updates", state.updates);
        file.set_attribute<std::uint64_t>("/", "best_epoch", state.best_epoch);
        std::vector<double> curve;
        for (const Epoch& e : state.curve)
            curve.insert(curve.end(), {e.training_loss, e.validation_loss, e.learning_rate, e.gradient_norm});
        file.write<double>("curve", curve, {state.curve.size(), 4});
        write_flows(file, flows);
    }
    whole.publish();
}

template <class T>
bool read_checkpoint(const fs::path& path, const std::string& settings, FitState<T>& state, FlowRecord& flows) {
    if (!fs::exists(path)) return false;
    const h5::File file = h5::File::open(path);
    if (!file.exists("settings") || file.read_text("settings") != settings)
        throw DataError(path, "settings",
                        "is a checkpoint of another run; remove it, or let checkpoint name another file");
    for_arrays(state, [&](const std::string& name, AlignedVector<T>& array) {
        const auto numbers = file.read<T>(name);
        array.assign(numbers.begin(), numbers.end());
        if (!array.empty() && array.size() != state.parameters.size())
            throw DataError(path, name,
                            fmt::format("holds {} numbers for {} parameters", array.size(), state.parameters.size()));
    });
    for_numbers(state, [&](const std::string& name, double& x) { x = file.number_attribute("/", name); });
    state.updates = file.count_attribute("/", "updates");
    state.best_epoch = file.count_attribute("/", "best_epoch");
    const auto curve = file.read<double>("curve");
    if (curve.size() % 4 != 0) throw DataError(path, "curve", "must have four columns");
    for (std::size_t i = 0; i < curve.size(); i += 4)
        state.curve.push_back({curve[i], curve[i + 1], curve[i + 2], curve[i + 3]});
    flows = read_flows(file);
    return true;
}

template void write_checkpoint(const fs::path&, const std::string&, const FitState<float>&, const FlowRecord&);
template void write_checkpoint(const fs::path&, const std::string&, const FitState<double>&, const FlowRecord&);
template bool read_checkpoint(const fs::path&, const std::string&, FitState<float>&, FlowRecord&);
template bool read_checkpoint(const fs::path&, const std::string&, FitState<double>&, FlowRecord&);

}  // namespace limen::train::recurrent
