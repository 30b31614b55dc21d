// Reads the samples of a current.
#include "lsm/sampled_current.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "limen/hdf5.hpp"
#include "lsm/drive_limits.hpp"

namespace limen::lsm {

const Parameter<SampledCurrentInput> SampledCurrentInput::schema[3] = {
    {"file", &SampledCurrentInput::file, "path", Range::any, "HDF5 file with the samples, relative to the model"},
    {"dataset", &SampledCurrentInput::dataset, "", Range::any,
     "samples in pA, such as /stimulus: one column for all units, or one for each"},
    {"period", &SampledCurrentInput::period, "ms", Range::positive, "how long each sample lasts"},
};

SampledCurrent::SampledCurrent(const SampledCurrentInput& input, const DriveContext& context) : x_period(input.period) {
    if (input.file.empty()) throw ParameterError("file", "must name an HDF5 file with samples");
    if (input.dataset.empty()) throw ParameterError("dataset", "must name the dataset with the samples");
    check_period(input.period);
    const h5::File file = h5::File::open(context.folder / input.file);
    const h5::Shape shape = file.shape(input.dataset);
    if (shape.size() != 1 && !(shape.size() == 2 && shape[1] == context.target_size))
        throw ParameterError("dataset", fmt::format("has the shape [{}]; it must have one dimension, for all units, or "
                                                    "two, samples x {} units",
                                                    fmt::join(shape, " x "), context.target_size));
    x_values = file.read<double>(input.dataset);
    if (shape.size() == 2) x_columns = context.target_size;
    x_samples = static_cast<std::int64_t>(shape[0]);
    for (std::size_t i = 0; i < x_values.size(); ++i)
        if (!(std::fabs(x_values[i]) <= most_current))
            throw DataError(file.path(), input.dataset,
                            fmt::format("column {} of sample {} is {} pA; it must be at most {:g} pA", i % x_columns,
                                        i / x_columns, x_values[i], most_current));
}

void SampledCurrent::write(std::int64_t piece, std::uint32_t first, std::span<double> current) const {
    if (piece == x_samples) return;  // no current, which is what `current` holds
    const double* sample = x_values.data() + static_cast<std::size_t>(piece) * x_columns;
    if (x_columns == 1)
        std::fill(current.begin(), current.end(), *sample);
    else
        std::copy_n(sample + first, current.size(), current.begin());
}

}  // namespace limen::lsm
