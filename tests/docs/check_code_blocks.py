"""Checks that the documents' examples are true.

Usage: check_code_blocks.py LIMEN ROOT. A ```cpp or ```toml block whose first line is "file: PATH" in a comment must equal
that file; a ```toml block whose first line is "# model" must pass `limen validate`. Exits 1 and names what is not so.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?://|#) file: (\S+)\n")


def documents(root):
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").glob("*.md")), *sorted(root.glob("plugins/*/*.md"))]


def check_file(root, name, text):
    """Says what is wrong with a block that shows a file; nothing if it is that file."""
    path = root / name
    if not path.is_file():
        return f"there is no file {name}"
    return None if path.read_text(encoding="utf-8") == text else f"is not the same as {name}"


def check_model(limen, folder, text):
    """Says what is wrong with a block that is a model; it is read as if it lay in models/."""
    path = folder / "models/block.toml"
    path.write_text(text, encoding="utf-8")
    result = subprocess.run([limen, "validate", path], capture_output=True, text=True, check=False)
    return None if result.returncode == 0 else f"limen validate refuses it:\n{result.stderr}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    limen, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    checked = wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "models").mkdir()
        (folder / "data").symlink_to(root / "data")
        for document in documents(root):
            content = document.read_text(encoding="utf-8")
            for block in BLOCK.finditer(content):
                language, text = block.groups()
                shown = FILE.match(text)
                if shown:
                    problem = check_file(root, shown[1], text[shown.end():])
                elif language == "toml" and text.startswith("# model\n"):
                    problem = check_model(limen, folder, text)
                else:
                    continue
                checked += 1
                if problem:
                    wrong += 1
                    line = content.count("\n", 0, block.start()) + 1
                    print(f"{document.relative_to(root)}:{line}: the block {problem}", file=sys.stderr)
    print(f"{checked} blocks checked, {wrong} wrong")
    sys.exit(1 if wrong or not checked else 0)


if __name__ == "__main__":
    main()
