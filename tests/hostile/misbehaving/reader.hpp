// A data reader whose trials do not fit together.
#pragma once

#include <cmath>

#include "limen/schema/dataset.hpp"
#include "misbehave.hpp"

namespace misbehaving {

class Reader : public limen::DatasetFactory {
public:
    limen::Trials load(const limen::Parameters& p, const limen::DatasetContext&) const override {
        const std::string& mode = p.text("mode");
        misbehave(mode);
        limen::Trials t = eight_trials();
        if (mode == "no_splits") t.splits.clear();
        if (mode == "few_splits") t.splits.pop_back();
        if (mode == "split_beyond") t.splits[0] = static_cast<limen::Split>(9);
        if (mode == "few_labels") t.labels.pop_back();
        if (mode == "no_classes") t.classes.clear();
        if (mode == "label_beyond") t.labels[0] = 7;
        if (mode == "label_below") t.labels[0] = -5;
        if (mode == "short_values") t.values.resize(30);
        if (mode == "long_values") t.values.resize(1000);
        if (mode == "nan_values") t.values[3] = NAN;
        if (mode == "short_targets") t.target_channels = 1;
        if (mode == "offsets_fall") t.offsets[2] = 5;
        if (mode == "offsets_wrap") t.offsets.back() = std::uint64_t{1} << 63U;
        if (mode == "offsets_begin") t.offsets.front() = 1;
        if (mode == "offsets_empty") t.offsets.clear();
        if (mode == "no_trials") t = {};
        if (mode.starts_with("event")) add_events(t, mode);
        return t;
    }

private:
    static limen::Trials eight_trials() {
        limen::Trials t;
        t.channels = 2;
        for (int i = 0; i < 8; ++i) {
            for (int k = 0; k < 20; ++k) t.values.push_back(i % 2 + 0.1 * k);
            t.offsets.push_back(t.offsets.back() + 10);
            t.labels.push_back(i % 2);
            t.splits.push_back(i < 6 ? limen::Split::train : limen::Split::test);
        }
        t.classes = {"a", "b"};
        return t;
    }

    static void add_events(limen::Trials& t, const std::string& mode) {
        t.event_units = mode == "events_of_none" ? 0 : 3;
        for (int i = 0; i < 8; ++i) t.events.push_back({1.0, 0}), t.events.push_back({2.0, 2});
        if (mode != "event_offsets_none")
            for (std::uint64_t i = 0; i <= 8; ++i) t.event_offsets.push_back(2 * i);
        if (mode == "event_offsets_beyond") t.event_offsets.back() = 17;
        if (mode == "event_unit") t.events[1].unit = 3;
        if (mode == "event_order") t.events[0].time = 5;
        if (mode == "event_nan") t.events[0].time = NAN;
        if (mode == "event_below") t.events[0].time = -1;
    }
};

}  // namespace misbehaving
