#!/usr/bin/env bash
# Configures a preset: configure.sh PRESET PYTHON. Quiet where all is well; CMake's whole output is in build/PRESET.log.
set -euo pipefail

preset=$1
python=$2
mkdir -p build
log=build/$preset.log
if ! command -v "${CXX:-c++}" > /dev/null; then
    echo "There is no C++ compiler (\"${CXX:-c++}\"); install one with: sudo apt-get install build-essential" >&2
    exit 1
fi
echo "Configuring the preset $preset"
if ! cmake -DLIMEN_PYTHON="$python" --preset "$preset" > "$log" 2>&1; then
    sed -n '/CMake Error/,/^$/p' "$log" >&2
    echo "Configuring failed; the whole output is in $log" >&2
    exit 1
fi
