// Lays a recording out in a file of the HDF5 library's that never touches a disk.
#include "limen/record/memory_recording.hpp"

#include "limen/core/error.hpp"
#include "record/writer.hpp"

namespace limen {

struct MemoryRecording::State {
    State(const std::string& name, const RecordingPlan& plan)
        : file(std::make_shared<h5::File>(h5::File::create_in_memory(name))), writer(file, plan) {}
    std::shared_ptr<h5::File> file;
    RecordingFile writer;
};

MemoryRecording::MemoryRecording(std::string name) : x_name(std::move(name)) {}
MemoryRecording::~MemoryRecording() = default;

void MemoryRecording::begin(const RecordingPlan& plan) { x_state = std::make_unique<State>(x_name, plan); }

void MemoryRecording::append(std::shared_ptr<const RecordingChunk> piece) { x_state->writer.append(*piece); }

void MemoryRecording::end(bool complete) {
    x_state->writer.close(complete);
    x_ended = std::move(x_state->file);
    x_state.reset();
}

Recording MemoryRecording::recording() const {
    if (!x_ended) throw Error("no run has ended that was recorded in memory");
    return Recording(x_ended);
}

}  // namespace limen
