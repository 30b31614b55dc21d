// What the plugin `audio` offers: readers of labelled sound.
#include "limen/plugin.hpp"

#include "audio/readers.hpp"

using namespace limen;
using namespace limen::audio;

LIMEN_PLUGIN("audio", LIMEN_VERSION,
             offer<FsddFactory>(Kind::dataset, "fsdd", "the Free Spoken Digit Dataset, through a filter bank",
                                schema_of<Fsdd>()),
             offer<SoundListFactory>(Kind::dataset, "sound", "sound files of a list, through a filter bank",
                                     schema_of<SoundList>()))
