// What the plugin `lsm` offers: exact integrate-and-fire liquids, their topologies and inputs.
#include "limen/plugin.hpp"
#include "lsm/current_drives.hpp"
#include "lsm/drive_maker.hpp"
#include "lsm/encoders/bsa_encoder.hpp"
#include "lsm/encoders/event_source.hpp"
#include "lsm/encoders/integrate_encoder.hpp"
#include "lsm/encoders/latency_encoder.hpp"
#include "lsm/encoders/level_encoder.hpp"
#include "lsm/encoders/pattern_encoder.hpp"
#include "lsm/encoders/poisson_encoder.hpp"
#include "lsm/lif_population.hpp"
#include "lsm/poisson_drives.hpp"
#include "lsm/sampled_current.hpp"
#include "lsm/spike_train_drive.hpp"
#include "lsm/topologies.hpp"
#include "lsm/waveform_currents.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

template <class E, class Encoding, bool decodes = true>
Offer encoder(const char* name, const char* summary) {
    return offer<EncoderFactory<E, Encoding, decodes>>(Kind::population, name, summary, schema_of<Encoding>());
}

}  // namespace

LIMEN_PLUGIN(
    "lsm", LIMEN_VERSION,
    offer<LifFactory>(
        Kind::population, "lif",
        "leaky integrate-and-fire neurons with delta, exponential or alpha-shaped synapses, solved exactly",
        schema_of<Lif>()),
    encoder<PoissonEncoder, PoissonEncoding>("poisson_encoder",
                                             "Poisson spikes whose rates follow the channels of a data stream"),
    encoder<IntegrateEncoder, IntegrateEncoding>(
        "integrate_encoder", "exact, regular spikes whose rates follow the channels of a data stream"),
    encoder<LevelEncoder, LevelEncoding>("level_encoder",
                                         "a spike wherever a channel crosses the next level, up or down"),
    encoder<LatencyEncoder, LatencyEncoding>(
        "latency_encoder", "Gaussian fields of a channel: the nearer its value, the earlier the spike in a frame"),
    encoder<BsaEncoder, BsaEncoding>("bsa_encoder",
                                     "spikes that a filter turns back into the channel (Ben's spiker algorithm)"),
    encoder<PatternEncoder, PatternEncoding, false>("pattern_encoder",
                                                    "fixed patterns of spikes, each moved by jitter; frames say which"),
    encoder<EventSource, EventPlaying, false>("event_source", "the spikes of data that are spikes"),
    offer<TopologyMaker<FixedInDegree>>(Kind::topology, "fixed_in_degree",
                                        "each target listens to the same number of random sources",
                                        schema_of<FixedInDegree>()),
    offer<TopologyMaker<FixedOutDegree>>(Kind::topology, "fixed_out_degree",
                                         "each source sends to the same number of random targets",
                                         schema_of<FixedOutDegree>()),
    offer<TopologyMaker<ByDistance>>(Kind::topology, "distance", "probability C exp(-(D / lambda)^2) at distance D",
                                     schema_of<ByDistance>()),
    offer<TopologyMaker<AllToAll>>(Kind::topology, "all_to_all", "each target listens to every source",
                                   schema_of<AllToAll>()),
    offer<TopologyMaker<OneToOne>>(Kind::topology, "one_to_one", "each target listens to one source",
                                   schema_of<OneToOne>()),
    offer<TopologyMaker<PairwiseBernoulli>>(Kind::topology, "pairwise_bernoulli",
                                            "any pair is connected with the same probability",
                                            schema_of<PairwiseBernoulli>()),
    offer<TopologyMaker<FixedTotalNumber>>(Kind::topology, "fixed_total_number",
                                           "a given number of synapses between random sources and targets",
                                           schema_of<FixedTotalNumber>()),
    offer<TopologyMaker<SmallWorld>>(Kind::topology, "small_world",
                                     "each target listens to its nearest on a ring, some of them rewired",
                                     schema_of<SmallWorld>()),
    offer<TopologyMaker<ScaleFree>>(Kind::topology, "scale_free", "in- or out-degrees by a power law",
                                    schema_of<ScaleFree>()),
    offer<DriveMaker<PoissonDrive, PoissonInput>>(Kind::drive, "poisson",
                                                  "a Poisson process for every unit, its own or one for all",
                                                  schema_of<PoissonInput>()),
    offer<DriveMaker<PoissonSineDrive, PoissonSineInput>>(Kind::drive, "poisson_sine",
                                                          "Poisson processes whose rate is a sine",
                                                          schema_of<PoissonSineInput>()),
    offer<DriveMaker<PoissonRatesDrive, PoissonRatesInput, true>>(
        Kind::drive, "poisson_rates", "Poisson processes whose rates follow the channels of a data stream",
        schema_of<PoissonRatesInput>()),
    offer<DriveMaker<SpikeTrainDrive, SpikeTrainInput>>(Kind::drive, "spike_train",
                                                        "given spikes, from a SONATA file such as a recording",
                                                        schema_of<SpikeTrainInput>()),
    offer<DriveMaker<CurrentDrive, CurrentInput, true, true>>(
        Kind::drive, "current", "currents from the channels of a data stream, with random weights",
        schema_of<CurrentInput>()),
    offer<DriveMaker<SampledCurrent, SampledCurrentInput, false, true>>(Kind::drive, "sampled_current",
                                                                        "a current whose samples are in a file",
                                                                        schema_of<SampledCurrentInput>()),
    offer<DriveMaker<StepCurrent, StepCurrentInput, false, true>>(Kind::drive, "step_current",
                                                                  "a current that changes at given times",
                                                                  schema_of<StepCurrentInput>()),
    offer<DriveMaker<RampCurrent, RampCurrentInput, false, true>>(Kind::drive, "ramp_current",
                                                                  "a current that rises or falls evenly",
                                                                  schema_of<RampCurrentInput>()),
    offer<DriveMaker<SineCurrent, SineCurrentInput, false, true>>(Kind::drive, "sine_current",
                                                                  "a current that is a sine",
                                                                  schema_of<SineCurrentInput>()),
    offer<TopologyMaker<CsrFile>>(Kind::topology, "csr",
                                  "the synapses that an HDF5 file lists, in compressed sparse rows",
                                  schema_of<CsrFile>()),
    offer<TopologyMaker<GraphmlFile>>(Kind::topology, "graphml", "the edges of a GraphML file",
                                      schema_of<GraphmlFile>()))
