# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# bpf_skeleton(NAME): NAME.bpf.c of the calling folder -> NAME.skel.h, included as "NAME.skel.h" by
# linking NAME_skel. The target "skeletons" makes all of them.
# What the verifier asks of a user without CAP_PERFMON: a stack slot that held a pointer is never
# written in part. So registers are saved whole (mcpu v2: v3 has halves of them).
# The dependency file makes an edit of any shared header rebuild the object and the skeleton.
find_program(CLANG NAMES clang REQUIRED)
find_program(LLVM_STRIP NAMES llvm-strip llvm-strip-14 REQUIRED)
find_program(BPFTOOL NAMES bpftool PATHS /usr/sbin /sbin REQUIRED)
execute_process(
  COMMAND ${CMAKE_CXX_COMPILER} -print-multiarch
  OUTPUT_VARIABLE HAGUARD_MULTIARCH
  OUTPUT_STRIP_TRAILING_WHITESPACE)

function(bpf_skeleton name)
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/${name}.bpf.c)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/skeleton/${name}.skel.h)
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
  add_custom_command(
    OUTPUT ${object}
    COMMAND
      ${CLANG} -target bpf -mcpu=v2 -O2 -g -std=gnu11 -Wall -Wextra
      -Werror -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}/bpf -idirafter /usr/include/${HAGUARD_MULTIARCH}
      -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -MD -MF ${object}.d -MT ${object} -c ${source} -o
      ${object}
    COMMAND ${LLVM_STRIP} -g ${object}
    DEPENDS ${source}
    DEPFILE ${object}.d
    COMMENT "Building BPF object ${name}.bpf.o"
    VERBATIM)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${BPFTOOL} gen skeleton ${object} name ${name}_bpf > ${header}
    DEPENDS ${object}
    COMMENT "Generating skeleton ${name}.skel.h"
    VERBATIM)
  add_custom_target(${name}_skel_header DEPENDS ${header})
  if(NOT TARGET skeletons)
    add_custom_target(skeletons)
  endif()
  add_dependencies(skeletons ${name}_skel_header)
  add_library(${name}_skel INTERFACE)
  add_dependencies(${name}_skel ${name}_skel_header)
  target_include_directories(${name}_skel SYSTEM INTERFACE ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
endfunction()
