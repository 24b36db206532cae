# Run by `cmake --install` with the directories that conf/CMakeLists.txt hands over: installs what is not compiled.

# As GNUInstallDirs has it: what belongs to /usr has its configuration in /etc.
function(full_path out directory)
    if(IS_ABSOLUTE "${directory}")
        set(${out} "${directory}" PARENT_SCOPE)
    elseif(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND directory MATCHES "^etc(/|$)")
        set(${out} "/${directory}" PARENT_SCOPE)
    else()
        set(${out} "${CMAKE_INSTALL_PREFIX}/${directory}" PARENT_SCOPE)
    endif()
endfunction()

if(DIRECTUS_IRCD_UNIT_DIR)
    full_path(UNITDIR "${DIRECTUS_IRCD_UNIT_DIR}")
elseif(SYSTEMD_UNIT_DIR AND CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(UNITDIR "${SYSTEMD_UNIT_DIR}")
else()
    full_path(UNITDIR lib/systemd/system)
endif()
full_path(BINDIR "${CMAKE_INSTALL_BINDIR}")
full_path(SYSCONFDIR "${CMAKE_INSTALL_SYSCONFDIR}")
full_path(MANDIR "${CMAKE_INSTALL_MANDIR}")
full_path(DOCDIR "${CMAKE_INSTALL_DOCDIR}")
set(source "${PROJECT_SOURCE_DIR}")

# Nobody's configuration is overwritten.
if(EXISTS "$ENV{DESTDIR}${SYSCONFDIR}/directus-ircd/directus-ircd.conf")
    message(STATUS "Kept: $ENV{DESTDIR}${SYSCONFDIR}/directus-ircd/directus-ircd.conf")
else()
    file(INSTALL "${source}/conf/directus-ircd.conf" DESTINATION "${SYSCONFDIR}/directus-ircd")
endif()

file(INSTALL "${source}/conf/directus-ircd.8" DESTINATION "${MANDIR}/man8")
file(INSTALL "${conf_page}" DESTINATION "${MANDIR}/man5")
file(INSTALL "${source}/README.md" "${source}/LICENSE" DESTINATION "${DOCDIR}")
file(INSTALL "${source}/conf/haproxy.cfg" DESTINATION "${DOCDIR}/examples")

get_filename_component(made "${conf_page}" DIRECTORY)
configure_file("${source}/conf/directus-ircd.service" "${made}/directus-ircd.service" @ONLY)
file(INSTALL "${made}/directus-ircd.service" "${source}/conf/directus-ircd.socket" DESTINATION "${UNITDIR}")
