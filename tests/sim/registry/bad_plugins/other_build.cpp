// Speaks this interface, but was built with another C++ library and another size of Offer.
#include "limen/plugin.hpp"

extern "C" __attribute__((visibility("default"))) const limen::PluginEntry* limen_plugin_entry() {
    static const limen::PluginEntry entry{limen::plugin_interface_version,
                                          sizeof(limen::PluginEntry),
                                          limen::compiler_abi + 2,
                                          sizeof(limen::Offer) + 8,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          limen::compiler_name};
    return &entry;
}
