// Looks at objects without reading what they hold.
#include "limen/files/hdf5_objects.hpp"

#include <array>
#include <fstream>

#include "files/open_file.hpp"
#include "files/silence.hpp"

namespace limen::h5 {

Objects::Objects(const File& file) : x_of(&file), x_file(open_to_read(file.path())) {
    if (x_file < 0) throw DataError(file.path(), "", "cannot be opened");
}

Id Objects::open(const std::string& path) const {
    silence();
    Id object(x_of->exists(path) ? H5Oopen(x_file, path.c_str(), H5P_DEFAULT) : -1, H5Oclose);
    if (object < 0) throw DataError(x_of->path(), path, "cannot be opened");
    return object;
}

std::uint64_t Objects::address(const std::string& path) const {
    const Id object = open(path);
    H5O_info_t info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0) throw DataError(x_of->path(), path, "cannot be opened");
    return info.addr;
}

bool Objects::is_dataset(const std::string& path) const { return H5Iget_type(open(path)) == H5I_DATASET; }

bool Objects::whole(const std::string& path) const {
    const Id dataset = open(path), properties(H5Dget_create_plist(dataset), H5Pclose);
    if (properties < 0) return false;
    if (H5Pget_layout(properties) != H5D_CHUNKED) return true;
    const Id space(H5Dget_space(dataset), H5Sclose);
    hsize_t chunks = 0;  // asking for them reads their whole index
    return H5Dget_num_chunks(dataset, space, &chunks) >= 0;
}

// Two bits of the superblock (HDF5 file format, "file consistency flags").
bool has_writer_mark(const std::filesystem::path& path) {
    std::array<char, 12> head{};
    std::ifstream stream(path, std::ios::binary);
    if (!stream.read(head.data(), head.size())) return false;
    constexpr char first_version_with_flags = 3;
    constexpr unsigned char writing = 0x01, writing_with_readers = 0x04;
    return head[8] >= first_version_with_flags &&
           (static_cast<unsigned char>(head[11]) & (writing | writing_with_readers)) != 0;
}

}  // namespace limen::h5
