// Runs the real `limen` in a folder of its own and takes down what it says.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace limen::test {

inline void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

struct Outcome {
    int code = -1;  // exit code, or minus the signal that killed it
    std::string out, err;
};

// A folder, and the commands that run in it; gone with all that is in it when its owner is.
class Workplace {
public:
    Workplace() {
        std::string name = std::filesystem::temp_directory_path() / "limen-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
        x_path = name;
    }
    ~Workplace() {
        std::error_code ignored;
        std::filesystem::remove_all(x_path, ignored);
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return x_path / name; }

    // Starts `limen` with these words; stdout and stderr go to files.
    pid_t start(std::vector<std::string> words) const {
        words.insert(words.begin(), std::string(LIMEN_BINARY_DIR) + "/limen");
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const pid_t child = fork();
        if (child != 0) return child;
        // A shell in the background ignores Ctrl-C for its children; these shall hear it.
        signal(SIGINT, SIG_DFL);
        // A test that fails leaves nothing running.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        constexpr mode_t mode = 0600;
        if (chdir(x_path.c_str()) != 0) _exit(125);
        dup2(open("stdout.txt", O_WRONLY | O_CREAT | O_TRUNC, mode), STDOUT_FILENO);
        dup2(open("stderr.txt", O_WRONLY | O_CREAT | O_TRUNC, mode), STDERR_FILENO);
        execv(arguments[0], arguments.data());
        _exit(126);
    }

    Outcome finish(pid_t child) const {
        int status = 0;
        waitpid(child, &status, 0);
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        return {code, read_file(x_path / "stdout.txt"), read_file(x_path / "stderr.txt")};
    }

    Outcome limen(std::vector<std::string> words) const { return finish(start(std::move(words))); }

private:
    std::filesystem::path x_path;
};

// Waits until the test holds, half a minute at most.
template <class Test>
bool wait_for(Test test) {
    constexpr int tries = 3000;
    for (int i = 0; i < tries; ++i) {
        if (test()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Two classes of sequences that any reservoir tells apart: one rises, the other falls. Ragged in length.
inline std::string two_classes(int cases) {
    std::string text = "@problemName ramps\n@timeStamps false\n@univariate true\n@classLabel true up down\n@data\n";
    for (int i = 0; i < cases; ++i) {
        const bool up = i % 2 == 0;
        const int frames = 8 + i % 5;
        for (int k = 0; k < frames; ++k) {
            const double ramp = static_cast<double>(up ? k : frames - 1 - k) / frames + 0.01 * i;
            if (k > 0) text += ',';
            text += std::to_string(ramp);
        }
        text += up ? ":up\n" : ":down\n";
    }
    return text;
}

// A liquid and an echo state network, recorded and trained, on train.ts and test.ts beside it.
inline const char* const classifier_model = R"([simulation]
seed = 3

[data.ramps]
reader = "ts"
train = "train.ts"
test = "test.ts"
frame = 10.0

[population.liquid]
model = "lif"
size = 60
I_e = 300.0

[population.esn]
model = "esn"
data = "ramps"
size = 40

[projection.inner]
source = "liquid"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 20.0

[drive.voice]
target = "liquid"
model = "current"
data = "ramps"
scale = 300.0
density = 1.0

[record.liquid]
population = "liquid"
state = "spikes"

[record.states]
population = "esn"
state = "h"
period = 10.0

[readout.liquid]
trainer = "ridge"
record = "liquid"

[readout.esn]
trainer = "ridge"
record = "states"
)";

inline void write_classifier(const Workplace& place) {
    write_file(place / "ramps.toml", classifier_model);
    write_file(place / "train.ts", two_classes(24));
    write_file(place / "test.ts", two_classes(10));
}

// An echo state network that learns to recall its inputs.
inline const char* const memory_model = R"([data.u]
reader = "memory"
delays = 3
train = 300
validation = 100
test = 200

[population.esn]
model = "esn"
data = "u"
size = 20

[record.esn]
population = "esn"
state = "h"
period = 1.0

[readout.esn]
trainer = "ridge"
record = "esn"
washout = 50.0
)";

// Noise-driven neurons for a very long time: something to interrupt.
inline const char* const endless_model = R"([simulation]
stop = 1e9

[population.p]
model = "lif"
size = 200

[drive.noise]
target = "p"
model = "poisson"
rate = 8000.0
weight = 60.0

[record.p]
population = "p"
state = "spikes"
)";

}  // namespace limen::test
