// Networks from HDF5 files, good and bad.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "../../sim/record/second_process.hpp"
#include "limen/hdf5.hpp"
#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;
using limen::test::TemporaryFolder;

namespace {

// Three targets and four sources.
struct Matrix {
    std::vector<std::int64_t> indptr{0, 2, 2, 5}, indices{3, 0, 1, 1, 2};
    std::vector<double> data{};
};

void write(const std::filesystem::path& path, const Matrix& matrix, const std::string& group = "/") {
    h5::File file = h5::File::create(path);
    file.write<std::int64_t>(group + "indptr", matrix.indptr);
    file.write<std::int64_t>(group + "indices", matrix.indices);
    if (!matrix.data.empty()) file.write<double>(group + "data", matrix.data);
}

TopologyEnds ends(const TemporaryFolder& folder) { return {{4, {}}, {3, {}}, false, 0, 1, 0, folder / ""}; }

// "dataset: message" of what is refused in this file, or "".
std::string refusal(const TemporaryFolder& folder, const CsrFile& rule = {"m.h5"}) {
    try {
        make(rule, ends(folder));
    } catch (const DataError& error) {
        CHECK(error.file() == folder / rule.file);
        return error.where() + ": " + error.what();
    }
    return "";
}

bool says(const std::string& text, const std::string& part) {
    CAPTURE(text);
    CAPTURE(part);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each target has the sources of its row, in their order, from any group, with the file's weights") {
    const TemporaryFolder folder;
    write(folder / "m.h5", {});
    write(folder / "deep.h5", {.data = {0.5, 1, 2, 0, 1e-3}}, "/a/b/");
    for (const CsrFile& rule :
         {CsrFile{"m.h5", "/"}, CsrFile{"m.h5", ""}, CsrFile{"deep.h5", "a/b"}, CsrFile{"deep.h5", "/a/b/"}}) {
        const auto topology = make(rule, ends(folder));
        CHECK(all_sources(*topology, 3) == Lists{{3, 0}, {}, {1, 1, 2}});
        CHECK(topology->expected_synapses() == 5);
        CHECK(topology->weighted() == (rule.file == "deep.h5"));
    }
    const auto weighted = make(CsrFile{"deep.h5", "a/b"}, ends(folder));
    std::vector<float> factors;
    weighted->relative_weights(2, factors);
    CHECK(factors == std::vector<float>{2, 0, 1e-3F});
    CHECK(weighted->temporary_bytes() == 5 * 8 + 4 * 8);
}

TEST_CASE("a matrix larger than the pieces it is read in comes back whole") {
    const TemporaryFolder folder;
    Matrix matrix{{0}, {}, {}};
    for (int target = 0; target < 3; ++target) {
        for (int k = 0; k < 50'000 * (target + 1); ++k) matrix.indices.push_back((k * 7 + target) % 4);
        matrix.indptr.push_back(static_cast<std::int64_t>(matrix.indices.size()));
    }
    write(folder / "m.h5", matrix);
    std::vector<std::int64_t> all;
    for (const auto& list : all_sources(*make(CsrFile{"m.h5"}, ends(folder)), 3))
        all.insert(all.end(), list.begin(), list.end());
    CHECK(all == matrix.indices);
}

TEST_CASE("rows that are no rows are refused with file, dataset and what would be right") {
    const TemporaryFolder folder;
    const auto told = [&](const Matrix& matrix) {
        write(folder / "m.h5", matrix);
        return refusal(folder);
    };
    CHECK(told({}).empty());
    CHECK(says(told({.indptr = {0, 2, 5}}), "/indptr: "));
    CHECK(says(told({.indptr = {0, 2, 5}}), "has 3 entries; it must have 4, one more than there are targets"));
    CHECK(says(told({.indptr = {1, 2, 2, 5}}), "begins with 1; it must begin with 0"));
    CHECK(says(told({.indptr = {0, 3, 2, 5}}), "falls from 3 to 2 at entry 2"));
    CHECK(says(told({.indptr = {0, -1, 2, 5}}), "falls from 0 to -1 at entry 1"));
    CHECK(says(told({.indptr = {0, 2, 2, 4}}), "ends with 4; it must end with the number of entries of indices, 5"));
    CHECK(says(told({.indptr = {0, 2, 2, std::int64_t{1} << 62}}), "ends with 4611686018427387904"));
    CHECK(says(told({.indices = {3, 0, 4, 1, 2}}), "entry 2 is 4; the 4 sources are numbered from 0"));
    CHECK(says(told({.indices = {3, 0, 1, 1, -1}}), "entry 4 is -1"));
    CHECK(says(told({.indices = {3, 0, 1, 1, std::int64_t{1} << 32}}), "/indices: "));
    for (const double bad : {-0.5, std::nan(""), HUGE_VAL, 1e300})
        CHECK(says(told({.data = {1, 1, bad, 1, 1}}), "entry 2 is"));
    CHECK(says(told({.data = {1, 1}}), "/data: "));
    CHECK(says(told({.data = {1, 1}}), "has 2 entries; it must have as many as indices, 5"));
}

TEST_CASE("weights may be negative where the ends allow it, and must be finite there too") {
    const TemporaryFolder folder;
    TopologyEnds signed_ends = ends(folder);
    signed_ends.signed_weights = true;
    write(folder / "m.h5", {.data = {1, -2, 0, -0.5, 3}});
    std::vector<float> factors;
    make(CsrFile{"m.h5"}, signed_ends)->relative_weights(2, factors);
    CHECK(factors == std::vector<float>{0, -0.5F, 3});
    for (const double bad : {std::nan(""), -HUGE_VAL, -1e300}) {
        write(folder / "m.h5", {.data = {1, 1, bad, 1, 1}});
        CHECK_THROWS_AS(make(CsrFile{"m.h5"}, signed_ends), DataError);
    }
}

TEST_CASE("a file that lacks a dataset, or holds something else in its place, is refused") {
    const TemporaryFolder folder;
    const auto told = [&](const std::function<void(h5::File&)>& fill) {
        {
            h5::File file = h5::File::create(folder / "m.h5");
            fill(file);
        }
        return refusal(folder);
    };
    const std::vector<std::int32_t> starts{0, 1, 2, 3}, indices{0, 1, 2};
    const auto write_starts = [&](h5::File& file) { file.write<std::int32_t>("/indptr", starts); };
    CHECK(says(told([](h5::File&) {}), "is not there"));
    CHECK(says(told(write_starts), "/indices: "));
    CHECK(says(told([&](h5::File& file) {
                   write_starts(file);
                   file.write<double>("/indices", std::vector<double>{0, 1, 2});
               }),
               "must hold integers"));
    CHECK(says(told([&](h5::File& file) {
                   write_starts(file);
                   file.write<std::int32_t>("/indices", indices, {1, 3});
               }),
               "has shape [1 x 3]; it must have one dimension"));
    CHECK(says(told([&](h5::File& file) {
                   write_starts(file);
                   file.write_text("/indices", "0 1 2");
               }),
               "/indices: "));
    CHECK(says(told([&](h5::File& file) {
                   write_starts(file);
                   file.make_group("/indices");
               }),
               "is not a dataset"));
    std::ofstream(folder / "m.h5", std::ios::trunc).close();
    CHECK(says(refusal(folder), "is not an HDF5 file"));
    CHECK(says(refusal(folder, {"absent.h5"}), "there is no such file"));
    CHECK(refused(CsrFile{}, ends(folder)) == "file");
}

TEST_CASE("a dataset beside the matrix is refused by name, unless it is chosen or ignored") {
    const TemporaryFolder folder;
    const auto beside = [&](const std::string& name) {
        write(folder / "m.h5", {}, "/net/");
        h5::File file = h5::File::open_to_write(folder / "m.h5");
        file.write<double>("/net/" + name, std::vector<double>{1, 2, 3, 4, 5});
        file.make_group("/net/more");
    };
    for (const std::string name : {"weights", "Data"}) {
        beside(name);
        CHECK(says(refusal(folder, {"m.h5", "net"}), "the dataset \"" + name + "\" is not used"));
        CHECK(says(refusal(folder, {"m.h5", "net"}), "weight_dataset = \"" + name + "\" takes it for weights"));
        CHECK(refusal(folder, {"m.h5", "net", "data", "delays", {name}}).empty());
        CHECK(make(CsrFile{"m.h5", "net", name}, ends(folder))->weighted());
    }
    CHECK(says(refusal(folder, {"m.h5", "net"}), "did you mean \"data\"?"));
    CHECK(refused(CsrFile{"m.h5", "net", "strength", "delays", {"Data"}}, ends(folder)) == "weight_dataset");
    CHECK(refused(CsrFile{"m.h5", "net", "data", "lag", {"Data"}}, ends(folder)) == "delay_dataset");
    beside("latency");
    CHECK(says(refusal(folder, {"m.h5", "net"}), "delay_dataset = \"latency\" takes it for delays"));
}

TEST_CASE("the dataset delays, or that which the model names, holds the synapses' delays in ms") {
    const TemporaryFolder folder;
    for (const std::string name : {"delays", "lag"}) {
        const CsrFile rule{"m.h5", "/", "data", name};
        const auto written = [&](const std::vector<double>& delays) {
            write(folder / "m.h5", {});
            h5::File::open_to_write(folder / "m.h5").write<double>("/" + name, delays);
        };
        written({1.5, 0.25, 3, 2, 1});
        const auto topology = make(rule, ends(folder));
        CHECK(!topology->weighted());
        std::vector<float> delays;
        topology->delays(2, delays);
        CHECK(delays == std::vector<float>{3, 2, 1});
        const std::optional<DelayRange> range = own_delays(rule, folder / "");
        REQUIRE(range.has_value());
        CHECK(range->shortest == 0.25);
        CHECK(range->longest == 3);
        for (const double wrong : {0.0, -1.0, 1e300, 1e-300, std::nan("")}) {
            written({1.5, wrong, 3, 2, 1});
            CHECK(says(refusal(folder, rule), "a delay must be above 0 ms"));
            CHECK(!own_delays(rule, folder / ""));
        }
        written({1.5});
        CHECK(says(refusal(folder, rule), "must have as many as indices"));
    }
    write(folder / "m.h5", {});
    CHECK(!own_delays(CsrFile{"m.h5"}, folder / ""));
    CHECK(!own_delays(CsrFile{"absent.h5"}, folder / ""));
}
