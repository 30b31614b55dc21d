// One epoch after the other.
#include "train/recurrent/fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "limen/core/shuffle.hpp"

namespace limen::train::recurrent {

namespace {

double rate_of(const FitOptions& options, std::size_t epoch) {
    switch (options.schedule) {
        case Schedule::constant:
            return options.learning_rate;
        case Schedule::cosine: {
            // cos(pi x) = sin of a quarter turn more.
            const double done = static_cast<double>(epoch) / static_cast<double>(options.epochs);
            return options.learning_rate * (1 + math::sin_turns(0.25 + done / 2)) / 2;
        }
        case Schedule::exponential: {
            double rate = options.learning_rate;
            for (std::size_t i = 0; i < epoch; ++i) rate *= options.rate_decay;
            return rate;
        }
    }
    return 0;
}

std::vector<std::size_t> order_of(const FitOptions& options, std::size_t epoch, std::size_t n) {
    Random random(options.seed, Purpose::sample_order, options.object, 0, epoch);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(std::span(order), random);
    return order;
}

template <class T>
class Fit {
public:
    Fit(Network<T>& network, const FitOptions& options, FitState<T>& state)
        : x_network(network),
          x_options(options),
          x_state(state),
          x_optimiser(options.optimiser, network.parameters().size()) {
        if (!state.parameters.empty()) {
            copy(state.parameters, network.parameters());
            x_optimiser.restore(state.optimiser);
        } else
            keep(state.parameters);
    }

    // False where the loss stops being finite; then nothing of the epoch is left.
    bool run_epoch(const Examples<T>& training, const Examples<T>& validation) {
        const std::size_t number = x_state.curve.size();
        Epoch epoch{0, std::numeric_limits<double>::quiet_NaN(), rate_of(x_options, number), 0};
        const auto order = order_of(x_options, number, training.size());
        for (std::size_t i = 0; i < order.size(); i += x_options.batch) {
            const auto which = std::span(order).subspan(i, std::min(x_options.batch, order.size() - i));
            if (!update(training, which, epoch)) {
                copy(x_state.parameters, x_network.parameters());
                return false;
            }
        }
        epoch.training_loss /= static_cast<double>(order.size());
        epoch.gradient_norm /= static_cast<double>(order.size());
        keep(x_state.parameters);
        x_state.optimiser = x_optimiser.state();
        if (!validation.empty()) {
            epoch.validation_loss = loss_of(x_network, validation, x_options.loss, x_options.washout);
            if (x_state.best_epoch == 0 || epoch.validation_loss < x_state.best_loss) {
                x_state.best_loss = epoch.validation_loss;
                x_state.best_epoch = number + 1;
                keep(x_state.best_parameters);
            }
        }
        x_state.curve.push_back(epoch);
        return true;
    }

    bool is_done() const {
        const std::size_t done = x_state.curve.size();
        if (done >= x_options.epochs) return true;
        return x_options.patience > 0 && x_state.best_epoch > 0 && done - x_state.best_epoch >= x_options.patience;
    }

    void take_best() {
        if (x_state.best_epoch > 0) copy(x_state.best_parameters, x_network.parameters());
    }

private:
    bool update(const Examples<T>& training, std::span<const std::size_t> which, Epoch& epoch) {
        const auto [batch, targets] = make_batch(x_network.architecture(), training, which, x_options.washout);
        Pass pass{x_options.loss, x_options.truncate, {}};
        pass.dropout = {x_network.architecture().dropout, x_options.seed, ++x_state.updates, x_options.object};
        const double loss = x_network.differentiate(batch, targets, pass);
        const double length = norm(x_network.gradient());
        if (!std::isfinite(loss) || !std::isfinite(length)) return false;
        const double scale = x_options.clip > 0 && length > x_options.clip ? x_options.clip / length : 1;
        x_optimiser.step(x_network.parameters(), x_network.gradient(), epoch.learning_rate, scale);
        epoch.training_loss += loss * static_cast<double>(which.size());
        epoch.gradient_norm += length * static_cast<double>(which.size());
        return true;
    }

    void keep(AlignedVector<T>& to) const { to.assign(x_network.parameters().begin(), x_network.parameters().end()); }
    static void copy(const AlignedVector<T>& from, std::span<T> to) { std::copy(from.begin(), from.end(), to.begin()); }

    Network<T>& x_network;
    const FitOptions& x_options;
    FitState<T>& x_state;
    Optimiser<T> x_optimiser;
};

}  // namespace

template <class T>
std::optional<Divergence> fit(Network<T>& network, const Examples<T>& training, const Examples<T>& validation,
                              const FitOptions& options, FitState<T>& state,
                              const std::function<void(const FitState<T>&)>& after_epoch) {
    Fit<T> fit(network, options, state);
    std::optional<Divergence> divergence;
    while (!divergence && !fit.is_done()) {
        if (!fit.run_epoch(training, validation))
            divergence = Divergence{state.updates, state.curve.size() + 1};
        else if (after_epoch)
            after_epoch(state);
    }
    fit.take_best();
    return divergence;
}

template std::optional<Divergence> fit(Network<float>&, const Examples<float>&, const Examples<float>&,
                                       const FitOptions&, FitState<float>&,
                                       const std::function<void(const FitState<float>&)>&);
template std::optional<Divergence> fit(Network<double>&, const Examples<double>&, const Examples<double>&,
                                       const FitOptions&, FitState<double>&,
                                       const std::function<void(const FitState<double>&)>&);

}  // namespace limen::train::recurrent
