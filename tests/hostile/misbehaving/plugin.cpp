// A plugin whose every part does what its parameter `mode` says, all of it wrong.
#include "limen/plugin.hpp"

#include "drive.hpp"
#include "population.hpp"
#include "rates.hpp"
#include "reader.hpp"
#include "rule.hpp"
#include "trainer.hpp"

using namespace misbehaving;
using limen::Kind;
using limen::offer;
using limen::schema_of;

LIMEN_PLUGIN("misbehaving", "0.0.1", offer<Factory>(Kind::population, "bad", "misbehaves", schema_of<Bad>()),
             offer<RatesFactory>(Kind::population, "bad_rates", "misbehaves", schema_of<Mode>()),
             offer<RuleFactory>(Kind::topology, "bad_rule", "misbehaves", schema_of<Mode>()),
             offer<DriveFactory>(Kind::drive, "bad_drive", "misbehaves", schema_of<Mode>()),
             offer<Reader>(Kind::dataset, "bad_reader", "misbehaves", schema_of<Mode>()),
             offer<Trainer>(Kind::trainer, "bad_trainer", "misbehaves", schema_of<Mode>()))
