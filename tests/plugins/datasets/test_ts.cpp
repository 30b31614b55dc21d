// The `.ts` reader: the project's own data, files written by hand, and files that are wrong.
#include <doctest/doctest.h>

#include <algorithm>

#include "dataset_fixture.hpp"

using namespace limen;
using namespace limen::datasets;

namespace {

const std::string head = "@problemName p\n@timeStamps false\n@classLabel true a b\n@data\n";

Trials load(const std::string& train, const std::string& test = "") {
    const Folder folder;
    folder.write("train.ts", train);
    folder.write("test.ts", test);
    return TsFactory().load(with<TsFiles>({{"train", "train.ts"}, {"test", test.empty() ? "" : "test.ts"}}),
                            {folder.path()});
}

std::string refused(const std::string& train, const std::string& test = "") {
    const Folder folder;
    folder.write("train.ts", train);
    folder.write("test.ts", test);
    return refusal<TsFactory, TsFiles>(folder, {{"train", "train.ts"}, {"test", test.empty() ? "" : "test.ts"}});
}

std::string repeat(const std::string& text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

}  // namespace

TEST_CASE("Japanese Vowels reads as its documentation says") {
    const Trials trials =
        TsFactory().load(with<TsFiles>({{"train", "JapaneseVowels_TRAIN.ts"}, {"test", "JapaneseVowels_TEST.ts"}}),
                         {LIMEN_SOURCE_DIR "/data/japanese_vowels"});
    REQUIRE(trials.size() == 270 + 370);
    CHECK(trials.channels == 12);
    CHECK(trials.classes == std::vector<std::string>{"1", "2", "3", "4", "5", "6", "7", "8", "9"});
    CHECK(trials.values.size() == trials.offsets.back() * 12);
    CHECK(std::count(trials.splits.begin(), trials.splits.begin() + 270, Split::train) == 270);
    CHECK(std::count(trials.splits.begin() + 270, trials.splits.end(), Split::test) == 370);
    // "ae.test has the following number of blocks: 31 35 88 44 29 24 40 50 29", in the words of its authors.
    const std::ptrdiff_t in_test[] = {31, 35, 88, 44, 29, 24, 40, 50, 29};
    for (std::int32_t speaker = 0; speaker < 9; ++speaker) {
        CHECK(std::count(trials.labels.begin(), trials.labels.begin() + 270, speaker) == 30);
        CHECK(std::count(trials.labels.begin() + 270, trials.labels.end(), speaker) == in_test[speaker]);
    }
    std::size_t shortest = 1000, longest = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        shortest = std::min(shortest, trials.frames(i));
        longest = std::max(longest, trials.frames(i));
    }
    CHECK(shortest == 7);
    CHECK(longest == 29);
    CHECK(trials.frames(0) == 20);
    // The head and the end of the file's first line.
    CHECK(trials.frame(0, 0)[0] == 1.860936);
    CHECK(trials.frame(0, 0)[1] == -0.207383);
    CHECK(trials.frame(0, 1)[0] == 1.891651);
    CHECK(trials.frame(0, 19)[11] == -0.175986);
}

TEST_CASE("cases of different lengths become frames one after the other") {
    const Trials trials =
        load("# made up\n@dimensions 2\n" + head + "1,2,3:4,5,6:b\n\n# between\n7:8:a\n", head + "9:10:b");
    CHECK(trials.channels == 2);
    CHECK(trials.values == std::vector<double>{1, 4, 2, 5, 3, 6, 7, 8, 9, 10});
    CHECK(trials.offsets == std::vector<std::uint64_t>{0, 3, 4, 5});
    CHECK(trials.labels == std::vector<std::int32_t>{1, 0, 1});
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::train, Split::test});
    CHECK(trials.classes == std::vector<std::string>{"a", "b"});
}

TEST_CASE("keywords may be in any case, lines may end with CRLF, values may have blanks around them") {
    const Trials trials =
        load("@PROBLEMNAME p\r\n@TimeStamps FALSE\r\n@CLASSLABEL True a b\r\n@Data\r\n 1 , 2 : a \r\n");
    CHECK(trials.values == std::vector<double>{1, 2});
    CHECK(trials.labels == std::vector<std::int32_t>{0});
}

TEST_CASE("a file without classes gives trials without labels") {
    const Trials trials = load("@classLabel false\n@data\n1,2:3,4\n");
    CHECK(trials.channels == 2);
    CHECK(trials.labels == std::vector<std::int32_t>{-1});
    CHECK(trials.classes.empty());
}

TEST_CASE("the target of a trial holds for all its frames, and is no channel") {
    for (const char* words : {"@targetLabel true", "@targetlabel TRUE", "@classLabel false\n@targetLabel true"}) {
        CAPTURE(words);
        const std::string header = std::string("@univariate true\n@missing false\n") + words + "\n@data\n";
        const Trials trials = load(header + "1.0,2,3:0.37\n1.5:+0.11\n", header + "2:-1e-2\n");
        CHECK(trials.channels == 1);
        CHECK(trials.values == std::vector<double>{1, 2, 3, 1.5, 2});
        CHECK(trials.target_channels == 1);
        CHECK(trials.targets == std::vector<double>{0.37, 0.37, 0.37, 0.11, -0.01});
        CHECK(trials.labels == std::vector<std::int32_t>{-1, -1, -1});
        CHECK(holds(refused(header + "1:2\n", "@classLabel false\n@data\n1\n"), "@targetLabel is false"));
    }
}

TEST_CASE("a wrong file is refused with the line and what is wrong in it") {
    const struct {
        std::string text, where, what;
    } cases[] = {
        {"@problemName p\n", "line 1", "without @data"},
        {"hello\n", "line 1", "neither"},
        {head, "line 4", "without a case"},
        {head + "1,2:c\n", "line 5", "\"c\""},
        {head + "1,2:\n", "line 5", "class"},
        {head + "1,2\n", "line 5", "class"},
        {head + "a\n", "line 5", "no values"},
        {head + "1:2:a\n1,2:3,4:b\n1,2:3:b\n", "line 7", "dimension 2 has 1 values"},
        {head + "1:2:a\n1:a\n", "line 6", "1 dimensions"},
        {"@dimensions 3\n" + head + "1:2:a\n", "line 6", "must have 3"},
        {head + "1,?,3:a\n", "line 5", "value 2 of dimension 1 is missing"},
        {head + "1,2:nan,1:a\n", "line 5", "\"nan\""},
        {head + "1;2:a\n", "line 5", "\"1;2\""},
        {head + ":a\n", "line 5", "empty"},
        {head + "1,,3:a\n", "line 5", "empty"},
        {"@timeStamps true\n" + head + "1:a\n", "line 1", "time stamps"},
        {"@targetlabel yes\n@data\n1:2\n", "line 1", "@targetLabel needs true or false"},
        {"@classLable true a b\n@data\n1:a\n", "line 1", "@classLable is not known; did you mean \"@classLabel\"?"},
        {"@frequency hourly\n@data\n1:a\n", "line 1", "the word @frequency is not known"},
        {"@problemName x\n@data\n1,2,3:a\n", "line 2", "the header must say what follows the values"},
        {"@classLabel true a b\n@targetLabel true\n@data\n1:a\n", "line 3", "cannot both be true"},
        {"@univariate true\n@classLabel false\n@data\n1.0:0.37\n", "line 4", "2 dimensions, but @univariate is true"},
        {"@classLabel false\n@data\n1,2,3:4\n", "line 3", "if that is its class or target, the header must say so"},
        {"@targetLabel true\n@data\n1,2,3:high\n", "line 3", "\"high\" is not a number, where the target stands"},
        {"@targetLabel true\n@data\n1\n", "line 3", "has a target, but no values"},
        {head + "1,1e39:a\n", "line 5", "\"1e39\" is not a finite number"},
        {"@classLabel\n@data\n1:a\n", "line 1", "@classLabel"},
        {"@classLabel true\n@data\n1:a\n", "line 2", "@classLabel"},
        {"@dimensions -1\n@data\n1\n", "line 1", "\"-1\""},
        {"@dimensions 2.5\n@data\n1\n", "line 1", "\"2.5\""},
        {"@dimensions 1e300\n@data\n1\n", "line 1", "\"1e300\""},
        {"@dimensions 0\n@data\n1\n", "line 1", "\"0\""},
        {"@dimensions\n@data\n1\n", "line 1", "@dimensions"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const std::string message = refused(c.text);
        CAPTURE(message);
        CHECK(message.substr(0, message.find(':')) == c.where);
        CHECK(holds(message, c.what));
    }
}

TEST_CASE("a test file must have the dimensions and the classes of the training file") {
    CHECK(
        holds(refused(head + "1:2:a\n", head + "1:a\n"), "line 5: the case has 1 dimensions, but the training file 2"));
    CHECK(holds(refused(head + "1:a\n", "@classLabel true b a\n@data\n1:a\n"), "line 2: declares the classes \"b a\""));
    CHECK(holds(refused(head + "1:a\n", "@classLabel false\n@data\n1\n"), "line 2: declares the classes"));
}

TEST_CASE("a model without a training file is refused") {
    CHECK(holds(refusal<TsFactory, TsFiles>(Folder(), {}), "train must name a file"));
    CHECK(holds(refusal<TsFactory, TsFiles>(Folder(), {{"train", "missing.ts"}}), "no such file"));
}

TEST_CASE("a small file cannot ask for much memory, and many classes take no longer than their file is long") {
    // A first dimension of 10^5 values before 10^5 others of one would be 10^10 numbers.
    CHECK(holds(refused("@classLabel false\n@data\n" + repeat("1,", 100000) + "1" + repeat(":1", 100000) + "\n"),
                "dimension 2 has 1 values"));
    CHECK(load("@classLabel false\n@data\n" + repeat("1,", 1000000) + "1\n").frames(0) == 1000001);
    CHECK(load("@classLabel false\n@data\n" + repeat("1:", 1000000) + "1\n").channels == 1000001);
    std::string classes, cases;
    for (int i = 0; i < 100000; ++i) {
        classes += " c" + std::to_string(i);
        cases += "1:c" + std::to_string(i) + "\n";
    }
    CHECK(load("@classLabel true" + classes + "\n@data\n" + cases).size() == 100000);
}
