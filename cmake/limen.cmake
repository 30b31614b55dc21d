# The whole vocabulary of the build: limen_flags, limen_precompile, limen_plain_code, limen_vector_code,
# limen_solver_code, limen_add_plugin and limen_add_tests.
# Older ones lack parts of C++20 that are used everywhere.
foreach(least "GNU;12" "Clang;14")
  list(GET least 0 compiler)
  list(GET least 1 version)
  if(CMAKE_CXX_COMPILER_ID STREQUAL compiler AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS version)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is ${compiler} ${CMAKE_CXX_COMPILER_VERSION}; Limen needs g++ 12 or clang++ 14, or newer; choose one with CXX=... make")
  endif()
endforeach()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
# Programs and libraries alike, so that one precompiled header serves both.
add_compile_options(-fPIC)

find_program(CCACHE ccache)
if(CCACHE)
  # What a precompiled header defines is not in the text of the files that include it.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# Arithmetic is part of the result: the compiler never fuses or reorders it.
add_library(limen_flags INTERFACE)
target_compile_options(limen_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -ffp-contract=off)
# These need the optimiser, and g++ 12's is wrong about std::string, std::variant and Eigen; the asan preset checks the same.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(limen_flags INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-use-after-free)
endif()
# #pragma GCC ivdep is g++'s alone.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(limen_flags INTERFACE -Wno-unknown-pragmas)
endif()
if(LIMEN_WERROR)
  target_compile_options(limen_flags INTERFACE -Werror)
endif()
if(LIMEN_SANITIZE)
  target_compile_options(limen_flags INTERFACE -fsanitize=${LIMEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  # These look at every access, which takes the compiler a quarter of its time; the address sanitizer stops at a null
  # pointer too. make check-everything has them.
  if(LIMEN_SANITIZE MATCHES undefined AND NOT LIMEN_SANITIZE_ALL)
    target_compile_options(limen_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
  target_compile_definitions(limen_flags INTERFACE LIMEN_SANITIZED)
  target_link_options(limen_flags INTERFACE -fsanitize=${LIMEN_SANITIZE})
endif()

# limen_precompile(sim): its files see cmake/precompiled.hpp, which is compiled once for all of the build.
function(limen_precompile)
  foreach(target ${ARGN})
    target_precompile_headers(${target} REUSE_FROM limen_precompiled)
  endforeach()
endfunction()

# limen_plain_code(a.cpp ...): files that read, check, print or describe. Optimising them takes time that no run gets back.
function(limen_plain_code)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-O1>)
endfunction()

# limen_vector_code(a.cpp ...): files that call vectorised or vectorised_by_width. Without the option g++ takes each
# comparison for one that may trap, and leaves loops with a choice in them scalar wherever there are no masks of AVX-512;
# no value depends on it. Functions of a precompiled header, and whatever they are inlined into, would keep the header's
# options. tests/sim/check_vectors.py names a file that is forgotten, and a loop that stays scalar.
function(limen_vector_code)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -fno-trapping-math)
  set_property(SOURCE ${ARGN} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# limen_solver_code(a.cpp ...): files that are hardly more than a solver of Eigen's or Spectra's. To look for undefined
# behaviour in those takes the compiler three times as long, which is minutes; the address sanitizer stays.
function(limen_solver_code)
  if(LIMEN_SANITIZE MATCHES undefined)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -fno-sanitize=undefined)
    set_property(SOURCE ${ARGN} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# limen_add_plugin(lsm SOURCES a.cpp ... PLAIN b.cpp ... LIBRARIES ...): the objects lsm_objects, which its tests link,
# and the shared library liblimen_lsm.so in the folder `plugins` beside the program. PLAIN sources are plain code, and so
# is plugin.cpp, which holds LIMEN_PLUGIN(...).
function(limen_add_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;PLAIN;LIBRARIES" ${ARGN})
  add_library(${name}_objects STATIC ${arg_SOURCES} ${arg_PLAIN})
  target_include_directories(${name}_objects PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  target_link_libraries(${name}_objects PUBLIC limen::sim ${arg_LIBRARIES} PRIVATE limen_flags)
  add_library(limen_${name} MODULE plugin.cpp)
  target_link_libraries(limen_${name} PRIVATE ${name}_objects limen_flags)
  set_target_properties(limen_${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins CXX_VISIBILITY_PRESET hidden)
  limen_plain_code(${arg_PLAIN} plugin.cpp)
  limen_precompile(${name}_objects limen_${name})
endfunction()

# What the sanitizers' tests need; `make sanitize-asan` and `make sanitize-tsan` build no more.
add_custom_target(tests_for_asan)
add_custom_target(tests_for_tsan)

# limen_add_tests(sim_engine FOLDER sim/engine FILES test_event_queue.cpp ... LABEL unit LIBRARIES ...): one program of
# all files, tests/sim_engine, and for each file one ctest entry, sim.engine.test_event_queue, which runs its cases.
# SOURCES are what they share.
# LABEL (unit if not given) may be a list.
function(limen_add_tests program)
  cmake_parse_arguments(arg "" "FOLDER;TIMEOUT" "FILES;SOURCES;LABEL;LIBRARIES;ENVIRONMENT" ${ARGN})
  list(TRANSFORM arg_FILES PREPEND ${arg_FOLDER}/ OUTPUT_VARIABLE files)
  list(TRANSFORM arg_SOURCES PREPEND ${arg_FOLDER}/)
  add_executable(${program} ${files} ${arg_SOURCES})
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(${program} PRIVATE limen_test_main limen::sim limen_flags ${arg_LIBRARIES})
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${program} PRIVATE LIMEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LIMEN_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_precompile_headers(${program} REUSE_FROM limen_test_precompiled)
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_property(GLOBAL APPEND PROPERTY limen_test_files ${files})
  if(unit IN_LIST arg_LABEL)
    add_dependencies(tests_for_asan ${program})
  endif()
  if(threads IN_LIST arg_LABEL)
    add_dependencies(tests_for_tsan ${program})
  endif()
  foreach(file ${arg_FILES})
    string(REPLACE "/" "." name ${arg_FOLDER}/${file})
    string(REGEX REPLACE "[.]cpp$" "" name ${name})
    add_test(NAME ${name} COMMAND ${program} --source-file=*/tests/${arg_FOLDER}/${file})
    # OpenBLAS starts its threads when it is loaded, before a test could ask for none; the program does the same.
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT}
      ENVIRONMENT "OPENBLAS_NUM_THREADS=1;${arg_ENVIRONMENT}"
      FAIL_REGULAR_EXPRESSION "test cases: +0 ")
  endforeach()
endfunction()
