# Writes the commit that is built into a source file, at each build, and touches the file only if it changed.
# cmake -D SOURCE=<root> -D OUTPUT=<file.cpp> -P commit.cmake
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-toplevel HEAD
  OUTPUT_VARIABLE answer ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
string(REPLACE "\n" ";" answer "${answer}")
set(commit unknown)
list(LENGTH answer parts)
if(failed EQUAL 0 AND parts EQUAL 2)
  list(GET answer 0 root)
  # Unpacked into someone else's repository it has no commit of its own.
  file(REAL_PATH "${SOURCE}" source)
  if(root STREQUAL source)
    list(GET answer 1 commit)
    execute_process(COMMAND git -C ${SOURCE} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT changes STREQUAL "")
      string(APPEND commit -changed)
    endif()
  endif()
endif()
set(text "#include \"limen/version.hpp\"\n\nnamespace limen {\n\nconst char* build_commit() noexcept { return \"${commit}\"; }\n\n}  // namespace limen\n")
set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${OUTPUT} "${text}")
endif()
