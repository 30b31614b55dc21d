// What is said of data in the same words, whichever reader they come from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "limen/schema/dataset.hpp"

namespace limen {

// What a DatasetFactory may be beside: one that says what it takes the parts of its files for.
class ExplainsData {
public:
    virtual ~ExplainsData() = default;
    // What it takes the parts for, as sentences for people. Throws as load() does.
    virtual std::vector<std::string> found(const Parameters&, const DatasetContext&) const = 0;
};

// What a Topology may be beside: one that has left something of its file unused.
class HasNotes {
public:
    virtual ~HasNotes() = default;
    // What a person should know, each as the end of the sentence "population "x" ...".
    virtual const std::vector<std::string>& notes() const = 0;
};

// Leaves out the classes that no trial is of, which could neither be learnt nor tested, and says so in a note.
void leave_out_absent_classes(Trials&);

// Why a readout could not learn the classes of these trials; empty if it can.
std::string why_classes_cannot_be_learnt(const Trials&);

// "the attribute "Weight" is not used; did you mean "weight"?"
std::string not_used(std::string_view what, const std::string& name, const std::vector<std::string>& used);

}  // namespace limen
