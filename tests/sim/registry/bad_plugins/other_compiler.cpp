// Speaks this interface, but another compiler has built it.
#include "limen/plugin.hpp"

extern "C" __attribute__((visibility("default"))) const limen::PluginEntry* limen_plugin_entry() {
    static const limen::PluginEntry entry{limen::plugin_interface_version,
                                          sizeof(limen::PluginEntry),
                                          limen::compiler_abi + 2,
                                          sizeof(limen::Offer),
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          "clang++ 99"};
    return &entry;
}
