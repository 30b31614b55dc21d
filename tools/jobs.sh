#!/usr/bin/env bash
# Says how many files to compile at once: one for each processor, as long as there is memory for them.
set -euo pipefail

# The largest file takes 1.1 GB with g++ 12.
gigabytes_each=1.2
available_kB=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
awk -v cores="$(nproc)" -v kB="$available_kB" -v each="$gigabytes_each" 'BEGIN {
    jobs = int(kB / 1e6 / each)
    print jobs < 1 ? 1 : jobs < cores ? jobs : cores
}'
