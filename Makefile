# Two commands for a fresh Debian 12 machine: make demo and make check.
build := build/release
python := $(CURDIR)/build/venv/bin/python
jobs = $(shell bash tools/jobs.sh)

# A bare `make` says what there is to make.
.PHONY: help dependencies environment configure program build install demo check check-slow check-everything sanitize-asan sanitize-tsan slowest bench clean

help:
	@echo "make demo              build Limen, simulate two reservoirs on real speech, and compare them"
	@echo "make check             build everything and run every test but the slow ones"
	@echo "make check-slow        run the slow ones: kills, whole data sets, scores over seeds"
	@echo "make check-everything  every test under every preset, before a release"
	@echo "make build             build everything"
	@echo "make install PREFIX=P  put command, library, headers and plugins under the folder P"
	@echo "make slowest           the ten files that took longest to compile"
	@echo "make bench             compare the speed with NEST's and Brian2's (five to ten minutes)"
	@echo "make clean             remove what was built"

dependencies:
	@bash tools/dependencies.sh tools/debian-packages.txt

# Ninja configures again by itself when a CMake file changes; the presets are the one thing that it does not watch.
configure: dependencies
	@if [ ! $(build)/build.ninja -nt CMakePresets.json ]; then bash tools/configure.sh release $(python) && touch $(build)/build.ninja; fi

program: configure
	@echo "Building the program and its plugins with $(jobs) jobs; once, in some minutes"
	@cmake --build $(build) -j $(jobs) --target app/all plugins/all

build: configure
	@cmake --build $(build) -j $(jobs)

PREFIX ?= /usr/local
install: program
	@cmake --install $(build) --prefix $(PREFIX)

demo: program
	@$(build)/limen run models/japanese_vowels.toml -o runs/demo --force

environment: dependencies
	@bash tools/dependencies.sh tools/debian-packages-check.txt
	@bash tools/python_venv.sh build/venv

check: build environment
	@ctest --preset check
	@bash tools/test_cases.sh $(build)

check-slow: build environment
	@ctest --preset slow
	@bash tools/test_cases.sh $(build)

# Threads are where the thread sanitizer finds something; address and undefined behaviour may be wrong anywhere.
sanitize-asan sanitize-tsan: sanitize-%: environment
	@bash tools/configure.sh $* $(python)
	@cmake --build build/$* -j $(jobs) --target tests_for_$*
	@ctest --preset $*

# Every test under every preset, a build without the precompiled headers, and one by clang.
check-everything: check check-slow
	@ctest --preset longest
	@for preset in asan tsan; do \
	    bash tools/configure.sh $$preset $(python) && cmake -DLIMEN_SANITIZE_ALL=ON build/$$preset > build/$$preset.log && \
	    cmake --build build/$$preset -j $(jobs) && ctest --preset $$preset-everything || exit 1; \
	done
	@for preset in plain clang; do \
	    bash tools/configure.sh $$preset $(python) && cmake --build build/$$preset -j $(jobs) && ctest --preset $$preset || exit 1; \
	done

slowest: configure
	@bash tools/slowest_files.sh $(build)

bench: program
	@python3 bench/run.py

clean:
	rm -rf build
