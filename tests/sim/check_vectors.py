"""Demands that what calls `vectorised` or `vectorised_by_width` is compiled for vectors: with the options of
limen_vector_code, and with arithmetic on whole registers in every such function, under AVX2 and under AVX-512.

Usage: check_vectors.py SOURCE_FOLDER BUILD_FOLDER, of a release build by g++. Exits 1 and names the files and functions.
"""

import json
import pathlib
import re
import subprocess
import sys

CALL = re.compile(r"\bvectorised(_by_width)?\(\s*\[")
REGISTERS = {"run_avx2": "%ymm", "run_avx512": "%zmm"}
ARITHMETIC = re.compile(r"\sv(?:(?:add|sub|mul|div|sqrt|max|min)p[sd]|p(?:add|sub|mul)\w*)\s.*(%[yz]mm)")
SCALAR_BY_NATURE = {
    # Its loop ends where the slice does; what it gains is the one instruction that rounds down.
    "limen::(anonymous namespace)::arrive",
}


def callers(sources):
    """Gives the files that call either, as absolute paths."""
    for folder in ("sim", "plugins", "app", "bench"):
        for path in sorted((sources / folder).rglob("*.[ch]pp")):
            if CALL.search(path.read_text()):
                yield path


def functions(code):
    """Gives the functions of an object file as (name, instructions)."""
    output = subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", code], check=True, capture_output=True, text=True).stdout
    for text in output.split("\n\n"):
        head = re.match(r"\s*[0-9a-f]+ <(.*)>:\n", text)
        if head:
            yield head[1], text[head.end() :]


def scalar_loops(code):
    """Names what an object file has for one kind of processor that does no arithmetic on its registers, or what it lacks."""
    seen = set()
    for name, instructions in functions(code):
        kind = re.search(r"run_avx(?:2|512)", name)
        # The demangler gives up on some names; those are long enough to tell what they are.
        if not kind or not re.match(r"(void limen::detail::|_ZN5limen6detail)", name):
            continue
        seen.add(kind[0])
        if any(f"<{function}(" in name for function in SCALAR_BY_NATURE):
            continue
        if REGISTERS[kind[0]] not in ARITHMETIC.findall(instructions):
            yield f"is scalar: {name}"
    yield from (f"has no function {kind}" for kind in sorted(REGISTERS.keys() - seen))


def faults(path, command, build, sources):
    """Names what is wrong with one file, whose entry in compile_commands.json is given."""
    if command is None:
        yield "is compiled by nothing; a header cannot be given limen_vector_code's options"
        return
    if "-fno-trapping-math" not in command or "cmake_pch" in command:
        yield "lacks limen_vector_code(...) in its CMakeLists.txt"
    if not path.is_relative_to(sources / "bench"):  # which is built when it is asked for
        yield from scalar_loops(build / re.search(r" -o (\S+)", command)[1])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sources, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    commands = {pathlib.Path(entry["file"]): entry["command"] for entry in json.loads((build / "compile_commands.json").read_text())}
    files = list(callers(sources))
    wrong = [f"{path.relative_to(sources)} {fault}" for path in files for fault in faults(path, commands.get(path), build, sources)]
    print(f"{len(files)} files call vectorised, {len(wrong)} faults")
    sys.exit("\n".join(wrong) if wrong or not files else 0)


if __name__ == "__main__":
    main()
