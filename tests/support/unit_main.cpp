// The one definition of Boost.Test's main for every test program.
#define BOOST_TEST_MODULE directus - ircd
#include <boost/test/unit_test.hpp>

#include <csignal>

namespace {

// A peer that hangs up is what many tests are about.
struct no_sigpipe {
    no_sigpipe() { std::signal(SIGPIPE, SIG_IGN); }
};

BOOST_TEST_GLOBAL_CONFIGURATION(no_sigpipe);

} // namespace
