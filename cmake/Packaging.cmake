# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A Debian package of what `cmake --install` installs: cmake --build build --target package
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME haguard)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "haguard authors <haguard@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# Folders of the package are 0755 whatever the umask of who builds it.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(HAGUARD_REVISION 1 CACHE STRING "Of the package, after the version")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${HAGUARD_REVISION})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Its user and its folder are made by systemd's own tools. libmicrohttpd is loaded at run time.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd, libmicrohttpd12")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "bpftool, nftables")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "guard of the failover link of an HA pair that crosses this firewall")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Two firewalls in two rooms form a high-availability pair, and their failover
link has to cross a Linux firewall. haguard learns on the real link which
protocols and ports the pair uses, shows what it learned, and then lets only
that pass. An XDP program on the ports judges every frame; every drop has a
reason, every flow has counters.

It knows Cisco ASA and FTD, VRRP, conntrackd, IPsec and others, watches the
heartbeats of the pair, and exports rules for other firewalls.")
set(packaging ${PROJECT_SOURCE_DIR}/packaging/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm
                                       ${packaging}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Debian wants its documents compressed, and without a time in them.
function(haguard_compressed from to)
  set(compressed ${PROJECT_BINARY_DIR}/packaging/${to})
  add_custom_command(
    OUTPUT ${compressed}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/packaging
    COMMAND gzip -9nc ${from} > ${compressed}
    DEPENDS ${from}
    VERBATIM)
  set_property(GLOBAL APPEND PROPERTY haguard_documents ${compressed})
  install(FILES ${compressed} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/haguard)
endfunction()
haguard_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog.gz)
haguard_compressed(${packaging}/changelog changelog.Debian.gz)
get_property(documents GLOBAL PROPERTY haguard_documents)
add_custom_target(documents ALL DEPENDS ${documents})
install(FILES ${packaging}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/haguard)
install(FILES ${packaging}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
        RENAME haguard)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/haguard)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/haguard/docs
        FILES_MATCHING PATTERN "*.md")

include(CPack)
