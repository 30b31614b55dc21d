// The writing thread and its bounded queue.
#include "record/recorder.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "record/writer.hpp"

namespace limen {

namespace {

constexpr std::size_t queue_bytes = std::size_t{64} << 20U;
constexpr std::chrono::milliseconds flush_every{500};

}  // namespace

std::size_t RecordingChunk::bytes() const {
    std::size_t sum = sizeof(*this);
    for (const SpikeChunk& s : spikes) sum += s.times.size() * sizeof(double) + s.ids.size() * sizeof(std::uint64_t);
    for (const auto& report : reports) sum += report.size() * sizeof(float);
    if (trial)
        for (const auto& input : trial->inputs) sum += input.size() * sizeof(double);
    return sum;
}

class Recorder::Writer {
public:
    Writer(std::filesystem::path path, const RecordingPlan& plan)
        : x_path(std::move(path)), x_part(x_path.string() + ".part"), x_file(std::in_place, x_part, plan) {
        x_file->flush();
        x_thread = std::thread([this] { work(); });
    }
    ~Writer() { finish(); }

    void append(RecordingChunk chunk) {
        std::unique_lock lock(x_mutex);
        const std::size_t bytes = chunk.bytes();
        x_changed.wait(lock, [&] { return x_failure || x_queue.empty() || x_queued_bytes + bytes <= queue_bytes; });
        if (x_failure) std::rethrow_exception(x_failure);
        x_queued_bytes += bytes;
        x_queue.push_back(std::move(chunk));
        x_changed.notify_all();
    }

    void close() {
        finish();
        if (x_failure) std::rethrow_exception(x_failure);
        x_file.reset();
        std::filesystem::rename(x_part, x_path);
    }

private:
    void finish() {
        if (!x_thread.joinable()) return;
        {
            const std::lock_guard lock(x_mutex);
            x_done = true;
            x_changed.notify_all();
        }
        x_thread.join();
    }

    void work() {
        try {
            auto last_flush = std::chrono::steady_clock::time_point{};
            while (auto chunk = next()) {
                x_file->append(*chunk);
                const auto now = std::chrono::steady_clock::now();
                if (now - last_flush < flush_every) continue;
                x_file->flush();
                last_flush = now;
            }
            x_file->flush();
        } catch (...) {
            const std::lock_guard lock(x_mutex);
            x_failure = std::current_exception();
            x_changed.notify_all();
        }
    }

    std::optional<RecordingChunk> next() {
        std::unique_lock lock(x_mutex);
        x_changed.wait(lock, [&] { return x_done || !x_queue.empty(); });
        if (x_queue.empty()) return std::nullopt;
        std::optional<RecordingChunk> chunk = std::move(x_queue.front());
        x_queue.pop_front();
        x_queued_bytes -= chunk->bytes();
        x_changed.notify_all();
        return chunk;
    }

    std::filesystem::path x_path, x_part;
    std::optional<RecordingFile> x_file;
    std::mutex x_mutex;
    std::condition_variable x_changed;
    std::deque<RecordingChunk> x_queue;
    std::size_t x_queued_bytes = 0;
    bool x_done = false;
    std::exception_ptr x_failure;
    std::thread x_thread;
};

Recorder::Recorder(std::filesystem::path path, const RecordingPlan& plan)
    : x_writer(std::make_unique<Writer>(std::move(path), plan)) {}
Recorder::~Recorder() = default;
void Recorder::append(RecordingChunk chunk) { x_writer->append(std::move(chunk)); }
void Recorder::close() { x_writer->close(); }

}  // namespace limen
