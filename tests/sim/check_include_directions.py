"""The includes of the project run one way, and one that does not is seen.

Usage: check_include_directions.py SOURCE_FOLDER.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile


def check(root):
    tool = pathlib.Path(sys.argv[1]) / "tools/include_directions.py"
    return subprocess.run([sys.executable, tool, root], capture_output=True, text=True, check=False)


def main():
    root = pathlib.Path(sys.argv[1])
    present = check(root)
    assert present.returncode == 0, present.stdout
    wrong = {"sim/core/error.cpp": "engine/run.hpp", "sim/include/limen/connect/topology.hpp": "limen/model/model.hpp",
             "plugins/esn/esn_state.cpp": "lsm/lif_state.hpp", "app/run.cpp": "engine/run.hpp"}
    for path, included in wrong.items():
        with tempfile.TemporaryDirectory() as folder:
            for part in ("sim", "plugins", "app"):
                shutil.copytree(root / part, pathlib.Path(folder) / part)
            broken = pathlib.Path(folder) / path
            broken.write_text(f'#include "{included}"\n{broken.read_text()}')
            told = check(folder)
            assert told.returncode == 1, path
            assert f'{path}: "{included}"' in told.stdout, told.stdout
    return 0


if __name__ == "__main__":
    sys.exit(main())
