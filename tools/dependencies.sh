#!/usr/bin/env bash
# Sees to it that the Debian packages of a list are there: installs the missing ones as root, and names them in one line
# otherwise. Usage: dependencies.sh LIST.
set -euo pipefail

list=$1
mapfile -t wanted < "$list"

if ! command -v dpkg-query > /dev/null; then
    echo "This is not Debian; please see to it that these are installed, then run make build: ${wanted[*]}" >&2
    exit 1
fi

# dpkg-query fails as soon as it does not know one of the names; what it prints for the others still counts.
installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2> /dev/null || true)
missing=()
for package in "${wanted[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

if [[ $(id -u) -ne 0 ]]; then
    echo "Missing Debian packages; install them with: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "Installing Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
mkdir -p build
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > build/packages.log 2>&1; then
    echo "The packages could not be installed (is there a network?); apt's own words are in build/packages.log" >&2
    exit 1
fi
