// Speaks a later plugin interface; were it believed, its garbage would crash.
#include <cstdint>

namespace {

struct Entry {
    std::uint32_t interface_version, entry_size;
    const char* garbage;
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const Entry* limen_plugin_entry() {
    static const Entry entry{999, sizeof(Entry), reinterpret_cast<const char*>(8)};
    return &entry;
}
