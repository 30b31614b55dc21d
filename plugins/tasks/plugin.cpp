// What the plugin `tasks` offers: benchmark tasks as data sources.
#include "limen/plugin.hpp"

#include "tasks/tasks.hpp"

using namespace limen;
using namespace limen::tasks;

namespace {

template <class Task>
Offer task(const char* name, const char* summary) {
    return offer<TaskFactory<Task>>(Kind::dataset, name, summary, schema_of<Task>());
}

}  // namespace

LIMEN_PLUGIN("tasks", LIMEN_VERSION, task<Memory>("memory", "random inputs, and past ones as targets"),
             task<Narma>("narma", "nonlinear autoregressive moving average of order 10, 20 or 30"),
             task<Channel>("channel", "equalisation of a nonlinear channel (Jaeger and Haas 2004)"),
             task<MackeyGlass>("mackey_glass", "prediction of the Mackey-Glass delay equation"),
             task<Lorenz>("lorenz", "prediction of the Lorenz equations"),
             task<Henon>("henon", "prediction of the Henon map"),
             task<Mso>("mso", "prediction of multiple superimposed oscillators"),
             task<Sunspots>("sunspots", "prediction of monthly sunspot numbers from their table"),
             task<Patterns>("patterns", "numbers of patterns to play, and to tell apart"),
             task<Parity>("parity", "bits, and the parities of past ones as targets"),
             task<Rates>("rates", "rates that jump, and their sum as target"),
             task<SpikePairs>("spike_pairs", "pairs of spike trains at given distances, to see states part"),
             task<Probes>("probes", "random inputs to measure a reservoir by: ranks, separation, Lyapunov exponent"))
