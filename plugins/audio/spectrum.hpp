// Power spectra of short stretches of sound.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace limen::audio {

// Windows of `length` samples, `hop` apart, by Hann's function, each filled up with zeros to `size` samples, a power of
// two. Not for several threads at once.
class Spectra {
public:
    Spectra(std::size_t length, std::size_t hop);

    std::size_t size() const noexcept { return x_size; }
    std::size_t bins() const noexcept { return x_size / 2 + 1; }
    // How many windows lie within so many samples; one at least, of what there is.
    std::size_t count(std::size_t samples) const noexcept;
    // |X|^2 of the bins 0 to size / 2 of one window: X(k) = sum_n w(n) x(n) exp(-2 pi i k n / size).
    std::vector<double> power(std::span<const double> samples, std::size_t window) const;

private:
    std::size_t x_length, x_hop, x_size;
    std::vector<double> x_window;
};

}  // namespace limen::audio
