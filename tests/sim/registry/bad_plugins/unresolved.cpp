// Calls a function that is nowhere.
extern "C" int limen_function_that_nobody_defines();

extern "C" __attribute__((visibility("default"))) const void* limen_plugin_entry() {
    static const int number = limen_function_that_nobody_defines();
    return &number;
}
