// A file of any origin is read, or refused with its reason before memory or other files are touched.
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <fstream>
#include <limits>

#include "../record/data_error.hpp"
#include "../record/second_process.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using test::error_of;
using test::says;
using test::TemporaryFolder;

namespace {

constexpr hsize_t huge = 1'000'000'000'000'000;

// Everything that a file of ours never holds but someone else's may.
void write_strange_file(const std::filesystem::path& path) {
    h5::File file = h5::File::create(path);
    file.write<double>("/group/numbers", std::array{1.0, 2.0});
    const h5::Id id(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    H5Lcreate_external("elsewhere.h5", "/secret", id, "/external", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/external", id, "/soft_to_external", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/group/numbers", id, "/soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/nowhere", id, "/dangling", H5P_DEFAULT, H5P_DEFAULT);
    const auto make = [&](const char* name, hid_t type, const h5::Shape& shape, hid_t properties) {
        const h5::Id space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
        const h5::Id dataset(H5Dcreate2(id, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
        CAPTURE(std::string(name));
        REQUIRE(dataset >= 0);
    };
    const h5::Id pair(H5Tcreate(H5T_COMPOUND, 2 * sizeof(double)), H5Tclose);
    H5Tinsert(pair, "x", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(pair, "y", sizeof(double), H5T_NATIVE_DOUBLE);
    make("/pairs", pair, {4}, H5P_DEFAULT);
    make("/vast", H5T_NATIVE_DOUBLE, {huge}, H5P_DEFAULT);
    make("/cube", H5T_NATIVE_DOUBLE, {2, 2, 2}, H5P_DEFAULT);
    make("/vast_texts", H5T_C_S1, {huge}, H5P_DEFAULT);
    const h5::Id words(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(words, H5T_VARIABLE);
    make("/vast_words", words, {huge}, H5P_DEFAULT);
    const h5::Id zipped(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t chunk = 1024;
    H5Pset_chunk(zipped, 1, &chunk);
    H5Pset_deflate(zipped, 9);
    make("/vast_zipped", H5T_NATIVE_DOUBLE, {huge}, zipped);
    const h5::Id chunked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const std::array<hsize_t, 2> square{32, 32};
    H5Pset_chunk(chunked, 2, square.data());
    make(
        "/vast_text",
        [] {
            const hid_t type = H5Tcopy(H5T_C_S1);
            H5Tset_size(type, 4'000'000'000U);
            return type;
        }(),
        {}, H5P_DEFAULT);
    make("/unwritten", H5T_NATIVE_DOUBLE, {1U << 24U}, H5P_DEFAULT);
    make("/overflowing", H5T_NATIVE_DOUBLE, {huge, huge}, chunked);
    const h5::Id outside(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_external(outside, "/etc/hostname", 0, 8);
    make("/outside", H5T_NATIVE_UINT8, {8}, outside);
}

}  // namespace

TEST_CASE("rows that are not there can be neither read nor replaced") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "rows.h5");
    h5::Table table = file.make_table<double>("/rows", 2);
    table.append<double>(std::array{1.0, 2.0, 3.0, 4.0});
    std::array<double, 4> four{};
    std::array<double, 3> three{};
    file.read_rows<double>("/rows", 2, std::span<double>{});
    CHECK(says(error_of([&] { file.read_rows<double>("/rows", 1, four); }), "has shape [2 x 2]; rows from 1"));
    CHECK_THROWS_AS(file.read_rows<double>("/rows", 0, three), DataError);
    CHECK_THROWS_AS(file.read_rows<double>("/rows", std::numeric_limits<hsize_t>::max(), four), DataError);
    CHECK_THROWS_AS(table.overwrite<double>(1, four), DataError);
    CHECK(file.read<double>("/rows") == std::vector<double>{1, 2, 3, 4});
    write_strange_file(folder / "strange.h5");
    CHECK(says(error_of([&] { h5::File::open(folder / "strange.h5").read_rows<double>("/cube", 0, four); }),
               "one or two dimensions"));
}

TEST_CASE("what is no HDF5 file is refused with the reason") {
    const TemporaryFolder folder;
    const auto reason = [](const std::filesystem::path& path) {
        CAPTURE(path);
        const DataError error = error_of([&] { h5::File::open(path); });
        CHECK(error.file() == path);
        CHECK_THROWS_AS(h5::File::open_to_write(path), DataError);
        CHECK_THROWS_AS(h5::clear_writer_mark(path), DataError);
        return error;
    };
    CHECK(says(reason(folder / "absent.h5"), "there is no such file"));
    CHECK(says(reason(folder / ""), "is not a regular file"));
    std::ofstream(folder / "empty.h5").close();
    CHECK(says(reason(folder / "empty.h5"), "is not an HDF5 file"));
    std::ofstream(folder / "text.h5") << "[simulation]\nseed = 1\n";
    CHECK(says(reason(folder / "text.h5"), "is not an HDF5 file"));
    h5::File::create(folder / "short.h5").write<double>("/numbers", std::vector<double>(10'000, 1.0));
    std::filesystem::resize_file(folder / "short.h5", 9'000);
    CHECK(says(reason(folder / "short.h5"), "truncated or damaged"));
    CHECK(says(error_of([&] { h5::File::create(folder / "no/such/folder.h5"); }), "cannot be created"));
}

TEST_CASE("a file of foreign origin is never trusted: what is not plain numbers of this file is refused") {
    const TemporaryFolder folder;
    write_strange_file(folder / "strange.h5");
    h5::File::create(folder / "elsewhere.h5").write<double>("/secret", std::array{42.0});
    const h5::File file = h5::File::open(folder / "strange.h5");
    CHECK(file.read<double>("/soft") == std::vector<double>{1, 2});
    const auto refusal = [&](const std::string& path) { return error_of([&] { file.read<double>(path); }); };
    CHECK(says(refusal("/absent"), "is not there"));
    CHECK(says(refusal("/dangling"), "is not there"));
    CHECK(says(refusal("/group"), "is not a dataset"));
    CHECK(says(refusal("/group/numbers/x"), "is not there"));
    CHECK(says(refusal("/pairs"), "does not hold numbers"));
    CHECK(says(refusal("/external"), "link to another file"));
    CHECK(says(refusal("/external/x"), "link to another file"));
    CHECK(says(refusal("/vast"), "claims 1000000000000000 elements"));
    CHECK(says(refusal("/overflowing"), "claims more elements than can be"));
    CHECK(says(error_of([&] { file.read_text("/group/numbers"); }), "does not hold text"));
    CHECK(says(error_of([&] { file.children("/group/numbers"); }), "is not a group"));
    CHECK(refusal("/vast").where() == "/vast");
}

TEST_CASE("a link to another file is not followed on the way of a soft link either") {
    const TemporaryFolder folder;
    write_strange_file(folder / "strange.h5");
    h5::File::create(folder / "elsewhere.h5").write<double>("/secret", std::array{42.0});
    const h5::File file = h5::File::open(folder / "strange.h5");
    CHECK_THROWS_AS(file.read<double>("/soft_to_external"), DataError);
}

TEST_CASE("numbers that lie in another file, of any kind, are refused") {
    const TemporaryFolder folder;
    write_strange_file(folder / "strange.h5");
    const h5::File file = h5::File::open(folder / "strange.h5");
    CHECK_THROWS_AS(file.read<std::uint8_t>("/outside"), DataError);
}

TEST_CASE("a dataset that claims to be vast is refused before memory is taken, text and compressed numbers too") {
    const TemporaryFolder folder;
    write_strange_file(folder / "strange.h5");
    const h5::File file = h5::File::open(folder / "strange.h5");
    CHECK_THROWS_AS(file.read<double>("/vast_zipped"), DataError);
    CHECK_THROWS_AS(file.read_texts("/vast_texts"), DataError);
    CHECK_THROWS_AS(file.read_texts("/vast_words"), DataError);
    CHECK(says(error_of([&] { file.read_text("/vast_text"); }), "claims 1 elements of 4000000000 bytes"));
    CHECK(says(error_of([&] { file.read<double>("/unwritten"); }), "but holds only 0 bytes"));
}

TEST_CASE("texts of any length are read, however many they are") {
    const TemporaryFolder folder;
    const std::array<const char*, 3> words{"one", "", "three"};
    {
        const h5::File file = h5::File::create(folder / "words.h5");
        const h5::Id id(H5Fopen((folder / "words.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
        const h5::Id type(H5Tcopy(H5T_C_S1), H5Tclose);
        H5Tset_size(type, H5T_VARIABLE);
        const hsize_t count = words.size();
        const h5::Id space(H5Screate_simple(1, &count, nullptr), H5Sclose);
        const h5::Id dataset(H5Dcreate2(id, "/words", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
        REQUIRE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, words.data()) >= 0);
    }
    CHECK(h5::File::open(folder / "words.h5").read_texts("/words") == std::vector<std::string>{"one", "", "three"});
}

TEST_CASE("a damaged file is refused at once, whatever its marks say") {
    const TemporaryFolder folder;
    h5::File::create(folder / "marked.h5").write<double>("/numbers", std::array{1.0, 2.0});
    std::fstream stream(folder / "marked.h5", std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(11).put(5);    // written, with readers
    stream.seekp(20).put('x');  // and a superblock that is not what its checksum says
    stream.close();
    const auto start = std::chrono::steady_clock::now();
    CHECK(says(error_of([&] { h5::File::open(folder / "marked.h5"); }), "damaged"));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("numbers that were never written, or pack a thousandfold, are refused beyond what a small file may hold") {
    const TemporaryFolder folder;
    const auto path = folder / "claims.h5";
    h5::File::create(path);
    constexpr hsize_t chunk = hsize_t{1} << 22U, packed = 9 * chunk, few = 65'536, many = few + 1;
    {
        const h5::Id id(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
        const h5::Id zipped(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
        H5Pset_chunk(zipped, 1, &chunk);
        H5Pset_deflate(zipped, 1);
        const auto make = [&](const char* name, hsize_t count, hid_t properties) {
            const h5::Id space(H5Screate_simple(1, &count, nullptr), H5Sclose);
            return h5::Id(H5Dcreate2(id, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                          H5Dclose);
        };
        make("/few", few, H5P_DEFAULT);
        make("/many", many, H5P_DEFAULT);
        const h5::Id dataset = make("/packed", packed, zipped);
        const std::vector<double> zeros(packed);
        REQUIRE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, zeros.data()) >= 0);
    }
    const h5::File file = h5::File::open(path);
    CHECK(file.read<double>("/few").size() == few);
    CHECK_THROWS_AS(file.read<double>("/many"), DataError);
    CHECK_THROWS_AS(file.read<double>("/packed"), DataError);
}

TEST_CASE("a dataset's numbers can be counted, and told from fractions, before they are read") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "numbers.h5");
    file.write<std::int32_t>("/whole", std::vector<std::int32_t>(6), {2, 3});
    file.write<float>("/parts", std::vector<float>(4));
    CHECK(file.count_numbers("/whole") == 6);
    CHECK(file.holds_integers("/whole"));
    CHECK(file.count_numbers("/parts") == 4);
    CHECK(!file.holds_integers("/parts"));
    write_strange_file(folder / "strange.h5");
    CHECK_THROWS_AS(h5::File::open(folder / "strange.h5").count_numbers("/vast_zipped"), DataError);
}
