// What is written to an HDF5 file comes back as it was, also while it is being written and after its writer was killed.
#include "limen/hdf5.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <numeric>
#include <optional>
#include <thread>

#include "../record/data_error.hpp"
#include "../record/second_process.hpp"

using namespace limen;
using test::error_of;
using test::Line;
using test::says;
using test::SecondProcess;
using test::TemporaryFolder;

namespace {

// What reaches the process's standard error during `action`.
template <class Action>
std::string standard_error_of(const std::filesystem::path& log, Action action) {
    std::fflush(stderr);
    const int before = dup(STDERR_FILENO);
    REQUIRE(std::freopen(log.c_str(), "w", stderr) != nullptr);
    action();
    std::fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    std::ifstream stream(log);
    return {std::istreambuf_iterator<char>(stream), {}};
}

template <class T>
void comes_back(h5::File& file, const std::string& path, const std::vector<T>& values) {
    file.write<T>(path, values);
    CHECK(file.read<T>(path) == values);
    CHECK(file.shape(path) == h5::Shape{values.size()});
}

}  // namespace

TEST_CASE("numbers of every type come back as they were, at the ends of their range too") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "numbers.h5");
    const auto ends = []<class T>(T) {
        return std::vector<T>{std::numeric_limits<T>::lowest(), T{0}, T{1}, std::numeric_limits<T>::max()};
    };
    comes_back<float>(file, "/some/where/float", ends(float{}));
    comes_back<double>(file, "/some/where/double", ends(double{}));
    comes_back<std::uint8_t>(file, "/some/uint8", ends(std::uint8_t{}));
    comes_back<std::int32_t>(file, "/some/int32", ends(std::int32_t{}));
    comes_back<std::uint32_t>(file, "/some/uint32", ends(std::uint32_t{}));
    comes_back<std::int64_t>(file, "/some/int64", ends(std::int64_t{}));
    comes_back<std::uint64_t>(file, "/some/uint64", ends(std::uint64_t{}));
    comes_back<double>(file, "/nothing", {});
    CHECK(file.children("/") == std::vector<std::string>{"nothing", "some"});
    CHECK(file.children("/some") == std::vector<std::string>{"int32", "int64", "uint32", "uint64", "uint8", "where"});
}

TEST_CASE("numbers are converted to the type that is asked for") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "numbers.h5");
    file.write<std::int32_t>("/whole", std::array{-3, 0, 70000});
    CHECK(file.read<double>("/whole") == std::vector<double>{-3, 0, 70000});
    file.write<float>("/single", std::array{0.1F});
    CHECK(file.read<double>("/single") == std::vector<double>{static_cast<double>(0.1F)});
}

TEST_CASE("a shape is kept, and one that does not fit the numbers is refused") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "shapes.h5");
    std::vector<double> values(24);
    std::iota(values.begin(), values.end(), 0.0);
    file.write<double>("/box", values, {2, 3, 4});
    CHECK(file.shape("/box") == h5::Shape{2, 3, 4});
    CHECK(file.read<double>("/box") == values);
    const DataError error = error_of([&] { file.write<double>("/wrong", values, {5, 5}); });
    CHECK(error.where() == "/wrong");
    CHECK(says(error, "has shape [5 x 5], but 24 values were given"));
}

TEST_CASE("texts come back byte by byte: empty, long, and beyond ASCII") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "texts.h5");
    const std::string model = "# \u03c4_m = 30 ms\n[population.liquid]\n", lengthy(100'000, 'x');
    file.write_text("/model/text", model);
    file.write_text("/model/empty", "");
    file.write_text("/model/long", lengthy);
    CHECK(file.read_text("/model/text") == model);
    CHECK(file.read_text("/model/empty").empty());
    CHECK(file.read_text("/model/long") == lengthy);
    const std::vector<std::string> classes{"", "z\u00fcrich", "a", "longest of them all"};
    file.write_texts("/classes", classes);
    CHECK(file.read_texts("/classes") == classes);
    file.write_texts("/none", {});
    CHECK(file.read_texts("/none").empty());
    CHECK(says(error_of([&] { file.read_text("/classes"); }), "must hold one text"));
}

TEST_CASE("attributes come back, and a second value replaces the first") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "attributes.h5");
    file.make_group("/model");
    file.set_attribute("/model", "seed", std::uint64_t{7});
    file.set_attribute("/model", "seed", std::uint64_t{1} << 53U);
    CHECK(file.number_attribute("/model", "seed") == std::ldexp(1.0, 53));
    file.set_text_attribute("/model", "version", "0.1.0");
    file.set_text_attribute("/model", "empty", "");
    CHECK(file.text_attribute("/model", "version") == "0.1.0");
    CHECK(file.text_attribute("/model", "empty").empty());
    CHECK(file.has_attribute("/model", "seed"));
    CHECK_FALSE(file.has_attribute("/model", "Seed"));
    file.set_attribute<std::uint32_t>("/", "version", std::array<std::uint32_t, 2>{0, 1});
    CHECK(says(error_of([&] { file.number_attribute("/", "version"); }), "one number"));
    CHECK(says(error_of([&] { file.number_attribute("/model", "version"); }), "one number"));
    CHECK(says(error_of([&] { file.text_attribute("/model", "seed"); }), "must be one text"));
    CHECK(says(error_of([&] { file.text_attribute("/model", "absent"); }), "needs the attribute \"absent\""));
    CHECK(error_of([&] { file.has_attribute("/absent", "x"); }).where() == "/absent");
}

TEST_CASE("a count comes back exactly, above 2^53 too, and what is none is refused") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "counts.h5");
    const auto count = [&](auto value) {
        file.set_attribute("/", "n", value);
        return file.count_attribute("/", "n");
    };
    constexpr std::uint64_t odd = (std::uint64_t{1} << 53U) + 1, most = ~std::uint64_t{0};
    for (const std::uint64_t n : {std::uint64_t{0}, odd, (std::uint64_t{1} << 63U) + 1, most - 1, most})
        CHECK(count(n) == n);
    CHECK(count(std::int64_t{odd}) == odd);
    CHECK(count(std::uint8_t{7}) == 7);
    CHECK(count(5.0) == 5);
    for (const double bad : {-1.0, 1.5, 1e300, std::nan(""), HUGE_VAL})
        CHECK(says(error_of([&] { count(bad); }), "the attribute \"n\" is"));
    CHECK(says(error_of([&] { count(std::int64_t{-1}); }), "is -1; it must be a whole number of 0 or more"));
    CHECK(says(error_of([&] { file.count_attribute("/", "m"); }), "needs the attribute \"m\""));
}

TEST_CASE("an enum attribute names its members in the order of their numbers") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "enum.h5");
    file.make_group("/spikes/liquid");
    file.set_enum_attribute("/spikes/liquid", "sorting", {"none", "by_id", "by_time"}, 2);
    const h5::Id id(H5Fopen(file.path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    const h5::Id attribute(H5Aopen_by_name(id, "/spikes/liquid", "sorting", H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const h5::Id type(H5Aget_type(attribute), H5Tclose);
    REQUIRE(H5Tget_class(type) == H5T_ENUM);
    signed char value = -1;
    REQUIRE(H5Aread(attribute, type, &value) >= 0);
    std::array<char, 16> name{};
    REQUIRE(H5Tenum_nameof(type, &value, name.data(), name.size()) >= 0);
    CHECK(std::string(name.data()) == "by_time");
    CHECK(H5Tget_nmembers(type) == 3);
}

TEST_CASE("a table grows by rows, and rows that are there can be replaced") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "tables.h5");
    h5::Table line = file.make_table<double>("/line", 0), rows = file.make_table<float>("/rows", 3, 64);
    std::vector<double> expected;
    std::vector<float> expected_rows;
    for (int piece = 0; piece < 50; ++piece) {
        std::vector<double> more(static_cast<std::size_t>(piece % 7));
        for (double& x : more) expected.push_back(x = static_cast<double>(expected.size()));
        line.append<double>(more);
        std::vector<float> more_rows(3 * more.size());
        for (float& x : more_rows) expected_rows.push_back(x = static_cast<float>(expected_rows.size()));
        rows.append<float>(more_rows);
    }
    CHECK(line.rows() == expected.size());
    CHECK(file.read<double>("/line") == expected);
    CHECK(file.shape("/rows") == h5::Shape{expected.size(), 3});
    CHECK(file.read<float>("/rows") == expected_rows);

    rows.overwrite<float>(2, std::array{-1.F, -2.F, -3.F});
    std::array<float, 9> part{};
    file.read_rows<float>("/rows", 1, part);
    CHECK(part == std::array{3.F, 4.F, 5.F, -1.F, -2.F, -3.F, 9.F, 10.F, 11.F});
    CHECK(rows.rows() == expected.size());
}

TEST_CASE("what was removed is gone, and its name is free") {
    const TemporaryFolder folder;
    h5::File file = h5::File::create(folder / "removed.h5");
    file.write<double>("/readouts/liquid/weights", std::array{1.0});
    CHECK(file.exists("/readouts/liquid/weights"));
    CHECK_THROWS_AS(file.write<double>("/readouts/liquid/weights", std::array{2.0}), DataError);
    file.remove("/readouts/liquid");
    CHECK_FALSE(file.exists("/readouts/liquid/weights"));
    CHECK(file.exists("/readouts"));
    file.write<double>("/readouts/liquid/weights", std::array{2.0});
    CHECK(file.read<double>("/readouts/liquid/weights") == std::vector<double>{2.0});
    CHECK_THROWS_AS(file.remove("/absent"), DataError);
}

TEST_CASE("the HDF5 library prints nothing of its own, in no thread") {
    const TemporaryFolder folder;
    const std::string printed = standard_error_of(folder / "log", [&] {
        const auto provoke = [&] {
            CHECK_THROWS_AS(h5::File::open(folder / "absent.h5"), DataError);
            h5::File file = h5::File::create(folder / "made.h5");
            CHECK_THROWS_AS(file.read<double>("/absent"), DataError);
            h5::Table table = file.make_table<double>("/table", 0);
            CHECK_THROWS_AS(table.overwrite<double>(5, std::array{1.0}), DataError);
        };
        provoke();
        std::thread(provoke).join();
        std::optional<h5::File> made_here(h5::File::create(folder / "handed_over.h5"));
        std::thread([&] { CHECK_THROWS_AS(made_here->remove("/absent"), DataError); }).join();
    });
    CHECK(printed == "");
}

TEST_CASE("a second process follows a file while it is written, and reads it after the writer was killed") {
    const TemporaryFolder folder;
    const auto path = folder / "followed.h5";
    const std::vector<double> first{1, 2, 3}, second{4, 5};
    SecondProcess writer([&](const Line& line) {
        h5::File file = h5::File::create(path);
        h5::Table table = file.make_table<double>("/table", 0);
        file.start_swmr();
        for (const auto& part : {first, second}) {
            table.append<double>(part);
            file.flush();
            line.say();
            line.hear();
        }
    });
    REQUIRE(writer.line().hear());
    CHECK(h5::File::open(path).read<double>("/table") == first);
    CHECK_THROWS_AS(h5::File::open_to_write(path), DataError);
    writer.line().say();
    REQUIRE(writer.line().hear());
    CHECK(h5::File::open(path).read<double>("/table") == std::vector<double>{1, 2, 3, 4, 5});
    SUBCASE("killed") {
        writer.kill();
        CHECK(h5::File::open(path).read<double>("/table") == std::vector<double>{1, 2, 3, 4, 5});
        h5::clear_writer_mark(path);
        h5::clear_writer_mark(path);
        CHECK(h5::Id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) >= 0);
        h5::File::open_to_write(path).write<double>("/more", first);
        CHECK(h5::File::open(path).read<double>("/table") == std::vector<double>{1, 2, 3, 4, 5});
    }
    SUBCASE("finished") {
        writer.line().say();
        CHECK(writer.wait());
        CHECK(h5::Id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) >= 0);
        CHECK(h5::File::open(path).read<double>("/table") == std::vector<double>{1, 2, 3, 4, 5});
    }
}

TEST_CASE("real attributes are those that are one floating-point number") {
    const TemporaryFolder folder;
    {
        h5::File file = h5::File::create(folder / "a.h5");
        file.make_group("/group");
        file.set_attribute("/group", "radius", 0.9);
        file.set_attribute("/group", "norm", 2.5F);
        file.set_attribute("/group", "size", std::uint64_t{7});
        file.set_text_attribute("/group", "model", "esn");
        file.set_attribute<double>("/group", "pair", std::array{1.0, 2.0});
    }
    const h5::File file = h5::File::open(folder / "a.h5");
    CHECK(file.real_attributes("/group") == std::map<std::string, double>{{"norm", 2.5}, {"radius", 0.9}});
    CHECK(file.real_attributes("/").empty());
    CHECK_THROWS_AS(file.real_attributes("/nowhere"), DataError);
}

TEST_CASE("the writer's mark is not cleared while the writer lives") {
    const TemporaryFolder folder;
    const auto path = folder / "live.h5";
    bool with_readers = false;
    SUBCASE("without readers") { with_readers = false; }
    SUBCASE("with readers") { with_readers = true; }
    SecondProcess writer([&](const Line& line) {
        h5::File file = h5::File::create(path);
        h5::Table table = file.make_table<double>("/table", 0);
        if (with_readers) file.start_swmr();
        file.flush();
        line.say();
        line.hear();
        table.append<double>(std::array{1.0, 2.0});
    });
    REQUIRE(writer.line().hear());
    CHECK_THROWS_AS(h5::clear_writer_mark(path), DataError);
    writer.line().say();
    CHECK(writer.wait());
    h5::clear_writer_mark(path);
    CHECK(h5::File::open(path).read<double>("/table") == std::vector<double>{1, 2});
}
