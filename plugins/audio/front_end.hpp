// From sound to frames: what the readers of sound share.
#pragma once

#include <string>
#include <vector>

#include "audio/sound.hpp"
#include "limen/schema/dataset.hpp"

namespace limen::audio {

struct FrontEnd {
    std::string features = "log_mel";
    std::int64_t channels = 26, coefficients = 13;
    double low = 100, high = 0, window = 25;  // Hz, Hz, ms; high 0: half the rate
    double hop = 10;                          // ms from one frame to the next
    double floor = 1e-8;                      // what is added to energies before their logarithm
    bool slopes = false;
    std::string normalise = "none";
};

// A file, its class and its part.
struct Recording {
    std::filesystem::path path;
    std::int32_t label = -1;
    Split split = Split::train;
};

// [frames x channels]
struct Frames {
    std::size_t channels = 0;
    std::vector<double> rows;
};

// Throws ParameterError.
Frames analyse(const Sound&, const FrontEnd&);

// Reads and analyses all recordings, on all threads. They must have one rate. Notes say which of them are silent or
// clipped. Throws DataError and ParameterError.
Trials load_recordings(const std::vector<Recording>&, std::vector<std::string> classes, const FrontEnd&);

// The keys of the front end in the schema of a reader whose parameters derive from it.
template <class Reader>
std::vector<Parameter<Reader>> front_end_keys() {
    return {
        {"features", &Reader::features, "", Range::any,
         "log_mel: logarithms of mel energies; mfcc: their cepstral coefficients; gammatone: cube roots of the "
         "rectified "
         "output of a gammatone bank",
         "log_mel mfcc gammatone"},
        {"channels", &Reader::channels, "", Range::positive, "of the filter bank"},
        {"coefficients", &Reader::coefficients, "", Range::positive, "of mfcc, the first ones"},
        {"low", &Reader::low, "Hz", Range::not_negative, "lowest frequency of the filter bank"},
        {"high", &Reader::high, "Hz", Range::not_negative, "highest frequency; 0: half the sampling rate"},
        {"window", &Reader::window, "ms", Range::positive, "length of a spectrum's window"},
        {"floor", &Reader::floor, "", Range::positive, "added to energies before their logarithm"},
        {"slopes", &Reader::slopes, "", Range::any,
         "whether the slope of each channel over five frames is a channel too"},
        {"normalise", &Reader::normalise, "", Range::any,
         "of each channel in each recording: none; mean: less its mean; deviation: and over its deviation",
         "none mean deviation"},
    };
}

}  // namespace limen::audio
