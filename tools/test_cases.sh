#!/usr/bin/env bash
# Adds up what the test programs of the last ctest run said: test_cases.sh BUILD. Prints how many cases and assertions ran.
set -euo pipefail

awk '/\[doctest\] test cases:/ {cases += $4} /\[doctest\] assertions:/ {assertions += $3}
    END {printf "%d test cases with %d assertions\n", cases, assertions}' "$1/Testing/Temporary/LastTest.log"
