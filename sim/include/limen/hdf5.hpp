// A small, safe face of the HDF5 C library: files, arrays of numbers, texts and attributes by path.
// Every failure is a DataError that names the file and the path in it.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "limen/core/error.hpp"

namespace limen::h5 {

// Owns one HDF5 identifier and closes it with the function for its kind.
class Id {
public:
    Id() = default;
    Id(hid_t id, herr_t (*close)(hid_t)) noexcept : x_id(id), x_close(close) {}
    Id(Id&& other) noexcept : x_id(std::exchange(other.x_id, -1)), x_close(other.x_close) {}
    Id& operator=(Id&& other) noexcept {
        std::swap(x_id, other.x_id);
        std::swap(x_close, other.x_close);
        return *this;
    }
    ~Id() {
        if (x_id >= 0) x_close(x_id);
    }
    operator hid_t() const noexcept { return x_id; }

private:
    hid_t x_id = -1;
    herr_t (*x_close)(hid_t) = nullptr;
};

// Marks a file as being written, for as long as it lives and across processes; a killed process leaves no mark.
// Rationale: the library's own lock is gone once readers are let in, and the mark in the file outlives a kill.
class WriterLock {
public:
    WriterLock() = default;
    explicit WriterLock(const std::filesystem::path& file);
    WriterLock(WriterLock&& other) noexcept : x_descriptor(std::exchange(other.x_descriptor, -1)) {}
    WriterLock& operator=(WriterLock&& other) noexcept {
        std::swap(x_descriptor, other.x_descriptor);
        return *this;
    }
    ~WriterLock();
    static bool held(const std::filesystem::path& file);

private:
    int x_descriptor = -1;
};

template <class T>
hid_t type_of();
template <>
inline hid_t type_of<float>() {
    return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t type_of<double>() {
    return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t type_of<std::uint8_t>() {
    return H5T_NATIVE_UINT8;
}
template <>
inline hid_t type_of<std::int32_t>() {
    return H5T_NATIVE_INT32;
}
template <>
inline hid_t type_of<std::uint32_t>() {
    return H5T_NATIVE_UINT32;
}
template <>
inline hid_t type_of<std::int64_t>() {
    return H5T_NATIVE_INT64;
}
template <>
inline hid_t type_of<std::uint64_t>() {
    return H5T_NATIVE_UINT64;
}

using Shape = std::vector<hsize_t>;

// A dataset that grows by whole rows. Valid while its File lives.
class Table {
public:
    template <class T>
    void append(std::span<const T> rows) {
        append_raw(rows.data(), rows.size(), type_of<T>());
    }
    // Replaces what is there, from row `first` on; the rows must exist.
    template <class T>
    void overwrite(hsize_t first, std::span<const T> rows) {
        overwrite_raw(first, rows.data(), rows.size(), type_of<T>());
    }
    hsize_t rows() const noexcept { return x_rows; }
    // How many rows lie together in the file. Each chunk gets its place when its first row is appended.
    hsize_t chunk_rows() const noexcept { return x_chunk_rows; }
    void flush();

private:
    friend class File;
    Table(Id dataset, hsize_t columns, hsize_t chunk_rows, std::filesystem::path file, std::string path)
        : x_dataset(std::move(dataset)),
          x_columns(columns),
          x_chunk_rows(chunk_rows),
          x_file(std::move(file)),
          x_path(std::move(path)) {}
    void append_raw(const void* data, std::size_t count, hid_t type);
    void overwrite_raw(hsize_t first, const void* data, std::size_t count, hid_t type);

    Id x_dataset;
    hsize_t x_columns;  // 0: one-dimensional
    hsize_t x_chunk_rows, x_rows = 0;
    std::filesystem::path x_file;
    std::string x_path;
};

// One open HDF5 file. One thread at a time.
class File {
public:
    // Creates a file in the latest format, replacing what is there. Messages name it by `later_name`, if it will be
    // renamed.
    static File create(const std::filesystem::path&, const std::filesystem::path& later_name = {});
    // Creates a file in memory alone, gone with the object; `name` stands for it in messages.
    static File create_in_memory(const std::filesystem::path& name);
    static File open(const std::filesystem::path&);  // to read; follows a file that is still being written
    static File open_to_write(const std::filesystem::path&);

    const std::filesystem::path& path() const noexcept { return x_path; }
    bool exists(const std::string& path) const;
    std::vector<std::string> children(const std::string& group) const;  // sorted by name
    Shape shape(const std::string& dataset) const;

    // How many numbers a dataset holds; refuses a dataset that is not numeric, and a number that its file cannot hold.
    std::size_t count_numbers(const std::string& dataset) const;
    bool holds_integers(const std::string& dataset) const;
    // All numbers of a dataset, in C order, converted to T. Refuses a dataset that is not numeric.
    template <class T>
    std::vector<T> read(const std::string& dataset) const {
        std::vector<T> values(count_numbers(dataset));
        read_raw(dataset, values.data(), type_of<T>());
        return values;
    }
    // Rows [first, first + values.size() / columns) of a dataset with one or two dimensions.
    template <class T>
    void read_rows(const std::string& dataset, hsize_t first, std::span<T> values) const {
        read_rows_raw(dataset, first, values.data(), values.size(), type_of<T>());
    }
    // Calls take(row, numbers) for each row of a dataset of lists, whose lengths differ; in order, and what it is
    // handed may be moved from. Refuses other datasets.
    void read_lists(const std::string& dataset,
                    const std::function<void(std::size_t row, std::vector<double>& numbers)>& take) const;
    std::string read_text(const std::string& dataset) const;
    std::vector<std::string> read_texts(const std::string& dataset) const;
    double number_attribute(const std::string& object, const std::string& name) const;
    // An attribute that is a whole number of 0 or more, exactly: a double would round what is above 2^53.
    std::uint64_t count_attribute(const std::string& object, const std::string& name) const;
    std::string text_attribute(const std::string& object, const std::string& name) const;
    bool has_attribute(const std::string& object, const std::string& name) const;
    // The attributes that are one floating-point number, by name.
    std::map<std::string, double> real_attributes(const std::string& object) const;

    // Groups above a new dataset are made as needed.
    void make_group(const std::string& path);
    void remove(const std::string& path);
    template <class T>
    void write(const std::string& dataset, std::span<const T> values, const Shape& shape) {
        write_raw(dataset, values.data(), values.size(), shape, type_of<T>());
    }
    template <class T>
    void write(const std::string& dataset, std::span<const T> values) {
        write(dataset, values, {values.size()});
    }
    void write_text(const std::string& dataset, const std::string& text);
    void write_texts(const std::string& dataset, const std::vector<std::string>& texts);
    // Makes an empty dataset of rows of `columns` numbers (0: one-dimensional), stored in chunks of about
    // `chunk_bytes`.
    template <class T>
    Table make_table(const std::string& dataset, hsize_t columns, std::size_t chunk_bytes = 1U << 16U) {
        return make_table_raw(dataset, columns, chunk_bytes, type_of<T>(), sizeof(T));
    }
    template <class T>
    void set_attribute(const std::string& object, const std::string& name, std::span<const T> values,
                       bool scalar = false) {
        set_attribute_raw(object, name, values.data(), values.size(), scalar, type_of<T>());
    }
    template <class T>
    void set_attribute(const std::string& object, const std::string& name, T value) {
        set_attribute(object, name, std::span<const T>(&value, 1), true);
    }
    void set_text_attribute(const std::string& object, const std::string& name, const std::string& text);
    // Writes an enum-typed scalar with members numbered from 0, as SONATA's `sorting` needs.
    void set_enum_attribute(const std::string& object, const std::string& name, const std::vector<std::string>& members,
                            std::size_t value);

    // From here on readers may follow, a kill leaves a readable file, and nothing new can be created.
    void start_swmr();
    void flush();

private:
    File(Id file, std::filesystem::path path, WriterLock lock = {})
        : x_lock(std::move(lock)), x_file(std::move(file)), x_path(std::move(path)) {}
    bool exists(const std::string& path, int links_left) const;
    void read_raw(const std::string& dataset, void* values, hid_t type) const;
    void read_rows_raw(const std::string& dataset, hsize_t first, void* values, std::size_t count, hid_t type) const;
    void write_raw(const std::string& dataset, const void* values, std::size_t count, const Shape&, hid_t type);
    Table make_table_raw(const std::string& dataset, hsize_t columns, std::size_t chunk_bytes, hid_t type,
                         std::size_t size);
    void set_attribute_raw(const std::string& object, const std::string& name, const void* values, std::size_t count,
                           bool scalar, hid_t type);
    Id open_dataset(const std::string& dataset) const;
    Id open_numeric(const std::string& dataset) const;
    void refuse_boast(hid_t dataset, const std::string& path) const;
    Id open_object(const std::string& path) const;
    [[noreturn]] void fail(const std::string& where, const std::string& message) const;

    WriterLock x_lock;
    Id x_file;
    std::filesystem::path x_path;
};

// Clears the mark of a file whose writer was killed, so that every reader opens it; does nothing to a clean file.
// Refuses (DataError) if the file is still being written.
void clear_writer_mark(const std::filesystem::path&);

}  // namespace limen::h5
