// Reads synapses from the compressed sparse rows of an HDF5 file, and believes nothing in it before it is checked.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "limen/hdf5.hpp"
#include "limen/schema/data_checks.hpp"
#include "lsm/listed_topology.hpp"
#include "lsm/topologies.hpp"

namespace limen::lsm {

const Parameter<CsrFile> CsrFile::schema[5] = {
    {"file", &CsrFile::file, "path", Range::any, "HDF5 file, relative to the model"},
    {"group", &CsrFile::group, "", Range::any, "where in it indptr, indices and the datasets below lie"},
    {"weight_dataset", &CsrFile::weight_dataset, "", Range::any,
     "relative weights of the synapses, if it is there; empty: none"},
    {"delay_dataset", &CsrFile::delay_dataset, "", Range::any,
     "delays of the synapses in ms, if it is there; empty: none"},
    {"ignore", &CsrFile::ignore, "", Range::any, "names of datasets beside them that are not to be used"},
};

namespace {

class CsrReader {
public:
    CsrReader(const CsrFile& rule, const TopologyEnds& ends)
        : x_file(h5::File::open(ends.folder / rule.file)), x_rule(rule), x_group(rule.group), x_ends(ends) {
        if (!x_group.starts_with('/')) x_group = '/' + x_group;
        if (!x_group.ends_with('/')) x_group += '/';
    }

    SourceLists read() const {
        refuse_unused();
        const bool weighted = has("weight_dataset", x_rule.weight_dataset, "data");
        const bool delayed = !x_ends.signed_weights && has("delay_dataset", x_rule.delay_dataset, "delays");
        SourceLists lists;
        read_starts(lists.starts, count_integers("indices"));
        read_sources(lists.sources, lists.starts.back());
        if (weighted) read_weights(lists.weights, lists.starts.back());
        if (delayed) {
            check_as_many(x_rule.delay_dataset, lists.starts.back());
            lists.delays.reserve(lists.starts.back());
            for_each_delay([&](float delay) { lists.delays.push_back(delay); });
        }
        return lists;
    }

    std::optional<DelayRange> delay_range() const {
        if (!has("delay_dataset", x_rule.delay_dataset, "delays")) return std::nullopt;
        DelayRange range{std::numeric_limits<float>::max(), 0};
        for_each_delay([&](float delay) {
            range.shortest = std::min(range.shortest, delay);
            range.longest = std::max(range.longest, delay);
        });
        return range.longest > 0 ? std::optional(range) : std::nullopt;  // nothing of an empty one
    }

private:
    // Whether a dataset is there that a key names: it must be, unless it is the usual one. Throws ParameterError.
    bool has(const char* key, const std::string& name, const char* usual) const {
        const bool there = !name.empty() && x_file.exists(x_group + name);
        if (!there && !name.empty() && name != usual)
            throw ParameterError(
                key, fmt::format("is \"{}\", but {} has no dataset {}{}", name, x_file.path().string(), x_group, name));
        return there;
    }

    // A dataset beside the matrix is dropped only if the model says so: it may be a part of it by another name.
    void refuse_unused() const {
        std::vector<std::string> used{"indptr", "indices", x_rule.weight_dataset};
        if (!x_ends.signed_weights) used.push_back(x_rule.delay_dataset);
        const std::string group = x_group == "/" ? x_group : x_group.substr(0, x_group.size() - 1);
        const auto in = [](const std::vector<std::string>& names, const std::string& name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        if (!x_file.exists(group)) return;
        for (const std::string& name : x_file.children(group)) {
            if (in(used, name) || in(x_rule.ignore, name) || !is_dataset(x_group + name)) continue;
            fail(name, refusal_of_unused("dataset", name, used, "dataset", x_ends));
        }
    }

    // Groups hold other things.
    bool is_dataset(const std::string& path) const {
        try {
            x_file.shape(path);
            return true;
        } catch (const DataError&) {
            return false;
        }
    }

    void read_starts(std::vector<std::uint64_t>& starts, std::uint64_t synapses) const {
        const std::uint64_t wanted = x_ends.target.size + std::uint64_t{1};
        if (const std::uint64_t count = count_integers("indptr"); count != wanted)
            fail("indptr",
                 fmt::format("has {} entries; it must have {}, one more than there are targets", count, wanted));
        starts.reserve(wanted);
        std::int64_t last = 0;
        for_each<std::int64_t>("indptr", wanted, [&](std::uint64_t i, std::int64_t start) {
            if (i == 0 && start != 0) fail("indptr", fmt::format("begins with {}; it must begin with 0", start));
            if (start < last) fail("indptr", fmt::format("falls from {} to {} at entry {}", last, start, i));
            starts.push_back(static_cast<std::uint64_t>(start));
            last = start;
        });
        if (starts.back() != synapses)
            fail("indptr", fmt::format("ends with {}; it must end with the number of entries of indices, {}",
                                       starts.back(), synapses));
    }

    void read_sources(std::vector<std::uint32_t>& sources, std::uint64_t synapses) const {
        sources.reserve(synapses);
        for_each<std::int64_t>("indices", synapses, [&](std::uint64_t i, std::int64_t source) {
            if (source < 0 || source >= x_ends.source.size)
                fail("indices",
                     fmt::format("entry {} is {}; the {} sources are numbered from 0", i, source, x_ends.source.size));
            sources.push_back(static_cast<std::uint32_t>(source));
        });
    }

    void check_as_many(const std::string& name, std::uint64_t synapses) const {
        if (const std::uint64_t count = count_numbers(name); count != synapses)
            fail(name, fmt::format("has {} entries; it must have as many as indices, {}", count, synapses));
    }

    void read_weights(std::vector<float>& weights, std::uint64_t synapses) const {
        const std::string& name = x_rule.weight_dataset;
        check_as_many(name, synapses);
        weights.reserve(synapses);
        for_each<double>(name, synapses, [&](std::uint64_t i, double weight) {
            if (!is_relative_weight(weight, x_ends))
                fail(name, fmt::format("entry {} is {}; a relative weight must be {}", i, weight,
                                       relative_weight_range(x_ends)));
            weights.push_back(static_cast<float>(weight));
        });
    }

    template <class Take>
    void for_each_delay(const Take& take) const {
        const std::string& name = x_rule.delay_dataset;
        for_each<double>(name, count_numbers(name), [&](std::uint64_t i, double delay) {
            if (!is_own_delay(delay)) fail(name, fmt::format("entry {} is {}; a delay must be above 0 ms", i, delay));
            take(static_cast<float>(delay));
        });
    }

    // Calls take(i, value) for each entry of a dataset of so many, of which a piece at a time is in memory.
    template <class T, class Take>
    void for_each(const std::string& name, std::uint64_t count, const Take& take) const {
        constexpr std::uint64_t piece = std::uint64_t{1} << 16U;
        std::vector<T> values(std::min(piece, count));
        for (std::uint64_t first = 0; first < count; first += piece) {
            const std::span<T> some = std::span(values).first(std::min(piece, count - first));
            x_file.read_rows<T>(x_group + name, first, some);
            for (std::size_t k = 0; k < some.size(); ++k) take(first + k, some[k]);
        }
    }

    std::uint64_t count_integers(const std::string& name) const {
        const std::uint64_t count = count_numbers(name);
        if (!x_file.holds_integers(x_group + name)) fail(name, "must hold integers");
        return count;
    }
    std::uint64_t count_numbers(const std::string& name) const {
        const h5::Shape shape = x_file.shape(x_group + name);
        if (shape.size() != 1)
            fail(name, fmt::format("has shape [{}]; it must have one dimension", fmt::join(shape, " x ")));
        return x_file.count_numbers(x_group + name);
    }

    [[noreturn]] void fail(const std::string& name, const std::string& message) const {
        throw DataError(x_file.path(), x_group + name, message);
    }

    h5::File x_file;
    CsrFile x_rule;
    std::string x_group;
    const TopologyEnds& x_ends;
};

}  // namespace

// What cannot be read, make() tells.
std::optional<DelayRange> own_delays(const CsrFile& rule, const std::filesystem::path& folder) {
    if (rule.file.empty()) return std::nullopt;
    const TopologyEnds unknown{.folder = folder};
    try {
        return CsrReader(rule, unknown).delay_range();
    } catch (const DataError&) {
        return std::nullopt;
    } catch (const ParameterError&) {
        return std::nullopt;
    }
}

template <>
std::unique_ptr<Topology> TopologyMaker<CsrFile>::make(const Parameters& p, const TopologyEnds& ends) const {
    const auto rule = from_parameters<CsrFile>(p);
    if (rule.file.empty()) throw ParameterError("file", "must name an HDF5 file with the synapses");
    return std::make_unique<ListedTopology>(CsrReader(rule, ends).read());
}

}  // namespace limen::lsm
