# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What makes a service of the binary: units, its user, its folder, an example of its configuration.
# systemd looks in lib/systemd of /usr and of /usr/local alike, so that one layout serves both.
set(HAGUARD_UNIT_DIR lib/systemd/system)

# The prefix is known when it is installed, not before: a package is made of any build.
install(
  CODE "
    set(CMAKE_INSTALL_FULL_SBINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SBINDIR}\")
    configure_file(\"${PROJECT_SOURCE_DIR}/systemd/haguard.service.in\"
                   \"${PROJECT_BINARY_DIR}/haguard.service\" @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/haguard.service ${PROJECT_SOURCE_DIR}/systemd/run-haguard-bpf.mount
              ${PROJECT_SOURCE_DIR}/systemd/sys-fs-bpf-haguard.mount
              ${PROJECT_SOURCE_DIR}/systemd/haguard-metrics.socket
        DESTINATION ${HAGUARD_UNIT_DIR})
install(FILES ${PROJECT_SOURCE_DIR}/systemd/haguard.sysusers DESTINATION lib/sysusers.d
        RENAME haguard.conf)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/haguard.tmpfiles DESTINATION lib/tmpfiles.d
        RENAME haguard.conf)

# For those who watch: alerts for Prometheus, a dashboard for Grafana.
install(FILES ${PROJECT_SOURCE_DIR}/monitoring/haguard.rules.yml
              ${PROJECT_SOURCE_DIR}/monitoring/haguard-dashboard.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/haguard/monitoring)

# An operator's own is never overwritten.
install(
  CODE "
    if(NOT EXISTS \"\$ENV{DESTDIR}/etc/haguard/haguard.toml\")
      file(INSTALL \"${PROJECT_SOURCE_DIR}/systemd/haguard.toml\"
           DESTINATION /etc/haguard)
    endif()")
