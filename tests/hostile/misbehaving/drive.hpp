// A drive that misbehaves.
#pragma once

#include <cmath>

#include "limen/neuron/drive.hpp"
#include "misbehave.hpp"

namespace misbehaving {

class Drive : public limen::Drive {
public:
    explicit Drive(std::string mode) : x_mode(std::move(mode)) {}
    void fill(const limen::DriveRequest& request, limen::DriveBuffer& buffer) const override {
        misbehave(x_mode);
        if (x_mode.starts_with("current")) return fill_current(request, buffer);
        limen::DriveInputs& inputs = buffer.add_inputs(x_mode == "nan_weight" ? NAN : 1);
        inputs.offsets.push_back(x_mode == "nan_input"     ? NAN
                                 : x_mode == "early_input" ? -1
                                 : x_mode == "late_input"  ? request.length
                                                           : 0);
        if (x_mode != "few_targets") inputs.targets.push_back(x_mode == "other_unit" ? 60000 : 0);
        if (x_mode == "receptor") inputs.receptor = 7;
    }

private:
    void fill_current(const limen::DriveRequest& request, limen::DriveBuffer& buffer) const {
        if (x_mode == "current_order") buffer.add_current(request.length / 2, request.size);
        const double offset = x_mode == "current_late" ? request.length : x_mode == "current_nan" ? NAN : 0;
        const auto current = buffer.add_current(offset, x_mode == "current_small" ? 1 : request.size);
        if (x_mode == "current_endless") current[0] = HUGE_VAL;
    }

    std::string x_mode;
};

class DriveFactory : public limen::DriveFactory {
public:
    bool wants_data() const override { return false; }
    std::unique_ptr<limen::Drive> make(const limen::Parameters& p, const limen::DriveContext&) const override {
        if (p.text("mode") == "make_null") return nullptr;
        return std::make_unique<Drive>(p.text("mode"));
    }
};

}  // namespace misbehaving
