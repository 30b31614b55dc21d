#!/usr/bin/env bash
# Shows which files took longest to compile, and what all took, by ninja's log of a build folder: slowest_files.sh BUILD
# [COUNT]. Seconds are of wall time, so they grow where others ran at the same time.
set -euo pipefail

build=$1
count=${2:-10}
# A line of the log: start and end in ms, a time stamp, the output, a hash. The last line of an output counts.
awk -F '\t' '!/^#/ && $4 ~ /\.o$|\.gch$/ {seconds[$4] = ($2 - $1) / 1000}
    END {for (file in seconds) {printf "%7.1f s  %s\n", seconds[file], file; sum += seconds[file]; ++n}
         printf "%7.1f s  all %d files\n", sum, n}' "$build/.ninja_log" |
    sed 's#CMakeFiles/[^/]*\.dir/##; s#\.o$##' | sort -rn | head -n $((count + 1))
