// The writing thread and its bounded queue.
#include "record/recorder.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "limen/files/whole_file.hpp"
#include "record/writer.hpp"

namespace limen {

namespace {

constexpr std::size_t queue_bytes = std::size_t{64} << 20U;
constexpr std::chrono::milliseconds flush_every{200};
using Clock = std::chrono::steady_clock;

}  // namespace

class Recorder::Writer {
public:
    Writer(std::filesystem::path path, const RecordingPlan& plan)
        : x_path(std::move(path)), x_part(x_path.string() + ".part"), x_file(std::in_place, x_part, plan) {
        x_thread = std::thread([this] { work(); });
    }
    ~Writer() { stop(); }

    void append(std::shared_ptr<const RecordingChunk> chunk) {
        std::unique_lock lock(x_mutex);
        const std::size_t bytes = chunk->bytes();
        x_changed.wait(lock, [&] { return x_failure || x_queue.empty() || x_queued_bytes + bytes <= queue_bytes; });
        if (x_failure) std::rethrow_exception(x_failure);
        x_queued_bytes += bytes;
        x_queue.push_back(std::move(chunk));
        x_changed.notify_all();
    }

    void finish(bool complete) {
        stop();
        if (x_failure) std::rethrow_exception(x_failure);
        x_file->close(complete);
        x_file.reset();
    }

    void close(bool complete) {
        finish(complete);
        try {
            WholeFile(x_path, x_part).publish();
        } catch (const DataError& error) {
            if (!std::filesystem::exists(x_part)) throw;
            throw DataError(x_path, "",
                            fmt::format("cannot get its final name; the recording is whole in {}", x_part.string()));
        }
    }

private:
    void stop() {
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
            auto last_flush = Clock::time_point{};
            bool flushed = true;
            while (const auto chunk = next(flushed ? Clock::time_point::max() : last_flush + flush_every)) {
                if (*chunk != nullptr) {
                    x_file->append(**chunk);
                    flushed = false;
                }
                if (flushed || Clock::now() - last_flush < flush_every) continue;
                x_file->flush();
                last_flush = Clock::now();
                flushed = true;
            }
            x_file->flush();
        } catch (...) {
            const std::lock_guard lock(x_mutex);
            x_failure = std::current_exception();
            x_changed.notify_all();
        }
    }

    // The next piece; a null one once it is time to flush; none when all is written and no more will come.
    std::optional<std::shared_ptr<const RecordingChunk>> next(Clock::time_point flush_time) {
        std::unique_lock lock(x_mutex);
        const auto anything = [&] { return x_done || !x_queue.empty(); };
        if (flush_time == Clock::time_point::max())
            x_changed.wait(lock, anything);
        else if (!x_changed.wait_until(lock, flush_time, anything))
            return std::shared_ptr<const RecordingChunk>();
        if (x_queue.empty()) return std::nullopt;
        std::shared_ptr<const RecordingChunk> chunk = std::move(x_queue.front());
        x_queue.pop_front();
        x_queued_bytes -= chunk->bytes();
        x_changed.notify_all();
        return chunk;
    }

    std::filesystem::path x_path, x_part;
    std::optional<RecordingFile> x_file;
    std::mutex x_mutex;
    std::condition_variable x_changed;
    std::deque<std::shared_ptr<const RecordingChunk>> x_queue;
    std::size_t x_queued_bytes = 0;
    bool x_done = false;
    std::exception_ptr x_failure;
    std::thread x_thread;
};

Recorder::Recorder(std::filesystem::path path, const RecordingPlan& plan)
    : x_writer(std::make_unique<Writer>(std::move(path), plan)) {}
Recorder::~Recorder() = default;
void Recorder::append(std::shared_ptr<const RecordingChunk> chunk) { x_writer->append(std::move(chunk)); }
void Recorder::finish(bool complete) { x_writer->finish(complete); }
void Recorder::close(bool complete) { x_writer->close(complete); }

}  // namespace limen
