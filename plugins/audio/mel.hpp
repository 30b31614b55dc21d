// Mel filter banks.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace limen::audio {

// m = 2595 log10(1 + f / 700) (O'Shaughnessy 1987, as HTK has it), and back; f in Hz.
double mel_of(double frequency);
double frequency_of(double mel);

// Triangles whose corners are evenly spaced in mel from `low` to `high` Hz, with the height 1, each from its lower
// neighbour's centre to its upper neighbour's.
class MelBank {
public:
    // Of spectra with `size` / 2 + 1 bins of sound with `rate` samples per second. Throws ParameterError ("channels")
    // where a triangle is so narrow that no bin lies in it.
    MelBank(std::size_t channels, double low, double high, std::size_t size, double rate);

    std::size_t channels() const noexcept { return x_filters.size(); }
    double centre(std::size_t channel) const noexcept { return x_filters[channel].centre; }  // Hz
    // Sums of the power under each triangle.
    std::vector<double> apply(std::span<const double> power) const;

private:
    struct Filter {
        double centre;
        std::size_t first;            // bin
        std::vector<double> weights;  // of the bins from `first` on
    };
    std::vector<Filter> x_filters;
};

}  // namespace limen::audio
