#!/usr/bin/env bash
# Makes the Python environment of the tests, once: python_venv.sh FOLDER. It is made again when the list of packages changes.
set -euo pipefail

folder=$1
list=$(dirname "$0")/python-packages.txt
# Written last, so that an environment that was left half made is made again.
stamp=$folder/packages.txt

cmp -s "$list" "$stamp" && exit 0
echo "Making the tests' Python environment in $folder"
rm -rf "$folder"
python3 -m venv "$folder"
if ! "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$list" > "$folder/pip.log" 2>&1; then
    echo "The tests' Python packages could not be installed (is there a network?); pip's own words are in $folder/pip.log" >&2
    exit 1
fi
cp "$list" "$stamp"
