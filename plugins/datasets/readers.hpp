// Labelled sequences from text files.
#pragma once

#include <string>
#include <vector>

#include "limen/schema/data_checks.hpp"
#include "limen/schema/dataset.hpp"

namespace limen::datasets {

// The `.ts` format of the UEA and UCR archives (Loening et al. 2019, "sktime"): one case a line, dimensions separated
// by ":", the values of each by ",", the class or the target last. Cases may differ in length, the dimensions of one
// case may not.
struct TsFiles {
    std::string train, test;
    static const Parameter<TsFiles> schema[2];
};

// Comma-separated values (RFC 4180), one frame a row: one column may number the trials and one give their class, some
// may be targets, some may be ignored; all others are channels.
struct CsvFiles {
    std::string train, test, header = "auto", trial, label;
    std::vector<std::string> targets{}, ignore{};
    static const Parameter<CsvFiles> schema[7];
};

// Spikes as the Spiking Heidelberg Digits keep them (B. Cramer et al. 2020, "The Heidelberg spiking data sets for the
// systematic evaluation of spiking neural networks", IEEE TNNLS): the lists /spikes/times and /spikes/units of each
// sample, its class in /labels, and perhaps the names of the classes in /extra/keys. Values are how many spikes fall
// into a frame, summed over neighbouring units.
struct EventFiles {
    std::string train, test, time_unit = "s";
    std::int64_t units = 0, channels = 0;
    double length = 0;  // ms
    static const Parameter<EventFiles> schema[6];
};

class TsFactory : public DatasetFactory, public ExplainsData {
public:
    std::vector<std::string> found(const Parameters&, const DatasetContext&) const override;
    Trials load(const Parameters&, const DatasetContext&) const override;
};

class CsvFactory : public DatasetFactory, public ExplainsData {
public:
    std::vector<std::string> found(const Parameters&, const DatasetContext&) const override;
    Trials load(const Parameters&, const DatasetContext&) const override;
};

class EventFactory : public DatasetFactory {
public:
    double frame() const override { return 10; }
    Trials load(const Parameters&, const DatasetContext&) const override;
};

}  // namespace limen::datasets
