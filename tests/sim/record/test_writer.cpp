// A recording is laid out as docs/file-format.md says.
#include "record/writer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "predictable_recording.hpp"
#include "second_process.hpp"

using namespace limen;
using test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

void record(const fs::path& path, std::uint64_t pieces, const RecordingPlan& plan = test::predictable_plan()) {
    RecordingFile file(path, plan);
    for (std::uint64_t k = 0; k < pieces; ++k) file.append(test::predictable_chunk(k));
    file.flush();
}

// Of a dataset or attribute as it is stored.
std::string type_name(hid_t type) {
    const auto bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            return "float" + bits;
        case H5T_INTEGER:
            return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
        case H5T_STRING:
            return H5Tis_variable_str(type) > 0 ? "variable text" : "text";
        case H5T_ENUM:
            return "enum";
        default:
            return "other";
    }
}

std::string dataset_type(hid_t file, const std::string& path) {
    const h5::Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    return type_name(h5::Id(H5Dget_type(dataset), H5Tclose));
}

std::string attribute_type(hid_t file, const std::string& path, const char* name) {
    const h5::Id attribute(H5Aopen_by_name(file, path.c_str(), name, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    return type_name(h5::Id(H5Aget_type(attribute), H5Tclose));
}

std::string enum_attribute(hid_t file, const std::string& path, const char* name) {
    const h5::Id attribute(H5Aopen_by_name(file, path.c_str(), name, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const h5::Id type(H5Aget_type(attribute), H5Tclose);
    signed char value = -1;
    std::array<char, 16> member{};
    REQUIRE(H5Aread(attribute, type, &value) >= 0);
    REQUIRE(H5Tenum_nameof(type, &value, member.data(), member.size()) >= 0);
    return member.data();
}

template <class Value>
struct Attribute {
    std::string path, name;
    Value value;
};

int filters(hid_t file, const std::string& path) {
    const h5::Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    return H5Pget_nfilters(h5::Id(H5Dget_create_plist(dataset), H5Pclose));
}

}  // namespace

TEST_CASE("every dataset of the documented layout is there in its type, and no other") {
    const TemporaryFolder folder;
    record(folder / "run.h5", 9);
    const h5::File file = h5::File::open(folder / "run.h5");
    const h5::Id id(H5Fopen(file.path().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    const std::vector<std::pair<std::string, std::string>> layout = {
        {"/spikes/liquid/timestamps", "float64"},
        {"/spikes/liquid/node_ids", "uint64"},
        {"/report/potential/data", "float32"},
        {"/report/potential/offsets", "uint64"},
        {"/report/potential/mapping/node_ids", "uint64"},
        {"/report/potential/mapping/index_pointers", "uint64"},
        {"/report/potential/mapping/element_ids", "uint32"},
        {"/report/potential/mapping/time", "float64"},
        {"/trials/start", "float64"},
        {"/trials/duration", "float64"},
        {"/trials/label", "int32"},
        {"/trials/split", "uint8"},
        {"/trials/source", "uint32"},
        {"/trials/classes", "text"},
        {"/inputs/voice/values", "float64"},
        {"/inputs/voice/offsets", "uint64"},
        {"/inputs/voice/targets", "float64"},
        {"/populations/liquid/synaptic_events", "uint64"},
        {"/populations/silent/synaptic_events", "uint64"},
        {"/model/text", "text"},
        {"/model/resolved", "text"},
        {"/growing", "text"},
        {"/progress", "float64"}};
    std::set<std::string> expected, found;
    for (const auto& dataset : layout) {
        CAPTURE(dataset.first);
        expected.insert(dataset.first.substr(1));
        CHECK(dataset_type(id, dataset.first) == dataset.second);
        CHECK(filters(id, dataset.first) == 0);
    }
    const auto visit = [](hid_t, const char* name, const H5O_info_t* info, void* names) -> herr_t {
        if (info->type == H5O_TYPE_DATASET) static_cast<std::set<std::string>*>(names)->insert(name);
        return 0;
    };
    H5Ovisit(id, H5_INDEX_NAME, H5_ITER_INC, visit, &found);
    CHECK(found == expected);
}

TEST_CASE("every attribute of the documented layout is there") {
    const TemporaryFolder folder;
    record(folder / "run.h5", 9);
    const h5::File file = h5::File::open(folder / "run.h5");
    const std::vector<Attribute<double>> numbers = {{"/", "magic", 0x0A7A},
                                                    {"/", "limen_format", 2},
                                                    {"/", "complete", 0},
                                                    {"/", "planned_trials", 0},
                                                    {"/", "planned_ms", 0},
                                                    {"/model", "seed", 7},
                                                    {"/inputs/voice", "frame", test::frame},
                                                    {"/report/potential/mapping/node_ids", "sorted", 1},
                                                    {"/populations/liquid", "size", test::liquid_units},
                                                    {"/populations/liquid", "excitatory", 8},
                                                    {"/populations/liquid", "synapses", 40},
                                                    {"/populations/silent", "size", 4}};
    for (const auto& attribute : numbers) {
        CAPTURE(attribute.path + " " + attribute.name);
        CHECK(file.number_attribute(attribute.path, attribute.name) == attribute.value);
    }
    const std::vector<Attribute<std::string>> texts = {{"/spikes/liquid/timestamps", "units", "ms"},
                                                       {"/inputs/voice/targets", "units", "1"},
                                                       {"/report/potential/data", "units", "mV"},
                                                       {"/report/potential/mapping/time", "units", "ms"},
                                                       {"/report/potential", "population", "liquid"},
                                                       {"/report/potential", "state", "V_m"},
                                                       {"/trials/start", "units", "ms"},
                                                       {"/trials/duration", "units", "ms"},
                                                       {"/records/liquid", "kind", "spikes"},
                                                       {"/records/liquid", "path", "/spikes/liquid"},
                                                       {"/records/liquid", "population", "liquid"},
                                                       {"/records/potential", "kind", "report"},
                                                       {"/records/potential", "path", "/report/potential"},
                                                       {"/populations/liquid", "model", "lif"},
                                                       {"/model", "version", "0.1.0"},
                                                       {"/model", "model_file", "predictable.toml"}};
    for (const auto& attribute : texts) {
        CAPTURE(attribute.path + " " + attribute.name);
        CHECK(file.text_attribute(attribute.path, attribute.name) == attribute.value);
    }
    const h5::Id id(H5Fopen(file.path().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    CHECK(attribute_type(id, "/", "magic") == "uint32");
    CHECK(attribute_type(id, "/", "version") == "uint32");
    CHECK(attribute_type(id, "/spikes/liquid", "sorting") == "enum");
    CHECK(enum_attribute(id, "/spikes/liquid", "sorting") == "by_time");
    CHECK(attribute_type(id, "/spikes/liquid/timestamps", "units") == "text");
}

TEST_CASE("the model, the classes and the mapping of a report stand beside the numbers") {
    const TemporaryFolder folder;
    record(folder / "run.h5", 1);
    const h5::File file = h5::File::open(folder / "run.h5");
    const RecordingPlan plan = test::predictable_plan();
    CHECK(file.read_text("/model/text") == plan.model_text);
    CHECK(file.read_text("/model/resolved") == plan.resolved);
    CHECK(file.read_texts("/trials/classes") == plan.classes);
    const std::string mapping = "/report/potential/mapping/";
    CHECK(file.read<std::uint64_t>(mapping + "node_ids") == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(file.read<std::uint64_t>(mapping + "index_pointers") == std::vector<std::uint64_t>{0, 1, 2, 3});
    CHECK(file.read<std::uint32_t>(mapping + "element_ids") == std::vector<std::uint32_t>{0, 0, 0});
    CHECK_FALSE(file.exists("/spikes/silent"));
}

TEST_CASE("the time axis of a report begins at its first sample and ends one period after its last") {
    const TemporaryFolder folder;
    RecordingPlan plan = test::predictable_plan();
    plan.reports[0].first = 20;
    record(folder / "run.h5", 6, plan);
    const double end = 20 + 6 * test::rows_per_piece * test::report_period;
    CHECK(h5::File::open(folder / "run.h5").read<double>("/report/potential/mapping/time") ==
          std::vector<double>{20, end, test::report_period});
}

TEST_CASE("states are kept to the last bit, in single precision or in double") {
    const TemporaryFolder folder;
    const std::vector<double> rows{0.1, -1 / 3.0, 1e-50, 1 + 1e-15, 3e38, -0.0};
    for (const bool float64 : {false, true}) {
        const fs::path path = folder / "run.h5";
        RecordingPlan plan = test::predictable_plan();
        plan.reports[0].float64 = float64;
        {
            RecordingFile file(path, plan);
            RecordingChunk chunk = test::predictable_chunk(0);
            chunk.reports = {float64 ? StateRows{{}, rows} : StateRows{{rows.begin(), rows.end()}}};
            file.append(chunk);
            file.close(true);
        }
        const h5::File file = h5::File::open(path);
        const h5::Id id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
        CHECK(dataset_type(id, "/report/potential/data") == (float64 ? "float64" : "float32"));
        const auto values = file.read<double>("/report/potential/data");
        REQUIRE(values.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            CHECK(values[i] == (float64 ? rows[i] : static_cast<double>(static_cast<float>(rows[i]))));
    }
}

TEST_CASE("a trial that goes on stands in the file as far as it has come, and once") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "run.h5";
    const auto chunk_until = [](double until, bool goes_on) {
        RecordingChunk chunk = test::predictable_chunk(test::pieces_per_trial - 1);
        chunk.until = until;
        chunk.goes_on = goes_on;
        chunk.trial->duration = until;
        chunk.trial->synaptic_events.assign(chunk.trial->synaptic_events.size(), static_cast<std::uint64_t>(until));
        return chunk;
    };
    RecordingFile file(path, test::predictable_plan());
    for (const double until : {1.0, 2.0, 3.0}) {
        file.append(chunk_until(until, until < 3));
        file.flush();
        const h5::File seen = h5::File::open(path);
        CHECK(seen.read<double>("/progress")[0] == (until < 3 ? 0 : 1));
        CHECK(seen.read<double>("/trials/duration") == std::vector<double>{until});
        CHECK(seen.read<double>("/populations/liquid/synaptic_events") == std::vector<double>{until});
        const auto rows = seen.shape("/report/potential/data")[0];
        CHECK(seen.read<std::uint64_t>("/report/potential/offsets") == std::vector<std::uint64_t>{0, rows});
        CHECK(seen.shape("/inputs/voice/values")[0] == test::frames_per_trial);
    }
}
