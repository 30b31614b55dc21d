// What is said of classes, whoever has read them.
#include "limen/schema/data_checks.hpp"

#include <doctest/doctest.h>

using namespace limen;

namespace {

// Trials of one frame: labels of the training trials, and of the test trials.
Trials labelled(const std::vector<std::string>& classes, const std::vector<std::int32_t>& training,
                const std::vector<std::int32_t>& test = {}) {
    Trials trials;
    trials.channels = 1;
    trials.classes = classes;
    const auto add = [&](std::int32_t label, Split split) {
        trials.values.push_back(0);
        trials.offsets.push_back(trials.values.size());
        trials.labels.push_back(label);
        trials.splits.push_back(split);
    };
    for (const std::int32_t label : training) add(label, Split::train);
    for (const std::int32_t label : test) add(label, Split::test);
    return trials;
}

bool says(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a class that no trial is of is left out with a note, and the others keep their names") {
    Trials trials = labelled({"a", "b", "c", "d"}, {0, 3, 3}, {0, 2});
    leave_out_absent_classes(trials);
    CHECK(trials.classes == std::vector<std::string>{"a", "c", "d"});
    CHECK(trials.labels == std::vector<std::int32_t>{0, 2, 2, 0, 1});
    CHECK(trials.notes == std::vector<std::string>{"no trial is of the class \"b\", which is left out"});
    Trials whole = labelled({"a", "b"}, {1, 0});
    leave_out_absent_classes(whole);
    CHECK(whole.labels == std::vector<std::int32_t>{1, 0});
    CHECK(whole.notes.empty());
    Trials none = labelled({}, {-1});
    leave_out_absent_classes(none);
    CHECK(none.notes.empty());
}

TEST_CASE("classes can be learnt if the training has two, and all that are tested") {
    CHECK(why_classes_cannot_be_learnt(labelled({"a", "b"}, {0, 1}, {1})).empty());
    CHECK(says(why_classes_cannot_be_learnt(labelled({"a", "b", "c"}, {0, 1}, {0, 2})),
               "no training trial is of the class \"c\", of which there are test or validation trials"));
    CHECK(says(why_classes_cannot_be_learnt(labelled({"a"}, {0, 0}, {0})), "all trials are of the class \"a\""));
    CHECK(says(why_classes_cannot_be_learnt(labelled({}, {-1, -1})), "no trial has a class"));
    CHECK(says(why_classes_cannot_be_learnt(labelled({"a", "b"}, {0, -1, 1})),
               "1 trials have no class, the first of them trial 1"));
    CHECK(says(why_classes_cannot_be_learnt(labelled({"a", "b"}, {}, {0, 1})), "no trial is for training"));
}

TEST_CASE("what is not used is named with the nearest name that is") {
    CHECK(not_used("attribute", "Weight", {"weight"}) ==
          "the attribute \"Weight\" is not used; did you mean \"weight\"?");
    CHECK(not_used("attribute", "colour", {"weight"}) == "the attribute \"colour\" is not used");
}
