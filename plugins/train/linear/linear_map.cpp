// Reads what a linear readout has come to, whoever has written it.
#include "train/linear/linear_map.hpp"

#include <fmt/format.h>

namespace limen::train {

LinearMap read_linear_map(const h5::File& file, const std::string& group) {
    const std::string path = group + "/weights";
    const auto fail = [&](const std::string& where, const std::string& message) {
        throw DataError(file.path(), where, message);
    };
    const h5::Shape shape = file.shape(path);
    if (shape.size() != 2) fail(path, "must have two dimensions: features and outputs");
    const auto weights = file.read<double>(path), bias = file.read<double>(group + "/bias");
    if (bias.size() != shape[1])
        fail(group + "/bias", fmt::format("holds {} numbers, but {} has {} columns", bias.size(), path, shape[1]));
    LinearMap map{Eigen::Map<const RowMatrix>(weights.data(), static_cast<Eigen::Index>(shape[0]),
                                              static_cast<Eigen::Index>(shape[1])),
                  Eigen::Map<const Eigen::RowVectorXd>(bias.data(), static_cast<Eigen::Index>(bias.size()))};
    if (!map.weights.allFinite()) fail(path, "holds numbers that are not finite");
    if (!map.bias.allFinite()) fail(group + "/bias", "holds numbers that are not finite");
    return map;
}

}  // namespace limen::train
