// Objects are told apart by where they are, and damaged ones from whole ones without reading them.
#include "limen/files/hdf5_objects.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>

#include "../record/data_error.hpp"
#include "../record/second_process.hpp"

using namespace limen;
using test::TemporaryFolder;

namespace {

// The first place of a text in a file.
std::streamoff find_in(const std::filesystem::path& path, const std::string& wanted) {
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    REQUIRE(bytes.find(wanted) != std::string::npos);
    return static_cast<std::streamoff>(bytes.find(wanted));
}

}  // namespace

TEST_CASE("an object has one address under all its names, a group that holds itself too") {
    const TemporaryFolder folder;
    h5::File::create(folder / "links.h5").write<double>("/group/numbers", std::array{1.0});
    {
        const h5::Id id(H5Fopen((folder / "links.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
        REQUIRE(H5Lcreate_hard(id, "/group", id, "/group/itself", H5P_DEFAULT, H5P_DEFAULT) >= 0);
        REQUIRE(H5Lcreate_soft("/nowhere", id, "/dangling", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    }
    const h5::File file = h5::File::open(folder / "links.h5");
    const h5::Objects objects(file);
    CHECK(objects.address("/group") == objects.address("/group/itself/itself"));
    CHECK(objects.address("/group/numbers") == objects.address("/group/itself/numbers"));
    CHECK(objects.address("/group") != objects.address("/"));
    CHECK(objects.is_dataset("/group/numbers"));
    CHECK(!objects.is_dataset("/group"));
    CHECK_THROWS_AS(objects.address("/dangling"), DataError);
}

TEST_CASE("a table whose index was torn is not whole, and the one beside it is") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "torn.h5";
    {
        h5::File file = h5::File::create(path);
        file.make_table<double>("/torn", 0, 64).append<double>(std::vector<double>(100, 1.0));
    }
    const std::streamoff index = find_in(path, "EAIB");  // the index block of an extensible array
    {
        h5::File file = h5::File::open_to_write(path);
        file.make_table<double>("/good", 0, 64).append<double>(std::vector<double>(100, 1.0));
    }
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(index + 20).write("torn", 4);
    const h5::File file = h5::File::open(path);
    const h5::Objects objects(file);
    CHECK(!objects.whole("/torn"));
    CHECK(objects.whole("/good"));
    CHECK_THROWS_AS(file.read<double>("/torn"), DataError);
    CHECK(file.read<double>("/good").size() == 100);
}

TEST_CASE("a file says whether it has a writer") {
    const TemporaryFolder folder;
    h5::File::create(folder / "plain.h5");
    CHECK(!h5::has_writer_mark(folder / "plain.h5"));
    h5::File file = h5::File::create(folder / "written.h5");
    file.start_swmr();
    CHECK(h5::has_writer_mark(folder / "written.h5"));
    CHECK(!h5::has_writer_mark(folder / "absent.h5"));
}
