// The benchmark tasks: their parameters, and the trials that each makes. The same seed makes the same trials.
#pragma once

#include <string>
#include <vector>

#include "tasks/parts.hpp"

namespace limen::tasks {

// u(k) uniform in [low, high); targets u(k - 1) to u(k - delays), also where that is before the sequence's start.
// (H. Jaeger 2001, "Short term memory in echo state networks", GMD report 152.)
struct Memory : Parts {
    std::int64_t delays = 100;
    double low = -0.5, high = 0.5;
    static const Parameter<Memory> schema[6];
};
Trials make(const Memory&, const DatasetContext&);

// Nonlinear autoregressive moving average: u(t) uniform in [0, 0.5), target y(t + horizon).
//   order 10: y(t+1) = 0.3 y(t) + 0.05 y(t) sum_{i=0..9} y(t-i) + 1.5 u(t-9) u(t) + 0.1
//             (A. Atiya, A. Parlos 2000, "New results on recurrent network training", IEEE Trans. Neural Networks 11)
//   order 20: y(t+1) = tanh(0.3 y(t) + 0.05 y(t) sum_{i=0..19} y(t-i) + 1.5 u(t-19) u(t) + 0.01) + 0.2
//             (A. Rodan, P. Tino 2011, "Minimum complexity echo state network", IEEE Trans. Neural Networks 22)
//   order 30: y(t+1) = 0.2 y(t) + 0.004 y(t) sum_{i=0..29} y(t-i) + 1.5 u(t-29) u(t) + 0.201
//             (B. Schrauwen et al. 2008, "Improving reservoirs using intrinsic plasticity", Neurocomputing 71)
struct Narma : Parts {
    std::int64_t order = 10, horizon = 1;
    static const Parameter<Narma> schema[5];
};
Trials make(const Narma&, const DatasetContext&);

// A nonlinear communication channel: symbols d(n) of {-3, -1, 1, 3} come out as
//   u(n) = q(n) + 0.036 q(n)^2 - 0.011 q(n)^3 + v(n), v(n) normal noise,
//   q(n) = 0.08 d(n+2) - 0.12 d(n+1) + d(n) + 0.18 d(n-1) - 0.1 d(n-2) + 0.091 d(n-3) - 0.05 d(n-4) + 0.04 d(n-5)
//          + 0.03 d(n-6) + 0.01 d(n-7);
// target d(n - delay). (H. Jaeger, H. Haas 2004, "Harnessing nonlinearity", Science 304.)
struct Channel : Parts {
    double snr = 32;  // dB: power of u without the noise over that of the noise
    std::int64_t delay = 2;
    static const Parameter<Channel> schema[5];
};
Trials make(const Channel&, const DatasetContext&);

// dx/dt = beta x(t - tau) / (1 + x(t - tau)^10) - gamma x(t), sampled; target x `horizon` samples later.
// (M. Mackey, L. Glass 1977, "Oscillation and chaos in physiological control systems", Science 197.)
struct MackeyGlass : Parts {
    double tau = 17, beta = 0.2, gamma = 0.1, sample = 1;  // all times in the equation's own unit
    std::int64_t horizon = 1;
    bool squash = false;
    static const Parameter<MackeyGlass> schema[9];
};
Trials make(const MackeyGlass&, const DatasetContext&);
// `samples` values at 0, sample, 2 sample, ..., from x(t) = start for t <= 0, by Runge and Kutta's method of order 4
// with steps of tau / steps_per_tau, and cubic Hermite interpolation of the past.
std::vector<double> integrate(const MackeyGlass&, double start, std::size_t samples, std::size_t steps_per_tau);

// dx/dt = sigma (y - x), dy/dt = x (rho - z) - y, dz/dt = x y - beta z, sampled.
// (E. Lorenz 1963, "Deterministic nonperiodic flow", J. Atmos. Sci. 20.)
struct Lorenz : Parts {
    double sigma = 10, rho = 28, beta = 8.0 / 3, sample = 0.02;
    std::string observe = "x";
    std::int64_t horizon = 1;
    static const Parameter<Lorenz> schema[9];
};
Trials make(const Lorenz&, const DatasetContext&);
// Rows of x, y, z at 0, sample, 2 sample, ... by Runge and Kutta's method of order 4.
std::vector<double> integrate(const Lorenz&, const std::vector<double>& start, std::size_t samples,
                              std::size_t steps_per_sample);

// x(n+1) = 1 - a x(n)^2 + b x(n-1). (M. Henon 1976, "A two-dimensional mapping with a strange attractor", Commun. Math.
// Phys. 50.)
struct Henon : Parts {
    double a = 1.4, b = 0.3;
    std::int64_t horizon = 1;
    static const Parameter<Henon> schema[6];
};
Trials make(const Henon&, const DatasetContext&);

// Multiple superimposed oscillators: u(n) = sum of sin(frequency n). The usual frequencies are the first of 0.2, 0.311,
// 0.42, 0.51, 0.63, 0.74, 0.85, 0.97. (D. Koryakin, J. Lohmann, M. Butz 2012, "Balanced echo state networks", Neural
// Networks 36.)
struct Mso : Parts {
    std::vector<double> frequencies{0.2, 0.311};  // rad per frame
    std::int64_t horizon = 1;
    static const Parameter<Mso> schema[5];
};
Trials make(const Mso&, const DatasetContext&);

// The monthly mean sunspot numbers of a text file with a row for each year.
struct Sunspots : Parts {
    std::string file;
    std::int64_t horizon = 1;
    static const Parameter<Sunspots> schema[5];
};
Trials make(const Sunspots&, const DatasetContext&);

// Inputs to measure a reservoir by, uniform in [low, high), as trials of three classes:
//   different  sequences that have nothing in common
//   same_end   sequences whose last `same` frames are the same in all of them
//   pair       two trials after each other that differ in the frame `at` alone, by one of `distances` in turn
struct Probes {
    std::int64_t sequences = 100, frames = 100, same = 20, pairs = 20, at = 30;
    std::vector<double> distances{0.01};
    double low = -0.5, high = 0.5;
    static const Parameter<Probes> schema[8];
};
Trials make(const Probes&, const DatasetContext&);

// Numbers of patterns for a `pattern_encoder` to play: each trial is a row of segments, a frame each, whose patterns
// are drawn evenly; its class is the pattern of one of them (Maass, Natschlaeger, Markram 2002, section 4).
struct Patterns {
    std::int64_t patterns = 2, segments = 1, asked = 0, train = 500, test = 200;
    static const Parameter<Patterns> schema[5];
};
Trials make(const Patterns&, const DatasetContext&);

// Bits, 0 or 1; target d of a frame, d from 0 to delays - 1, is 1 if the number of ones among the `order` bits that end
// d frames ago is odd. For a `pattern_encoder` to play, so that a bit is one of two patterns. (N. Bertschinger, T.
// Natschlaeger 2004, "Real-time computation at the edge of chaos in recurrent neural networks", Neural Computation 16.)
struct Parity : Parts {
    std::int64_t order = 2, delays = 5;
    static const Parameter<Parity> schema[5];
};
Trials make(const Parity&, const DatasetContext&);

// Rates in Hz that change every `hold` frames, uniform in [low, high), for a `poisson_encoder`; target: the sum of all
// channels, in its mean over the last `window` frames. (W. Maass, T. Natschlaeger, H. Markram 2002, section 3.)
struct Rates : Parts {
    std::int64_t channels = 2, hold = 5, window = 3;
    double low = 0, high = 80;
    static const Parameter<Rates> schema[8];
};
Trials make(const Rates&, const DatasetContext&);

// Poisson spike trains of one unit in pairs, each pair two trials after each other, for an `event_source`. The second
// train is the first with spikes moved until the two are as far apart as the class says. Their distance is the norm
// of the difference of both trains, each with exp(-(t / 5 ms)^2) in place of its spikes, in the root of a second. (W.
// Maass, T. Natschlaeger, H. Markram 2002, section 3 and figure 2.)
struct SpikePairs {
    std::int64_t pairs = 200;
    std::vector<double> distances{0, 0.1, 0.2, 0.4};
    double rate = 20, length = 500;  // Hz, ms
    static const Parameter<SpikePairs> schema[4];
};
Trials make(const SpikePairs&, const DatasetContext&);
// The distance of two trains (ms, sorted).
double distance(const std::vector<double>& a, const std::vector<double>& b);

// Its targets and the scale of its input are part of a task, so it is not scaled unless the model says so.
template <class Task>
class TaskFactory : public DatasetFactory {
public:
    bool standardise() const override { return false; }
    Trials load(const Parameters& parameters, const DatasetContext& context) const override {
        return make(from_parameters<Task>(parameters), context);
    }
};

}  // namespace limen::tasks
