// How much of a recording that was not finished is right: what was on disk when /progress was written last.
#pragma once

#include <hdf5.h>

#include <string>

namespace limen::h5 {

// At most `rows`: how many rows of the dataset a file can vouch for. All, if it is complete or no recording.
hsize_t good_rows(hid_t file, const std::string& dataset, hsize_t rows);
// Whether a dataset has rows beyond those.
bool is_longer_than_good(hid_t file);
// Shortens the datasets of a recording that was not finished, so that every tool sees what is right alone.
void cut_to_good_rows(hid_t file);

}  // namespace limen::h5
