# Makes the plugin interface's number from the text of the headers that plugins see, comments and layout left out:
#   cmake -P cmake/interface_number.cmake                 renews sim/include/limen/interface_number.hpp
#   cmake -DCHECK=ON -P cmake/interface_number.cmake      fails where it is not that of the headers
set(folder ${CMAKE_CURRENT_LIST_DIR}/../sim/include/limen)
file(GLOB_RECURSE headers RELATIVE ${folder} ${folder}/*.hpp)
# What only programs include, and the number itself.
list(FILTER headers EXCLUDE REGEX "^(model|engine|record|simulation)/|^registry/host.hpp|^(interface_number|version).hpp")
list(SORT headers)
set(text "")
foreach(header IN LISTS headers)
  file(READ ${folder}/${header} content)
  string(REGEX REPLACE "//[^\n]*" "" content "${content}")
  string(REGEX REPLACE "[ \t\r\n]+" " " content "${content}")
  string(APPEND text "${header}\n${content}\n")
endforeach()
string(SHA256 hash "${text}")
string(SUBSTRING ${hash} 0 8 number)
set(wanted "// The number of the plugin interface, made from the public headers by: cmake -P cmake/interface_number.cmake
#pragma once

#include <cstdint>

namespace limen {

inline constexpr std::uint32_t interface_number = 0x${number};

}  // namespace limen
")
set(file ${folder}/interface_number.hpp)
set(present "")
if(EXISTS ${file})
  file(READ ${file} present)
endif()
if(CHECK AND NOT present STREQUAL wanted)
  message(FATAL_ERROR "sim/include/limen/interface_number.hpp is not that of the headers beside it, so that plugins built before would be taken for present ones; renew it: cmake -P cmake/interface_number.cmake")
elseif(NOT CHECK AND NOT present STREQUAL wanted)
  file(WRITE ${file} "${wanted}")
endif()
