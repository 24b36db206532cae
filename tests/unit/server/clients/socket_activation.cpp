#include "server/clients/socket_activation.hpp"

#include <boost/test/unit_test.hpp>

using server::inherited_socket;
using server::inherited_sockets;
using server::listener_kind;

BOOST_AUTO_TEST_SUITE(socket_activation)

BOOST_AUTO_TEST_CASE(sockets_are_told_apart_by_name)
{
    const auto got =
        inherited_sockets({"LISTEN_PID=7", "LISTEN_FDS=5",
                           "LISTEN_FDNAMES=tls:irc:websocket-tls:directus-ircd.socket:websocket"},
                          7);
    const std::vector<inherited_socket> expected{{3, listener_kind::tls},
                                                 {4, listener_kind::irc},
                                                 {5, listener_kind::websocket_tls},
                                                 {6, listener_kind::irc},
                                                 {7, listener_kind::websocket}};
    BOOST_TEST((got == expected));
}

BOOST_AUTO_TEST_CASE(without_names_they_are_irc)
{
    const auto got = inherited_sockets({"LISTEN_FDS=1", "LISTEN_PID=7"}, 7);
    BOOST_TEST((got == std::vector<inherited_socket>{{3, listener_kind::irc}}));
}

BOOST_AUTO_TEST_CASE(those_of_another_process_are_not_ours)
{
    BOOST_TEST(inherited_sockets({"LISTEN_FDS=1", "LISTEN_PID=8"}, 7).empty());
    BOOST_TEST(inherited_sockets({"LISTEN_FDS=1"}, 7).empty());
    BOOST_TEST(inherited_sockets({"LISTEN_PID=7"}, 7).empty());
    BOOST_TEST(inherited_sockets({}, 7).empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_is_an_error)
{
    BOOST_CHECK_THROW(inherited_sockets({"LISTEN_FDS=1", "LISTEN_PID=7", "LISTEN_FDNAMES=web"}, 7),
                      server::config_error);
    for (const auto* count : {"LISTEN_FDS=x", "LISTEN_FDS=-1", "LISTEN_FDS=1000"})
        BOOST_CHECK_THROW(inherited_sockets({count, "LISTEN_PID=7"}, 7), server::config_error);
}

BOOST_AUTO_TEST_SUITE_END()
