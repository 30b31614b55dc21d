// Reads HDF5 files of any origin: nothing is trusted before it is looked at.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "files/good_rows.hpp"
#include "files/silence.hpp"
#include "limen/hdf5.hpp"

namespace limen::h5 {

namespace {

std::string without_padding(const char* text, std::size_t most) { return {text, std::find(text, text + most, '\0')}; }

// The texts of a string-typed dataset or attribute, fixed or variable in length; `read` is H5Dread or H5Aread for it.
template <class Read>
std::vector<std::string> read_strings(hid_t type, std::size_t count, Read read) {
    std::vector<std::string> texts;
    if (H5Tis_variable_str(type) > 0) {
        std::vector<char*> pointers(count, nullptr);
        if (!read(pointers.data())) return {};
        for (char* text : pointers) {
            texts.emplace_back(text != nullptr ? text : "");
            H5free_memory(text);
        }
    } else {
        const std::size_t size = H5Tget_size(type);
        std::vector<char> buffer(size * count);
        if (!read(buffer.data())) return {};
        for (std::size_t i = 0; i < count; ++i) texts.push_back(without_padding(buffer.data() + i * size, size));
    }
    return texts;
}

// Of a recording that was not finished, what lies beyond is not right.
hsize_t vouched_rows(hid_t dataset, hsize_t rows) {
    const Id file(H5Iget_file_id(dataset), H5Fclose);
    const ssize_t size = H5Iget_name(dataset, nullptr, 0);
    std::string path(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
    if (size > 0) H5Iget_name(dataset, path.data(), path.size() + 1);
    return good_rows(file, path, rows);
}

Shape shape_of(hid_t dataset) {
    const Id space(H5Dget_space(dataset), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space);
    Shape shape(static_cast<std::size_t>(std::max(rank, 0)));
    if (rank > 0) H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    if (rank > 0) shape[0] = vouched_rows(dataset, shape[0]);
    return shape;
}

}  // namespace

bool File::exists(const std::string& path) const {
    silence();
    constexpr int most_links = 16;
    return exists(path, most_links);
}

// Every link on the way must be there, and the last must lead to something in this file.
bool File::exists(const std::string& path, int links_left) const {
    if (links_left == 0) fail(path, "is a link that leads through too many others, or back to itself");
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        H5L_info_t link;
        if (part != "/" && (H5Lexists(x_file, part.c_str(), H5P_DEFAULT) <= 0 ||
                            H5Lget_info(x_file, part.c_str(), &link, H5P_DEFAULT) < 0))
            return false;
        if (part != "/" && link.type == H5L_TYPE_SOFT) {
            std::string target(link.u.val_size, '\0');
            H5Lget_val(x_file, part.c_str(), target.data(), target.size(), H5P_DEFAULT);
            target.resize(std::strlen(target.c_str()));
            if (!target.starts_with('/')) target = part.substr(0, part.rfind('/') + 1) + target;
            return exists(end == std::string::npos ? target : target + path.substr(end), links_left - 1);
        }
        if (part != "/" && link.type != H5L_TYPE_HARD)
            fail(part, "is a link to another file; such links are not followed");
        if (end == std::string::npos) break;
    }
    return path == "/" || H5Oexists_by_name(x_file, path.c_str(), H5P_DEFAULT) > 0;
}

Id File::open_object(const std::string& path) const {
    if (!exists(path)) fail(path, "is not there");
    Id object(H5Oopen(x_file, path.c_str(), H5P_DEFAULT), H5Oclose);
    if (object < 0) fail(path, "cannot be opened");
    return object;
}

Id File::open_dataset(const std::string& path) const {
    Id dataset = open_object(path);
    if (H5Iget_type(dataset) != H5I_DATASET) fail(path, "is not a dataset");
    const Id properties(H5Dget_create_plist(dataset), H5Pclose);
    if (H5Pget_external_count(properties) > 0 || H5Pget_layout(properties) == H5D_VIRTUAL)
        fail(path, "keeps its values in another file; such datasets are not read");
    return dataset;
}

Id File::open_numeric(const std::string& path) const {
    Id dataset = open_dataset(path);
    const Id type(H5Dget_type(dataset), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type);
    if (kind != H5T_INTEGER && kind != H5T_FLOAT) fail(path, "does not hold numbers");
    return dataset;
}

std::vector<std::string> File::children(const std::string& group) const {
    const Id object = open_object(group);
    if (H5Iget_type(object) != H5I_GROUP) fail(group, "is not a group");
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5L_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    // In the file's own order: for any other the library (1.10) makes a table, which it frees wrongly where the file is
    // damaged.
    if (H5Literate(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &names) < 0) fail(group, "cannot be listed");
    std::sort(names.begin(), names.end());
    return names;
}

Shape File::shape(const std::string& path) const { return shape_of(open_dataset(path)); }

// A dataset may claim any size; what is stored of it, in this file, is what can be believed.
void File::refuse_boast(hid_t dataset, const std::string& path) const {
    hsize_t count = 1, claimed = 0, file_bytes = 0;
    const Id type(H5Dget_type(dataset), H5Tclose), properties(H5Dget_create_plist(dataset), H5Pclose);
    const hsize_t size = H5Tget_size(type);
    for (const hsize_t n : shape_of(dataset))
        if (__builtin_mul_overflow(count, n, &count)) fail(path, "claims more elements than can be");
    if (__builtin_mul_overflow(count, size, &claimed)) fail(path, "claims more elements than can be");
    H5Fget_filesize(x_file, &file_bytes);
    const hsize_t stored = std::min(H5Dget_storage_size(dataset), file_bytes);
    // Deflate makes at most 1032 bytes of one. What was never written, and reads as zeros, is little in an honest file.
    constexpr hsize_t most_expansion = 1032, unwritten = hsize_t{1} << 19U;
    const hsize_t expansion = H5Pget_nfilters(properties) > 0 ? most_expansion : 1;
    if (claimed > unwritten && (claimed - unwritten) / expansion > stored)
        fail(path, fmt::format("claims {} elements of {} bytes, but holds only {} bytes", count, size, stored));
    // Zeros pack a thousandfold, and what they unpack to may be more than a machine's memory.
    constexpr hsize_t always = hsize_t{1} << 28U, usual_expansion = 64;
    if (claimed > always && claimed / usual_expansion > stored)
        fail(path, fmt::format("unpacks from {} bytes to {}; at most {}, or {} times as many as it has, are read",
                               stored, claimed, always, usual_expansion));
}

std::size_t File::count_numbers(const std::string& path) const {
    const Id dataset = open_numeric(path);
    refuse_boast(dataset, path);
    std::size_t count = 1;
    for (const hsize_t n : shape_of(dataset)) count *= n;
    return count;
}

bool File::holds_integers(const std::string& path) const {
    const Id dataset = open_numeric(path), type(H5Dget_type(dataset), H5Tclose);
    return H5Tget_class(type) == H5T_INTEGER;
}

void File::read_raw(const std::string& path, void* values, hid_t type) const {
    const Id dataset = open_numeric(path);
    const Shape shape = shape_of(dataset), start(shape.size());
    const Id space(H5Dget_space(dataset), H5Sclose);
    const Id memory(
        shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
        H5Sclose);
    if (!shape.empty()) H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr);
    if (H5Dread(dataset, type, memory, space, H5P_DEFAULT, values) < 0)
        fail(path, "cannot be read: the file is damaged or lacks a filter");
}

void File::read_rows_raw(const std::string& path, hsize_t first, void* values, std::size_t count, hid_t type) const {
    const Id dataset = open_numeric(path);
    const Shape shape = shape_of(dataset);
    if (shape.empty() || shape.size() > 2) fail(path, "must have one or two dimensions");
    const hsize_t columns = shape.size() == 2 ? shape[1] : 1;
    if (count == 0) return;
    if (columns == 0 || count % columns != 0 || first > shape[0] || count / columns > shape[0] - first)
        fail(path, fmt::format("has shape [{}]; rows from {} on with {} values in all are not in it",
                               fmt::join(shape, " x "), first, count));
    const hsize_t start[] = {first, 0}, size[] = {count / columns, columns};
    const int rank = static_cast<int>(shape.size());
    const Id space(H5Dget_space(dataset), H5Sclose);
    const Id memory(H5Screate_simple(rank, size, nullptr), H5Sclose);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, size, nullptr) < 0 ||
        H5Dread(dataset, type, memory, space, H5P_DEFAULT, values) < 0)
        fail(path, "cannot be read: the file is damaged or lacks a filter");
}

void File::read_lists(const std::string& path,
                      const std::function<void(std::size_t row, std::vector<double>& numbers)>& take) const {
    const Id dataset = open_dataset(path), type(H5Dget_type(dataset), H5Tclose);
    if (H5Tget_class(type) != H5T_VLEN) fail(path, "does not hold lists of numbers");
    const Id of_items(H5Tget_super(type), H5Tclose);
    if (const H5T_class_t kind = H5Tget_class(of_items); kind != H5T_INTEGER && kind != H5T_FLOAT)
        fail(path, "does not hold lists of numbers");
    const Shape shape = shape_of(dataset);
    if (shape.size() != 1) fail(path, "must have one dimension");
    refuse_boast(dataset, path);
    const Id wanted(H5Tvlen_create(H5T_NATIVE_DOUBLE), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
    const hsize_t one = 1;
    const Id memory(H5Screate_simple(1, &one, nullptr), H5Sclose);
    std::vector<double> numbers;
    hsize_t left = 0;  // bytes: lists are stored as they are, so that all of them are at most as long as the file
    H5Fget_filesize(x_file, &left);
    for (hsize_t row = 0; row < shape[0]; ++row) {
        hvl_t list{};
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &row, nullptr, &one, nullptr) < 0 ||
            H5Dread(dataset, wanted, memory, space, H5P_DEFAULT, &list) < 0)
            fail(path, "cannot be read: the file is damaged or lacks a filter");
        const auto* first = static_cast<const double*>(list.p);
        numbers.assign(first, first + list.len);
        H5Dvlen_reclaim(wanted, memory, H5P_DEFAULT, &list);
        const hsize_t bytes = numbers.size() * H5Tget_size(of_items);
        if (bytes > left) fail(path, "claims longer lists than the file can hold");
        left -= bytes;
        take(row, numbers);
    }
}

std::vector<std::string> File::read_texts(const std::string& path) const {
    const Id dataset = open_dataset(path);
    const Id type(H5Dget_type(dataset), H5Tclose);
    if (H5Tget_class(type) != H5T_STRING) fail(path, "does not hold text");
    refuse_boast(dataset, path);
    const Shape shape = shape_of(dataset);
    if (shape.size() > 1) fail(path, "must have one dimension");
    const std::size_t count = shape.empty() ? 1 : shape[0];
    const auto read = [&](hid_t memory, hid_t space, std::size_t number) {
        bool whole = true;
        auto texts = read_strings(type, number, [&](void* to) {
            return whole = H5Dread(dataset, type, memory, space, H5P_DEFAULT, to) >= 0;
        });
        if (!whole) fail(path, "cannot be read: the file is damaged or lacks a filter");
        return texts;
    };
    if (shape.empty() || H5Tis_variable_str(type) <= 0) return read(H5S_ALL, H5S_ALL, count);
    // Texts of any length one by one: many entries may be said to be the same long one.
    std::vector<std::string> texts;
    const Id space(H5Dget_space(dataset), H5Sclose);
    const hsize_t one = 1;
    const Id memory(H5Screate_simple(1, &one, nullptr), H5Sclose);
    hsize_t left = 0;
    H5Fget_filesize(x_file, &left);
    for (hsize_t row = 0; row < count; ++row) {
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &row, nullptr, &one, nullptr) < 0) fail(path, "cannot be read");
        texts.push_back(read(memory, space, 1).at(0));
        if (texts.back().size() > left) fail(path, "claims longer texts than the file can hold");
        left -= texts.back().size();
    }
    return texts;
}

std::string File::read_text(const std::string& path) const {
    const auto texts = read_texts(path);
    if (texts.size() != 1) fail(path, "must hold one text");
    return texts[0];
}

bool File::has_attribute(const std::string& object, const std::string& name) const {
    return H5Aexists(open_object(object), name.c_str()) > 0;
}

double File::number_attribute(const std::string& object, const std::string& name) const {
    const Id owner = open_object(object);
    const Id attribute(H5Aopen(owner, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Id space(attribute < 0 ? hid_t{-1} : H5Aget_space(attribute), H5Sclose);
    double value = 0;
    if (attribute < 0 || H5Sget_simple_extent_npoints(space) != 1 || H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
        fail(object, fmt::format("needs the attribute \"{}\", one number", name));
    return value;
}

std::uint64_t File::count_attribute(const std::string& object, const std::string& name) const {
    constexpr double end = 0x1p64;
    const double about = number_attribute(object, name);
    const Id owner = open_object(object), attribute(H5Aopen(owner, name.c_str(), H5P_DEFAULT), H5Aclose);
    std::uint64_t count = 0;
    if (!(about >= 0 && about <= end && about == std::floor(about)) ||
        H5Aread(attribute, H5T_NATIVE_UINT64, &count) < 0)
        fail(object, fmt::format("the attribute \"{}\" is {}; it must be a whole number of 0 or more", name, about));
    return count;
}

std::map<std::string, double> File::real_attributes(const std::string& object) const {
    const Id owner = open_object(object);
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    if (H5Aiterate2(owner, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &names) < 0)
        fail(object, "has attributes that cannot be listed");
    std::map<std::string, double> numbers;
    for (const std::string& name : names) {
        const Id attribute(H5Aopen(owner, name.c_str(), H5P_DEFAULT), H5Aclose);
        const Id type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
        double value = 0;
        if (H5Tget_class(type) == H5T_FLOAT && H5Sget_simple_extent_npoints(space) == 1 &&
            H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) >= 0)
            numbers[name] = value;
    }
    return numbers;
}

std::string File::text_attribute(const std::string& object, const std::string& name) const {
    const Id owner = open_object(object);
    const Id attribute(H5Aopen(owner, name.c_str(), H5P_DEFAULT), H5Aclose);
    if (attribute < 0) fail(object, fmt::format("needs the attribute \"{}\", a text", name));
    const Id type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1)
        fail(object, fmt::format("its attribute \"{}\" must be one text", name));
    const auto texts = read_strings(type, 1, [&](void* to) { return H5Aread(attribute, type, to) >= 0; });
    if (texts.empty()) fail(object, fmt::format("its attribute \"{}\" cannot be read", name));
    return texts[0];
}

}  // namespace limen::h5
