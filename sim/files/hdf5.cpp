// Opens HDF5 files and writes to them. Reading is in hdf5_read.cpp.
#include "limen/hdf5.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <numeric>

#include "files/good_rows.hpp"
#include "files/lost_files.hpp"
#include "files/open_file.hpp"
#include "files/silence.hpp"
#include "limen/files/hdf5_objects.hpp"
#include "limen/files/identity.hpp"
#include "limen/files/regular_file.hpp"

namespace limen::h5 {

namespace {

Id latest_format() {
    Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
    // Small pieces would share larger ones, of which each flush gives the rest back: places would depend on its moment.
    H5Pset_meta_block_size(access, 0);
    H5Pset_small_data_block_size(access, 0);
    return access;
}

// Of new files, groups or datasets: without the time of day, so that equal runs are equal files.
Id timeless(hid_t kind) {
    Id properties(H5Pcreate(kind), H5Pclose);
    H5Pset_obj_track_times(properties, 0);
    return properties;
}

// A null shape could never grow, and some tools do not know what to make of it.
bool holds_nothing(const Shape& shape) { return std::find(shape.begin(), shape.end(), 0U) != shape.end(); }

Id fixed_text_type(std::size_t bytes) {
    Id type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, std::max<std::size_t>(bytes, 1));
    H5Tset_cset(type, H5T_CSET_UTF8);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    return type;
}

Id space_of(const Shape& shape) {
    if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
    const Shape most(shape.size(), H5S_UNLIMITED);
    return {
        H5Screate_simple(static_cast<int>(shape.size()), shape.data(), holds_nothing(shape) ? most.data() : nullptr),
        H5Sclose};
}

Id try_open(const std::filesystem::path& path, unsigned flags) {
    silence();
    return {H5Fopen(path.c_str(), flags, H5P_DEFAULT), (flags & H5F_ACC_RDWR) != 0 ? close_written : H5Fclose};
}

bool is_hdf5(const std::filesystem::path& path) {
    silence();
    return H5Fis_hdf5(path.c_str()) > 0;
}

[[noreturn]] void cannot_open(const std::filesystem::path& path) {
    if (!is_hdf5(path)) throw DataError(path, "", "is not an HDF5 file");
    throw DataError(path, "", "cannot be opened: it is truncated or damaged, or still open in another program");
}

std::string group_of(const std::string& path) {
    const std::size_t end = path.rfind('/');
    return end == std::string::npos ? "" : path.substr(0, end);
}

struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

}  // namespace

// A file system without such locks leaves it unlocked.
WriterLock::WriterLock(const std::filesystem::path& file) : x_descriptor(open(file.c_str(), O_RDWR | O_CLOEXEC)) {
    struct flock lock = whole_file();
    if (x_descriptor >= 0) fcntl(x_descriptor, F_OFD_SETLK, &lock);
}

WriterLock::~WriterLock() {
    if (x_descriptor >= 0) close(x_descriptor);
}

bool WriterLock::held(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return false;
    struct flock lock = whole_file();
    const bool answered = fcntl(descriptor, F_OFD_GETLK, &lock) == 0;
    close(descriptor);
    return answered && lock.l_type != F_UNLCK;
}

File File::create(const std::filesystem::path& path, const std::filesystem::path& later_name) {
    silence();
    const std::filesystem::path& name = later_name.empty() ? path : later_name;
    Id file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, timeless(H5P_FILE_CREATE), latest_format()), close_written);
    if (file < 0) throw DataError(name, "", "cannot be created: is its folder there and may it be written?");
    return File(std::move(file), name, WriterLock(path));
}

File File::create_in_memory(const std::filesystem::path& name) {
    silence();
    const Id access = latest_format();
    constexpr std::size_t grows_by = std::size_t{1} << 20U;
    if (H5Pset_fapl_core(access, grows_by, false) < 0) throw DataError(name, "", "cannot be kept in memory");
    // The library takes two files in memory of one name for the same file.
    static std::atomic<std::uint64_t> number{0};
    const std::string own = fmt::format("{} {}", name.string(), number++);
    Id file(H5Fcreate(own.c_str(), H5F_ACC_TRUNC, timeless(H5P_FILE_CREATE), access), H5Fclose);
    if (file < 0) throw DataError(name, "", "cannot be kept in memory");
    return File(std::move(file), name);
}

// A reader who follows a writer may come upon a piece of the file that is half written, and asks again; for a damaged
// file that is in vain, and the library's own number, 100 with doubled pauses, is without end.
Id open_to_read(const std::filesystem::path& path) {
    Id file = try_open(path, H5F_ACC_RDONLY);
    if (file >= 0 || !has_writer_mark(path)) return file;
    constexpr unsigned most_attempts = 18;  // the last after 0.1 s
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_metadata_read_attempts(access, most_attempts);
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access), H5Fclose};
}

File File::open(const std::filesystem::path& path) {
    require_regular_file(path);
    note_input(path);
    Id file = open_to_read(path);
    if (file < 0) cannot_open(path);
    return File(std::move(file), path);
}

File File::open_to_write(const std::filesystem::path& path) {
    require_regular_file(path);
    // The library would make an empty file an HDF5 file.
    if (!is_hdf5(path)) cannot_open(path);
    Id file = try_open(path, H5F_ACC_RDWR);
    if (file < 0) cannot_open(path);
    return File(std::move(file), path, WriterLock(path));
}

void File::fail(const std::string& where, const std::string& message) const { throw DataError(x_path, where, message); }

void File::make_group(const std::string& path) {
    for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
        make_group(path.substr(0, end));
    if (path.empty() || exists(path)) return;
    const Id group(H5Gcreate2(x_file, path.c_str(), H5P_DEFAULT, timeless(H5P_GROUP_CREATE), H5P_DEFAULT), H5Gclose);
    if (group < 0) fail(path, "the group cannot be created");
}

void File::remove(const std::string& path) {
    silence();
    if (H5Ldelete(x_file, path.c_str(), H5P_DEFAULT) < 0) fail(path, "cannot be removed");
}

void File::write_raw(const std::string& path, const void* values, std::size_t count, const Shape& shape, hid_t type) {
    if (std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>()) != count)
        fail(path, fmt::format("has shape [{}], but {} values were given", fmt::join(shape, " x "), count));
    silence();
    make_group(group_of(path));
    const Id space = space_of(shape), properties = timeless(H5P_DATASET_CREATE);
    if (holds_nothing(shape)) {
        const Shape chunk(shape.size(), 1);
        H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data());
    }
    const Id dataset(H5Dcreate2(x_file, path.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    if (dataset < 0) fail(path, "the dataset cannot be created");
    if (count > 0 && H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
        fail(path, "cannot be written; is the disk full?");
}

void File::write_text(const std::string& path, const std::string& text) {
    const Id type = fixed_text_type(text.size());
    const std::string padded = text.empty() ? std::string(1, '\0') : text;
    write_raw(path, padded.data(), 1, {}, type);
}

void File::write_texts(const std::string& path, const std::vector<std::string>& texts) {
    std::size_t longest = 1;
    for (const std::string& text : texts) longest = std::max(longest, text.size());
    std::string padded(longest * texts.size(), '\0');
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(padded.data() + i * longest, longest);
    write_raw(path, padded.data(), texts.size(), {texts.size()}, fixed_text_type(longest));
}

Table File::make_table_raw(const std::string& path, hsize_t columns, std::size_t chunk_bytes, hid_t type,
                           std::size_t size) {
    silence();
    const hsize_t row_bytes = std::max<hsize_t>(columns, 1) * size;
    const int rank = columns == 0 ? 1 : 2;
    const hsize_t shape[] = {0, columns}, most[] = {H5S_UNLIMITED, columns};
    const hsize_t chunk[] = {std::max<hsize_t>(1, chunk_bytes / row_bytes), columns};
    const Id space(H5Screate_simple(rank, shape, most), H5Sclose);
    make_group(group_of(path));
    const Id properties = timeless(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, rank, chunk);
    // Otherwise chunks get their places when they leave the cache, which depends on when the file is flushed.
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    Id dataset(H5Dcreate2(x_file, path.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    if (dataset < 0) fail(path, "the dataset cannot be created");
    return Table(std::move(dataset), columns, chunk[0], x_path, path);
}

void Table::append_raw(const void* data, std::size_t count, hid_t type) {
    const hsize_t width = std::max<hsize_t>(x_columns, 1), rows = count / width;
    if (rows == 0) return;
    silence();
    const hsize_t shape[] = {x_rows + rows, x_columns};
    if (H5Dset_extent(x_dataset, shape) < 0) throw DataError(x_file, x_path, "cannot grow; is the disk full?");
    x_rows += rows;
    overwrite_raw(x_rows - rows, data, count, type);
}

void Table::overwrite_raw(hsize_t first, const void* data, std::size_t count, hid_t type) {
    silence();
    const hsize_t width = std::max<hsize_t>(x_columns, 1);
    const int rank = x_columns == 0 ? 1 : 2;
    const hsize_t start[] = {first, 0}, size[] = {count / width, x_columns};
    const Id space(H5Dget_space(x_dataset), H5Sclose);
    const Id memory(H5Screate_simple(rank, size, nullptr), H5Sclose);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, size, nullptr) < 0 ||
        H5Dwrite(x_dataset, type, memory, space, H5P_DEFAULT, data) < 0)
        throw DataError(x_file, x_path, "cannot be written; is the disk full?");
}

void Table::flush() {
    silence();
    if (H5Dflush(x_dataset) < 0) throw DataError(x_file, x_path, "cannot be written; is the disk full?");
}

void File::set_attribute_raw(const std::string& object, const std::string& name, const void* values, std::size_t count,
                             bool scalar, hid_t type) {
    const Id owner = open_object(object);
    if (H5Aexists(owner, name.c_str()) > 0) H5Adelete(owner, name.c_str());
    const Id space = space_of(scalar ? Shape{} : Shape{count});
    const Id attribute(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (attribute < 0 || H5Awrite(attribute, type, values) < 0)
        fail(object, fmt::format("the attribute \"{}\" cannot be written", name));
}

void File::set_text_attribute(const std::string& object, const std::string& name, const std::string& text) {
    const std::string padded = text.empty() ? std::string(1, '\0') : text;
    set_attribute_raw(object, name, padded.data(), 1, true, fixed_text_type(text.size()));
}

void File::set_enum_attribute(const std::string& object, const std::string& name,
                              const std::vector<std::string>& members, std::size_t value) {
    const Id type(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto number = static_cast<signed char>(i);
        H5Tenum_insert(type, members[i].c_str(), &number);
    }
    const auto number = static_cast<signed char>(value);
    set_attribute_raw(object, name, &number, 1, true, type);
}

void File::start_swmr() {
    silence();
    if (H5Fstart_swmr_write(x_file) < 0) fail("", "readers cannot be let in while it is written");
}

void File::flush() {
    silence();
    if (H5Fflush(x_file, H5F_SCOPE_LOCAL) < 0) fail("", "cannot be written; is the disk full?");
}

namespace {

// The size that the superblock claims of a file whose writer did not close it (HDF5 file format, version 3: flags, base
// address, extension, end of file). 0 where it cannot be told.
std::uint64_t claimed_size(const std::filesystem::path& path) {
    constexpr std::size_t version_at = 8, offset_bytes_at = 9, flags_at = 11, end_at = 28;
    std::array<unsigned char, end_at + sizeof(std::uint64_t)> head{};
    std::ifstream stream(path, std::ios::binary);
    if (!stream.read(reinterpret_cast<char*>(head.data()), head.size())) return 0;
    if (head[version_at] != 3 || head[flags_at] == 0 || head[offset_bytes_at] != sizeof(std::uint64_t)) return 0;
    std::uint64_t end = 0;
    for (std::size_t i = sizeof end; i-- > 0;) end = end << 8U | head[end_at + i];
    return end;
}

// After a full disk, or a kill, a file can be shorter than it claims, and no library opens it. The hole that makes it
// as long holds nothing that /progress vouches for.
void fill_up(const std::filesystem::path& path) {
    constexpr std::uint64_t most_expansion = 1U << 10U, spare = std::uint64_t{1} << 30U;
    const std::uint64_t claimed = claimed_size(path), size = std::filesystem::file_size(path);
    if (claimed <= size) return;
    if (claimed > size * most_expansion + spare) throw DataError(path, "", "is damaged: it claims to be far longer");
    std::error_code error;
    std::filesystem::resize_file(path, claimed, error);
    if (error)
        throw DataError(path, "",
                        fmt::format("is shorter than it should be, and cannot be filled up here: {}; is there a limit "
                                    "on the size of files (ulimit -f)?",
                                    error.message()));
}

}  // namespace

void clear_writer_mark(const std::filesystem::path& path) {
    require_regular_file(path);
    if (!is_hdf5(path)) cannot_open(path);
    if (WriterLock::held(path)) throw DataError(path, "", "is still being written");
    fill_up(path);
    if (const Id file = try_open(path, H5F_ACC_RDONLY); file >= 0 && !is_longer_than_good(file)) return;
    // What the tool h5clear does: this property makes opening ignore the mark, and closing write the file without it.
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    const hbool_t clear = 1;
    if (H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST) < 0 ||
        H5Pset(access, "clear_status_flags", &clear) < 0)
        throw DataError(path, "", "the mark of its writer cannot be cleared by this HDF5 library; try: h5clear -s");
    const Id file(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), close_written);
    if (file < 0) cannot_open(path);
    cut_to_good_rows(file);
}

}  // namespace limen::h5
