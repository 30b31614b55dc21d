// The factory of a drive that is built from a plain struct of parameters.
#pragma once

#include "limen/neuron/drive.hpp"

namespace limen::lsm {

template <class Made, class Input, bool data = false, bool currents = false>
class DriveMaker : public DriveFactory {
public:
    bool wants_data() const override { return data; }
    bool gives_currents() const override { return currents; }
    std::unique_ptr<Drive> make(const Parameters& parameters, const DriveContext& context) const override {
        return std::make_unique<Made>(from_parameters<Input>(parameters), context);
    }
};

}  // namespace limen::lsm
