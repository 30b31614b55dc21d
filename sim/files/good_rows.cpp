// Reads /growing, the datasets that grow, and their rows in /progress; layout in docs/file-format.md.
#include "files/good_rows.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "files/silence.hpp"
#include "limen/hdf5.hpp"

namespace limen::h5 {

namespace {

struct Growing {
    std::string path;
    hsize_t rows;
};

bool is_unfinished(hid_t file) {
    if (H5Aexists_by_name(file, "/", "complete", H5P_DEFAULT) <= 0) return false;
    const Id mark(H5Aopen_by_name(file, "/", "complete", H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const Id space(H5Aget_space(mark), H5Sclose);
    int complete = 1;
    return H5Sget_simple_extent_npoints(space) == 1 && H5Aread(mark, H5T_NATIVE_INT, &complete) >= 0 && complete == 0;
}

hsize_t length_of(hid_t dataset) {
    const Id space(H5Dget_space(dataset), H5Sclose);
    constexpr hssize_t most = 1 << 20;
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    return count < 0 || count > most ? 0 : static_cast<hsize_t>(count);
}

std::vector<std::string> names(hid_t file) {
    const Id dataset(H5Dopen2(file, "/growing", H5P_DEFAULT), H5Dclose);
    if (dataset < 0) return {};
    const Id type(H5Dget_type(dataset), H5Tclose);
    constexpr std::size_t longest = 4096;
    const std::size_t size = H5Tget_size(type), count = length_of(dataset);
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 || size > longest ||
        count * size > H5Dget_storage_size(dataset))
        return {};
    std::vector<char> text(size * count);
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()) < 0) return {};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        const char* const begin = text.data() + i * size;
        names.emplace_back(begin, std::find(begin, begin + size, '\0'));
    }
    return names;
}

// Empty where there are none, or not as many as names.
std::vector<Growing> growing(hid_t file) {
    const std::vector<std::string> paths = names(file);
    const Id dataset(H5Dopen2(file, "/progress", H5P_DEFAULT), H5Dclose);
    constexpr std::size_t before = 2;  // trials and ms
    if (dataset < 0 || length_of(dataset) != paths.size() + before) return {};
    std::vector<double> progress(paths.size() + before);
    if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, progress.data()) < 0) return {};
    std::vector<Growing> all;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        constexpr double most = 1e18;
        const double rows = progress[i + before];
        all.push_back({paths[i], rows >= 0 && rows < most ? static_cast<hsize_t>(rows) : 0});
    }
    return all;
}

// The time axis of a report may be ahead of its rows as they are.
void end_axis(hid_t file, const Growing& report) {
    constexpr std::string_view ending = "/data";
    if (!report.path.ends_with(ending)) return;
    const std::string path = report.path.substr(0, report.path.size() - ending.size()) + "/mapping/time";
    const Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    std::array<double, 3> axis{};  // start, end, step
    if (dataset < 0 || length_of(dataset) != axis.size()) return;
    if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis.data()) < 0) return;
    axis[1] = axis[0] + static_cast<double>(report.rows) * axis[2];
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis.data());
}

// Calls act for each dataset that is longer than it should be, with its shape.
template <class Act>
void for_longer(hid_t file, Act act) {
    silence();
    if (!is_unfinished(file)) return;
    for (const Growing& one : growing(file)) {
        const Id dataset(H5Dopen2(file, one.path.c_str(), H5P_DEFAULT), H5Dclose);
        if (dataset < 0) continue;
        const Id space(H5Dget_space(dataset), H5Sclose);
        constexpr int highest_rank = 2;
        const int rank = H5Sget_simple_extent_ndims(space);
        if (rank < 1 || rank > highest_rank) continue;
        Shape shape(static_cast<std::size_t>(rank));
        H5Sget_simple_extent_dims(space, shape.data(), nullptr);
        if (shape[0] > one.rows) act(dataset, one, std::move(shape));
    }
}

}  // namespace

hsize_t good_rows(hid_t file, const std::string& dataset, hsize_t rows) {
    silence();
    if (!is_unfinished(file)) return rows;
    for (const Growing& one : growing(file))
        if (one.path == dataset) return std::min(rows, one.rows);
    return rows;
}

bool is_longer_than_good(hid_t file) {
    bool longer = false;
    for_longer(file, [&](hid_t, const Growing&, Shape) { longer = true; });
    return longer;
}

void cut_to_good_rows(hid_t file) {
    for_longer(file, [&](hid_t dataset, const Growing& one, Shape shape) {
        shape[0] = one.rows;
        H5Dset_extent(dataset, shape.data());
        end_axis(file, one);
    });
}

}  // namespace limen::h5
