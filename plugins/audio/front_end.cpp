// Filter banks, cepstra, slopes, and what is normal for a recording.
#include "audio/front_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "audio/cepstrum.hpp"
#include "audio/gammatone.hpp"
#include "audio/mel.hpp"
#include "audio/spectrum.hpp"
#include "limen/core/channel_scale.hpp"
#include "limen/core/parallel.hpp"

namespace limen::audio {

namespace {

std::size_t samples_in(double ms, double rate, const char* key) {
    constexpr double ms_per_s = 1000;
    constexpr std::size_t most = 1 << 24;
    if (ms / ms_per_s * rate > most)
        throw ParameterError(key,
                             fmt::format("is {} ms, which is {:.3g} samples at {} Hz; at most {} are taken at once", ms,
                                         ms / ms_per_s * rate, rate, most));
    const auto samples = static_cast<std::size_t>(std::lround(ms / ms_per_s * rate));
    if (samples == 0) throw ParameterError(key, fmt::format("is {} ms, less than a sample at {} Hz", ms, rate));
    return samples;
}

double highest(const FrontEnd& options, double rate) {
    const double high = options.high > 0 ? options.high : rate / 2;
    if (high > rate / 2)
        throw ParameterError(
            "high", fmt::format("is {} Hz, but sound with {} samples per second has nothing above {} Hz", high, rate,
                                rate / 2));
    if (options.low >= high)
        throw ParameterError("low",
                             fmt::format("is {} Hz; it must be below the highest frequency, {} Hz", options.low, high));
    return high;
}

Frames mel_frames(const Sound& sound, const FrontEnd& options) {
    const double high = highest(options, sound.rate);
    const Spectra spectra(samples_in(options.window, sound.rate, "window"),
                          samples_in(options.hop, sound.rate, "frame"));
    const auto channels = static_cast<std::size_t>(options.channels);
    const auto coefficients = static_cast<std::size_t>(options.coefficients);
    const bool cepstra = options.features == "mfcc";
    if (cepstra && coefficients > channels)
        throw ParameterError("coefficients", fmt::format("is {}, but {} channels give no more than {}", coefficients,
                                                         channels, channels));
    const MelBank bank(channels, options.low, high, spectra.size(), sound.rate);
    Frames frames{cepstra ? coefficients : channels, {}};
    for (std::size_t i = 0; i < spectra.count(sound.samples.size()); ++i) {
        std::vector<double> energies = bank.apply(spectra.power(sound.samples, i));
        for (double& x : energies) x = std::log(x + options.floor);
        if (cepstra) energies = cosine_transform(energies, coefficients);
        frames.rows.insert(frames.rows.end(), energies.begin(), energies.end());
    }
    return frames;
}

Frames gammatone_frames(const Sound& sound, const FrontEnd& options) {
    const auto channels = static_cast<std::size_t>(options.channels);
    Frames frames{channels, cochleagram(sound.samples, sound.rate, channels, options.low, highest(options, sound.rate),
                                        samples_in(options.hop, sound.rate, "frame"))};
    // Loudness grows about as the cube root of intensity (Stevens 1957).
    for (double& x : frames.rows) x = std::cbrt(x);
    return frames;
}

void add_slopes(Frames& frames) {
    const std::vector<double> slopes = slopes_of(frames.rows, frames.channels);
    std::vector<double> both;
    const auto add_row = [&](const std::vector<double>& rows, std::size_t first) {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
        both.insert(both.end(), begin, begin + static_cast<std::ptrdiff_t>(frames.channels));
    };
    for (std::size_t first = 0; first < frames.rows.size(); first += frames.channels) {
        add_row(frames.rows, first);
        add_row(slopes, first);
    }
    frames = {2 * frames.channels, std::move(both)};
}

void normalise(Frames& frames, bool deviation) {
    const std::size_t n = frames.channels;
    const auto count = static_cast<double>(frames.rows.size() / n);
    for (std::size_t c = 0; c < n; ++c) {
        double mean = 0, squares = 0;
        Extent extent;
        for (std::size_t k = c; k < frames.rows.size(); k += n) {
            mean += frames.rows[k] / count;
            extent.add(frames.rows[k]);
        }
        for (std::size_t k = c; k < frames.rows.size(); k += n)
            squares += (frames.rows[k] - mean) * (frames.rows[k] - mean) / count;
        // A channel that changes by rounding alone says nothing, whatever its scale.
        const double scale = extent.constant() ? 0 : deviation ? 1 / std::sqrt(squares) : 1;
        for (std::size_t k = c; k < frames.rows.size(); k += n) frames.rows[k] = (frames.rows[k] - mean) * scale;
    }
}

// The first few by name, then how many more.
std::string some_of(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i) text += (i > 0 ? ", " : "") + names[i];
    return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

}  // namespace

Frames analyse(const Sound& sound, const FrontEnd& options) {
    Frames frames = options.features == "gammatone" ? gammatone_frames(sound, options) : mel_frames(sound, options);
    if (options.slopes) add_slopes(frames);
    if (options.normalise != "none") normalise(frames, options.normalise == "deviation");
    return frames;
}

Trials load_recordings(const std::vector<Recording>& recordings, std::vector<std::string> classes,
                       const FrontEnd& options) {
    std::vector<Frames> all(recordings.size());
    std::vector<double> rates(recordings.size());
    std::vector<std::string> oddities(recordings.size());
    parallel_for(recordings.size(), [&](std::size_t i) {
        const Sound sound = read_sound(recordings[i].path);
        rates[i] = sound.rate;
        oddities[i] = oddity_of(sound);
        all[i] = analyse(sound, options);
    });
    Trials trials;
    trials.classes = std::move(classes);
    std::map<std::string, std::vector<std::string>> odd;
    for (std::size_t i = 0; i < recordings.size(); ++i) {
        if (rates[i] != rates[0])
            throw DataError(recordings[i].path, "",
                            fmt::format("has {} samples per second, but {} has {}; bring them to one rate", rates[i],
                                        recordings[0].path.string(), rates[0]));
        trials.channels = all[i].channels;
        trials.values.insert(trials.values.end(), all[i].rows.begin(), all[i].rows.end());
        trials.offsets.push_back(trials.values.size() / trials.channels);
        trials.labels.push_back(recordings[i].label);
        trials.splits.push_back(recordings[i].split);
        if (!oddities[i].empty())
            odd[oddities[i].substr(0, oddities[i].find(" ("))].push_back(recordings[i].path.filename().string());
    }
    for (const auto& [oddity, names] : odd)
        trials.notes.push_back(
            fmt::format("{} of {} recordings: each {}: {}", names.size(), recordings.size(), oddity, some_of(names)));
    return trials;
}

}  // namespace limen::audio
