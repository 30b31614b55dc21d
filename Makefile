# Two commands for a fresh Debian 12 machine: make demo and make check.
build := build/release
python := $(CURDIR)/build/venv/bin/python
# Tests find their Python by this, whichever of the commands configures first.
configure := cmake -DLIMEN_PYTHON=$(python) --preset

# A bare `make` says what there is to make.
.PHONY: help dependencies configure program build demo check bench clean

help:
	@echo "make demo    build Limen, simulate two reservoirs on real speech, and compare them"
	@echo "make check   build everything and run every test"
	@echo "make build   build everything"
	@echo "make bench   compare the speed with NEST's and Brian2's (five to ten minutes)"
	@echo "make clean   remove what was built"

dependencies:
	@bash tools/dependencies.sh tools/debian-packages.txt

# Ninja configures again by itself when a CMake file changes; the presets are the one thing that it does not watch.
configure: dependencies
	@if [ ! $(build)/build.ninja -nt CMakePresets.json ]; then $(configure) release && touch $(build)/build.ninja; fi

program: configure
	@cmake --build $(build) --target app/all plugins/all

build: configure
	@cmake --build $(build)

demo: program
	@$(build)/limen run models/japanese_vowels.toml -o runs/demo --force

check: build
	@bash tools/dependencies.sh tools/debian-packages-check.txt
	@bash tools/python_venv.sh build/venv
	@ctest --preset release

bench: program
	@python3 bench/run.py

clean:
	rm -rf build
