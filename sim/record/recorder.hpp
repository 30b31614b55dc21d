// Writes a run to its HDF5 file, from one thread behind a bounded queue. Layout: docs/file-format.md.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "limen/engine/sink.hpp"

namespace limen {

// One producer. The file is called `<path>.part` until close() renames it; without close() it stays so, readable up to
// its last flush.
class Recorder {
public:
    // Creates the file with every dataset and attribute, then lets readers follow. Throws DataError.
    Recorder(std::filesystem::path path, const RecordingPlan&);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Queues a piece; waits while the queue holds more than 64 MiB. Rethrows what went wrong in the writing thread.
    void append(std::shared_ptr<const RecordingChunk>);
    void append(RecordingChunk piece) { append(std::make_shared<const RecordingChunk>(std::move(piece))); }
    // Writes everything and closes the file; `complete`: all that was planned is there. It keeps its name.
    void finish(bool complete);
    // Does so, and gives the file its final name.
    void close(bool complete = true);

private:
    class Writer;
    std::unique_ptr<Writer> x_writer;
};

// Records a run; `rename`: whether the file gets its final name at the end.
class RecordingSink : public Sink {
public:
    explicit RecordingSink(std::filesystem::path path, bool rename = true)
        : x_path(std::move(path)), x_rename(rename) {}
    void begin(const RecordingPlan& plan) override { x_recorder.emplace(x_path, plan); }
    void append(std::shared_ptr<const RecordingChunk> piece) override { x_recorder->append(std::move(piece)); }
    void end(bool complete) override { x_rename ? x_recorder->close(complete) : x_recorder->finish(complete); }

private:
    std::filesystem::path x_path;
    bool x_rename;
    std::optional<Recorder> x_recorder;
};

}  // namespace limen
