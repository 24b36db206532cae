// The one definition of Boost.Test's main for every test program.
#define BOOST_TEST_MODULE directus - ircd
#include <boost/test/unit_test.hpp>
