# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Manual pages and completions: haguard itself writes them, out of its command line and docs/man/.
set(manual ${PROJECT_BINARY_DIR}/manual)
file(GLOB manual_texts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.md)
# Debian wants pages compressed, and without a time in them.
add_custom_command(
  OUTPUT ${manual}/written
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual}
  COMMAND haguard --config /dev/null help --texts ${PROJECT_SOURCE_DIR}/docs/man --write ${manual}
  COMMAND find ${manual}/man5 ${manual}/man8 -type f -exec gzip -9n {} +
  COMMAND ${CMAKE_COMMAND} -E touch ${manual}/written
  DEPENDS haguard ${manual_texts}
  VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual}/written)

install(DIRECTORY ${manual}/man5 ${manual}/man8 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manual}/completions/haguard DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual}/completions/_haguard DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${manual}/completions/haguard.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
