// Its entry point gives nothing.
extern "C" __attribute__((visibility("default"))) const void* limen_plugin_entry() { return nullptr; }
