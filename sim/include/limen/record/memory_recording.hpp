// A run kept in memory as the recording that a file would hold, for readers and learners.
#pragma once

#include <memory>
#include <string>

#include "limen/engine/sink.hpp"
#include "limen/learn/recording.hpp"

namespace limen {

// It takes as much memory as the file would take of the disk.
class MemoryRecording : public Sink {
public:
    // `name` stands for the file in messages.
    explicit MemoryRecording(std::string name = "the recording in memory");
    ~MemoryRecording() override;

    void begin(const RecordingPlan&) override;
    void append(std::shared_ptr<const RecordingChunk>) override;
    void end(bool complete) override;

    // What was recorded by the run that ended last; it stays when the sink is gone. Throws Error where none has ended.
    Recording recording() const;

private:
    struct State;
    std::string x_name;
    std::unique_ptr<State> x_state;
    std::shared_ptr<const h5::File> x_ended;
};

}  // namespace limen
