// What the tests of tasks have in common.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tasks/tasks.hpp"

namespace limen::tasks::test {

// A model's first data source.
inline DatasetContext seeded(std::uint64_t seed) { return {LIMEN_SOURCE_DIR, seed, 0}; }

// The key and the message of what a task is refused with; "" if it is made.
template <class Task>
std::string refusal(const Task& task) {
    try {
        make(task, seeded(1));
    } catch (const ParameterError& error) {
        return error.key() + " " + error.what();
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// What every task must keep to: the same seed makes the same trials, and each part is as long as asked.
template <class Task>
void check_parts(Task task) {
    task.train = 300;
    task.validation = 150;
    task.test = 200;
    const Trials trials = make(task, seeded(3)), again = make(task, seeded(3));
    CHECK(trials.values == again.values);
    CHECK(trials.targets == again.targets);
    REQUIRE(trials.size() == 3);
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::validation, Split::test});
    CHECK(trials.frames(0) == 300);
    CHECK(trials.frames(1) == 150);
    CHECK(trials.frames(2) == 200);
    CHECK(trials.values.size() == 650 * trials.channels);
    CHECK(trials.targets.size() == 650 * trials.target_channels);
    task.validation = task.test = 0;
    CHECK(make(task, seeded(3)).size() == 1);
    task.train = 1'000'000'000'000;
    CHECK(holds(refusal(task), "train"));
}

// Whether another seed, and another data source of the same model, makes other trials.
template <class Task>
void check_seeds(const Task& task) {
    const std::vector<double> values = make(task, seeded(3)).values;
    CHECK(values != make(task, seeded(4)).values);
    CHECK(values != make(task, {LIMEN_SOURCE_DIR, 3, 1}).values);
}

// Whether the targets of a series that predicts itself are its own values `horizon` frames later.
template <class Task>
void check_prediction(Task task) {
    task.train = 100;
    task.test = 50;
    task.horizon = 7;
    const Trials trials = make(task, seeded(2));
    REQUIRE(trials.target_channels == trials.channels);
    const std::size_t shift = 7 * trials.channels;
    for (std::size_t i = 0; i + shift < trials.values.size(); ++i) CHECK(trials.targets[i] == trials.values[i + shift]);
    task.horizon = 0;
    const Trials same = make(task, seeded(2));
    CHECK(same.targets == same.values);
    task.horizon = 10'000'000;
    CHECK(holds(refusal(task), "horizon"));
}

}  // namespace limen::tasks::test
