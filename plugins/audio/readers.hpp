// Readers of labelled sound.
#pragma once

#include <string>
#include <vector>

#include "audio/front_end.hpp"

namespace limen::audio {

// The Free Spoken Digit Dataset (Jackson et al.): recordings {digit}_{speaker}_{number}.wav. Numbers 0 to 4 of each
// speaker and digit are the test set.
struct Fsdd : FrontEnd {
    std::string path, hold_out, label = "digit";
    static const std::vector<Parameter<Fsdd>> schema;
};

// A list of sound files: comma-separated rows of a file, relative to the list, its class, and its part.
struct SoundList : FrontEnd {
    std::string list;
    static const std::vector<Parameter<SoundList>> schema;
};

class FsddFactory : public DatasetFactory {
public:
    double frame() const override { return 10; }
    Trials load(const Parameters&, const DatasetContext&) const override;
};

class SoundListFactory : public DatasetFactory {
public:
    double frame() const override { return 10; }
    Trials load(const Parameters&, const DatasetContext&) const override;
};

}  // namespace limen::audio
