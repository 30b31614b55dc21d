// Reads who made the recordings, and tells it in HTML.
#include "comparison/origin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "comparison/html.hpp"
#include "limen/hdf5.hpp"
#include "limen/version.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct Named {
    std::string name, sha256;
    bool operator==(const Named&) const = default;
};

// What runs have in common that differ in their seed alone.
struct Origin {
    std::string model_file, text, resolved, program, sha256;
    std::vector<Named> plugins, inputs;
    bool operator==(const Origin&) const = default;
};

struct Group {
    Origin origin;
    std::vector<std::string> seeds, folders;
};

std::string attribute(const h5::File& file, const std::string& name) {
    return file.has_attribute("/model", name) ? file.text_attribute("/model", name) : "";
}

std::vector<Named> names_and_sums(const h5::File& file, const std::string& group, const std::string& name) {
    if (!file.exists(group + "/" + name) || !file.exists(group + "/sha256")) return {};
    const auto names = file.read_texts(group + "/" + name), sums = file.read_texts(group + "/sha256");
    std::vector<Named> all;
    for (std::size_t i = 0; i < std::min(names.size(), sums.size()); ++i) all.push_back({names[i], sums[i]});
    return all;
}

std::string text_of(const h5::File& file, const std::string& dataset) {
    return file.exists(dataset) ? file.read_text(dataset) : "";
}

// The line "seed = 3" of [simulation], which limen writes first.
std::string without_seed(std::string resolved) {
    const std::size_t start = resolved.find("\nseed = ");
    if (start != std::string::npos) resolved.erase(start, resolved.find('\n', start + 1) - start);
    return resolved;
}

std::string program(const std::string& version, const std::string& commit) {
    return fmt::format("limen {}{}", version, commit.empty() ? "" : ", commit " + commit);
}

Origin origin_of(const h5::File& file) {
    return {attribute(file, "model_file"),
            text_of(file, "/model/text"),
            without_seed(text_of(file, "/model/resolved")),
            program(attribute(file, "version"), attribute(file, "commit")),
            attribute(file, "sha256"),
            names_and_sums(file, "/model/plugins", "name"),
            names_and_sums(file, "/model/inputs", "file")};
}

std::string name_of(const fs::path& folder) {
    return (folder.has_filename() ? folder : fs::absolute(folder).parent_path()).filename().string();
}

std::vector<Group> groups_of(const std::vector<System>& systems) {
    std::vector<Group> groups;
    std::set<fs::path> seen;
    for (const System& system : systems)
        for (const SystemRun& run : system.runs) {
            if (!seen.insert(run.folder).second) continue;
            Origin origin = origin_of(h5::File::open(run.folder / "run.h5"));
            auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.origin == origin; });
            if (group == groups.end()) group = groups.insert(groups.end(), Group{std::move(origin), {}, {}});
            group->seeds.push_back(fmt::format("{}", run.seed));
            group->folders.push_back(name_of(run.folder));
        }
    return groups;
}

// Of a list that tells what things are: a row of it.
std::string row(const std::string& what, const std::string& html) {
    return html.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(what), html);
}

std::string sum(const std::string& sha256) { return sha256.empty() ? "" : "<code>" + html_text(sha256) + "</code>"; }

std::string folded(const std::string& title, const std::string& text) {
    if (text.empty()) return "";
    return fmt::format("<details><summary>{}</summary><pre>{}</pre></details>\n", html_text(title), html_text(text));
}

std::string group_html(const Group& group) {
    const Origin& origin = group.origin;
    std::string html = fmt::format("<h3>{}</h3>\n<dl>\n", html_text(origin.model_file));
    html += row(group.seeds.size() == 1 ? "seed" : "seeds", html_text(fmt::format("{}", fmt::join(group.seeds, ", "))));
    html += row("runs", html_text(fmt::format("{}", fmt::join(group.folders, ", "))));
    html += row("made by", html_text(origin.program));
    html += row("SHA-256 of the model", sum(origin.sha256));
    for (const Named& input : origin.inputs) html += row(input.name, sum(input.sha256));
    for (const Named& plugin : origin.plugins) html += row("plugin " + plugin.name, sum(plugin.sha256));
    return html + "</dl>\n" + folded("the model as it was written: " + origin.model_file, origin.text) +
           folded("as it was run, with every change and default (but the seed)", origin.resolved);
}

}  // namespace

std::string origin_section(const std::string& command, const std::vector<System>& systems) {
    std::string html = fmt::format(
        "<section id=\"origin\">\n<h2>What made this page</h2>\n<pre class=\"command\">{}</pre>\n<p "
        "class=\"about\">{}</p>\n<p class=\"about\">Beside each file that the runs read, and each plugin, is its "
        "SHA-256.</p>\n",
        html_text(command), html_text(program(version, build_commit())));
    for (const Group& group : groups_of(systems)) html += group_html(group);
    return html + "</section>";
}

}  // namespace limen::app
