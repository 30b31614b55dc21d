// How a shared library becomes a plugin: LIMEN_PLUGIN(...) defines its one C entry point.
//
//   LIMEN_PLUGIN("lsm", "0.1.0",
//                limen::offer<LifFactory>(limen::Kind::population, "lif", "leaky integrate-and-fire ...",
//                                         schema_of<Lif>()))
//
// Rationale: behind the C entry stand C++ interfaces, not C tables, because a plugin is built against these headers by
// the same compiler; the numbers in PluginEntry are what makes a mismatch a clear refusal and not a crash.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "limen/connect/topology.hpp"
#include "limen/interface_number.hpp"
#include "limen/learn/trainer.hpp"
#include "limen/neuron/drive.hpp"
#include "limen/neuron/population.hpp"
#include "limen/schema/dataset.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

// The number is made from the public headers' text: it changes when they do, so that no older plugin is ever taken for
// a present one.
inline constexpr std::uint32_t plugin_interface_version = interface_number;

enum class Kind { population, topology, drive, dataset, trainer };
const char* kind_name(Kind) noexcept;

// Something a model can name. Exactly one of the pointers is set: the one of its kind.
struct Offer {
    Kind kind;
    std::string name;
    std::string summary;  // one line
    Schema schema;
    std::shared_ptr<const PopulationFactory> population{};
    std::shared_ptr<const TopologyFactory> topology{};
    std::shared_ptr<const DriveFactory> drive{};
    std::shared_ptr<const DatasetFactory> dataset{};
    std::shared_ptr<const Trainer> trainer{};
    std::string plugin{};  // whose it is; the host fills it in
};

struct PluginContents {
    std::string name, version;
    std::vector<Offer> offers;
};

#ifdef __clang__
inline constexpr const char* compiler_name = "clang++ " __clang_version__;
#else
inline constexpr const char* compiler_name = "g++ " __VERSION__;
#endif

// Plain data, checked before anything else of the plugin is touched. The first two fields never move.
struct PluginEntry {
    std::uint32_t interface_version;
    std::uint32_t entry_size;     // sizeof(PluginEntry)
    std::uint32_t compiler_abi;   // of the C++ library
    std::uint32_t contents_size;  // sizeof(Offer)
    const char* name;
    const char* version;
    void (*fill)(PluginContents&);  // may throw
    const char* compiler = compiler_name;
};

inline constexpr std::uint32_t compiler_abi =
    (__GXX_ABI_VERSION << 1) | static_cast<std::uint32_t>(_GLIBCXX_USE_CXX11_ABI);

template <class Factory>
Offer offer(Kind kind, std::string name, std::string summary, Schema schema) {
    Offer made{kind, std::move(name), std::move(summary), std::move(schema)};
    auto factory = std::make_shared<const Factory>();
    if constexpr (std::is_base_of_v<PopulationFactory, Factory>) made.population = factory;
    if constexpr (std::is_base_of_v<TopologyFactory, Factory>) made.topology = factory;
    if constexpr (std::is_base_of_v<DriveFactory, Factory>) made.drive = factory;
    if constexpr (std::is_base_of_v<DatasetFactory, Factory>) made.dataset = factory;
    if constexpr (std::is_base_of_v<Trainer, Factory>) made.trainer = factory;
    return made;
}

}  // namespace limen

// The entry point's name is the interface too: a library without it is not a plugin.
#define LIMEN_PLUGIN(plugin_name, plugin_version, ...)                                                     \
    extern "C" __attribute__((visibility("default"))) const limen::PluginEntry* limen_plugin_entry() {     \
        static const limen::PluginEntry entry{.interface_version = limen::plugin_interface_version,        \
                                              .entry_size = sizeof(limen::PluginEntry),                    \
                                              .compiler_abi = limen::compiler_abi,                         \
                                              .contents_size = sizeof(limen::Offer),                       \
                                              .name = plugin_name,                                         \
                                              .version = plugin_version,                                   \
                                              .fill = [](limen::PluginContents& contents) {                \
                                                  contents = {plugin_name, plugin_version, {__VA_ARGS__}}; \
                                              }};                                                          \
        return &entry;                                                                                     \
    }
