# What `cmake --install` puts under a prefix, which can be moved afterwards: the command, the library with its headers, the
# plugins, a CMake package (find_package(Limen)) and a pkg-config file, models and their data.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Limen)
set(plugin_folder ${CMAKE_INSTALL_LIBDIR}/limen/plugins)  # default_plugin_folders() looks there

set(plugins limen_audio limen_datasets limen_esn limen_lsm limen_tasks limen_train)
set_target_properties(limen PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
set_target_properties(${plugins} PROPERTIES INSTALL_RPATH "$ORIGIN/../..")
set_target_properties(sim PROPERTIES EXPORT_NAME limen VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set_target_properties(limen_headers PROPERTIES EXPORT_NAME headers)

install(TARGETS sim limen_headers EXPORT LimenTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS limen RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS ${plugins} LIBRARY DESTINATION ${plugin_folder})
install(DIRECTORY sim/include/limen DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY models data DESTINATION ${CMAKE_INSTALL_DATADIR}/limen)

install(EXPORT LimenTargets NAMESPACE Limen:: DESTINATION ${package_folder})
configure_package_config_file(cmake/LimenConfig.cmake.in ${PROJECT_BINARY_DIR}/LimenConfig.cmake
  INSTALL_DESTINATION ${package_folder} PATH_VARS plugin_folder)
# Before 1.0 a minor version may change everything.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/LimenConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/LimenConfig.cmake ${PROJECT_BINARY_DIR}/LimenConfigVersion.cmake DESTINATION ${package_folder})
configure_file(cmake/limen.pc.in ${PROJECT_BINARY_DIR}/limen.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/limen.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
